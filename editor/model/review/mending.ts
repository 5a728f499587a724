import type * as Y from 'yjs'
import { flatBetween, sameFlat, type OffsetRange } from '../flat'
import { bodyOf } from '../parts'
import { offsetOf } from './anchors'
import type { Inserted } from './events'
import type { Review } from './review'
import type { Accepted, Thread } from './thread'

/*
 * 重复采纳: two people accept one suggestion without knowing of each other, and its words
 * stand twice. Each acceptance notes what it inserted. The first one, in an order that is
 * the same for everybody, stays; what the others inserted goes. Whoever may write the text
 * does that on their own: all take out the same characters, and nobody ever the first ones.
 */

/** Origin of the transactions that take doubled words out; nobody's undo brings them back. */
const mendOrigin: object = { mend: true }

interface Mending {
  readonly text: Y.Doc
  readonly review: Review
}

/**
 * Takes out what stands twice for certain: the words of the first acceptance are there as
 * they came, and so are those of a later one. Returns how many suggestions were mended.
 */
export function mendDoubles({ text, review }: Mending): number {
  let count = 0
  for (const { id, suggestion } of review.threads()) {
    if (suggestion?.twice !== true) continue
    const [first, ...others] = suggestion.acceptances
    const kept = first === undefined ? null : intact(text, first)
    if (kept === null) continue
    const doubled = others.filter((other) => {
      const ranges = intact(text, other)
      return ranges !== null && !overlap(ranges, kept)
    })
    for (const other of doubled) {
      takeOut(text, intact(text, other) ?? [], mendOrigin)
      review.mend(id, other.id)
    }
    if (doubled.length > 0) count++
  }
  return count
}

/**
 * Takes out one of two copies at the word of a person: rather one that is as it came than
 * one that somebody changed since. False when no two are found.
 * @param origin of the transaction
 */
export function mendByHand(
  { text, review }: Mending,
  thread: Pick<Thread, 'id' | 'suggestion'>,
  origin: object,
): boolean {
  const copies = (thread.suggestion?.acceptances ?? []).flatMap((accepted) => {
    const ranges = rangesOf(text, accepted)
    return ranges === null ? [] : [{ accepted, ranges }]
  })
  if (copies.length < 2) return false
  const goes = copies.findLast(({ accepted }) => intact(text, accepted) !== null) ?? copies.at(-1)
  if (goes === undefined) return false
  const others = copies.filter((copy) => copy !== goes)
  if (others.some(({ ranges }) => overlap(ranges, goes.ranges))) return false
  takeOut(text, goes.ranges, origin)
  review.mend(thread.id, goes.accepted.id)
  return true
}

/** Where all that an acceptance inserted stands; null when some of it is gone or was never known. */
function rangesOf(text: Y.Doc, { inserted }: Accepted): OffsetRange[] | null {
  const ranges = inserted?.map((one) => rangeOf(text, one)) ?? []
  const found = ranges.filter((one) => one !== null)
  return found.length === 0 || found.length < ranges.length ? null : found
}

/** As `rangesOf`, and null too when anything was changed in it. */
function intact(text: Y.Doc, accepted: Accepted): OffsetRange[] | null {
  const ranges = rangesOf(text, accepted)
  const same = ranges?.every((range, i) =>
    sameFlat(flatBetween(text, range), accepted.inserted?.[i]?.content ?? []),
  )
  return same === true ? ranges : null
}

function rangeOf(text: Y.Doc, { start, end }: Inserted): OffsetRange | null {
  const from = offsetOf(text, start)
  const to = offsetOf(text, end)
  return from === null || to === null || from >= to ? null : { from, to }
}

function overlap(a: readonly OffsetRange[], b: readonly OffsetRange[]): boolean {
  return a.some((one) => b.some(({ from, to }) => one.from < to && from < one.to))
}

function takeOut(text: Y.Doc, ranges: readonly OffsetRange[], origin: object): void {
  text.transact(() => {
    // The last one first, so that the others stay where they are.
    for (const { from, to } of ranges.toSorted((a, b) => b.from - a.from))
      bodyOf(text).delete(from, to - from)
  }, origin)
}
