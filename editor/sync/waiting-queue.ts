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
  readonly #waiting = new Map<string, Waiting>()
  #bytes = 0

  constructor(context: GateContext) {
    this.#context = context
  }

  get size(): number {
    return this.#waiting.size
  }

  hasRoomFor(bytes: number): boolean {
    const { waitingEnvelopes, waitingBytes } = this.#context.limits
    return (
      this.#waiting.size < waitingEnvelopes && this.#bytes + bytes <= waitingBytes + envelopeLimit
    )
  }

  add(key: string, one: Waiting): void {
    this.#waiting.set(key, one)
    this.#bytes += one.update.length
  }

  take(key: string): Waiting | undefined {
    const one = this.#waiting.get(key)
    if (one === undefined) return undefined
    this.#waiting.delete(key)
    this.#bytes -= one.update.length
    return one
  }

  /** Refuses what waits. */
  turnAway(key: string, reason: Refusal): void {
    const one = this.take(key)
    if (one !== undefined) this.#context.refuse(key, reason, one.part, one.author)
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
