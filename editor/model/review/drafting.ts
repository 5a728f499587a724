import type * as Y from 'yjs'
import {
  flatBetween,
  flatOfTokens,
  sameFlat,
  sameToken,
  tokensOf,
  type Flat,
  type OffsetRange,
} from '../flat'
import { together, type Undoable } from '../undoable'
import type { Proposal, Review } from './review'
import { fitOf, proposalFor } from './suggestions'
import type { Suggestion } from './thread'

/** What somebody wants to stand in the place of a range of the text. */
export interface Edit {
  readonly range: OffsetRange
  readonly content: Flat
}

export interface Drafted {
  /** The suggestion that the edit went into; null when it took one back to what stands there. */
  readonly thread: string | null
  /** The passage that it covers now. */
  readonly range: OffsetRange
  readonly act: Undoable
}

interface Drafting {
  readonly text: Y.Doc
  readonly review: Review
  /** Member id of whoever writes. */
  readonly me: string
}

/** An open suggestion of one's own with the passage that it is on. */
interface Own {
  readonly id: string
  readonly range: OffsetRange
  readonly suggestion: Suggestion
}

function ownAt({ text, review, me }: Drafting, { from, to }: OffsetRange): Own[] {
  return review
    .threads()
    .flatMap((thread): Own[] => {
      const { id, by, suggestion } = thread
      if (by !== me || suggestion?.state !== 'open') return []
      const fit = fitOf(text, thread)
      const near = fit.is === 'fits' && fit.range.from <= to && fit.range.to >= from
      return near ? [{ id, range: fit.range, suggestion }] : []
    })
    .sort((a, b) => a.range.from - b.range.from || a.range.to - b.range.to)
}

/** Leaves away what an edit does not change, at both ends. */
function trimmed(text: Y.Doc, { range, content }: Edit): Edit {
  const old = tokensOf(flatBetween(text, range))
  const now = tokensOf(content)
  let first = 0
  while (sameToken(old[first], now[first])) first++
  let last = 0
  while (
    last < Math.min(old.length, now.length) - first &&
    sameToken(old[old.length - 1 - last], now[now.length - 1 - last])
  )
    last++
  const length = (tokens: typeof old): number => tokens.reduce((sum, one) => sum + one.length, 0)
  return {
    range: {
      from: range.from + length(old.slice(0, first)),
      to: range.to - length(old.slice(old.length - last)),
    },
    content: flatOfTokens(now.slice(first, now.length - last)),
  }
}

/**
 * Takes an edit as a suggestion. While somebody types on, their open suggestion that
 * touches the edit grows; several of theirs become one. The new content stands behind
 * what goes. Null when the edit changes nothing.
 * Throws a RangeError when the passage gets longer than `flatLimit`.
 */
export function draft(drafting: Drafting, edit: Edit): Drafted | null {
  const { range, content } = trimmed(drafting.text, edit)
  const { from, to } = range
  if (from === to && content.length === 0) return null
  const own = ownAt(drafting, range)
  const union = {
    from: Math.min(from, ...own.map((one) => one.range.from)),
    to: Math.max(to, ...own.map((one) => one.range.to)),
  }
  const before: Flat[] = []
  const after: Flat[] = []
  for (const one of own) {
    if (isCovered(one.range, range)) continue
    const behind = one.range.from >= to && (from < to || one.range.to > to)
    ;(behind ? after : before).push(one.suggestion.content)
  }
  const whole = flatOfTokens(tokensOf([...before, content, ...after].flat()))
  return settle(drafting, own, union, whole)
}

/** Whether an edit takes in a passage and more on both sides, or exactly it: then what was proposed there goes too. */
function isCovered(inner: OffsetRange, { from, to }: OffsetRange): boolean {
  return (
    (from < inner.from && to > inner.to) || (from === inner.from && to === inner.to && from < to)
  )
}

/**
 * Takes the last character of what is proposed at offset `at` back, as Backspace behind it
 * does; null when nothing of one's own is proposed there.
 */
export function shorten(drafting: Drafting, at: number): Drafted | null {
  const own = ownAt(drafting, { from: at, to: at }).filter(
    ({ range, suggestion }) => range.to === at && suggestion.content.length > 0,
  )
  const last = own.at(-1)
  if (last === undefined) return null
  const content = flatOfTokens(tokensOf(last.suggestion.content).slice(0, -1))
  return settle(drafting, [last], last.range, content)
}

/** The end of one's own proposed deletion that begins (1) or ends (-1) at an offset: a caret goes over it. */
export function beyondGone(drafting: Drafting, at: number, direction: 1 | -1): number | null {
  for (const { range } of ownAt(drafting, { from: at, to: at })) {
    if (range.from === range.to) continue
    if (direction === 1 && range.from === at) return range.to
    if (direction === -1 && range.to === at) return range.from
  }
  return null
}

/** Makes `own` one suggestion of `content` on `range`. */
function settle(
  { text, review }: Drafting,
  own: readonly Own[],
  range: OffsetRange,
  content: Flat,
): Drafted {
  const proposal = proposalFor(text, range, content)
  const idle = sameFlat(proposal.old, content)
  const [first, ...others] = own
  const needless = (idle ? own : others).map(({ id }) => id)
  const acts: Undoable[] = needless.length === 0 ? [] : [review.decide(needless, 'withdrawn')]
  if (idle) return { thread: null, range, act: together(acts) }
  if (first === undefined) {
    const thread = review.suggest(proposal)
    let taken: Undoable | null = null
    acts.push({
      undo() {
        taken = review.decide([thread], 'withdrawn')
        return true
      },
      redo: () => taken?.undo() ?? false,
    })
    return { thread, range, act: together(acts) }
  }
  const earlier = review.thread(first.id)
  const was: Proposal | null =
    earlier?.anchor.type === 'range' ? { ...first.suggestion, anchor: earlier.anchor } : null
  review.revise(first.id, proposal)
  acts.push({
    undo: () => was !== null && review.revise(first.id, was),
    redo: () => review.revise(first.id, proposal),
  })
  return { thread: first.id, range, act: together(acts) }
}
