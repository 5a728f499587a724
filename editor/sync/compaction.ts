import { partNames } from '../model/parts'
import type { PartName } from '../model/parts'
import { mayVouch } from '../trust/roles'
import { beyond, uncovered, wholeState } from './coverage'
import type { GateContext, GateStatus } from './gate-options'
import { extentsOf, type Healing } from './healing'
import type { Outbox } from './outbox'

/** Bytes of an envelope without what it says. */
const wrapping = 150

/** Bytes of a snapshot of which two are one too many. */
const largeSnapshot = 64 * 1024

/**
 * Sums the log up: whoever may vouch for a part replaces many envelopes of it by one snapshot,
 * when there is quiet.
 */
export class Compaction {
  readonly #context: GateContext
  readonly #outbox: Outbox
  readonly #healing: Healing
  readonly #status: Pick<GateStatus, 'stranded'>

  constructor(
    context: GateContext,
    outbox: Outbox,
    healing: Healing,
    status: Pick<GateStatus, 'stranded'>,
  ) {
    this.#context = context
    this.#outbox = outbox
    this.#healing = healing
    this.#status = status
  }

  /**
   * When there was quiet, or has been none for long: of many who type one is always at it. Peers
   * that would compact together do so one after the other.
   */
  soon(): void {
    const { options, limits, chores } = this.#context
    const spread = options.docs.text.clientID % 50
    const run = (): void => {
      chores.cancel('compact')
      chores.cancel('compact at last')
      this.#compactAll()
    }
    chores.later('compact', limits.idle + spread * 100, run)
    if (!chores.isPlanned('compact at last'))
      chores.later('compact at last', 12 * limits.idle + spread * 400, run)
  }

  /** Sums up every part that this device may vouch for, now. */
  vouch(): void {
    for (const part of partNames) if (this.#context.mayWrite(part)) this.compact(part)
  }

  /** @param always also when nothing of it stands in the log */
  compact(part: PartName, always = false): void {
    const covered = this.#applied(part)
    if (covered.length === 0 && !always) return
    this.#outbox.drop(part)
    const { options, chores } = this.#context
    const state = wholeState(options.docs[part])
    const fields = { kind: 'snapshot' as const, part, sessions: [] }
    chores.run('sealing', this.#outbox.publish(fields, state, covered))
  }

  #compactAll(): void {
    const { options, limits, chores, mayWrite } = this.#context
    const { roll, log } = options
    // Somebody may have vouched for it meanwhile.
    if (this.#status.stranded.length > 0) this.#healing.start()
    if (!mayVouch(roll.role) || roll.keyOf(roll.epoch) === undefined) return
    for (const part of partNames) {
      if (!mayWrite(part)) continue
      const sizes = this.#applied(part).map((key) => sizeOf(log.get(key)))
      const largest = Math.max(0, ...sizes)
      const bytes = sizes.reduce((sum, size) => sum + size, 0) - largest
      const isMuch = sizes.length > limits.envelopes || bytes > limits.bytes + largest
      chores.run('sealing', isMuch ? this.#sumUp(part) : this.#thin(part))
    }
  }

  /**
   * One snapshot in the place of all that is small. One that says more than everything smaller
   * together stays: the larger it is, the more it costs everybody to be sent a new one. So there
   * are few, and what is written once is sent a few times, however long the work goes on.
   */
  async #sumUp(part: PartName): Promise<void> {
    const { options, register } = this.#context
    const { docs, log } = options
    const applied = this.#applied(part)
      .map((key) => ({ key, size: Math.max(0, sizeOf(log.get(key)) - wrapping) }))
      .toSorted((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1))
    let rest = applied.reduce((sum, { size }) => sum + size, 0)
    let stays = 0
    for (const { key, size } of applied) {
      rest -= size
      if (register.writtenBy.get(key)?.vouched !== true || size < rest) break
      stays++
    }
    const kept = applied.slice(0, stays).map(({ key }) => key)
    const opened = await this.#healing.openAll(kept)
    if (this.#context.isClosed()) return
    if (stays === 0 || opened.size < stays) {
      this.compact(part)
      return
    }
    this.#outbox.drop(part)
    const covered = applied.slice(stays).map(({ key }) => key)
    const state = beyond(docs[part], extentsOf(opened, part))
    await this.#outbox.publish({ kind: 'snapshot', part, sessions: [] }, state, covered)
  }

  /**
   * Two who sum up at the same time leave two snapshots of nearly the same. The smaller one goes;
   * what it alone covers stays, as a small one. Everybody takes the same for the smaller.
   */
  async #thin(part: PartName): Promise<void> {
    const { options, register } = this.#context
    const { docs, log, roll } = options
    const isOwners = (key: string): boolean =>
      roll.roleOf(register.writtenBy.get(key)?.author ?? '') === 'owner'
    const applied = this.#applied(part)
    const large = applied
      .flatMap((key) => {
        const size = sizeOf(log.get(key))
        const isLarge = register.writtenBy.get(key)?.vouched === true && size >= largeSnapshot
        return isLarge ? [{ key, size }] : []
      })
      .toSorted((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1))
    const [first, second] = large
    if (first === undefined || second === undefined) return
    // What the owner says goes for nobody else's word.
    if (isOwners(second.key) && !isOwners(first.key)) return
    const others = await this.#healing.openAll(applied.filter((key) => key !== second.key))
    const missing = uncovered(docs[part], extentsOf(others, part))
    if (this.#context.isClosed() || log.get(second.key) === undefined) return
    if (missing === undefined) log.change(new Map(), [second.key])
    else if (missing.length < second.size / 4) {
      this.#outbox.drop(part)
      await this.#outbox.publish({ kind: 'snapshot', part, sessions: [] }, missing, [second.key])
    }
  }

  /** What of a part may go when a snapshot stands in its place. */
  #applied(part: PartName): string[] {
    const { register, freezer } = this.#context
    return register.applied(part).filter((key) => !freezer.isProof(key))
  }
}

function sizeOf(bytes: unknown): number {
  return bytes instanceof Uint8Array ? bytes.length : 0
}
