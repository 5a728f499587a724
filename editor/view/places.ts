import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import type * as Y from 'yjs'
import { blockText } from '../../schema/content'
import { isOwn, isRemote, type Binding, type BoundView } from '../binding/binding'
import { offsetAt, posAt } from '../binding/positions'
import { changedRanges, type ChangedRange } from '../binding/steps-to-text'
import { plainBody } from '../model/flat'
import { anchorRange, locate } from '../model/review/anchors'
import type { Review } from '../model/review/review'

/**
 * Where the threads are in the document, and what keeps them there. Places move along with
 * the text. An undo, a cut with its paste, a move or typing over a passage makes new text
 * of old to Yjs; whoever did it knows what became of what, and gives the threads their
 * place in the new text.
 */

/** A thread's range in document positions; a suggested insertion has an empty one. */
export interface Place {
  readonly thread: string
  readonly from: number
  readonly to: number
  /** Whether the stored positions tell the place; else only its words do. */
  readonly holds: boolean
}

/** A passage with a thread in it that this person took out. */
interface Removed {
  readonly thread: string
  /** The thread's own words, as plain text. */
  readonly text: string
  /** All that was taken out. */
  readonly chunk: string
  /** Where the thread began in the chunk; below 0 when only its end was taken out. */
  readonly offset: number
}

interface Places {
  readonly list: readonly Place[]
  /** Another object each time the places are read anew; until then they only move with the text. */
  readonly reading: object
  /** Latest first. */
  readonly removed: readonly Removed[]
  /** Threads that have a new place which is not written yet. */
  readonly moved: readonly Place[]
}

const key = new PluginKey<Places>('places')
const none: readonly Place[] = []
const refresh = 'refresh'
const written = 'written'

/** So many removed passages are remembered. */
const memory = 200
/** A passage of so many characters is not typed again by chance. */
const telling = 8
/** Document positions around a place within which an edit may change what its words are found by. */
const nearby = 30

export interface PlacesOptions {
  readonly text: Y.Doc
  readonly review: Review
  readonly binding: Binding
  readonly mayPlace: () => boolean
}

/** Needs `writePlaces` to be called after each own change. */
export function places({ text, review, binding }: PlacesOptions): Plugin<Places> {
  const resolve = (state: EditorState): Place[] =>
    review.threads().flatMap(({ id, anchor }) => {
      const found = anchor.type === 'range' ? locate(text, anchor) : null
      if (found === null) return []
      const from = binding.posAt(state.doc, found.from)
      const to = binding.posAt(state.doc, found.to)
      return [{ thread: id, from, to, holds: found.holds }]
    })
  return new Plugin<Places>({
    key,
    state: {
      init: (_config, state) => ({ list: resolve(state), reading: {}, removed: [], moved: [] }),
      apply(tr, value, _old, state) {
        const meta: unknown = tr.getMeta(key)
        if (meta === refresh) return { ...value, list: resolve(state), reading: {} }
        if (meta === written) return { ...value, moved: [] }
        return tr.docChanged ? follow(value, tr) : value
      },
    },
  })
}

const indexed = new WeakMap<readonly Place[], ReadonlyMap<string, Place>>()

/** Where one thread is. */
export function placeIn(state: EditorState, thread: string): Place | undefined {
  const list = placesOf(state)
  let index = indexed.get(list)
  if (index === undefined) {
    index = new Map(list.map((place) => [place.thread, place]))
    indexed.set(list, index)
  }
  return index.get(thread)
}

/** The places of the threads, in the order of their creation. */
export function placesOf(state: EditorState): readonly Place[] {
  return key.getState(state)?.list ?? none
}

/** Another object each time the places were read anew: threads may have lost or found theirs. */
export function placesReading(state: EditorState): object {
  return key.getState(state)?.reading ?? none
}

/** A transaction that makes places be read anew from the text. */
export function refreshPlaces(state: EditorState): Transaction {
  return state.tr.setMeta(key, refresh).setMeta('addToHistory', false)
}

export function refreshesPlaces(tr: Transaction): boolean {
  return tr.getMeta(key) === refresh
}

/** Writes the places that the last own change gave to threads. To be called when view and text agree. */
export function writePlaces(view: BoundView, options: PlacesOptions): void {
  const { text, review, binding, mayPlace } = options
  const moved = key.getState(view.state)?.moved ?? []
  if (moved.length === 0) return
  view.updateState(
    view.state.apply(view.state.tr.setMeta(key, written).setMeta('addToHistory', false)),
  )
  if (!mayPlace()) return
  const { doc } = view.state
  const length = plainBody(text).length
  for (const { thread, from, to } of moved) {
    const known = review.thread(thread)
    if (known === undefined || known.anchor.type !== 'range') continue
    const range = {
      from: Math.min(binding.offsetAt(doc, from), length),
      to: Math.min(binding.offsetAt(doc, to), length),
    }
    const anchor = anchorRange(text, range, known.anchor.scope)
    // Not where they lead: only here does Yjs know which new text is an undone old one.
    if (anchor.start !== known.anchor.start || anchor.end !== known.anchor.end)
      review.place(thread, anchor)
  }
}

function follow(value: Places, tr: Transaction): Places {
  const mapped = ({ thread, from, to, holds }: Place): Place => {
    const start = tr.mapping.map(from, from === to ? -1 : 1)
    return { thread, from: start, to: Math.max(start, tr.mapping.map(to, -1)), holds }
  }
  const list = value.list.map(mapped)
  const before = value.moved.map(mapped)
  if (!isOwn(tr) || value.list.length + value.removed.length === 0)
    return { ...value, list, moved: before }
  const ranges = changedRanges(tr.steps)
  const fresh: Removed[] = []
  const moved = new Map(before.map((place) => [place.thread, place]))
  for (const [i, place] of value.list.entries()) {
    const now = list[i]
    const touched = ranges.filter((range) => touches(range, place))
    for (const range of touched) fresh.unshift(removal(tr.before, range, place))
    const over = touched.find((range) => replaces(tr, range, place))
    if (over !== undefined)
      moved.set(place.thread, {
        thread: place.thread,
        from: over.newStart,
        to: over.newEnd,
        holds: true,
      })
    else if (now !== undefined && !place.holds && now.from < now.to && isNear(ranges, place))
      moved.set(place.thread, now)
  }
  const deliberate = isPutBack(tr)
  let removed = [...fresh, ...value.removed]
  for (const { newStart, newEnd } of ranges) {
    if (newStart === newEnd || removed.length === 0) continue
    const inserted = plainBetween(tr.doc, newStart, newEnd)
    removed = removed.filter((one) => {
      // Whoever types 三 somewhere does not mean the 三 that was taken out.
      if (!deliberate && one.chunk.length < telling && !fresh.includes(one)) return true
      const place = findAgain(tr.doc, newStart, inserted, one)
      if (place === null) return true
      moved.set(one.thread, place)
      return false
    })
  }
  return {
    ...value,
    list: list.map((place) => moved.get(place.thread) ?? place),
    removed: removed.slice(0, memory),
    moved: [...moved.values()],
  }
}

/** Whether a transaction puts something where it was or where somebody wants it: undo, paste, drop. */
function isPutBack(tr: Transaction): boolean {
  const event: unknown = tr.getMeta('uiEvent')
  return isRemote(tr) || event === 'paste' || event === 'drop'
}

function touches({ oldStart, oldEnd }: ChangedRange, { from, to }: Place): boolean {
  return from === to ? oldStart < from && from < oldEnd : oldStart < to && from < oldEnd
}

function isNear(ranges: readonly ChangedRange[], { from, to }: Place): boolean {
  return ranges.some(({ oldStart, oldEnd }) => oldStart < to + nearby && oldEnd > from - nearby)
}

function removal(doc: Node, { oldStart, oldEnd }: ChangedRange, place: Place): Removed {
  return {
    thread: place.thread,
    text: plainBetween(doc, place.from, place.to),
    chunk: plainBetween(doc, oldStart, oldEnd),
    offset: offsetAt(doc, place.from, false) - offsetAt(doc, oldStart, false),
  }
}

/** Whether the words of a place were typed over: what stands there now is what became of them. */
function replaces(tr: Transaction, range: ChangedRange, { from, to }: Place): boolean {
  const { oldStart, oldEnd, newStart, newEnd } = range
  if (oldStart > from || oldEnd < to || newStart === newEnd) return false
  // Of a longer passage nobody can say which of the new words stand for these.
  if ((to - from) * 2 < oldEnd - oldStart) return false
  return /\S/.test(plainBetween(tr.doc, newStart, newEnd))
}

/** Where the words of a removed passage stand in what was just inserted at `start`; null when nothing tells. */
function findAgain(doc: Node, start: number, inserted: string, one: Removed): Place | null {
  const { thread, text, chunk, offset } = one
  const whole = chunk === '' ? null : only(inserted, chunk)
  const at = whole === null ? (text.length > 1 ? only(inserted, text) : null) : whole + offset
  if (at === null) return null
  const base = offsetAt(doc, start, false)
  if (base + at < 0) return null
  const from = posAt(doc, base + at, false)
  const to = posAt(doc, base + at + text.length, false)
  return plainBetween(doc, from, to) === text ? { thread, from, to, holds: true } : null
}

/** Where `part` stands in `text`, if it does so once. */
function only(text: string, part: string): number | null {
  const at = text.indexOf(part)
  return at < 0 || text.indexOf(part, at + 1) >= 0 ? null : at
}

/** The plain text between two document positions, as `plainBody` has it. */
function plainBetween(doc: Node, from: number, to: number): string {
  let text = ''
  let start = 0
  for (let index = 0; index < doc.childCount && start < to; index++) {
    const block = doc.child(index)
    const end = start + block.nodeSize
    if (end > from) {
      if (start >= from) text += '\n'
      text += blockText(block).slice(Math.max(0, from - start - 1), Math.max(0, to - start - 1))
    }
    start = end
  }
  return text
}
