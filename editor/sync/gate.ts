import * as Y from 'yjs'
import { partNames } from '../model/parts'
import type { PartName } from '../model/parts'
import { uncovered, wholeState } from './coverage'
import { inspectUpdate, readyTogether } from './inspect'
import type { Extent } from './inspect'
import type { Log } from './log'
import type { Scheduler } from './scheduler'
import { envelopeKey } from './seal'
import type { Sealer } from './seal'
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
 * and frame. What is refused is counted and stays where it is.
 *
 * The plain documents are the truth. Whenever envelopes vanish from the log, and
 * at the start, the gate compares what the log still covers with what it holds
 * and publishes the difference.
 */

export type Refusal =
  | EnvelopeRefusal
  | 'wrong-key'
  | 'sealed-otherwise'
  | 'structure'
  | 'waiting-full'

export interface GateStatus {
  /** Parts with changes that are not in the log yet. */
  pendingOut: number
  /** Envelopes that wait for one that has not come. */
  waiting: number
  /** Envelopes of a newer version: kept, passed on, not applied. */
  newer: number
  refused: Readonly<Partial<Record<Refusal, number>>>
}

export interface GateOptions {
  docs: Record<PartName, Y.Doc>
  log: Log
  sealer: Sealer
  scheduler: Scheduler
  /** Member id that our envelopes carry. */
  author: string
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
}

export class Gate {
  /** Transaction origin of everything that came from others. */
  readonly origin: object = { gate: true }
  readonly status: GateStatus = { pendingOut: 0, waiting: 0, newer: 0, refused: {} }
  readonly #options: GateOptions
  readonly #limits: GateLimits
  readonly #out = new Map<PartName, Uint8Array[]>()
  readonly #sealing = new Set<Promise<void>>()
  readonly #opening = new Set<Promise<void>>()
  /** Envelopes that were judged: applied, waiting, refused or our own. */
  readonly #known = new Map<string, 'applied' | 'waiting' | 'refused'>()
  readonly #partOf = new Map<string, PartName>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #ends: (() => void)[] = []
  readonly #timers = new Map<string, () => void>()
  #waitingBytes = 0
  #holds = 0
  #closed = false

  constructor(options: GateOptions) {
    this.#options = options
    this.#limits = { ...defaults, ...options.limits }
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
    for (const [part, updates] of this.#out) {
      const update = updates.length === 1 ? updates[0] : Y.mergeUpdates(updates)
      if (update !== undefined) this.#run(this.#sealing, this.#publish('update', part, update))
    }
    this.#out.clear()
  }

  async #publish(
    kind: EnvelopeKind,
    part: PartName,
    update: Uint8Array,
    covered: readonly string[] = [],
  ): Promise<void> {
    const { log, sealer, author } = this.#options
    if (update.length > envelopeLimit - 1024) throw new Error(`${part} is too large to be sent`)
    const bytes = await sealer.seal({ kind, part, author }, update)
    const key = await envelopeKey(bytes)
    this.#known.set(key, 'applied')
    this.#partOf.set(key, part)
    log.change(new Map([[key, bytes]]), covered)
    this.#changed()
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
    if ((await envelopeKey(bytes)) !== key) {
      this.#refuse(key, 'wrong-key')
      return
    }
    const { part } = decoded.value
    const update = await this.#options.sealer.open(decoded.value)
    if (update === undefined) {
      this.#refuse(key, 'sealed-otherwise')
      return
    }
    const inspected = inspectUpdate(update, part)
    if (!inspected.ok) {
      this.#refuse(key, 'structure')
      return
    }
    if (
      this.#waiting.size >= this.#limits.waitingEnvelopes ||
      this.#waitingBytes + update.length > this.#limits.waitingBytes + envelopeLimit
    ) {
      this.#refuse(key, 'waiting-full')
      return
    }
    this.#partOf.set(key, part)
    this.#waiting.set(key, { part, update, extent: inspected.extent })
    this.#waitingBytes += update.length
    if (!this.#timers.has('in')) {
      const cancel = this.#options.scheduler.frame(() => {
        this.#timers.delete('in')
        this.#enter()
      })
      this.#timers.set('in', cancel)
    }
  }

  /** Applies what is ready, as one update per part. */
  #enter(): void {
    if (this.#closed) return
    for (const part of partNames) {
      if (this.#holds > 0 && part !== 'review') continue
      const waiting = [...this.#waiting].filter(([, one]) => one.part === part)
      if (waiting.length === 0) continue
      const doc = this.#options.docs[part]
      const known = Y.decodeStateVector(Y.encodeStateVector(doc))
      const ready: Uint8Array[] = []
      for (const index of readyTogether(
        waiting.map(([, { extent }]) => extent),
        known,
      )) {
        const entry = waiting[index]
        if (entry === undefined) continue
        const [key, { update }] = entry
        ready.push(update)
        this.#waiting.delete(key)
        this.#waitingBytes -= update.length
        this.#known.set(key, 'applied')
      }
      if (ready.length > 0) this.#apply(part, doc, ready)
    }
    this.#changed()
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

  #refuse(key: string, code: Refusal): void {
    this.#known.set(key, 'refused')
    if (code === 'newer') this.status.newer++
    else
      this.status.refused = { ...this.status.refused, [code]: (this.status.refused[code] ?? 0) + 1 }
    this.#changed()
  }

  // Healing and compaction

  #lost(keys: readonly string[]): void {
    for (const key of keys) {
      const waiting = this.#waiting.get(key)
      if (waiting !== undefined) this.#waitingBytes -= waiting.update.length
      this.#waiting.delete(key)
      this.#known.delete(key)
      this.#partOf.delete(key)
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

  /** Publishes what the documents hold and the envelopes in the log do not. */
  async #publishMissing(): Promise<void> {
    const { docs, log, sealer } = this.#options
    const opened = new Map<PartName, Uint8Array[]>()
    for (const key of log.keys()) {
      if (this.#known.get(key) === 'refused') continue
      const decoded = decodeEnvelope(log.get(key))
      const update = decoded.ok ? await sealer.open(decoded.value) : undefined
      if (!decoded.ok || update === undefined) continue
      const { part } = decoded.value
      if (!inspectUpdate(update, part).ok) continue
      opened.set(part, [...(opened.get(part) ?? []), update])
    }
    // What is on its way out already is not missing.
    await Promise.all(
      partNames.map(async (part) => {
        if (this.#closed) return
        const missing = uncovered(docs[part], opened.get(part) ?? [])
        if (missing === undefined) return
        this.#out.delete(part)
        await this.#publish(opened.has(part) ? 'update' : 'snapshot', part, missing)
      }),
    )
  }

  #compactAll(): void {
    for (const part of partNames) {
      const keys = this.#options.log.keys().filter((key) => this.#partOf.get(key) === part)
      const covered = keys.filter((key) => this.#known.get(key) === 'applied')
      const sizes = covered.map((key) => {
        const bytes = this.#options.log.get(key)
        return bytes instanceof Uint8Array ? bytes.length : 0
      })
      // The largest is the last snapshot; it alone is no reason to write another.
      const bytes = sizes.reduce((sum, size) => sum + size, 0) - Math.max(0, ...sizes)
      if (covered.length <= this.#limits.envelopes && bytes <= this.#limits.bytes) continue
      this.#out.delete(part)
      const state = wholeState(this.#options.docs[part])
      this.#run(this.#sealing, this.#publish('snapshot', part, state, covered))
    }
  }

  /** Peers that become idle together compact one after the other. */
  #idle(): number {
    return this.#limits.idle + (this.#options.docs.text.clientID % 50) * 100
  }

  // Upkeep

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
    this.status.waiting = this.#waiting.size
    this.#options.onStatus?.()
  }
}
