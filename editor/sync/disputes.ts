import * as Y from 'yjs'
import type { PartName } from '../model/parts'
import { keptRoots } from './authorship'
import type { Compaction } from './compaction'
import { contradict, contradictsDoc } from './forks'
import type { GateContext, GateStatus } from './gate-options'
import type { Healing } from './healing'
import type { Extent } from './inspect'
import { clientOf, envelopeKey } from './seal'
import { inspectUpdate } from './inspect'
import type { WaitingQueue } from './waiting-queue'
import { decodeEnvelope } from './wire'

/**
 * Changes that say different things of the same clocks: of one device, which is found out and
 * frozen by it, or of a snapshot and what stands here.
 */
export class Disputes {
  readonly #context: GateContext
  readonly #queue: WaitingQueue
  readonly #healing: Healing
  readonly #compaction: Compaction
  readonly #status: Pick<GateStatus, 'forks'>

  constructor(
    context: GateContext,
    queue: WaitingQueue,
    healing: Healing,
    compaction: Compaction,
    status: Pick<GateStatus, 'forks'>,
  ) {
    this.#context = context
    this.#queue = queue
    this.#healing = healing
    this.#compaction = compaction
    this.#status = status
    this.#tell()
  }

  /** Whether a change says something else than what stands here, or is said to be ours and is not. */
  isContradicted(part: PartName, extent: Extent, update: Uint8Array): boolean {
    const doc = this.#context.options.docs[part]
    const own = extent.brings.get(doc.clientID)
    if (own !== undefined && own > Y.getState(doc.store, doc.clientID)) return true
    const meets = [...extent.starts].some(([client, at]) => at < Y.getState(doc.store, client))
    return meets && contradictsDoc(doc, update, keptRoots[part])
  }

  /** After something was refused that contradicts what is here: others must learn what is here. */
  answer(part: PartName): void {
    const { options, limits, chores, mayWrite } = this.#context
    this.#healing.soon(limits.heal)
    if (options.roll.role === 'owner' && mayWrite(part))
      // When the originals stand there again, which it then sums up.
      chores.later(`answer ${part}`, 3 * limits.heal, () => this.#compaction.compact(part, true))
  }

  /** Compares a change with what its author has signed before of the same clocks. */
  async compare(author: string, key: string, extent: Extent, update: Uint8Array): Promise<void> {
    const { freezer, options } = this.#context
    const digest = await envelopeKey(update)
    for (const other of freezer.brought.note(key, extent, digest)) {
      const theirs = await this.#reopen(other)
      const settled = (client: number): number => options.roll.settledUntil(client)
      if (theirs !== undefined && contradict(update, theirs, settled))
        this.#freeze(author, [other, key])
    }
  }

  /** Lets those go on whom the owner has pardoned. */
  release(): void {
    const { freezer, options } = this.#context
    for (const { device } of freezer.all())
      if (options.roll.isPardoned(device)) freezer.release(device)
    this.#tell()
  }

  /** Up to which clocks a device has written, in either version, by Yjs client: what a pardon of it settles. */
  async writtenUntil(device: string): Promise<ReadonlyMap<number, number>> {
    const { freezer, options } = this.#context
    const { log, sealer } = options
    const until = new Map<number, number>()
    const proofs = freezer.all().flatMap((one) => (one.device === device ? one.proof : []))
    for (const key of new Set([...log.keys(), ...proofs])) {
      const decoded = decodeEnvelope(log.get(key) ?? freezer.proofOf(key))
      if (!decoded.ok || decoded.value.author !== device || decoded.value.kind !== 'update')
        continue
      const { part, sessions } = decoded.value
      const update = await sealer.open(decoded.value)
      const inspected = typeof update === 'string' ? undefined : inspectUpdate(update, part)
      if (inspected?.ok !== true) continue
      // Nobody but the device itself, whatever it names.
      for (const session of sessions) {
        const client = await clientOf(device, session, part)
        const clock = inspected.extent.brings.get(client)
        if (clock !== undefined) until.set(client, Math.max(clock, until.get(client) ?? 0))
      }
    }
    return until
  }

  async #reopen(key: string): Promise<Uint8Array | undefined> {
    const { register, options } = this.#context
    const decoded = decodeEnvelope(register.bytesOf(key))
    const update = decoded.ok ? await options.sealer.open(decoded.value) : undefined
    return update instanceof Uint8Array ? update : undefined
  }

  /** A device contradicts itself: what is here of it stays, what comes from now on stays out. */
  #freeze(device: string, proof: readonly [string, string]): void {
    const { options, register, freezer, changed } = this.#context
    const { log, onFrozen } = options
    const here = log.keys().filter((key) => {
      const decoded = decodeEnvelope(log.get(key))
      const isApplied = register.judged.get(key) === 'applied'
      return decoded.ok && decoded.value.author === device && (isApplied || !proof.includes(key))
    })
    const bytes = proof.map((key) => {
      const found = register.bytesOf(key)
      return found instanceof Uint8Array ? found : undefined
    })
    const frozen = { device, proof, here: new Set(here) }
    if (freezer.freeze(frozen, bytes)) onFrozen?.(frozen)
    for (const key of proof) this.#queue.turnAway(key, 'forked')
    this.#tell()
    changed()
  }

  #tell(): void {
    this.#status.forks = this.#context.freezer.all()
  }
}
