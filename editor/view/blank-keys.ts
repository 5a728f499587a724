import { NodeSelection, Plugin, TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

/**
 * Typing on a selected blank fills it; without this, the character would take the blank's
 * place. An input method's first key opens the form too, before anything is composed, so
 * that a name in Chinese is composed in the form.
 */
export function typingFills(onType: (pos: number, typed: string) => void): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        keydown(view, event) {
          const pos = selectedBlank(view)
          if (pos === null || view.composing || event.isComposing) return false
          if (event.ctrlKey || event.metaKey || event.altKey) return false
          if (event.keyCode === 229) {
            onType(pos, '')
            return true
          }
          // A space between two values is no value.
          if ([...event.key].length !== 1 || event.key === ' ') return false
          event.preventDefault()
          onType(pos, event.key)
          return true
        },
        // A composition that no key announced: what is composed goes behind the blank.
        compositionstart(view) {
          const pos = selectedBlank(view)
          if (pos === null) return false
          view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, pos + 1)))
          return false
        },
      },
      handleTextInput(view, _from, _to, text) {
        const pos = selectedBlank(view)
        if (pos === null) return false
        onType(pos, text.trim())
        return true
      },
    },
  })
}

function selectedBlank(view: EditorView): number | null {
  const { selection } = view.state
  return selection instanceof NodeSelection && selection.node.type.name === 'placeholder'
    ? selection.from
    : null
}
