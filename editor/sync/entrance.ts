import * as Y from 'yjs'
import { partNames } from '../model/parts'
import type { PartName } from '../model/parts'
import { mayWrite } from '../trust/roles'
import { isForeign, itemsOf, keptRoots, takesBack } from './authorship'
import { Caution } from './caution'
import { hasNews } from './coverage'
import type { Disputes } from './disputes'
import { contradict, contradictsDoc } from './forks'
import type { GateContext } from './gate-options'
import { readyTogether, type Extent } from './inspect'
import type { Waiting, WaitingQueue } from './waiting-queue'

/**
 * Where changes enter the documents: what lacks nothing and oversteps nothing, as one update per
 * part and frame, unless an input method composes.
 */
export class Entrance {
  readonly #context: GateContext
  readonly #queue: WaitingQueue
  readonly #disputes: Disputes
  readonly #isOwnerHeard: (part: PartName) => boolean
  readonly #caution: Caution<Waiting>
  /** Pairs that wait together and were found not to contradict each other. */
  readonly #agreeing = new Set<string>()
  #holds = 0

  /** @param isOwnerHeard whether all that the owner vouches for of a part is open, as far as it is here */
  constructor(
    context: GateContext,
    queue: WaitingQueue,
    disputes: Disputes,
    isOwnerHeard: (part: PartName) => boolean,
  ) {
    this.#context = context
    this.#queue = queue
    this.#disputes = disputes
    this.#isOwnerHeard = isOwnerHeard
    this.#caution = new Caution({
      trial: context.options.trial,
      refuse: (key, reason) => queue.turnAway(key, reason),
      again: () => this.enterSoon(),
    })
  }

  /** See `Gate.hold`. */
  hold(): () => void {
    const { options, limits } = this.#context
    this.#holds++
    let held = true
    const release = (): void => {
      if (!held) return
      held = false
      cancel()
      this.#holds--
      if (this.#holds === 0) this.enter()
    }
    const cancel = options.scheduler.after(limits.hold, release)
    return release
  }

  enterSoon(): void {
    this.#context.chores.soon('in', () => this.enter())
  }

  /** Resolves when all that is ready now is in, and no trial is running. */
  async settle(): Promise<void> {
    this.enter()
    while (!this.#caution.isIdle) {
      await this.#caution.settle()
      this.enter()
    }
  }

  /** Applies what is ready, as one update per part. */
  enter(): void {
    const { options, register, refuse, isClosed, changed } = this.#context
    if (isClosed()) return
    for (const part of partNames) {
      if (this.#holds > 0 && part !== 'review') continue
      if (this.#queue.of(part).length === 0) continue
      const doc = options.docs[part]
      const sound: Uint8Array[] = []
      const admitted = this.#caution.admit(part, doc, this.#ready(part, doc))
      const doubtful = admitted.filter(([, one]) => meets(one, admitted))
      for (const [key, { update, extent }] of admitted) {
        this.#queue.take(key)
        if (hasNews(doc, extent)) sound.push(update)
        register.judged.set(key, 'applied')
        const bytes = options.log.get(key)
        if (bytes instanceof Uint8Array) register.keep(key, bytes)
      }
      if (sound.length > 0) this.#apply(part, doc, sound)
      for (const [key, one] of doubtful) {
        if (one.isOwners || !contradictsDoc(doc, one.update, keptRoots[part])) continue
        // Another that came along stands here now; which one is right, the owner says.
        refuse(key, 'contradicts', part, one.author)
        this.#disputes.answer(part)
      }
    }
    changed()
  }

  /** The envelopes that lack nothing and overstep nothing; whoever oversteps is refused here. */
  #ready(part: PartName, doc: Y.Doc): [string, Waiting][] {
    const known = Y.decodeStateVector(Y.encodeStateVector(doc))
    const isOwnerHeard = this.#isOwnerHeard(part)
    for (;;) {
      const waiting = this.#queue.of(part).filter(([key, { clients, isOwners }]) => {
        // What others vouch for is held against what the owner does, even where that comes last.
        if (clients === null && !isOwners && !isOwnerHeard) return false
        return !this.#caution.isTrying(key, part)
      })
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
        const { roll } = this.#context.options
        const role = roll.roleOf(author)
        const mayDecide = role !== 'unknown' && mayWrite(role, 'text')
        const mayRemove = (device: string): boolean =>
          role === 'owner' || roll.personOf(device) === roll.personOf(author)
        return isForeign(doc, part, brought(), { author, clients, update, mayDecide, mayRemove })
      })
      const denied = this.#denied(part, ready)
      if (foreign.length === 0 && denied.length === 0) return ready
      // Others may have built on it, so it is seen anew who is ready.
      for (const [key] of foreign) this.#queue.turnAway(key, 'foreign')
      for (const [key] of denied) this.#queue.turnAway(key, 'contradicts')
    }
  }

  /** Those that contradict what the owner vouches for and that comes along. */
  #denied(part: PartName, ready: readonly [string, Waiting][]): [string, Waiting][] {
    // Also what is being tried, and comes in later.
    const owners = this.#queue.of(part).filter(([, one]) => one.clients === null && one.isOwners)
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

  #apply(part: PartName, doc: Y.Doc, updates: Uint8Array[]): void {
    try {
      this.#context.options.beforeApply?.(part)
      const update = updates.length === 1 ? updates[0] : Y.mergeUpdates(updates)
      if (update !== undefined) Y.applyUpdate(doc, update, this.#context.origin)
    } catch (error) {
      // An observer threw; Yjs calls the others all the same and the content is in.
      this.#context.fail(error)
    }
  }
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
