import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import type { Match } from './search'

/** What the page and the text know of the search that is open. */
export interface FindState {
  readonly open: 'find' | 'replace' | null
  /** Counts up when the next (1) or the previous (-1) match is asked for. */
  readonly asked: { readonly count: number; readonly by: 1 | -1 }
  readonly set: DecorationSet
}

const key = new PluginKey<FindState>('find')
const closed: FindState = { open: null, asked: { count: 0, by: 1 }, set: DecorationSet.empty }

/** So many matches on either side of the current one are marked in the text; the others are not in sight. */
const marked = 200

/** Marks what was found. The search itself is the page's matter, so that typing never waits for it. */
export function finding(): Plugin<FindState> {
  return new Plugin<FindState>({
    key,
    state: {
      init: () => closed,
      apply(tr, value) {
        const change = tr.getMeta(key) as Partial<FindState> | undefined
        const set = tr.docChanged ? value.set.map(tr.mapping, tr.doc) : value.set
        if (change !== undefined) return { ...value, set, ...change }
        return set === value.set ? value : { ...value, set }
      },
    },
    props: { decorations: (state) => key.getState(state)?.set },
  })
}

export function findState(state: EditorState): FindState {
  return key.getState(state) ?? closed
}

function change(view: EditorView, next: Partial<FindState>): void {
  view.dispatch(view.state.tr.setMeta(key, next).setMeta('addToHistory', false))
}

/** Opens the search, or closes it. */
export function openFind(view: EditorView, open: FindState['open']): void {
  change(view, open === null ? { open, set: DecorationSet.empty } : { open })
}

/** Asks for the next or the previous match; opens the search where it is closed. */
export function askStep(view: EditorView, by: 1 | -1): void {
  const { open, asked } = findState(view.state)
  change(view, { open: open ?? 'find', asked: { count: asked.count + 1, by } })
}

/** Marks matches near `current` (an index; -1 for none). */
export function markMatches(view: EditorView, matches: readonly Match[], current: number): void {
  const first = Math.max(0, current - marked)
  const list = matches.slice(first, first + 2 * marked).flatMap((match, i) => {
    const { from, to, kind } = match
    const name = first + i === current ? 'found current' : 'found'
    return kind === 'value'
      ? [Decoration.node(from, to, { class: name })]
      : [Decoration.inline(from, to, { class: name })]
  })
  change(view, { set: DecorationSet.create(view.state.doc, list) })
}
