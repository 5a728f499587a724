import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import type * as Y from 'yjs'
import type { Binding } from '../binding/binding'
import { colourOf } from '../model/members'
import { bodyOf } from '../model/parts'
import { authorsIn, type Authored } from '../model/writers'

interface Shown {
  readonly on: boolean
  readonly set: DecorationSet
}

const key = new PluginKey<Shown>('authors')
/** Milliseconds of quiet after which the colours are read anew; meanwhile they move along. */
const quiet = 500

/** Colours the text by who wrote it, while that is switched on. Costs nothing while it is off. */
export function authors(options: {
  readonly text: Y.Doc
  readonly binding: Binding
}): Plugin<Shown> {
  const { text, binding } = options
  const build = (state: EditorState): DecorationSet => {
    const list: Decoration[] = []
    for (const { from, to, by } of authorsIn(text, 0, bodyOf(text).length)) {
      if (by === '') continue
      const start = binding.posAt(state.doc, from)
      const end = binding.posAt(state.doc, to)
      if (start < end)
        list.push(
          Decoration.inline(start, end, {
            class: `written colour-${colourOf(by)}`,
            'data-author': by,
          }),
        )
    }
    return DecorationSet.create(state.doc, list)
  }
  return new Plugin<Shown>({
    key,
    state: {
      init: () => ({ on: false, set: DecorationSet.empty }),
      apply(tr, { on, set }, _old, state) {
        const meta: unknown = tr.getMeta(key)
        const next = typeof meta === 'boolean' ? meta : on
        if (!next) return { on: false, set: DecorationSet.empty }
        if (typeof meta === 'boolean') return { on: true, set: build(state) }
        return { on: true, set: tr.docChanged ? set.map(tr.mapping, tr.doc) : set }
      },
    },
    props: { decorations: (state) => key.getState(state)?.set },
    view(view) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const soon = (): void => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          if (view.composing) soon()
          else showAuthors(view, true)
        }, quiet)
      }
      return {
        update(now, before) {
          if (before.doc !== now.state.doc && authorsShown(now.state)) soon()
          else if (!authorsShown(now.state)) clearTimeout(timer)
        },
        destroy: () => clearTimeout(timer),
      }
    },
  })
}

/** Whether the text is coloured by who wrote it. */
export function authorsShown(state: EditorState): boolean {
  return key.getState(state)?.on === true
}

export function showAuthors(view: EditorView, on: boolean): void {
  view.dispatch(view.state.tr.setMeta(key, on).setMeta('addToHistory', false))
}

/** Who wrote the selected text, or all of it when nothing is selected. */
export function authorsOfSelection(
  state: EditorState,
  text: Y.Doc,
  binding: Pick<Binding, 'offsetAt'>,
): readonly Authored[] {
  const { from, to, empty } = state.selection
  return empty
    ? authorsIn(text, 0, bodyOf(text).length)
    : authorsIn(text, binding.offsetAt(state.doc, from), binding.offsetAt(state.doc, to))
}
