import * as Y from 'yjs'
import { isLoose, textAt } from '../decode'
import { bodyOf } from '../parts'

/**
 * Where a thread belongs. A range is a pair of Yjs relative positions (they survive
 * typing, splits and joins around them) with its quote and what stood before and after
 * it, as a second way to find it.
 */
export type Anchor =
  | {
      readonly type: 'range'
      /** Relative positions in the body, as JSON. */
      readonly start: string
      readonly end: string
      readonly quote: string
      readonly before: string
      readonly after: string
    }
  | { readonly type: 'figure'; readonly figure: string; readonly quote: string }
  | { readonly type: 'report' }

export type RangeAnchor = Extract<Anchor, { type: 'range' }>

/** A range of text offsets of the body; `to` is behind its last character. */
export interface OffsetRange {
  readonly from: number
  readonly to: number
}

const quoteLimit = 2000
const contextLength = 24
/** Stands for an embed in the plain text of a body, so that offsets agree. */
const embedCharacter = '\uFFFC'

const plain = new WeakMap<Y.Doc, { readonly stamp: number; readonly text: string }>()
const stamps = new WeakMap<Y.Doc, { count: number }>()

/** The body as a string with one character for each embed. Read once until the body changes. */
export function plainBody(doc: Y.Doc): string {
  const body = bodyOf(doc)
  let stamp = stamps.get(doc)
  if (stamp === undefined) {
    const fresh = { count: 0 }
    stamps.set(doc, fresh)
    body.observe(() => fresh.count++)
    stamp = fresh
  }
  const known = plain.get(doc)
  if (known !== undefined && known.stamp === stamp.count) return known.text
  let text = ''
  for (const { insert } of body.toDelta() as { insert: unknown }[]) {
    text += typeof insert === 'string' ? insert : embedCharacter
  }
  plain.set(doc, { stamp: stamp.count, text })
  return text
}

/** An anchor on the text offsets `from` to `to` of the body. */
export function anchorRange(doc: Y.Doc, { from, to }: OffsetRange): RangeAnchor {
  const body = bodyOf(doc)
  const text = plainBody(doc)
  // The ends cling to the first and the last character, so the range does not grow.
  const start = Y.createRelativePositionFromTypeIndex(body, from, 0)
  const end = Y.createRelativePositionFromTypeIndex(body, to, -1)
  return {
    type: 'range',
    start: JSON.stringify(start),
    end: JSON.stringify(end),
    quote: text.slice(from, Math.min(to, from + quoteLimit)),
    before: text.slice(Math.max(0, from - contextLength), from),
    after: text.slice(to, to + contextLength),
  }
}

/**
 * Where the range of an anchor is now, or null: its text is gone, and nowhere else does
 * exactly this quote stand alone or in the same context. Never writes.
 */
export function resolveRange(doc: Y.Doc, anchor: RangeAnchor): OffsetRange | null {
  const from = offsetOf(doc, anchor.start)
  const to = offsetOf(doc, anchor.end)
  const text = plainBody(doc)
  if (from === null || to === null || from >= to) return findQuote(text, anchor)
  if (text.slice(from, to) === anchor.quote) return { from, to }
  // An undone deletion is new content to Yjs, and the positions cling to what stood beside
  // it. When the whole quote is there again in its old place, that is what was meant.
  const whole = text.indexOf(anchor.quote, Math.max(0, from - anchor.quote.length))
  return whole >= 0 && whole <= to && inContext(text, whole, anchor)
    ? { from: whole, to: whole + anchor.quote.length }
    : { from, to }
}

function inContext(text: string, at: number, { quote, before, after }: RangeAnchor): boolean {
  return text.endsWith(before, at) && text.startsWith(after, at + quote.length)
}

function offsetOf(doc: Y.Doc, stored: string): number | null {
  try {
    const position = Y.createRelativePositionFromJSON(JSON.parse(stored))
    const found = Y.createAbsolutePositionFromRelativePosition(position, doc)
    return found === null || found.type !== bodyOf(doc) ? null : found.index
  } catch {
    // Written by a peer: it may be anything, and Yjs tells so only by throwing.
    return null
  }
}

function findQuote(text: string, anchor: RangeAnchor): OffsetRange | null {
  const { quote } = anchor
  if (quote.replaceAll(embedCharacter, '').trim().length < 2) return null
  const places: number[] = []
  for (
    let at = text.indexOf(quote);
    at >= 0 && places.length < 50;
    at = text.indexOf(quote, at + 1)
  )
    places.push(at)
  const unique = places.length === 1 ? places : places.filter((at) => inContext(text, at, anchor))
  const [at] = unique
  return at === undefined || unique.length > 1 ? null : { from: at, to: at + quote.length }
}

/** Reads what a peer wrote; whatever it is, the thread stays and at worst belongs to the report as a whole. */
export function readAnchor(stored: unknown): Anchor {
  if (!isLoose(stored)) return { type: 'report' }
  const quote = textAt(stored, 'quote', quoteLimit)
  if (stored['type'] === 'figure')
    return { type: 'figure', figure: textAt(stored, 'figure', 80), quote }
  if (stored['type'] !== 'range') return { type: 'report' }
  return {
    type: 'range',
    start: textAt(stored, 'start', 400),
    end: textAt(stored, 'end', 400),
    quote,
    before: textAt(stored, 'before', contextLength),
    after: textAt(stored, 'after', contextLength),
  }
}

/** What was commented on, as a person reads it. */
export function quoteOf(anchor: Anchor): string {
  return anchor.type === 'report' ? '' : anchor.quote.replaceAll(embedCharacter, '＊')
}
