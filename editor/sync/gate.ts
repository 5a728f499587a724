import type * as Y from 'yjs'
import { partNames } from '../model/parts'
import { judge } from '../trust/roll'
import { mayWrite } from '../trust/roles'
import { Admission } from './admission'
import { mostCarriedRefusals, type CarriedRefusal } from './carried'
import { Chores } from './chores'
import { Compaction } from './compaction'
import { bringsNews } from './coverage'
import { Disputes } from './disputes'
import { Entrance } from './entrance'
import { contradictsDoc } from './forks'
import { Freezer, type Frozen } from './freezer'
import { gateLimits, type GateContext, type GateOptions, type GateStatus } from './gate-options'
import { Healing } from './healing'
import { Outbox } from './outbox'
import { Refusals, type Refusal } from './refusals'
import { Register } from './register'
import { envelopeKey } from './seal'
import { Sweeping } from './sweeping'
import { WaitingQueue } from './waiting-queue'
import { decodeEnvelope } from './wire'

/*
 * The gate between the plain documents, which the editor binds to, and the
 * sealed log, which providers carry. Nothing else passes from one to the other.
 *
 * Out: local changes of a part are collected for a moment, merged, sealed and
 * put into the log (`Outbox`). In: envelopes that appear in the log are opened and
 * checked outside the documents (`Admission`), wait there until all that they build on
 * is known (`WaitingQueue`; so a document never holds pending structs), and are applied
 * as one update per part and frame (`Entrance`). What is refused is counted and stays
 * where it is (`Refusals`); it is judged anew when the roll of members changes.
 *
 * The plain documents are the truth. Whenever envelopes vanish from the log or lose
 * their author's right, and at the start, the gate compares what the log still covers
 * with what it holds (`Healing`). What is missing it puts back as its authors sealed it,
 * and what cannot be put back so, it publishes itself, as far as its role may. When there
 * is quiet, many envelopes become one snapshot (`Compaction`); who says different things
 * of the same is found out (`Disputes`).
 */
export class Gate {
  /** Transaction origin of everything that came from others. */
  readonly origin: object = { gate: true }
  readonly status: GateStatus = {
    pendingOut: 0,
    waiting: 0,
    newer: 0,
    refused: [],
    stranded: [],
    forks: [],
  }
  readonly #options: GateOptions
  readonly #context: GateContext
  readonly #outbox: Outbox
  readonly #queue: WaitingQueue
  readonly #healing: Healing
  readonly #compaction: Compaction
  readonly #disputes: Disputes
  readonly #entrance: Entrance
  readonly #admission: Admission
  readonly #sweeping: Sweeping
  readonly #ends: (() => void)[] = []
  /** Changes out of files that were refused for want of a right: they are not in the log. */
  readonly #carried = new Map<string, CarriedRefusal>()
  #closed = false

  constructor(options: GateOptions) {
    this.#options = options
    const limits = { ...gateLimits, ...options.limits }
    const { status } = this
    const fail = (error: unknown): void => options.onError?.(error)
    const changed = (): void => this.#changed()
    const register = new Register(options.log, (key, bytes) => {
      try {
        options.onSound?.(key, bytes)
      } catch (error) {
        fail(error)
      }
    })
    const refusals = new Refusals()
    const chores = new Chores({
      scheduler: options.scheduler,
      onError: fail,
      // What could not be sealed is found again as missing.
      onFailed: (kind) => {
        if (kind === 'sealing') this.#healing.soon(10 * limits.heal)
      },
      onDone: changed,
    })
    const context: GateContext = {
      options,
      limits,
      origin: this.origin,
      register,
      refusals,
      freezer: new Freezer(options.frozen),
      chores,
      isClosed: () => this.#closed,
      mayWrite: (part) => mayWrite(options.roll.role, part, options.roll.final !== undefined),
      refuse: (key, reason, part = '', author = '') => {
        register.judged.set(key, 'refused')
        refusals.add(key, reason, part, author)
        this.#sweeping.note(key, reason)
        changed()
      },
      changed,
      fail,
    }
    this.#context = context
    this.#outbox = new Outbox(context)
    this.#sweeping = new Sweeping(context)
    this.#queue = new WaitingQueue(context, () =>
      chores.soon('readmit', () => this.#admission.readmit()),
    )
    this.#healing = new Healing(context, this.#outbox, status)
    this.#compaction = new Compaction(context, this.#outbox, this.#healing, status)
    this.#disputes = new Disputes(context, this.#queue, this.#healing, this.#compaction, status)
    this.#entrance = new Entrance(context, this.#queue, this.#disputes, (part) =>
      this.#admission.isOwnerHeard(part),
    )
    this.#admission = new Admission(context, {
      queue: this.#queue,
      healing: this.#healing,
      disputes: this.#disputes,
      entrance: this.#entrance,
    })
  }

  /**
   * Brings log and documents together and starts to watch both. Resolves when all
   * that the log held is applied and all that it lacked is published.
   */
  async start(): Promise<void> {
    const { docs, log, roll } = this.#options
    const { chores, freezer, fail } = this.#context
    for (const part of partNames) {
      const listener = (update: Uint8Array, origin: unknown): void => {
        if (origin === this.origin) return
        try {
          this.#outbox.leave(part, update)
          this.#compaction.soon()
        } catch (error) {
          // One throw here would silence the document for good.
          fail(error)
        }
      }
      docs[part].on('update', listener)
      this.#ends.push(() => docs[part].off('update', listener))
    }
    this.#ends.push(
      log.onChange((added, removed) => {
        for (const key of added) this.#admission.intake(key)
        if (removed.length > 0) this.#lost(removed)
        this.#compaction.soon()
      }),
    )
    const notice = (): void => this.#sweeping.soon()
    log.doc.on('update', notice)
    this.#ends.push(() => log.doc.off('update', notice))
    this.#ends.push(roll.onChange(() => this.#rejudge()))
    for (const [key, one] of this.#options.carriedRefusals ?? [])
      if (log.get(key) === undefined) this.#carried.set(key, one)
    this.#refuseCarried()
    this.#disputes.release()
    for (const key of log.keys()) freezer.hold(key, log.get(key))
    for (const key of log.keys()) this.#admission.intake(key)
    do {
      await chores.settle('opening')
      this.#entrance.enter()
    } while (this.#admission.readmit())
    await this.#healing.publishMissing()
    this.#compaction.soon()
  }

  /**
   * Lets nothing into text and figures until the returned function is called, or
   * 10 s have passed: while an input method composes.
   */
  hold(): () => void {
    return this.#entrance.hold()
  }

  /**
   * Takes envelopes from another store. Those that bring something that is not here go into
   * the log, as if a peer had brought them; resolves to how many did and were not refused.
   * @param isCarried somebody brought them: what would bring something and may not is refused,
   *   counted and shown, as if it had come over the network
   */
  async recover(kept: ReadonlyMap<string, Uint8Array>, isCarried = false): Promise<number> {
    const { docs, log, sealer, roll } = this.#options
    const { register, refuse } = this.#context
    const news = new Map<string, Uint8Array>()
    for (const [key, bytes] of kept) {
      if (log.get(key) !== undefined || (await envelopeKey(bytes)) !== key) continue
      const decoded = decodeEnvelope(bytes)
      if (!decoded.ok) {
        // Kept and passed on for whoever understands it.
        if (isCarried && decoded.code === 'newer') news.set(key, bytes)
        continue
      }
      const { part, author, kind: what } = decoded.value
      const vouched = what === 'snapshot'
      const verdict = judge(roll, author, part, vouched)
      const isBarred = verdict !== 'yes' && verdict !== 'wait'
      if (isBarred && !(isCarried && (await sealer.isSigned(decoded.value)))) continue
      const update = await sealer.open(decoded.value)
      if (update === 'altered') continue
      if (update !== 'no-key' && !isWanted(docs[part], update, isCarried)) continue
      if (!isBarred) {
        news.set(key, bytes)
        this.#carried.delete(key)
      } else if (update !== 'no-key') {
        refuse(key, verdict, part, author)
        this.#keepRefused(key, { author, part, vouched })
      }
    }
    if (news.size > 0) log.change(news)
    await this.drain()
    return [...news.keys()].filter((key) => register.judged.get(key) !== 'refused').length
  }

  /** Whether something is being opened and checked, or waits for what it builds on. */
  get isTakingIn(): boolean {
    return this.#context.chores.count('opening') > 0 || this.#queue.size > 0
  }

  /** Keys of what waits for something that has not come: earlier changes, their author, a key. */
  waiting(): ReadonlySet<string> {
    return new Set([...this.#queue.keys(), ...this.#context.register.undecided])
  }

  /** Changes out of files that were refused for want of a right, by key. */
  carriedRefusals(): ReadonlyMap<string, CarriedRefusal> {
    return this.#carried
  }

  /** Devices that were found out, with what must be kept of it. */
  frozen(): readonly Frozen[] {
    return this.#context.freezer.all()
  }

  /** Up to which clocks a device has written, in either version, by Yjs client: what a pardon of it settles. */
  async writtenUntil(device: string): Promise<ReadonlyMap<number, number>> {
    return await this.#disputes.writtenUntil(device)
  }

  /** Keys of the changes that were refused for one of these reasons. */
  refusedFor(reasons: readonly Refusal[]): Set<string> {
    return this.#context.refusals.for(reasons)
  }

  /** Takes back what this device wrote and nobody can apply, since what it builds on will never come. */
  withdraw(): void {
    const { log, device } = this.#options
    const own = this.#queue.by(device)
    if (own.length > 0) log.change(new Map(), own)
  }

  /**
   * Puts all that stands into snapshots of our own. Resolves when they are in the log.
   * Before somebody loses a right: after that only what another vouches for counts.
   */
  async vouch(): Promise<void> {
    await this.flush()
    await this.drain()
    this.#compaction.vouch()
    await this.#context.chores.settle('sealing')
  }

  /** Resolves when every change made so far is in the log. */
  async flush(): Promise<void> {
    this.#outbox.seal()
    await this.#context.chores.settle('sealing')
  }

  /** Resolves when every envelope that is in the log now has been opened and applied, unless held. */
  async drain(): Promise<void> {
    do {
      await this.#context.chores.settle('opening')
      await this.#entrance.settle()
    } while (this.#admission.readmit())
  }

  async close(): Promise<void> {
    if (this.#closed) return
    await this.flush()
    this.#closed = true
    for (const end of this.#ends.splice(0)) end()
    this.#context.chores.close()
  }

  #rejudge(): void {
    if (this.#closed) return
    const { chores, limits } = this.#context
    this.#disputes.release()
    this.#admission.rejudge()
    this.#refuseCarried()
    this.#changed()
    if (this.#outbox.size > 0) this.#outbox.sealSoon()
    // A key or a right that was waited for: what could not be published can be now.
    chores.later('catch-up', limits.batch, () => this.#healing.start())
  }

  #keepRefused(key: string, one: CarriedRefusal): void {
    if (this.#carried.has(key) || this.#carried.size >= mostCarriedRefusals) return
    this.#carried.set(key, one)
    this.#options.onCarriedRefusal?.(key, one)
  }

  /** Refuses again what files brought and what there is still no right to; the rest may be brought again. */
  #refuseCarried(): void {
    const { roll, log } = this.#options
    for (const [key, { author, part, vouched }] of this.#carried) {
      const verdict = judge(roll, author, part, vouched)
      if (verdict === 'yes' || verdict === 'wait' || log.get(key) !== undefined) continue
      this.#context.refuse(key, verdict, part, author)
    }
  }

  /** Envelopes have gone from the log. */
  #lost(keys: readonly string[]): void {
    const { register, freezer, chores, limits } = this.#context
    const proofs = new Map(
      keys.flatMap((key) => {
        const bytes = freezer.proofOf(key)
        return bytes === undefined ? [] : [[key, bytes]]
      }),
    )
    if (proofs.size > 0) chores.later('proofs', limits.heal, () => this.#options.log.change(proofs))
    for (const key of keys) {
      this.#queue.take(key)
      this.#sweeping.forget(key)
      register.forget(key)
    }
    this.#healing.soon(limits.heal)
  }

  #changed(): void {
    const { status } = this
    const { chores, register, refusals } = this.#context
    status.pendingOut = this.#outbox.size + chores.count('sealing')
    status.waiting = this.#queue.size + register.undecided.size
    status.newer = refusals.newer
    status.refused = refusals.counted()
    this.#options.onStatus?.()
  }
}

/**
 * Whether an update has something that the document lacks or, in a file that somebody carried, says
 * otherwise what is here: that is proof against whoever signed it. What cannot be read at all is
 * judged with the rest.
 */
function isWanted(doc: Y.Doc, update: Uint8Array, isCarried: boolean): boolean {
  try {
    return bringsNews(doc, update) || (isCarried && contradictsDoc(doc, update))
  } catch {
    return true
  }
}
