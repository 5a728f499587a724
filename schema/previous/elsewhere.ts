import { scaleOf } from '../relations/scale'
import { dice, pairsIn, wordsBefore } from './likeness'
import type { Piece, Token } from './pieces'

/** A number of last year's text that no blank has found yet, by the words before it. */
export interface Elsewhere {
  readonly piece: Piece
  readonly token: Token
}

interface Group {
  readonly words: string
  readonly first: Elsewhere
  /** Two numbers behind the same words leave nothing to choose by. */
  readonly isOnly: boolean
}

/** How alike the words before two numbers are, at least, for a sentence that was rewritten, */
const least = 0.62
/** and how far behind the next best one is. */
const lead = 0.15

/** Finds numbers of sentences that were written anew. */
export interface ElsewhereIndex {
  /**
   * The one number with a comparable measure whose words before it are clearly the most like
   * those before `piece.tokens[at]`.
   */
  find(piece: Piece, at: number): Elsewhere | null
}

/**
 * Reads the words before each number of `there` once. Cost of a search: the numbers that share a
 * pair of characters with it, each wording counted once however often it stands there.
 */
export function indexElsewhere(there: readonly Piece[], used: ReadonlySet<Token>): ElsewhereIndex {
  const groups = new Map<string, Group>()
  for (const piece of there) {
    for (const [index, token] of piece.tokens.entries()) {
      if (token.key !== '#' || token.blank !== null || used.has(token)) continue
      const words = wordsBefore(piece, index)
      if (words.length < 2) continue
      const key = `${scaleOf(token.unit).base}\n${words}`
      const known = groups.get(key)
      groups.set(key, {
        words,
        first: known?.first ?? { piece, token },
        isOnly: known === undefined,
      })
    }
  }
  const byPair = new Map<string, Group[]>()
  for (const [key, group] of groups) {
    const base = key.slice(0, key.indexOf('\n'))
    for (const pair of pairsIn(group.words).keys()) {
      const list = byPair.get(`${base}\n${pair}`)
      if (list === undefined) byPair.set(`${base}\n${pair}`, [group])
      else list.push(group)
    }
  }
  return {
    find(piece, at) {
      const unit = piece.tokens[at]?.unit ?? ''
      const words = wordsBefore(piece, at)
      if (unit === '' || words.length < 4) return null
      const seen = new Set<Group>()
      let best: Group | null = null
      let [first, second] = [0, 0]
      for (const pair of pairsIn(words).keys()) {
        for (const group of byPair.get(`${scaleOf(unit).base}\n${pair}`) ?? []) {
          if (seen.has(group)) continue
          seen.add(group)
          const likeness = dice(words, group.words)
          if (likeness > first) {
            second = first
            first = likeness
            best = group
          } else second = Math.max(second, likeness)
        }
      }
      return best !== null && best.isOnly && first >= least && first - second >= lead
        ? best.first
        : null
    },
  }
}
