import * as Y from 'yjs'
import type { PartName } from '../model/parts'
import { bringsNews, wholeState } from './coverage'
import { readyTogether, type Extent } from './inspect'
import { stepsOf } from './steps'
import type { Trial } from './trial'

/** A change that lacks nothing any more. */
export interface Candidate {
  readonly part: PartName
  readonly update: Uint8Array
  readonly extent: Extent
}

export interface CautionOptions {
  /** Without one everything is let through. */
  readonly trial: Trial | undefined
  /** What a trial has found against a change. */
  readonly refuse: (key: string, reason: 'slow' | 'structure') => void
  /** More may be let through than before. */
  readonly again: () => void
}

/**
 * Steps of Yjs that one turn may take at worst, some 0.1 µs each. Finding the place of a new item
 * may take a look at every other between its neighbours, so the worst is quadratic.
 */
const budget = 2_000_000
/** From so many steps on, a change of at most so many bytes is looked at closely. */
const closely = budget / 20
const smallUpdate = 64 * 1024

/**
 * Decides what may be applied where somebody types. Changes whose worst case is bounded pass,
 * the cheapest first, as many as fit into one turn. All others are tried on a copy first, in a
 * worker with a deadline: together, and when that takes too long, one by one. One trial at a time
 * per part, so that two that are harmful only together are seen together.
 */
export class Caution<T extends Candidate> {
  readonly #options: CautionOptions
  /** Found sound by a trial. */
  readonly #passed = new Set<string>()
  readonly #alone = new Set<string>()
  readonly #trying = new Map<PartName, ReadonlySet<string>>()
  readonly #running = new Set<Promise<void>>()

  constructor(options: CautionOptions) {
    this.#options = options
  }

  /** Whether a trial is about this change now. */
  isTrying(key: string, part: PartName): boolean {
    return this.#trying.get(part)?.has(key) === true
  }

  /** Resolves when no trial is running. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  get isIdle(): boolean {
    return this.#running.size === 0
  }

  /** Those among `ready` that may be applied to the document in this turn, together. */
  admit(part: PartName, doc: Y.Doc, ready: readonly [string, T][]): [string, T][] {
    const { trial } = this.#options
    const known = Y.decodeStateVector(Y.encodeStateVector(doc))
    let items = 0
    for (const structs of doc.store.clients.values()) items += structs.length
    const priced = ready
      .map((one) => ({ one, cost: this.#costOf(one, known, items, doc) }))
      .toSorted((a, b) => a.cost - b.cost)
    let left = budget
    const chosen: [string, T][] = []
    for (const { one, cost } of priced) {
      if (trial !== undefined && cost > left) break
      left -= cost
      chosen.push(one)
    }
    // What is left out may be what others build on; a document must never hold a gap.
    const now =
      chosen.length === ready.length
        ? chosen
        : readyTogether(
            chosen.map(([, { extent }]) => extent),
            known,
          ).flatMap((index) => chosen.slice(index, index + 1))
    const rest = ready.filter((one) => !now.includes(one))
    if (rest.length > 0 && trial !== undefined && !this.#trying.has(part))
      this.#start(trial, part, doc, now, rest)
    for (const [key] of now) {
      this.#passed.delete(key)
      this.#alone.delete(key)
    }
    return now
  }

  #costOf(
    [key, { extent, update }]: [string, T],
    known: ReadonlyMap<number, number>,
    items: number,
    doc: Y.Doc,
  ): number {
    if (this.#passed.has(key)) return 0
    const isNew = [...extent.brings].some(([client, clock]) => clock > (known.get(client) ?? 0))
    const structs = isNew ? extent.structs : 0
    const deletes = extent.ranges * (structs + items / 16)
    let places = structs * (items + structs)
    // In a long document that says little: a few lines of its middle are looked at closely.
    if (places > closely && update.length < smallUpdate) places = stepsOf(doc, update, budget)
    const cost = places + deletes
    // What is known already, deletions too, costs no more than reading it.
    return cost > budget && !isNew && !bringsNews(doc, update) ? 0 : cost
  }

  #start(
    trial: Trial,
    part: PartName,
    doc: Y.Doc,
    now: readonly [string, T][],
    rest: readonly [string, T][],
  ): void {
    const known = new Map(Y.decodeStateVector(Y.encodeStateVector(doc)))
    for (const [, { extent }] of now)
      for (const [client, clock] of extent.brings)
        known.set(client, Math.max(clock, known.get(client) ?? 0))
    const group = this.#groupOf(rest, known)
    const keys = group.map(([key]) => key)
    this.#trying.set(part, new Set(keys))
    const state = Y.mergeUpdates([wholeState(doc), ...now.map(([, { update }]) => update)])
    const canSplit = group.length > 1 && keys.some((one) => !this.#alone.has(one))
    const work = trial
      .apply(part, state, Y.mergeUpdates(group.map(([, { update }]) => update)), canSplit ? 1 : 2)
      .catch(() => 'slow' as const)
      .then((verdict) => {
        this.#trying.delete(part)
        for (const key of keys) {
          if (verdict === 'sound') this.#passed.add(key)
          else if (canSplit) this.#alone.add(key)
          else this.#options.refuse(key, verdict === 'slow' ? 'slow' : 'structure')
        }
      })
    const running: Promise<void> = work.finally(() => {
      this.#running.delete(running)
      this.#options.again()
    })
    this.#running.add(running)
  }

  /** What is tried together: all, or one by one what was found wanting together. */
  #groupOf(
    rest: readonly [string, T][],
    known: ReadonlyMap<number, number>,
  ): readonly [string, T][] {
    const fresh = rest.filter(([key]) => !this.#alone.has(key))
    const among = fresh.length > 0 ? fresh : rest
    const ready = readyTogether(
      among.map(([, { extent }]) => extent),
      known,
    ).flatMap((index) => among.slice(index, index + 1))
    if (fresh.length > 0 && ready.length > 0) return ready
    for (const one of ready) if (readyTogether([one[1].extent], known).length === 1) return [one]
    // These need each other.
    return ready.length > 0 ? ready : rest
  }
}
