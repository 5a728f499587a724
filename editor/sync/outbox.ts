import * as Y from 'yjs'
import type { PartName } from '../model/parts'
import type { GateContext } from './gate-options'
import { envelopeKey } from './seal'
import { envelopeLimit, type EnvelopeKind } from './wire'

/** Local changes on their way into the log: collected for a moment, merged, sealed and put there. */
export class Outbox {
  readonly #context: GateContext
  readonly #out = new Map<PartName, Uint8Array[]>()
  /** What is being sealed, or waits for it. */
  readonly #sealing = new Set<Promise<void>>()

  constructor(context: GateContext) {
    this.#context = context
  }

  /** Parts with changes that are not sealed yet. */
  get size(): number {
    return this.#out.size
  }

  /** A change of this device's. */
  leave(part: PartName, update: Uint8Array): void {
    const { chores, changed } = this.#context
    const updates = this.#out.get(part)
    if (updates === undefined) this.#out.set(part, [update])
    else updates.push(update)
    changed()
    if (!chores.isPlanned('out')) this.sealSoon()
  }

  /** What is on its way out of a part goes in another way. */
  drop(part: PartName): void {
    this.#out.delete(part)
  }

  sealSoon(): void {
    const { chores, limits } = this.#context
    chores.later('out', limits.batch, () => this.seal())
  }

  seal(): void {
    const { options, chores, mayWrite } = this.#context
    const { roll, session } = options
    chores.cancel('out')
    // Whoever has no key yet keeps what was written until there is one.
    if (roll.keyOf(roll.epoch) === undefined) return
    for (const [part, updates] of this.#out) {
      if (!mayWrite(part)) continue
      const update = updates.length === 1 ? updates[0] : Y.mergeUpdates(updates)
      if (update !== undefined)
        chores.run('sealing', this.publish({ kind: 'update', part, sessions: [session] }, update))
    }
    this.#out.clear()
  }

  /** Resolves when all that is being sealed now is in the log, or has failed to get there. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#sealing)
  }

  /** @param covered keys of what it takes the place of in the log */
  async publish(
    fields: { kind: EnvelopeKind; part: PartName; sessions: readonly string[] },
    update: Uint8Array,
    covered: readonly string[] = [],
  ): Promise<void> {
    const work = this.#publish(fields, update, covered)
    this.#sealing.add(work)
    try {
      await work
    } finally {
      this.#sealing.delete(work)
    }
  }

  async #publish(
    fields: { kind: EnvelopeKind; part: PartName; sessions: readonly string[] },
    update: Uint8Array,
    covered: readonly string[],
  ): Promise<void> {
    const { options, register, changed } = this.#context
    const { log, sealer, roll, device } = options
    const { part, kind } = fields
    if (update.length > envelopeLimit - 4096) throw new Error(`${part} is too large to be sent`)
    const bytes = await sealer.seal({ ...fields, epoch: roll.epoch }, update)
    const key = await envelopeKey(bytes)
    register.judged.set(key, 'applied')
    register.writtenBy.set(key, { part, author: device, vouched: kind === 'snapshot' })
    register.keep(key, bytes)
    for (const one of covered) register.vault.delete(one)
    log.change(new Map([[key, bytes]]), covered)
    changed()
  }
}
