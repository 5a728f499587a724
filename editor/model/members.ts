import type * as Y from 'yjs'
import { isLoose, textAt } from './decode'
import { membersOf } from './parts'
import { observe } from './listening'

/** How many colours people are told apart by. The colours themselves are the interface's. */
export const colourCount = 12

const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u

/**
 * A name as anybody may have written it, made fit to be shown: one line, nothing that cannot be
 * seen, at most 32 characters. One with letters that run from right to left comes isolated, so
 * that the line in which it stands stays in order.
 */
export function cleanName(raw: unknown): string {
  if (typeof raw !== 'string') return ''
  // Directional marks could turn the line around in which the name stands.
  const plain = raw
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{DI}\u2028\u2029\u2800]/gu, ' ')
    // Marks upon marks reach into the lines above and below.
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  const short = [...plain].slice(0, 32).join('').trim()
  return rightToLeft.test(short) ? `\u2068${short}\u2069` : short
}

/** What two names have in common that look the same. */
function plainName(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toLowerCase()
}

/** The colour of a member, 0 to `colourCount - 1`: from the id alone, so that nobody can choose it. */
export function colourOf(memberId: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < memberId.length; i++)
    hash = Math.imul(hash ^ memberId.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % colourCount
}

/** Names of those who take part. Whoever may comment writes their own. */
export interface Members {
  /** The clean name of the person whose device it is, or undefined when none is known. */
  name(id: string): string | undefined
  /**
   * The name to show for a device that calls itself so: that in the report, and what it calls itself
   * only where it has none there (whoever only reads writes none) and nobody else is called so.
   */
  shownName(id: string, claimed: string): string
  /** The person whose device it is: their first device's id. Until somebody knows, every device is a person. */
  readonly person: (id: string) => string
  /** Names whoever knows which devices are one person's. */
  setPersons(personOf: (id: string) => string): void
  setName(id: string, name: string): void
  all(): readonly { readonly id: string; readonly name: string }[]
  onChange(listener: () => void): () => void
}

export function createMembers(review: Y.Doc): Members {
  const map = membersOf(review)
  const read = (id: string): string | undefined => {
    const stored = map.get(id)
    return isLoose(stored) ? cleanName(textAt(stored, 'name', 200)) || undefined : undefined
  }
  let personOf = (id: string): string => id
  const all = (): { readonly id: string; readonly name: string }[] =>
    [...map.keys()].flatMap((id) => {
      const name = read(id)
      return name === undefined ? [] : [{ id, name }]
    })
  return {
    shownName(id, claimed) {
      const known = read(personOf(id)) ?? read(id)
      if (known !== undefined) return known
      const clean = cleanName(claimed)
      return all().some(({ name }) => plainName(name) === plainName(clean)) ? '' : clean
    },
    name: (id) => read(personOf(id)) ?? read(id),
    person: (id) => personOf(id),
    setPersons(of) {
      personOf = of
    },
    setName(id, name) {
      const clean = cleanName(name)
      if (clean !== '' && read(id) !== clean) map.set(id, { name: clean })
    },
    all,
    onChange: (listener) => observe(map, listener),
  }
}
