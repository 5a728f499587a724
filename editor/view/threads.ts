import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import type { Anchor } from '../model/review/anchors'
import type { Review } from '../model/review/review'
import { figuresOf } from '../model/summarise'
import { placeIn, placesOf, refreshesPlaces, refreshPlaces } from './places'

/** What a decoration says of itself. */
interface Marking {
  readonly thread: string
}

interface Marked {
  readonly set: DecorationSet
  readonly active: string | null
}

const key = new PluginKey<Marked>('threads')
/** Milliseconds of quiet after which lost anchors are looked for again. */
const quiet = 400

/**
 * Marks the text ranges of open comment threads, and has all places read anew when a
 * thread or its surroundings changed. To stand behind `places`.
 */
export function threads(options: {
  readonly review: Review
  readonly onPlaced?: () => void
}): Plugin<Marked> {
  const { review, onPlaced } = options
  const build = (state: EditorState, active: string | null): DecorationSet => {
    const list: Decoration[] = []
    for (const { thread, from, to } of placesOf(state)) {
      const known = review.thread(thread)
      if (from < to && known?.resolved === false && known.suggestion === null)
        list.push(mark(thread, from, to, active, scopeOf(known.anchor)))
    }
    for (const { id, anchor, resolved } of review.threads()) {
      if (resolved) continue
      if (anchor.type === 'figure') {
        const pos = figurePosition(state, anchor.figure)
        if (pos !== null) list.push(mark(id, pos, pos + 1, active))
      }
    }
    return DecorationSet.create(state.doc, list)
  }
  return new Plugin<Marked>({
    key,
    state: {
      init: (_config, state) => ({ set: build(state, null), active: null }),
      apply(tr, { set, active }, _old, state) {
        const meta: unknown = tr.getMeta(key)
        const next =
          typeof meta === 'object' && meta !== null && 'active' in meta
            ? (meta.active as string | null)
            : active
        if (refreshesPlaces(tr) || next !== active) return { set: build(state, next), active: next }
        return { set: tr.docChanged ? set.map(tr.mapping, tr.doc) : set, active }
      },
    },
    props: {
      decorations: (state) => key.getState(state)?.set,
    },
    view(view) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const soon = (): void => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          if (view.composing) soon()
          else {
            view.dispatch(refreshPlaces(view.state))
            onPlaced?.()
          }
        }, quiet)
      }
      const stop = review.onChange(() => {
        if (!view.composing) view.dispatch(refreshPlaces(view.state))
        else soon()
      })
      return {
        update(now, before) {
          if (before.doc !== now.state.doc && review.threads().length > 0) soon()
        },
        destroy() {
          clearTimeout(timer)
          stop()
        },
      }
    },
  })
}

/** A thread on more than its words is shown more quietly. */
function scopeOf(anchor: Anchor): string {
  return anchor.type === 'range' && anchor.scope !== undefined ? ' on-part' : ''
}

function mark(id: string, from: number, to: number, active: string | null, scope = ''): Decoration {
  return Decoration.inline(
    from,
    to,
    { class: `thread${id === active ? ' active' : ''}${scope}`, 'data-thread': id },
    { thread: id },
  )
}

/** The thread that is being read, or null. */
export function activeThread(state: EditorState): string | null {
  return key.getState(state)?.active ?? null
}

/** Shows one thread as the one that is being read, or none. */
export function activateThread(view: EditorView, id: string | null): void {
  if (activeThread(view.state) !== id) view.dispatch(view.state.tr.setMeta(key, { active: id }))
}

/** Where a thread is in the document, or null: its text is gone, or it is on the whole report. */
export function placeOfThread(state: EditorState, id: string): { from: number; to: number } | null {
  const place = placeIn(state, id)
  if (place !== undefined) return { from: place.from, to: place.to }
  const set = key.getState(state)?.set
  return set === undefined ? null : (markedIn(set).get(id) ?? null)
}

const marked = new WeakMap<DecorationSet, ReadonlyMap<string, { from: number; to: number }>>()

/** Where the marks of threads are, by thread; read once for each set. */
function markedIn(set: DecorationSet): ReadonlyMap<string, { from: number; to: number }> {
  let index = marked.get(set)
  if (index === undefined) {
    index = new Map(
      set.find().map(({ from, to, spec }) => [(spec as Marking).thread, { from, to }]),
    )
    marked.set(set, index)
  }
  return index
}

/** Position of the first blank of a figure, or null. */
export function figurePosition(state: EditorState, figure: string): number | null {
  const place = figuresOf(state.doc).find((one) => one.figure === figure)
  if (place === undefined) return null
  let pos = 1 + place.offset
  for (let index = 0; index < place.index; index++) pos += state.doc.child(index).nodeSize
  return pos
}
