import type * as Y from 'yjs'
import type { Environment } from '../environment'
import {
  flatBetween,
  piecesBetween,
  plainOf,
  replaceRange,
  sameFlat,
  type Flat,
  type OffsetRange,
  type Piece,
} from '../flat'
import { actOrigin, type Undoable } from '../undoable'
import { anchorRange, resolveRange } from './anchors'
import type { Inserted } from './events'
import type { Proposal, Review } from './review'
import type { Suggestion, Thread } from './thread'

/** How a suggestion stands to the text that is there now. */
export type Fit =
  /** The passage is as its author saw it. */
  | { readonly is: 'fits'; readonly range: OffsetRange }
  /** 原文已变动: the passage was changed since; a person decides. */
  | { readonly is: 'changed'; readonly range: OffsetRange; readonly now: Flat }
  /** The passage is gone. */
  | { readonly is: 'lost' }

/** Compares the passage of a suggestion with the text. Never writes. */
export function fitOf(text: Y.Doc, { anchor, suggestion }: Thread): Fit {
  if (suggestion === null || anchor.type !== 'range') return { is: 'lost' }
  const range = resolveRange(text, anchor)
  if (range === null) return { is: 'lost' }
  const now = flatBetween(text, range)
  return sameFlat(now, suggestion.old) ? { is: 'fits', range } : { is: 'changed', range, now }
}

const compared = new WeakMap<Suggestion, readonly Piece[]>()

/** What a suggestion changes, compared once for each of its versions. */
export function piecesOf(suggestion: Suggestion): readonly Piece[] {
  let pieces = compared.get(suggestion)
  if (pieces === undefined) {
    pieces = piecesBetween(suggestion.old, suggestion.content)
    compared.set(suggestion, pieces)
  }
  return pieces
}

/** A proposal to put `content` in the place of what stands in `range`. */
export function proposalFor(text: Y.Doc, range: OffsetRange, content: Flat): Proposal {
  return { anchor: anchorRange(text, range), old: flatBetween(text, range), content }
}

export interface Acceptance {
  /** Suggestions that were applied. */
  readonly applied: readonly string[]
  /** Open ones whose passage is not as their author saw it; these were left alone. */
  readonly changed: readonly string[]
  /** Takes back the decisions, not the text: the text's own undo does that. */
  readonly act: Undoable
}

/**
 * 采纳: applies suggestions to the text in one transaction and notes it. What no longer
 * fits is left alone unless `anyway` says that a person saw both and chose; a passage that
 * is gone is never touched. Later suggestions are judged by the text as earlier ones left it.
 */
export function accept(
  report: {
    readonly text: Y.Doc
    readonly review: Review
    readonly environment: Environment
  },
  ids: readonly string[],
  anyway = false,
): Acceptance {
  const { text, review, environment } = report
  const applied: string[] = []
  const changed: string[] = []
  const inserted = new Map<string, readonly Inserted[]>()
  text.transact(() => {
    for (const id of ids) {
      const thread = review.thread(id)
      if (thread?.suggestion?.state !== 'open') continue
      const fit = fitOf(text, thread)
      if (fit.is === 'fits' || (fit.is === 'changed' && anyway)) {
        const { content } = thread.suggestion
        const came = replaceRange(text, fit.range, content, environment, actOrigin)
        inserted.set(
          id,
          came.map((range) => noted(text, range)),
        )
        applied.push(id)
      } else changed.push(id)
    }
  }, actOrigin)
  return { applied, changed, act: review.decide(applied, 'accepted', inserted) }
}

/** A stretch that was just inserted, so that it is found again as long as it stands. */
function noted(text: Y.Doc, range: OffsetRange): Inserted {
  const { start, end } = anchorRange(text, range)
  return { start, end, content: flatBetween(text, range) }
}

/** A passage of plain characters that a person typed, with line ends as ends of paragraphs. */
export function flatOfText(typed: string): Flat {
  return typed
    .split('\n')
    .flatMap((line, i) => [
      ...(i === 0 ? [] : [{ insert: { block: '' } }]),
      ...(line === '' ? [] : [{ insert: line }]),
    ])
}

/**
 * The passage that somebody made of `old` by editing it as a plain text: its blanks and
 * ends of paragraphs, each one character of `plainOf`, are taken over in their order as
 * far as they are still there.
 */
export function editedFlat(old: Flat, typed: string): Flat {
  const before = plainOf(old)
  if (typed === before) return old
  const embeds = old.filter(({ insert }) => typeof insert !== 'string')
  const atoms = embeds.filter(
    ({ insert }) => typeof insert !== 'string' && insert['block'] === undefined,
  )
  const marks = embeds.filter(
    ({ insert }) => typeof insert !== 'string' && insert['block'] !== undefined,
  )
  const list: Flat[number][] = []
  let run = ''
  const close = (): void => {
    if (run !== '') list.push({ insert: run })
    run = ''
  }
  for (const character of typed) {
    if (character === '\n') {
      close()
      list.push(marks.shift() ?? { insert: { block: '' } })
    } else if (character === '\uFFFC') {
      const atom = atoms.shift()
      if (atom === undefined) {
        // No blank is made of a sign; the sign stays.
        run += '＊'
        continue
      }
      close()
      list.push(atom)
    } else run += character
  }
  close()
  return list
}
