import * as Y from 'yjs'
import { atomCharacter } from '../../../schema/content'
import { flagAt, isLoose, textAt } from '../decode'
import { blockCharacter, bodyStamp, plainBody, type OffsetRange } from '../flat'
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
      /** Plain text of the range, cut to `quoteLimit`; empty for a point between two characters. */
      readonly quote: string
      readonly before: string
      readonly after: string
      /** Whether these words stood nowhere else when the anchor was made. */
      readonly alone: boolean
      /** The range stands for more than its words: the heading for its section, an item's text for the item. */
      readonly scope?: 'section' | 'item'
    }
  | { readonly type: 'figure'; readonly figure: string; readonly quote: string }
  | { readonly type: 'report' }

export type RangeAnchor = Extract<Anchor, { type: 'range' }>

const quoteLimit = 2000
const contextLength = 24
/** So much of the context must agree where the quote alone does not tell. */
const tellingContext = 6

/** An anchor on the text offsets `from` to `to` of the body; on a point when they are equal. */
export function anchorRange(
  doc: Y.Doc,
  { from, to }: OffsetRange,
  scope?: RangeAnchor['scope'],
): RangeAnchor {
  const body = bodyOf(doc)
  const text = plainBody(doc)
  // The ends cling to the first and the last character, so the range does not grow.
  const start = Y.createRelativePositionFromTypeIndex(body, from, 0)
  const end = Y.createRelativePositionFromTypeIndex(body, to, -1)
  const quote = text.slice(from, Math.min(to, from + quoteLimit))
  const first = text.indexOf(quote)
  return {
    type: 'range',
    start: JSON.stringify(start),
    end: JSON.stringify(end),
    quote,
    before: text.slice(Math.max(0, from - contextLength), from),
    after: text.slice(to, to + contextLength),
    alone: first === from && text.indexOf(quote, first + 1) < 0,
    ...(scope === undefined ? {} : { scope }),
  }
}

/**
 * Where the range of an anchor is now, or null: its text is gone, and nowhere does exactly
 * this quote stand in the same context, or alone when it always stood alone. Never writes.
 */
export function resolveRange(doc: Y.Doc, anchor: RangeAnchor): OffsetRange | null {
  return locate(doc, anchor)
}

type Located = OffsetRange & { readonly holds: boolean }

/** As `resolveRange`; `holds` says whether the positions themselves tell, and not only the words. */
export function locate(doc: Y.Doc, anchor: RangeAnchor): Located | null {
  const stamp = bodyStamp(doc)
  const known = located.get(anchor)
  if (known !== undefined && known.doc === doc && known.stamp === stamp) return known.place
  const place = look(doc, anchor)
  located.set(anchor, { doc, stamp, place })
  return place
}

/** Each anchor is looked for once until the text changes. */
const located = new WeakMap<
  RangeAnchor,
  { readonly doc: Y.Doc; readonly stamp: number; readonly place: Located | null }
>()

function look(doc: Y.Doc, anchor: RangeAnchor): Located | null {
  const from = offsetOf(doc, anchor.start)
  const to = offsetOf(doc, anchor.end)
  const text = plainBody(doc)
  const { quote } = anchor
  if (quote === '') return resolvePoint(text, anchor, from, to)
  if (from === null || to === null || from >= to) return findQuote(text, anchor)
  const covered = text.slice(from, to)
  if (covered === quote || (quote.length >= quoteLimit && covered.startsWith(quote)))
    return { from, to, holds: true }
  // An undone deletion is new content to Yjs, and the positions cling to what stood beside
  // it. When the whole quote is there again in its old place, that is what was meant.
  const whole = text.indexOf(quote, Math.max(0, from - quote.length))
  const overlaps = whole < to && whole + quote.length > from
  if (whole >= 0 && (overlaps || (whole === to && inContext(text, whole, anchor))))
    return { from: whole, to: whole + quote.length, holds: false }
  return isKin(covered, quote) ? { from, to, holds: true } : findQuote(text, anchor)
}

/** A point holds while what stood on one side of it, or the nearest on both, is still there. */
function resolvePoint(
  text: string,
  anchor: RangeAnchor,
  afterFirst: number | null,
  behindLast: number | null,
): Located | null {
  const { before, after } = anchor
  const agree = (at: number, left: number, right: number): boolean =>
    text.endsWith(before.slice(Math.max(0, before.length - left)), at) &&
    text.startsWith(after.slice(0, right), at)
  const holds = (at: number): boolean =>
    agree(at, 1, 1) ||
    (before.length > 1 && agree(at, 2, 0)) ||
    (after.length > 1 && agree(at, 0, 2))
  for (const at of [behindLast, afterFirst])
    if (at !== null && (holds(at) || text.length === 0)) return { from: at, to: at, holds: true }
  const context = before + after
  if (context.trim().length < tellingContext) return null
  const at = text.indexOf(context)
  return at < 0 || text.indexOf(context, at + 1) >= 0
    ? null
    : { from: at + anchor.before.length, to: at + anchor.before.length, holds: false }
}

/**
 * Whether what the positions cover has anything of the quote. After an undo on another
 * machine they may cover words that have nothing to do with it.
 */
function isKin(covered: string, quote: string): boolean {
  const wanted = Math.min(2, quote.length)
  const left = new Map<string, number>()
  for (const character of quote) left.set(character, (left.get(character) ?? 0) + 1)
  let shared = 0
  for (const character of covered) {
    const count = left.get(character) ?? 0
    if (count === 0) continue
    left.set(character, count - 1)
    if (++shared >= wanted) return true
  }
  return false
}

function inContext(text: string, at: number, { quote, before, after }: RangeAnchor): boolean {
  return text.endsWith(before, at) && text.startsWith(after, at + quote.length)
}

/** The text offset of a stored relative position; null for whatever is none in this body. */
export function offsetOf(doc: Y.Doc, stored: string): number | null {
  try {
    const position = Y.createRelativePositionFromJSON(JSON.parse(stored))
    // Which new text is an undone old one only the machine knows that undid it, and all must see the same.
    const found = Y.createAbsolutePositionFromRelativePosition(position, doc, false)
    return found === null || found.type !== bodyOf(doc) ? null : found.index
  } catch {
    // Written by a peer: it may be anything, and Yjs tells so only by throwing.
    return null
  }
}

function findQuote(text: string, anchor: RangeAnchor): Located | null {
  const { quote, before, after, alone } = anchor
  if (quote.length >= quoteLimit) return null
  if (quote.length < 2 || quote.replaceAll(atomCharacter, '').trim() === '') return null
  const places: number[] = []
  for (
    let at = text.indexOf(quote);
    at >= 0 && places.length < 50;
    at = text.indexOf(quote, at + 1)
  )
    places.push(at)
  if (places.length >= 50) return null
  const tells = (context: string): boolean => context.trim().length >= tellingContext
  const only =
    (alone ? single(places) : undefined) ??
    single(places.filter((at) => inContext(text, at, anchor))) ??
    (tells(before) ? single(places.filter((at) => text.endsWith(before, at))) : undefined) ??
    (tells(after)
      ? single(places.filter((at) => text.startsWith(after, at + quote.length)))
      : undefined)
  return only === undefined ? null : { from: only, to: only + quote.length, holds: false }
}

function single(places: readonly number[]): number | undefined {
  return places.length === 1 ? places[0] : undefined
}

/** Reads what a peer wrote; whatever it is, the thread stays and at worst belongs to the report as a whole. */
export function readAnchor(stored: unknown): Anchor {
  if (!isLoose(stored)) return { type: 'report' }
  const quote = textAt(stored, 'quote', quoteLimit)
  if (stored['type'] === 'figure')
    return { type: 'figure', figure: textAt(stored, 'figure', 80), quote }
  if (stored['type'] !== 'range') return { type: 'report' }
  const scope = stored['scope']
  return {
    type: 'range',
    start: textAt(stored, 'start', 400),
    end: textAt(stored, 'end', 400),
    quote,
    before: textAt(stored, 'before', contextLength),
    after: textAt(stored, 'after', contextLength),
    alone: flagAt(stored, 'alone'),
    ...(scope === 'section' || scope === 'item' ? { scope } : {}),
  }
}

/** A plain text as a person reads it: blanks as ＊, ends of paragraphs as ↵. */
export function readable(plain: string): string {
  return plain.replaceAll(atomCharacter, '＊').replaceAll(blockCharacter, '↵')
}

/** What was commented on, as a person reads it. */
export function quoteOf(anchor: Anchor): string {
  return anchor.type === 'report' ? '' : readable(anchor.quote)
}
