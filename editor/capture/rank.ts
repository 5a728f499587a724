import type { Quantity } from '../../schema/quantity'
import type { ListedBlank } from '../model/blank-list'
import { fitOf } from './options'

/** A blank of some report, as the list of candidates shows it. */
export interface Candidate {
  readonly report: string
  readonly blank: ListedBlank
}

/** Weights: a measure that fits says most, then the words; whose blank it is settles ties. */
const weights = { same: 6, open: 2, words: 8, mine: 1, open_state: 2 } as const
const fitWeights = { same: weights.same, open: weights.open, other: 0 } as const

/** Sorts blanks by how likely a selection belongs to them, the likeliest first. */
export function rank(
  candidates: readonly Candidate[],
  /** The number, and the words that stand around it: its line, its row's and column's head, the title. */
  { quantity, words }: { readonly quantity: Quantity | undefined; readonly words: string },
): Candidate[] {
  const around = pairsOf(words)
  const parts = candidates.map(({ blank }) => ({
    label: pairsOf(blank.label),
    sentence: pairsOf(`${blank.before} ${blank.after}`),
  }))
  /** Pairs that stand at every blank tell none from another. */
  const frequency = new Map<string, number>()
  for (const { label, sentence } of parts)
    for (const pair of new Set([...label, ...sentence]))
      frequency.set(pair, (frequency.get(pair) ?? 0) + 1)
  const weight = (pair: string): number =>
    Math.log((candidates.length + 1) / (frequency.get(pair) ?? candidates.length)) + 0.1
  const share = (own: ReadonlySet<string>): number => {
    let [all, common] = [0, 0]
    for (const pair of own) {
      const one = weight(pair)
      all += one
      if (around.has(pair)) common += one
    }
    return all === 0 ? 0 : common / all
  }
  return candidates
    .map((candidate, index) => {
      const { blank } = candidate
      const { label = new Set<string>(), sentence = new Set<string>() } = parts[index] ?? {}
      const score =
        (quantity === undefined ? 0 : fitWeights[fitOf(quantity, blank)]) +
        weights.words * (0.7 * share(label) + 0.3 * share(sentence)) +
        (blank.mine ? weights.mine : 0) +
        (blank.state === 'missing' || blank.state === 'conflict' ? weights.open_state : 0)
      return { candidate, score, index }
    })
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .map(({ candidate }) => candidate)
}

/** Neighbouring pairs of Chinese characters, and words of letters. */
function pairsOf(text: string): Set<string> {
  const pairs = new Set<string>()
  for (const [run] of text.slice(0, 2000).matchAll(/\p{Script=Han}+/gu))
    for (let at = 0; at + 1 < run.length; at++) pairs.add(run.slice(at, at + 2))
  for (const [word] of text.slice(0, 2000).matchAll(/[a-z]{3,}/gi)) pairs.add(word.toLowerCase())
  return pairs
}
