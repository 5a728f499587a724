import type { PartName } from '../model/parts'
import { judge } from '../trust/roll'
import type { Disputes } from './disputes'
import type { Entrance } from './entrance'
import type { GateContext } from './gate-options'
import type { Healing } from './healing'
import { inspectUpdate } from './inspect'
import { clientOf, envelopeKey } from './seal'
import type { WaitingQueue } from './waiting-queue'
import { decodeEnvelope, isSnapshot, type Envelope } from './wire'

/** So many are opened at a time. */
const mostAtOnce = 32

/** Bytes of an update from which on it is not read where somebody types. */
const largeUpdate = 256 * 1024

/**
 * Verifies what appears in the log, cheapest first: hash, signature, right, seal, structure,
 * authorship, and whether it contradicts what is known. What is sound goes into the waiting
 * queue, what is not is refused, and what nobody can tell yet is looked at again when the roll
 * of members says more.
 */
export class Admission {
  readonly #context: GateContext
  readonly #queue: WaitingQueue
  readonly #healing: Healing
  readonly #disputes: Disputes
  readonly #entrance: Entrance
  /** Those that are not being opened yet, and how many are. */
  readonly #line = new Set<string>()
  #opening = 0
  /** Snapshots said to be the owner's that are not open yet, with their parts. */
  readonly #owners = new Map<string, PartName>()

  constructor(
    context: GateContext,
    parts: {
      readonly queue: WaitingQueue
      readonly healing: Healing
      readonly disputes: Disputes
      readonly entrance: Entrance
    },
  ) {
    this.#context = context
    this.#queue = parts.queue
    this.#healing = parts.healing
    this.#disputes = parts.disputes
    this.#entrance = parts.entrance
  }

  intake(key: string): void {
    const { register, chores, isClosed } = this.#context
    if (register.judged.has(key) || isClosed()) return
    register.judged.set(key, 'waiting')
    this.#line.add(key)
    const part = this.#ownersPart(key)
    if (part !== undefined) this.#owners.set(key, part)
    if (this.#opening < mostAtOnce) chores.run('opening', this.#openAll())
  }

  /** One after the other, as one of several, so that thousands that come at once hold nobody up. */
  async #openAll(): Promise<void> {
    const { options, isClosed, fail } = this.#context
    this.#opening++
    for (const key of this.#line) {
      if (isClosed()) break
      this.#line.delete(key)
      // It may have gone while it stood in line.
      if (options.log.get(key) !== undefined) await this.#open(key).catch(fail)
      if (this.#owners.delete(key)) this.#entrance.enterSoon()
    }
    this.#opening--
  }

  /** Whether all is open that the owner vouches for of a part, as far as it is here. */
  isOwnerHeard(part: PartName): boolean {
    for (const one of this.#owners.values()) if (one === part) return false
    return true
  }

  /** The roll says something new: who was unknown may be known, who had a right may have none. */
  rejudge(): void {
    const { options, register, refusals, limits } = this.#context
    const again = [...register.undecided, ...refusals.takeRevocable()]
    register.undecided.clear()
    let lost = false
    for (const [key, { part, author, vouched }] of register.writtenBy) {
      if (register.judged.get(key) !== 'applied') continue
      if (judge(options.roll, author, part, vouched) === 'yes') continue
      // What it brought stays in the documents; that it did is for others to vouch for.
      register.judged.set(key, 'refused')
      register.vault.delete(key)
      lost = true
    }
    for (const key of again) {
      register.judged.delete(key)
      if (options.log.get(key) !== undefined) this.intake(key)
    }
    if (lost) this.#healing.soon(limits.heal)
  }

  /** Judges anew what there was no room for, as far as there is now; whether there was anything. */
  readmit(): boolean {
    const { options, register, refusals } = this.#context
    const keys = this.#queue.takeFromOutside()
    for (const key of keys) {
      refusals.remove(key)
      if (options.log.get(key) === undefined) continue
      register.judged.delete(key)
      this.intake(key)
    }
    return keys.length > 0
  }

  #ownersPart(key: string): PartName | undefined {
    const { log, roll } = this.#context.options
    const raw = log.get(key)
    if (!isSnapshot(raw)) return undefined
    const decoded = decodeEnvelope(raw)
    if (!decoded.ok) return undefined
    return roll.roleOf(decoded.value.author) === 'owner' ? decoded.value.part : undefined
  }

  async #open(key: string): Promise<void> {
    const { options, register, refuse, freezer } = this.#context
    const { sealer, roll } = options
    const raw = options.log.get(key)
    const decoded = decodeEnvelope(raw)
    if (!decoded.ok) {
      refuse(key, decoded.code)
      return
    }
    const { part, kind, author } = decoded.value
    const vouched = kind === 'snapshot'
    if ((await envelopeKey(raw as Uint8Array)) !== key) {
      refuse(key, 'wrong-key', part)
      return
    }
    // Without the signature nobody is to blame, so it comes before the author's right.
    if (!(await sealer.isSigned(decoded.value))) {
      refuse(key, 'signature', part)
      return
    }
    const verdict = judge(roll, author, part, vouched)
    if (verdict === 'wait') {
      register.undecided.add(key)
      return
    }
    if (verdict !== 'yes') {
      refuse(key, verdict, part, author)
      return
    }
    if (freezer.shuts(author, key)) {
      refuse(key, 'forked', part, author)
      return
    }
    const update = await sealer.open(decoded.value)
    if (update === 'no-key') {
      register.undecided.add(key)
      return
    }
    if (update === 'altered') {
      refuse(key, 'sealed-otherwise', part, author)
      return
    }
    await this.#admit(key, decoded.value, update)
  }

  /** Judges what a member with the right to it has sealed. */
  async #admit(
    key: string,
    { part, kind, author, sessions }: Envelope,
    update: Uint8Array,
  ): Promise<void> {
    const { options, register, refuse, freezer } = this.#context
    const { trial, roll } = options
    const vouched = kind === 'snapshot'
    const inspected =
      trial === undefined || update.length < largeUpdate
        ? inspectUpdate(update, part)
        : await trial.inspect(part, update)
    if (inspected?.ok !== true) {
      refuse(key, inspected === undefined ? 'slow' : 'structure', part, author)
      return
    }
    const { extent } = inspected
    const clients = vouched
      ? null
      : new Set(await Promise.all(sessions.map((session) => clientOf(author, session, part))))
    const isOwners = roll.roleOf(author) === 'owner'
    if (clients === null && !extent.isWhole) {
      refuse(key, 'structure', part, author)
      return
    }
    if (clients !== null && !covers(clients, extent.brings.keys())) {
      refuse(key, 'foreign', part, author)
      return
    }
    if (!vouched) {
      await this.#disputes.compare(author, key, extent, update)
      if (freezer.shuts(author, key)) {
        refuse(key, 'forked', part, author)
        return
      }
    }
    if (this.#disputes.isContradicted(part, extent, update)) {
      // What the owner says counts; all others must not change what is here.
      if (!vouched || !isOwners) {
        refuse(key, 'contradicts', part, author)
        this.#disputes.answer(part)
        return
      }
      this.#healing.ownerSaysOtherwise(part, key)
    }
    if (!this.#queue.hasRoomFor(author, update.length)) {
      this.#queue.leaveOutside(key, author)
      refuse(key, 'waiting-full', part, author)
      return
    }
    register.writtenBy.set(key, { part, author, vouched })
    register.extents.set(key, extent)
    this.#queue.add(key, { part, update, extent, author, clients, isOwners })
    this.#entrance.enterSoon()
  }
}

function covers(clients: ReadonlySet<number>, brought: Iterable<number>): boolean {
  return [...brought].every((one) => clients.has(one))
}
