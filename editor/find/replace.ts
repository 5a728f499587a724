import type { Node } from 'prosemirror-model'
import type { EditorState, Transaction } from 'prosemirror-state'
import { aroundBlank, type Around } from '../../schema/course'
import type { ValueErrorCode } from '../../schema/values'
import type { Figures } from '../model/figures/figures'
import { together, type Undoable } from '../model/undoable'
import { fold, type Match, type Query } from './search'

/** Why a match was left as it is. */
export type Refusal = 'border' | 'missing' | 'differing' | 'no-right' | ValueErrorCode

export interface Replaced {
  /** So many places were changed. */
  readonly count: number
  readonly refused: ReadonlyMap<Refusal, number>
}

/** What replacing needs of an editor. */
export interface Ground {
  readonly state: EditorState
  readonly figures: Figures
  readonly mayText: boolean
  readonly mayFill: boolean
  readonly dispatch: (tr: Transaction) => void
  /** Makes a change of the text and an act one step of undo. */
  readonly group: (change: () => Undoable) => void
}

/**
 * Replaces matches, all as one step of undo: words in one transaction, values through
 * `figures.fill`, so that they are checked like any other. A match over the border of a
 * blank is refused, as is what would be no value, or a value that somebody has to settle.
 */
export function replaceMatches(
  ground: Ground,
  matches: readonly Match[],
  query: Query,
  replacement: string,
): Replaced {
  const { state, figures, mayText, mayFill } = ground
  const refused = new Map<Refusal, number>()
  const refuse = (why: Refusal, count = 1): void => {
    refused.set(why, (refused.get(why) ?? 0) + count)
  }
  const words: Match[] = []
  /** By figure: one value stands in several places, and is changed once. */
  const values = new Map<string, Match[]>()
  for (const match of matches) {
    if (match.kind === 'mixed') refuse('border')
    else if (match.kind === 'text') {
      if (mayText) words.push(match)
      else refuse('no-right')
    } else values.set(match.figure, [...(values.get(match.figure) ?? []), match])
  }
  let count = 0
  ground.group(() => {
    if (words.length > 0) {
      const { tr } = state
      for (const { from, to } of words.toReversed()) tr.insertText(replacement, from, to)
      ground.dispatch(tr)
      count += words.length
    }
    const acts: Undoable[] = []
    figures.batch(() => {
      for (const [figure, places] of values) {
        const list = figures.values(figure)
        const [only] = list
        if (!mayFill) refuse('no-right', places.length)
        else if (only === undefined || only.notApplicable) refuse('missing', places.length)
        else if (list.length > 1) refuse('differing', places.length)
        else {
          const { source, basis, period, cutoff, unverified } = only
          const result = figures.fill(figure, replacedIn(only.value, places, query, replacement), {
            source,
            basis,
            period,
            cutoff,
            unverified,
            ...around(state.doc, places[0]?.to ?? 0),
          })
          if (result.ok) {
            acts.push(result.act)
            count += places.length
          } else refuse(result.code, places.length)
        }
      }
    })
    return together(acts)
  })
  return { count, refused }
}

/** A value with the matches replaced: those of one place where it stands, as all its places show the same. */
function replacedIn(
  value: string,
  places: readonly Match[],
  query: Query,
  replacement: string,
): string {
  const needle = fold(query.text, query.matchCase)
  const spots = [...new Map(places.map((one) => [one.start, one])).values()]
    .filter(({ start, end }) => fold(value.slice(start, end), query.matchCase) === needle)
    .sort((a, b) => b.start - a.start)
  let next = value
  for (const { start, end } of spots) next = next.slice(0, start) + replacement + next.slice(end)
  return next
}

/** @param pos document position right behind the blank */
function around(doc: Node, pos: number): Partial<Around> {
  const $pos = doc.resolve(pos)
  return $pos.depth === 0 ? {} : aroundBlank($pos.parent, $pos.parentOffset - 1)
}
