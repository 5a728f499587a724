import type { PartName } from '../model/parts'
import type { GateContext } from './gate-options'
import type { Extent } from './inspect'
import type { Refusal } from './refusals'
import { envelopeLimit } from './wire'

/** A change that was found sound and is not in its document yet. */
export interface Waiting {
  readonly part: PartName
  readonly update: Uint8Array
  readonly extent: Extent
  readonly author: string
  /** Yjs clients that its author may write under; null for what its author vouches for. */
  readonly clients: ReadonlySet<number> | null
  /** Whether its author is the owner. */
  readonly isOwners: boolean
}

/** Where changes wait outside the documents until all that they build on is known. Bounded. */
export class WaitingQueue {
  readonly #context: GateContext
  readonly #onRoom: () => void
  readonly #waiting = new Map<string, Waiting>()
  /** How many there are of each author. */
  readonly #counts = new Map<string, number>()
  /** Keys of what there was no room for, by author, in the order in which it came. */
  readonly #outside = new Map<string, Set<string>>()
  #bytes = 0

  /** @param onRoom called when there is room for what there was none for */
  constructor(context: GateContext, onRoom: () => void) {
    this.#context = context
    this.#onRoom = onRoom
  }

  get size(): number {
    return this.#waiting.size
  }

  /** One author's flood must not keep out anybody else. */
  hasRoomFor(author: string, bytes: number): boolean {
    const { waitingEnvelopes, waitingBytes } = this.#context.limits
    return (
      this.#roomOf(author) > 0 &&
      this.#waiting.size < waitingEnvelopes &&
      this.#bytes + bytes <= waitingBytes + envelopeLimit
    )
  }

  /** Remembers what there is no room for. */
  leaveOutside(key: string, author: string): void {
    const keys = this.#outside.get(author)
    if (keys === undefined) this.#outside.set(author, new Set([key]))
    else keys.add(key)
  }

  /** Keys of what there was no room for and is now. */
  takeFromOutside(): string[] {
    const taken: string[] = []
    for (const [author, keys] of this.#outside) {
      let room = this.#roomOf(author)
      for (const key of keys) {
        if (
          room-- <= 0 ||
          this.#waiting.size + taken.length >= this.#context.limits.waitingEnvelopes
        )
          break
        keys.delete(key)
        taken.push(key)
      }
      if (keys.size === 0) this.#outside.delete(author)
    }
    return taken
  }

  #roomOf(author: string): number {
    return this.#context.limits.waitingOfAuthor - (this.#counts.get(author) ?? 0)
  }

  add(key: string, one: Waiting): void {
    this.#waiting.set(key, one)
    this.#bytes += one.update.length
    this.#counts.set(one.author, (this.#counts.get(one.author) ?? 0) + 1)
  }

  take(key: string): Waiting | undefined {
    const one = this.#waiting.get(key)
    if (one === undefined) return undefined
    this.#waiting.delete(key)
    this.#bytes -= one.update.length
    const left = (this.#counts.get(one.author) ?? 1) - 1
    if (left > 0) this.#counts.set(one.author, left)
    else this.#counts.delete(one.author)
    if (this.#outside.size > 0) this.#onRoom()
    return one
  }

  /** Refuses what waits. */
  turnAway(key: string, reason: Refusal): void {
    const one = this.take(key)
    if (one !== undefined) this.#context.refuse(key, reason, one.part, one.author)
  }

  /** Keys of all that waits. */
  keys(): string[] {
    return [...this.#waiting.keys()]
  }

  /** In the order in which they came. */
  of(part: PartName): [string, Waiting][] {
    return [...this.#waiting].filter(([, one]) => one.part === part)
  }

  /** Keys of what a device signed. */
  by(device: string): string[] {
    return [...this.#waiting].flatMap(([key, { author }]) => (author === device ? [key] : []))
  }
}
