import type { PartName } from '../model/parts'
import type { EnvelopeRefusal } from './wire'

export type Refusal =
  | EnvelopeRefusal
  /** It does not stand under its own hash. */
  | 'wrong-key'
  | 'sealed-otherwise'
  | 'signature'
  | 'not-a-member'
  /** Its author's role may not change that part. */
  | 'role'
  /** The text was final by then. */
  | 'final'
  /** It writes in the name of somebody else, or changes what is only its author's. */
  | 'foreign'
  | 'structure'
  /** It would have kept the program busy for too long. */
  | 'slow'
  /** Its device told others something else in its place, or was found out to have done so. */
  | 'forked'
  /** It says something else of what stands here already, or of what the owner has. */
  | 'contradicts'
  | 'waiting-full'

/** Changes that were refused, by whoever signed them. */
export interface Refused {
  /** Public signing key of the device; `''` when nobody's signature is known. */
  readonly author: string
  readonly part: PartName | ''
  readonly reason: Refusal
  readonly count: number
}

/** Refusals that another revision of the roll may take back. */
const revocable: ReadonlySet<Refusal> = new Set(['not-a-member', 'role', 'final', 'forked'])

/** What was refused and why, counted for whoever is told. */
export class Refusals {
  readonly #refused = new Map<string, Omit<Refused, 'count'>>()
  /** By author, part and reason. Counted up: whoever floods us must not make each refusal dearer. */
  readonly #counts = new Map<string, Refused>()
  #counted: readonly Refused[] | undefined
  #newer = 0

  add(key: string, reason: Refusal, part: PartName | '', author: string): void {
    // Whoever wrote it is ahead of this program, not in the wrong.
    if (reason === 'newer') this.#newer++
    else {
      const before = this.#refused.get(key)
      if (before !== undefined) this.#count(before, -1)
      this.#refused.set(key, { author, part, reason })
      this.#count({ author, part, reason }, 1)
    }
  }

  /** Envelopes of a newer version. */
  get newer(): number {
    return this.#newer
  }

  counted(): readonly Refused[] {
    this.#counted ??= [...this.#counts.values()]
    return this.#counted
  }

  #count({ author, part, reason }: Omit<Refused, 'count'>, more: number): void {
    const name = `${author} ${part} ${reason}`
    const count = (this.#counts.get(name)?.count ?? 0) + more
    if (count > 0) this.#counts.set(name, { author, part, reason, count })
    else this.#counts.delete(name)
    this.#counted = undefined
  }

  /** Takes one out, to be judged anew. */
  remove(key: string): void {
    const one = this.#refused.get(key)
    if (one === undefined) return
    this.#refused.delete(key)
    this.#count(one, -1)
  }

  /** Keys of what was refused for one of these reasons. */
  for(reasons: readonly Refusal[]): Set<string> {
    const found = [...this.#refused].filter(([, { reason }]) => reasons.includes(reason))
    return new Set(found.map(([key]) => key))
  }

  /** Takes out, and returns, what another revision of the roll may let in. */
  takeRevocable(): string[] {
    const taken: string[] = []
    for (const [key, one] of this.#refused) {
      if (!revocable.has(one.reason)) continue
      this.#refused.delete(key)
      this.#count(one, -1)
      taken.push(key)
    }
    return taken
  }
}
