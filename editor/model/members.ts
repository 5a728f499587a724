import type * as Y from 'yjs'
import { isLoose, textAt } from './decode'
import { membersOf } from './parts'
import { observe } from './listening'

/** How many colours people are told apart by. The colours themselves are the interface's. */
export const colourCount = 12

/** A name as anybody may have written it, made fit to be shown: one line, no controls, at most 32 characters. */
export function cleanName(raw: unknown): string {
  if (typeof raw !== 'string') return ''
  // Directional marks could turn the line around in which the name stands.
  const plain = raw
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return [...plain].slice(0, 32).join('')
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
  return {
    name: (id) => read(personOf(id)) ?? read(id),
    person: (id) => personOf(id),
    setPersons(of) {
      personOf = of
    },
    setName(id, name) {
      const clean = cleanName(name)
      if (clean !== '' && read(id) !== clean) map.set(id, { name: clean })
    },
    all: () =>
      [...map.keys()].flatMap((id) => {
        const name = read(id)
        return name === undefined ? [] : [{ id, name }]
      }),
    onChange: (listener) => observe(map, listener),
  }
}
