import * as Y from 'yjs'
import { partNames } from '../model/parts'
import type { PartName } from '../model/parts'
import { bringsNews, hasNews, uncovered, wholeState } from './coverage'
import { inspectUpdate, readyTogether } from './inspect'
import type { Extent } from './inspect'
import { contradict, contradictsDoc, type Fork } from './forks'
import { Freezer, type Frozen } from './freezer'
import type { Log } from './log'
import { Caution } from './caution'
import type { Scheduler } from './scheduler'
import { judge, type Roll } from '../trust/roll'
import { mayVouch, mayWrite } from '../trust/roles'
import { isForeign, itemsOf, keptRoots, takesBack } from './authorship'
import { clientOf, envelopeKey } from './seal'
import type { Sealer } from './seal'
import type { Trial } from './trial'
import { decodeEnvelope, envelopeLimit } from './wire'
import type { EnvelopeKind, EnvelopeRefusal } from './wire'

/*
 * The gate between the plain documents, which the editor binds to, and the
 * sealed log, which providers carry. Nothing else passes from one to the other.
 *
 * Out: local changes of a part are collected for a moment, merged, sealed and
 * put into the log. In: envelopes that appear in the log are opened and checked
 * outside the documents, wait there until all that they build on is known (so a
 * document never holds pending structs), and are applied as one update per part
 * and frame. What is refused is counted and stays where it is; it is judged anew
 * when the roll of members changes.
 *
 * The plain documents are the truth. Whenever envelopes vanish from the log or lose
 * their author's right, and at the start, the gate compares what the log still covers
 * with what it holds. What is missing it puts back as its authors sealed it, and what
 * cannot be put back so, it publishes itself, as far as its role may.
 */

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

export interface GateStatus {
  /** Parts with changes that are not in the log yet. */
  pendingOut: number
  /** Envelopes that wait for one that has not come. */
  waiting: number
  /** Envelopes of a newer version: kept, passed on, not applied. */
  newer: number
  refused: readonly Refused[]
  /**
   * Parts that hold what the log lacks and what we may not publish: it was taken out of the
   * log, and whoever may will put it back; or it came from somebody whose right was taken away
   * before the others had it, and only a rebuilt copy will be the same as everybody's.
   */
  stranded: readonly PartName[]
  /** Devices that told different people different things; their further changes stay out. */
  forks: readonly Fork[]
}

export interface GateOptions {
  docs: Record<PartName, Y.Doc>
  log: Log
  sealer: Sealer
  scheduler: Scheduler
  /** Who may do what, and with which keys. */
  roll: Pick<
    Roll,
    | 'epoch'
    | 'role'
    | 'roleOf'
    | 'personOf'
    | 'keyOf'
    | 'final'
    | 'isPardoned'
    | 'settledUntil'
    | 'onChange'
  >
  /** This device's public signing key. */
  device: string
  /** Session in which the documents are written now, and earlier ones of this device: 8 bytes each. */
  session: string
  earlierSessions?: readonly string[]
  /** Called with each envelope that was found sound, our own too, so that it can be kept. */
  onSound?: (key: string, bytes: Uint8Array<ArrayBuffer>) => void
  /** Where changes are tried that might hang whoever applies them; without it they are not. */
  trial?: Trial | undefined
  /** Devices that were found out before. */
  frozen?: Iterable<Frozen>
  /** Called when a device is found out, so that it can be kept. */
  onFrozen?: (one: Frozen) => void
  onStatus?: () => void
  /** Called right before something from outside enters a document, also when a hold has run out. */
  beforeApply?: (part: PartName) => void
  /** Whatever went wrong that should not have; the gate goes on. */
  onError?: (error: unknown) => void
  limits?: Partial<GateLimits>
}

export interface GateLimits {
  /** Milliseconds between a change and its envelope. */
  batch: number
  /** Milliseconds that `hold` lasts at most. */
  hold: number
  /** Envelopes of a part, and bytes of them beside the largest, that are too many. */
  envelopes: number
  bytes: number
  /** Milliseconds of quiet before compaction. */
  idle: number
  /** Milliseconds between a deletion in the log and the check whether something is missing. */
  heal: number
  waitingEnvelopes: number
  waitingBytes: number
}

const defaults: GateLimits = {
  batch: 60,
  hold: 10_000,
  envelopes: 300,
  bytes: 2 * 1024 * 1024,
  idle: 5000,
  heal: 1500,
  waitingEnvelopes: 5000,
  waitingBytes: 32 * 1024 * 1024,
}

interface Waiting {
  part: PartName
  update: Uint8Array
  extent: Extent
  author: string
  /** Yjs clients that its author may write under; null for what its author vouches for. */
  clients: ReadonlySet<number> | null
  /** Whether its author is the owner. */
  isOwners: boolean
}

interface Opened {
  readonly part: PartName
  readonly author: string
  readonly vouched: boolean
  readonly extent: Extent
}

/** Bytes of an update from which on it is not read where somebody types. */
const largeUpdate = 256 * 1024

/** Bytes of a snapshot of which two are one too many. */
const largeSnapshot = 64 * 1024

/** Refusals that another revision of the roll may take back. */
const revocable: ReadonlySet<Refusal> = new Set(['not-a-member', 'role', 'final', 'forked'])

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
  readonly #limits: GateLimits
  readonly #out = new Map<PartName, Uint8Array[]>()
  readonly #sealing = new Set<Promise<void>>()
  readonly #opening = new Set<Promise<void>>()
  /** Envelopes that were judged: applied, waiting, refused or our own. */
  readonly #known = new Map<string, 'applied' | 'waiting' | 'refused'>()
  /** Author and part of each that was applied. */
  readonly #writtenBy = new Map<string, { part: PartName; author: string; vouched: boolean }>()
  readonly #refused = new Map<string, { author: string; part: PartName | ''; reason: Refusal }>()
  /** Envelopes that no judgement is possible on yet: author or key is unknown. */
  readonly #undecided = new Set<string>()
  /** Pairs that wait together and were found not to contradict each other. */
  readonly #agreeing = new Set<string>()
  /** What sound envelopes bring, so that it is seen what they cover without opening them again. */
  readonly #extents = new Map<string, Extent>()
  /** Parts of which the owner says something else than stands here, with the envelope that says so. */
  readonly #against = new Map<PartName, string>()
  /** Sound envelopes as they came, to put back what somebody takes away. */
  readonly #vault = new Map<string, Uint8Array>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #ends: (() => void)[] = []
  readonly #timers = new Map<string, () => void>()
  readonly #caution: Caution<Waiting>
  readonly #freezer: Freezer
  #waitingBytes = 0
  #holds = 0
  #closed = false

  constructor(options: GateOptions) {
    this.#options = options
    this.#limits = { ...defaults, ...options.limits }
    this.#freezer = new Freezer(options.frozen)
    this.status.forks = this.#freezer.all()
    this.#caution = new Caution({
      trial: options.trial,
      refuse: (key, reason) => this.#turnAway(key, reason),
      again: () => this.#enterSoon(),
    })
  }

  /**
   * Brings log and documents together and starts to watch both. Resolves when all
   * that the log held is applied and all that it lacked is published.
   */
  async start(): Promise<void> {
    const { docs, log } = this.#options
    for (const part of partNames) {
      const listener = (update: Uint8Array, origin: unknown): void => {
        if (origin === this.origin) return
        try {
          this.#leave(part, update)
        } catch (error) {
          // One throw here would silence the document for good.
          this.#fail(error)
        }
      }
      docs[part].on('update', listener)
      this.#ends.push(() => docs[part].off('update', listener))
    }
    this.#ends.push(
      log.onChange((added, removed) => {
        for (const key of added) this.#intake(key)
        if (removed.length > 0) this.#lost(removed)
        this.#later('compact', this.#idle(), () => this.#compactAll())
      }),
    )
    this.#ends.push(this.#options.roll.onChange(() => this.#rejudge()))
    this.#release()
    for (const key of log.keys()) this.#freezer.hold(key, log.get(key))
    for (const key of log.keys()) this.#intake(key)
    await this.#settle(this.#opening)
    this.#enter()
    await this.#publishMissing()
    this.#later('compact', this.#idle(), () => this.#compactAll())
  }

  /**
   * Lets nothing into text and figures until the returned function is called, or
   * 10 s have passed: while an input method composes.
   */
  hold(): () => void {
    this.#holds++
    let held = true
    const release = (): void => {
      if (!held) return
      held = false
      cancel()
      this.#holds--
      if (this.#holds === 0) this.#enter()
    }
    const cancel = this.#options.scheduler.after(this.#limits.hold, release)
    return release
  }

  /**
   * Takes envelopes from another store. Those that bring something that is not here go into
   * the log, as if a peer had brought them; resolves to how many did.
   */
  async recover(kept: ReadonlyMap<string, Uint8Array>): Promise<number> {
    const { docs, log, sealer, roll } = this.#options
    const news = new Map<string, Uint8Array>()
    for (const [key, bytes] of kept) {
      if (log.get(key) !== undefined || (await envelopeKey(bytes)) !== key) continue
      const decoded = decodeEnvelope(bytes)
      if (!decoded.ok) continue
      const { part, author, kind: what } = decoded.value
      const verdict = judge(roll, author, part, what === 'snapshot')
      if (verdict !== 'yes' && verdict !== 'wait') continue
      const update = await sealer.open(decoded.value)
      if (update === 'altered') continue
      if (update === 'no-key' || bringsNews(docs[part], update)) news.set(key, bytes)
    }
    if (news.size > 0) log.change(news)
    await this.drain()
    return news.size
  }

  /** Devices that were found out, with what must be kept of it. */
  frozen(): readonly Frozen[] {
    return this.#freezer.all()
  }

  /** Up to which clocks a device has written, in either version, by Yjs client: what a pardon of it settles. */
  async writtenUntil(device: string): Promise<ReadonlyMap<number, number>> {
    const until = new Map<number, number>()
    const proofs = this.#freezer.all().flatMap((one) => (one.device === device ? one.proof : []))
    for (const key of new Set([...this.#options.log.keys(), ...proofs])) {
      const decoded = decodeEnvelope(this.#options.log.get(key) ?? this.#freezer.proofOf(key))
      if (!decoded.ok || decoded.value.author !== device || decoded.value.kind !== 'update')
        continue
      const { part, sessions } = decoded.value
      const update = await this.#options.sealer.open(decoded.value)
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

  /** Keys of the changes that were refused for one of these reasons. */
  refusedFor(reasons: readonly Refusal[]): Set<string> {
    const found = [...this.#refused].filter(([, { reason }]) => reasons.includes(reason))
    return new Set(found.map(([key]) => key))
  }

  /** Takes back what this device wrote and nobody can apply, since what it builds on will never come. */
  withdraw(): void {
    const { log, device } = this.#options
    const own = [...this.#waiting].filter(([, { author }]) => author === device)
    if (own.length > 0)
      log.change(
        new Map(),
        own.map(([key]) => key),
      )
  }

  /** Resolves when every change made so far is in the log. */
  async flush(): Promise<void> {
    this.#timers.get('out')?.()
    this.#timers.delete('out')
    this.#sealOut()
    await this.#settle(this.#sealing)
  }

  /** Resolves when every envelope that is in the log now has been opened and applied, unless held. */
  async drain(): Promise<void> {
    await this.#settle(this.#opening)
    this.#enter()
    while (!this.#caution.isIdle) {
      await this.#caution.settle()
      this.#enter()
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    await this.flush()
    this.#closed = true
    for (const end of this.#ends.splice(0)) end()
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
  }

  // Out

  #leave(part: PartName, update: Uint8Array): void {
    const updates = this.#out.get(part)
    if (updates === undefined) this.#out.set(part, [update])
    else updates.push(update)
    this.#changed()
    if (!this.#timers.has('out')) this.#later('out', this.#limits.batch, () => this.#sealOut())
    this.#later('compact', this.#idle(), () => this.#compactAll())
  }

  #sealOut(): void {
    const { roll } = this.#options
    // Whoever has no key yet keeps what was written until there is one.
    if (roll.keyOf(roll.epoch) === undefined) return
    for (const [part, updates] of this.#out) {
      if (!this.#mayWrite(part)) continue
      const update = updates.length === 1 ? updates[0] : Y.mergeUpdates(updates)
      const sessions = [this.#options.session]
      if (update !== undefined)
        this.#run(this.#sealing, this.#publish({ kind: 'update', part, sessions }, update))
    }
    this.#out.clear()
  }

  async #publish(
    fields: { kind: EnvelopeKind; part: PartName; sessions: readonly string[] },
    update: Uint8Array,
    covered: readonly string[] = [],
  ): Promise<void> {
    const { log, sealer, roll, device } = this.#options
    const { part, kind } = fields
    if (update.length > envelopeLimit - 4096) throw new Error(`${part} is too large to be sent`)
    const bytes = await sealer.seal({ ...fields, epoch: roll.epoch }, update)
    const key = await envelopeKey(bytes)
    this.#known.set(key, 'applied')
    this.#writtenBy.set(key, { part, author: device, vouched: kind === 'snapshot' })
    this.#keep(key, bytes)
    for (const one of covered) this.#vault.delete(one)
    log.change(new Map([[key, bytes]]), covered)
    this.#changed()
  }

  #keep(key: string, bytes: Uint8Array): void {
    this.#vault.set(key, bytes)
    try {
      this.#options.onSound?.(key, new Uint8Array(bytes))
    } catch (error) {
      this.#fail(error)
    }
  }

  // In

  #intake(key: string): void {
    if (this.#known.has(key) || this.#closed) return
    this.#known.set(key, 'waiting')
    this.#run(this.#opening, this.#open(key))
  }

  async #open(key: string): Promise<void> {
    const raw = this.#options.log.get(key)
    const decoded = decodeEnvelope(raw)
    if (!decoded.ok) {
      this.#refuse(key, decoded.code)
      return
    }
    const bytes = raw as Uint8Array
    const { part, kind, author, sessions } = decoded.value
    const vouched = kind === 'snapshot'
    if ((await envelopeKey(bytes)) !== key) {
      this.#refuse(key, 'wrong-key', part)
      return
    }
    const { sealer, roll } = this.#options
    // Without the signature nobody is to blame, so it comes before the author's right.
    if (!(await sealer.isSigned(decoded.value))) {
      this.#refuse(key, 'signature', part)
      return
    }
    const verdict = judge(roll, author, part, vouched)
    if (verdict === 'wait') {
      this.#undecided.add(key)
      return
    }
    if (verdict !== 'yes') {
      this.#refuse(key, verdict, part, author)
      return
    }
    if (this.#freezer.shuts(author, key)) {
      this.#refuse(key, 'forked', part, author)
      return
    }
    const update = await sealer.open(decoded.value)
    if (update === 'no-key') {
      this.#undecided.add(key)
      return
    }
    if (update === 'altered') {
      this.#refuse(key, 'sealed-otherwise', part, author)
      return
    }
    const { trial } = this.#options
    const inspected =
      trial === undefined || update.length < largeUpdate
        ? inspectUpdate(update, part)
        : await trial.inspect(part, update)
    if (inspected?.ok !== true) {
      this.#refuse(key, inspected === undefined ? 'slow' : 'structure', part, author)
      return
    }
    const { extent } = inspected
    const clients = vouched
      ? null
      : new Set(await Promise.all(sessions.map((session) => clientOf(author, session, part))))
    const isOwners = roll.roleOf(author) === 'owner'
    if (clients === null && !extent.isWhole) {
      this.#refuse(key, 'structure', part, author)
      return
    }
    if (clients !== null && !covers(clients, extent.brings.keys())) {
      this.#refuse(key, 'foreign', part, author)
      return
    }
    if (!vouched) {
      for (const other of this.#freezer.brought.note(key, extent)) {
        const theirs = await this.#reopen(other)
        const settled = (client: number): number => roll.settledUntil(client)
        if (theirs !== undefined && contradict(update, theirs, settled))
          this.#freeze(author, [other, key])
      }
      if (this.#freezer.shuts(author, key)) {
        this.#refuse(key, 'forked', part, author)
        return
      }
    }
    if (this.#isContradicted(part, extent, update)) {
      // What the owner says counts; all others must not change what is here.
      if (vouched && isOwners) {
        this.#against.set(part, key)
        this.#heal(this.#limits.heal)
      } else {
        this.#refuse(key, 'contradicts', part, author)
        this.#answer(part)
        return
      }
    }
    if (
      this.#waiting.size >= this.#limits.waitingEnvelopes ||
      this.#waitingBytes + update.length > this.#limits.waitingBytes + envelopeLimit
    ) {
      this.#refuse(key, 'waiting-full', part, author)
      return
    }
    this.#writtenBy.set(key, { part, author, vouched })
    this.#extents.set(key, extent)
    this.#waiting.set(key, { part, update, extent, author, clients, isOwners })
    this.#waitingBytes += update.length
    this.#enterSoon()
  }

  /** Whether a change says something else than what stands here, or is said to be ours and is not. */
  #isContradicted(part: PartName, extent: Extent, update: Uint8Array): boolean {
    const doc = this.#options.docs[part]
    const own = extent.brings.get(doc.clientID)
    if (own !== undefined && own > Y.getState(doc.store, doc.clientID)) return true
    const meets = [...extent.starts].some(([client, at]) => at < Y.getState(doc.store, client))
    return meets && contradictsDoc(doc, update, keptRoots[part])
  }

  /** After something was refused that contradicts what is here: others must learn what is here. */
  #answer(part: PartName): void {
    const { roll } = this.#options
    this.#heal(this.#limits.heal)
    if (roll.role === 'owner' && this.#mayWrite(part))
      // When the originals stand there again, which it then sums up.
      this.#later(`answer ${part}`, 3 * this.#limits.heal, () => this.#compact(part, true))
  }

  async #reopen(key: string): Promise<Uint8Array | undefined> {
    const decoded = decodeEnvelope(this.#options.log.get(key) ?? this.#vault.get(key))
    const update = decoded.ok ? await this.#options.sealer.open(decoded.value) : undefined
    return update instanceof Uint8Array ? update : undefined
  }

  /** A device contradicts itself: what is here of it stays, what comes from now on stays out. */
  #freeze(device: string, proof: readonly [string, string]): void {
    const { log, onFrozen } = this.#options
    const here = log.keys().filter((key) => {
      const decoded = decodeEnvelope(log.get(key))
      const isApplied = this.#known.get(key) === 'applied'
      return decoded.ok && decoded.value.author === device && (isApplied || !proof.includes(key))
    })
    const bytes = proof.map((key) => {
      const found = log.get(key) ?? this.#vault.get(key)
      return found instanceof Uint8Array ? found : undefined
    })
    const frozen = { device, proof, here: new Set(here) }
    if (this.#freezer.freeze(frozen, bytes)) onFrozen?.(frozen)
    for (const key of proof) this.#turnAway(key, 'forked')
    this.status.forks = this.#freezer.all()
    this.#changed()
  }

  /** Lets those go on whom the owner has pardoned. */
  #release(): void {
    for (const { device } of this.#freezer.all())
      if (this.#options.roll.isPardoned(device)) this.#freezer.release(device)
    this.status.forks = this.#freezer.all()
  }

  #enterSoon(): void {
    if (this.#closed || this.#timers.has('in')) return
    const cancel = this.#options.scheduler.frame(() => {
      this.#timers.delete('in')
      this.#enter()
    })
    this.#timers.set('in', cancel)
  }

  /** Applies what is ready, as one update per part. */
  #enter(): void {
    if (this.#closed) return
    for (const part of partNames) {
      if (this.#holds > 0 && part !== 'review') continue
      if (![...this.#waiting.values()].some((one) => one.part === part)) continue
      const doc = this.#options.docs[part]
      const sound: Uint8Array[] = []
      const admitted = this.#caution.admit(part, doc, this.#ready(part, doc))
      const doubtful = admitted.filter(([, one]) => meets(one, admitted))
      for (const [key, { update, extent }] of admitted) {
        this.#waiting.delete(key)
        this.#waitingBytes -= update.length
        if (hasNews(doc, extent)) sound.push(update)
        this.#known.set(key, 'applied')
        const bytes = this.#options.log.get(key)
        if (bytes instanceof Uint8Array) this.#keep(key, bytes)
      }
      if (sound.length > 0) this.#apply(part, doc, sound)
      for (const [key, one] of doubtful) {
        if (one.isOwners || !contradictsDoc(doc, one.update, keptRoots[part])) continue
        // Another that came along stands here now; which one is right, the owner says.
        this.#refuse(key, 'contradicts', part, one.author)
        this.#answer(part)
      }
    }
    this.#changed()
  }

  /** The envelopes that lack nothing and overstep nothing; whoever oversteps is refused here. */
  #ready(part: PartName, doc: Y.Doc): [string, Waiting][] {
    const known = Y.decodeStateVector(Y.encodeStateVector(doc))
    for (;;) {
      const waiting = [...this.#waiting].filter(
        ([key, one]) => one.part === part && !this.#caution.isTrying(key, part),
      )
      const extents = waiting.map(([, { extent }]) => extent)
      const ready = readyTogether(extents, known)
        .map((index) => waiting[index])
        .filter((one) => one !== undefined)
      // Of the text only the versions have owners, and these need nothing that comes along.
      let items: ReturnType<typeof itemsOf> | undefined
      const brought = (): ReturnType<typeof itemsOf> =>
        (items ??= itemsOf(part === 'text' ? [] : ready.map(([, { update }]) => update)))
      const foreign = ready.filter(([, one]) => {
        const { clients, author, update, extent } = one
        if (clients === null)
          return !one.isOwners && takesBack(doc, part, brought(), extent.deletes)
        const { roll } = this.#options
        const role = roll.roleOf(author)
        const mayDecide = role !== 'unknown' && mayWrite(role, 'text')
        const mayRemove = (device: string): boolean =>
          role === 'owner' || roll.personOf(device) === roll.personOf(author)
        return isForeign(doc, part, brought(), { author, clients, update, mayDecide, mayRemove })
      })
      const denied = this.#denied(ready)
      if (foreign.length === 0 && denied.length === 0) return ready
      // Others may have built on it, so it is seen anew who is ready.
      for (const [key] of foreign) this.#turnAway(key, 'foreign')
      for (const [key] of denied) this.#turnAway(key, 'contradicts')
    }
  }

  /** Those that contradict what the owner vouches for and that comes along. */
  #denied(ready: readonly [string, Waiting][]): [string, Waiting][] {
    const owners = ready.filter(([, one]) => one.clients === null && one.isOwners)
    return ready.filter(([key, one]) => {
      if (one.isOwners) return false
      return owners.some(([name, { extent, update }]) => {
        if (!overlap(one.extent, extent)) return false
        const pair = `${key} ${name}`
        const known = this.#agreeing.has(pair)
        if (!known && contradict(one.update, update)) return true
        this.#agreeing.add(pair)
        return false
      })
    })
  }

  /** Refuses what waits. */
  #turnAway(key: string, reason: Refusal): void {
    const one = this.#waiting.get(key)
    if (one === undefined) return
    this.#waiting.delete(key)
    this.#waitingBytes -= one.update.length
    this.#refuse(key, reason, one.part, one.author)
  }

  #apply(part: PartName, doc: Y.Doc, updates: Uint8Array[]): void {
    try {
      this.#options.beforeApply?.(part)
      const update = updates.length === 1 ? updates[0] : Y.mergeUpdates(updates)
      if (update !== undefined) Y.applyUpdate(doc, update, this.origin)
    } catch (error) {
      // An observer threw; Yjs calls the others all the same and the content is in.
      this.#fail(error)
    }
  }

  #refuse(key: string, reason: Refusal, part: PartName | '' = '', author = ''): void {
    this.#known.set(key, 'refused')
    if (reason === 'newer') this.status.newer++
    else {
      this.#refused.set(key, { author, part, reason })
      this.#countRefused()
    }
    this.#changed()
  }

  #countRefused(): void {
    const counted = new Map<string, Refused>()
    for (const { author, part, reason } of this.#refused.values()) {
      const name = `${author} ${part} ${reason}`
      counted.set(name, { author, part, reason, count: (counted.get(name)?.count ?? 0) + 1 })
    }
    this.status.refused = [...counted.values()]
  }

  /** The roll says something new: who was unknown may be known, who had a right may have none. */
  #rejudge(): void {
    if (this.#closed) return
    this.#release()
    const again = [...this.#undecided]
    this.#undecided.clear()
    for (const [key, { reason }] of this.#refused) {
      if (!revocable.has(reason)) continue
      this.#refused.delete(key)
      again.push(key)
    }
    this.#countRefused()
    let lost = false
    for (const [key, { part, author, vouched }] of this.#writtenBy) {
      if (this.#known.get(key) !== 'applied') continue
      if (judge(this.#options.roll, author, part, vouched) === 'yes') continue
      // What it brought stays in the documents; that it did is for others to vouch for.
      this.#known.set(key, 'refused')
      this.#vault.delete(key)
      lost = true
    }
    for (const key of again) {
      this.#known.delete(key)
      if (this.#options.log.get(key) !== undefined) this.#intake(key)
    }
    if (this.#out.size > 0) this.#later('out', this.#limits.batch, () => this.#sealOut())
    if (lost) this.#heal(this.#limits.heal)
    // A key or a right that was waited for: what could not be published can be now.
    this.#later('catch-up', this.#limits.batch, () =>
      this.#run(this.#sealing, this.#publishMissing()),
    )
  }

  // Healing and compaction

  #lost(keys: readonly string[]): void {
    const proofs = new Map(
      keys.flatMap((key) => {
        const bytes = this.#freezer.proofOf(key)
        return bytes === undefined ? [] : [[key, bytes]]
      }),
    )
    if (proofs.size > 0)
      this.#later('proofs', this.#limits.heal, () => this.#options.log.change(proofs))
    for (const key of keys) {
      const waiting = this.#waiting.get(key)
      if (waiting !== undefined) this.#waitingBytes -= waiting.update.length
      this.#waiting.delete(key)
      this.#known.delete(key)
      this.#writtenBy.delete(key)
      this.#undecided.delete(key)
    }
    this.#heal(this.#limits.heal)
  }

  /** Peers that notice a loss together heal one after the other. */
  #heal(milliseconds: number): void {
    const spread = this.#options.docs.text.clientID % 1000
    this.#later('heal', milliseconds + spread, () => {
      this.#run(this.#sealing, this.#publishMissing())
    })
  }

  /**
   * Puts back what the documents hold and the sound envelopes in the log do not: first as
   * its authors sealed it, then, as far as our role may, in an envelope of our own.
   */
  async #publishMissing(): Promise<void> {
    const { docs, log, roll } = this.#options
    if (roll.keyOf(roll.epoch) === undefined) return
    const standing = new Set(log.keys())
    const opened = await this.#openAll(standing)
    const spare = await this.#openAll([...this.#vault.keys()].filter((key) => !standing.has(key)))
    for (const key of this.#extents.keys())
      if (!standing.has(key) && !spare.has(key)) this.#extents.delete(key)
    const back = new Map<string, Uint8Array>()
    for (const part of partNames) {
      if (this.#closed || uncovered(docs[part], extentsOf(opened, part)) === undefined) continue
      for (const [key, one] of spare) {
        const bytes = this.#vault.get(key)
        if (one.part === part && bytes !== undefined) back.set(key, bytes)
      }
    }
    for (const key of spare.keys()) {
      const one = spare.get(key)
      if (back.has(key) && one !== undefined) {
        opened.set(key, one)
        this.#known.set(key, 'applied')
        this.#writtenBy.set(key, one)
      } else this.#vault.delete(key)
    }
    if (back.size > 0) log.change(back)
    await Promise.all(
      partNames.map(async (part) => {
        if (this.#closed || !this.#mayWrite(part)) return
        const covered = extentsOf(opened, part)
        if (mayVouch(roll.role)) {
          const missing = uncovered(docs[part], covered)
          if (missing === undefined) return
          // What is on its way out already is not missing.
          this.#out.delete(part)
          await this.#publish({ kind: 'snapshot', part, sessions: [] }, missing)
          return
        }
        const own = await this.#ownSessions(part)
        const missing = uncovered(docs[part], covered, new Set(own.keys()))
        if (missing === undefined) return
        this.#out.delete(part)
        const written = [...(inspectedClients(missing, part) ?? [])]
        const sessions = [...new Set(written.flatMap((client) => own.get(client) ?? []))]
        await this.#publish({ kind: 'update', part, sessions: sessions.slice(0, 255) }, missing)
      }),
    )
    const stranded: PartName[] = []
    for (const part of partNames) {
      if (mayVouch(roll.role) || roll.role === 'none') continue
      const held = [...Y.decodeStateVector(Y.encodeStateVector(docs[part])).keys()]
      const own = mayWrite(roll.role, part) ? await this.#ownSessions(part) : new Map()
      // What we wrote ourselves and may write goes out by itself.
      const others = new Set(held.filter((client) => !own.has(client)))
      if (uncovered(docs[part], extentsOf(opened, part), others) !== undefined) stranded.push(part)
    }
    for (const part of this.#torn()) if (!stranded.includes(part)) stranded.push(part)
    this.status.stranded = stranded
    this.#changed()
  }

  /** Parts of which we hold another version than the owner vouches for, unless a device's fate is open. */
  #torn(): PartName[] {
    const { roll, log } = this.#options
    const isOpen = this.#freezer.all().some(({ device }) => roll.roleOf(device) !== 'none')
    if (isOpen || roll.role === 'owner' || roll.role === 'none') return []
    for (const [part, key] of this.#against)
      if (log.get(key) === undefined) this.#against.delete(part)
    return [...this.#against.keys()]
  }

  /** The sound ones among these envelopes, and what they bring. */
  async #openAll(keys: Iterable<string>): Promise<Map<string, Opened>> {
    const { log, sealer, roll } = this.#options
    const found = new Map<string, Opened>()
    for (const key of keys) {
      if (this.#known.get(key) === 'refused') continue
      const decoded = decodeEnvelope(log.get(key) ?? this.#vault.get(key))
      if (!decoded.ok) continue
      const { part, author, kind } = decoded.value
      const vouched = kind === 'snapshot'
      if (judge(roll, author, part, vouched) !== 'yes') continue
      let extent = this.#extents.get(key)
      // What is being opened now is not in the documents yet.
      if (extent === undefined && this.#known.get(key) === 'waiting') continue
      if (extent === undefined) {
        if (!this.#vault.has(key) && !(await sealer.isSigned(decoded.value))) continue
        const update = await sealer.open(decoded.value)
        const inspected = typeof update === 'string' ? undefined : inspectUpdate(update, part)
        if (inspected?.ok !== true) continue
        extent = inspected.extent
        this.#extents.set(key, extent)
      }
      found.set(key, { part, author, vouched, extent })
    }
    return found
  }

  /** The Yjs clients under which this device has written a part, with their sessions. */
  async #ownSessions(part: PartName): Promise<Map<number, string>> {
    const { device, session, earlierSessions = [] } = this.#options
    const sessions = [session, ...earlierSessions]
    const clients = await Promise.all(sessions.map((one) => clientOf(device, one, part)))
    return new Map(clients.map((client, index) => [client, sessions[index] ?? session]))
  }

  /**
   * Puts all that stands into snapshots of our own. Resolves when they are in the log.
   * Before somebody loses a right: after that only what another vouches for counts.
   */
  async vouch(): Promise<void> {
    await this.flush()
    await this.drain()
    for (const part of partNames) if (this.#mayWrite(part)) this.#compact(part)
    await this.#settle(this.#sealing)
  }

  #compactAll(): void {
    const { roll, log } = this.#options
    // Somebody may have vouched for it meanwhile.
    if (this.status.stranded.length > 0) this.#run(this.#sealing, this.#publishMissing())
    if (!mayVouch(roll.role) || roll.keyOf(roll.epoch) === undefined) return
    for (const part of partNames) {
      if (!this.#mayWrite(part)) continue
      const sizes = this.#applied(part).map((key) => {
        const bytes = log.get(key)
        return bytes instanceof Uint8Array ? bytes.length : 0
      })
      // The largest is the last snapshot; it alone is no reason to write another, and the
      // larger it is, the more it costs everybody to be sent a new one.
      const largest = Math.max(0, ...sizes)
      const bytes = sizes.reduce((sum, size) => sum + size, 0) - largest
      const many = sizes.length > this.#limits.envelopes && bytes > largest / 8
      if (
        many ||
        sizes.length > 10 * this.#limits.envelopes ||
        bytes > this.#limits.bytes + largest
      )
        this.#compact(part)
      else this.#run(this.#sealing, this.#thin(part))
    }
  }

  /**
   * Two who sum up at the same time leave two snapshots of nearly the same. The smaller one goes;
   * what it alone covers stays, as a small one. Everybody takes the same for the smaller.
   */
  async #thin(part: PartName): Promise<void> {
    const { docs, log, roll } = this.#options
    const isOwners = (key: string): boolean =>
      roll.roleOf(this.#writtenBy.get(key)?.author ?? '') === 'owner'
    const applied = this.#applied(part)
    const large = applied
      .flatMap((key) => {
        const bytes = log.get(key)
        const size = bytes instanceof Uint8Array ? bytes.length : 0
        const isLarge = this.#writtenBy.get(key)?.vouched === true && size >= largeSnapshot
        return isLarge ? [{ key, size }] : []
      })
      .toSorted((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1))
    const [first, second] = large
    if (first === undefined || second === undefined) return
    // What the owner says goes for nobody else's word.
    if (isOwners(second.key) && !isOwners(first.key)) return
    const others = await this.#openAll(applied.filter((key) => key !== second.key))
    const missing = uncovered(docs[part], extentsOf(others, part))
    if (this.#closed || log.get(second.key) === undefined) return
    if (missing === undefined) log.change(new Map(), [second.key])
    else if (missing.length < second.size / 4) {
      this.#out.delete(part)
      await this.#publish({ kind: 'snapshot', part, sessions: [] }, missing, [second.key])
    }
  }

  #applied(part: PartName): string[] {
    return this.#options.log
      .keys()
      .filter(
        (key) =>
          this.#known.get(key) === 'applied' &&
          this.#writtenBy.get(key)?.part === part &&
          !this.#freezer.isProof(key),
      )
  }

  /** @param always also when nothing of it stands in the log */
  #compact(part: PartName, always = false): void {
    const covered = this.#applied(part)
    if (covered.length === 0 && !always) return
    this.#out.delete(part)
    const state = wholeState(this.#options.docs[part])
    const fields = { kind: 'snapshot' as const, part, sessions: [] }
    this.#run(this.#sealing, this.#publish(fields, state, covered))
  }

  /** Peers that become idle together compact one after the other. */
  #idle(): number {
    return this.#limits.idle + (this.#options.docs.text.clientID % 50) * 100
  }

  // Upkeep

  #mayWrite(part: PartName): boolean {
    const { role, final } = this.#options.roll
    return mayWrite(role, part, final !== undefined)
  }

  #later(name: string, milliseconds: number, run: () => void): void {
    if (this.#closed) return
    this.#timers.get(name)?.()
    const cancel = this.#options.scheduler.after(milliseconds, () => {
      this.#timers.delete(name)
      run()
    })
    this.#timers.set(name, cancel)
  }

  #run(group: Set<Promise<void>>, work: Promise<void>): void {
    const guarded: Promise<void> = work
      .catch((error: unknown) => {
        this.#fail(error)
        // What could not be sealed is found again as missing.
        if (group === this.#sealing) this.#heal(10 * this.#limits.heal)
      })
      .finally(() => {
        group.delete(guarded)
        this.#changed()
      })
    group.add(guarded)
  }

  async #settle(group: Set<Promise<void>>): Promise<void> {
    while (group.size > 0) await Promise.all(group)
  }

  #fail(error: unknown): void {
    this.#options.onError?.(error)
  }

  #changed(): void {
    this.status.pendingOut = this.#out.size + this.#sealing.size
    this.status.waiting = this.#waiting.size + this.#undecided.size
    this.#options.onStatus?.()
  }
}

function extentsOf(opened: ReadonlyMap<string, Opened>, part: PartName): Extent[] {
  return [...opened.values()].flatMap((one) => (one.part === part ? [one.extent] : []))
}

function covers(clients: ReadonlySet<number>, brought: Iterable<number>): boolean {
  return [...brought].every((one) => clients.has(one))
}

/** Whether two changes bring clocks in common. */
function overlap(one: Extent, other: Extent): boolean {
  for (const [client, from] of one.starts) {
    const start = other.starts.get(client)
    if (start === undefined) continue
    if (from < (other.brings.get(client) ?? 0) && start < (one.brings.get(client) ?? 0)) return true
  }
  return false
}

/** Whether a change brings what another that comes along brings too. */
function meets(one: Waiting, all: readonly (readonly [string, Waiting])[]): boolean {
  return all.some(([, other]) => other !== one && overlap(one.extent, other.extent))
}

function inspectedClients(update: Uint8Array, part: PartName): Iterable<number> | undefined {
  const inspected = inspectUpdate(update, part)
  return inspected.ok ? inspected.extent.brings.keys() : undefined
}
