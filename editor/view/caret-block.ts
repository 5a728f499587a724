import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'

const key = new PluginKey<{ readonly at: number; readonly set: DecorationSet }>('caret-block')

/**
 * Marks the block in which the caret is, so that the style sheet can have it drawn at once.
 * A block that is drawn only when it is seen (`content-visibility: auto`) is not laid out
 * before the next frame; Chromium then leaves the caret before the first character that is
 * typed into it, and on a busy machine a new paragraph began with its second letter.
 */
export function caretBlock(): Plugin {
  return new Plugin({
    key,
    state: {
      init: (_config, state) => build(state),
      apply(tr, value, _old, state) {
        const at = blockAt(state)
        if (!tr.docChanged && at === value.at) return value
        const kept = at === tr.mapping.map(value.at, -1) ? value.set.map(tr.mapping, tr.doc) : null
        const size = tr.doc.nodeAt(at)?.nodeSize ?? 0
        const holds = kept
          ?.find(at, at + size)
          .some(({ from, to }) => from === at && to === at + size)
        return kept !== null && holds === true ? { at, set: kept } : build(state)
      },
    },
    props: { decorations: (state) => key.getState(state)?.set },
  })
}

function blockAt(state: EditorState): number {
  const { $head } = state.selection
  return $head.depth === 0 ? $head.pos : $head.before(1)
}

function build(state: EditorState): { readonly at: number; readonly set: DecorationSet } {
  const at = blockAt(state)
  const node = state.doc.nodeAt(at)
  const list = node === null ? [] : [Decoration.node(at, at + node.nodeSize, { class: 'at-caret' })]
  return { at, set: DecorationSet.create(state.doc, list) }
}
