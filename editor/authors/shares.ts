import { groupBy } from '../model/group-by'
import type { Authored } from '../model/writers'

/** What one person wrote of a stretch of text. */
export interface Share {
  /** Member id; empty for what nobody here wrote. */
  readonly by: string
  readonly characters: number
  /** When the last of it was written, in milliseconds since 1970; 0 when that is not known. */
  readonly last: number
}

/** How much each person wrote, the most first; what nobody here wrote last. */
export function sharesOf(stretches: readonly Authored[]): readonly Share[] {
  return [...groupBy(stretches, ({ by }) => by)]
    .map(([by, list]) => ({
      by,
      characters: list.reduce((sum, { from, to }) => sum + to - from, 0),
      last: Math.max(...list.map(({ at }) => at)),
    }))
    .sort((a, b) => Number(a.by === '') - Number(b.by === '') || b.characters - a.characters)
}
