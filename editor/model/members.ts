import type * as Y from 'yjs'
import { isLoose, textAt } from './decode'
import { membersOf } from './parts'

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
  /** The clean name, or undefined when none is known. */
  name(id: string): string | undefined
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
  return {
    name: read,
    setName(id, name) {
      const clean = cleanName(name)
      if (clean !== '' && read(id) !== clean) map.set(id, { name: clean })
    },
    all: () =>
      [...map.keys()].flatMap((id) => {
        const name = read(id)
        return name === undefined ? [] : [{ id, name }]
      }),
    onChange(listener) {
      map.observe(listener)
      return () => map.unobserve(listener)
    },
  }
}
