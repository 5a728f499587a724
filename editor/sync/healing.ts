import * as Y from 'yjs'
import { partNames } from '../model/parts'
import type { PartName } from '../model/parts'
import { judge } from '../trust/roll'
import { mayVouch, mayWrite } from '../trust/roles'
import { covering, uncovered } from './coverage'
import type { GateContext, GateStatus } from './gate-options'
import { inspectUpdate } from './inspect'
import type { Extent } from './inspect'
import type { Outbox } from './outbox'
import type { Written } from './register'
import { clientOf } from './seal'
import { decodeEnvelope } from './wire'

/** So often it is waited for what is being opened; there may always be something. */
const mostWaits = 5

export interface Opened extends Written {
  readonly extent: Extent
}

/**
 * Compares what the documents hold with what the sound envelopes in the log cover. What is
 * missing there is put back as its authors sealed it, and what cannot be put back so, this
 * device publishes itself, as far as its role may; what is left is `stranded`.
 */
export class Healing {
  readonly #context: GateContext
  readonly #outbox: Outbox
  readonly #status: Pick<GateStatus, 'stranded'>
  /** Parts of which the owner says something else than stands here, with the envelope that says so. */
  readonly #against = new Map<PartName, string>()
  #work: Promise<void> = Promise.resolve()
  /** How often in a row it was waited for what is being opened. */
  #waits = 0

  constructor(context: GateContext, outbox: Outbox, status: Pick<GateStatus, 'stranded'>) {
    this.#context = context
    this.#outbox = outbox
    this.#status = status
  }

  /** After so many milliseconds. Peers that notice a loss together heal one after the other. */
  soon(milliseconds: number): void {
    const { options, chores } = this.#context
    const spread = options.docs.text.clientID % 1000
    chores.later('heal', milliseconds + spread, () => {
      // What took the place of the missing may be among what is being opened.
      const isBusy = chores.count('opening') > 0 && this.#waits++ < mostWaits
      if (isBusy) this.soon(milliseconds)
      else this.start()
    })
  }

  start(): void {
    this.#waits = 0
    this.#context.chores.run('sealing', this.publishMissing())
  }

  /** The owner vouches for something else than what a part holds here. */
  ownerSaysOtherwise(part: PartName, key: string): void {
    this.#against.set(part, key)
    this.soon(this.#context.limits.heal)
  }

  /**
   * Puts back what the documents hold and the sound envelopes in the log do not: first as
   * its authors sealed it, then, as far as our role may, in an envelope of our own.
   */
  async publishMissing(): Promise<void> {
    // One after the other, and after what is on its way: else what takes long to seal would be
    // missing for all who look meanwhile, and stand in the log twice.
    const mine = this.#work.then(async () => {
      await this.#outbox.settle()
      await this.#publishMissing()
    })
    this.#work = mine.catch(() => undefined)
    await mine
  }

  async #publishMissing(): Promise<void> {
    const { options, mayWrite: may } = this.#context
    const { docs, roll } = options
    if (roll.keyOf(roll.epoch) === undefined) return
    const opened = await this.#putBack()
    await Promise.all(
      partNames.map(async (part) => {
        if (this.#context.isClosed() || !may(part)) return
        const covered = extentsOf(opened, part)
        if (mayVouch(roll.role)) {
          const missing = uncovered(docs[part], covered)
          if (missing === undefined) return
          // What is on its way out already is not missing.
          this.#outbox.drop(part)
          await this.#outbox.publish({ kind: 'snapshot', part, sessions: [] }, missing)
          return
        }
        const own = await this.#ownSessions(part)
        const missing = uncovered(docs[part], covered, new Set(own.keys()))
        if (missing === undefined) return
        this.#outbox.drop(part)
        const written = [...(clientsIn(missing, part) ?? [])]
        const sessions = [...new Set(written.flatMap((client) => own.get(client) ?? []))]
        await this.#outbox.publish(
          { kind: 'update', part, sessions: sessions.slice(0, 255) },
          missing,
        )
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
    this.#status.stranded = stranded
    this.#context.changed()
  }

  /** Puts originals that are kept here and missing there into the log; returns what covers what then. */
  async #putBack(): Promise<Map<string, Opened>> {
    const { options, register } = this.#context
    const { docs, log } = options
    const { vault, extents, judged, writtenBy } = register
    const standing = new Set(log.keys())
    const opened = await this.openAll(standing)
    const spare = await this.openAll([...vault.keys()].filter((key) => !standing.has(key)))
    for (const key of extents.keys()) if (!standing.has(key) && !spare.has(key)) extents.delete(key)
    const back = new Map<string, Uint8Array>()
    for (const part of partNames) {
      if (this.#context.isClosed() || uncovered(docs[part], extentsOf(opened, part)) === undefined)
        continue
      // A change on its way out is missing too; it must not bring back all that was summed up.
      const isCovered = covering(extentsOf(opened, part))
      for (const [key, one] of spare) {
        const bytes = vault.get(key)
        if (one.part === part && bytes !== undefined && !isCovered(one.extent)) back.set(key, bytes)
      }
    }
    for (const [key, one] of spare) {
      if (back.has(key)) {
        opened.set(key, one)
        judged.set(key, 'applied')
        writtenBy.set(key, one)
      } else vault.delete(key)
    }
    if (back.size > 0) log.change(back)
    return opened
  }

  /** The sound ones among these envelopes, and what they bring. */
  async openAll(keys: Iterable<string>): Promise<Map<string, Opened>> {
    const { options, register } = this.#context
    const { sealer, roll } = options
    const { judged, extents, vault } = register
    const found = new Map<string, Opened>()
    for (const key of keys) {
      if (judged.get(key) === 'refused') continue
      const decoded = decodeEnvelope(register.bytesOf(key))
      if (!decoded.ok) continue
      const { part, author, kind } = decoded.value
      const vouched = kind === 'snapshot'
      if (judge(roll, author, part, vouched) !== 'yes') continue
      let extent = extents.get(key)
      // What is being opened now is not in the documents yet.
      if (extent === undefined && judged.get(key) === 'waiting') continue
      if (extent === undefined) {
        if (!vault.has(key) && !(await sealer.isSigned(decoded.value))) continue
        const update = await sealer.open(decoded.value)
        const inspected = typeof update === 'string' ? undefined : inspectUpdate(update, part)
        if (inspected?.ok !== true) continue
        extent = inspected.extent
        extents.set(key, extent)
      }
      found.set(key, { part, author, vouched, extent })
    }
    return found
  }

  /** Parts of which we hold another version than the owner vouches for, unless a device's fate is open. */
  #torn(): PartName[] {
    const { options, freezer } = this.#context
    const { roll, log } = options
    const isOpen = freezer.all().some(({ device }) => roll.roleOf(device) !== 'none')
    if (isOpen || roll.role === 'owner' || roll.role === 'none') return []
    for (const [part, key] of this.#against)
      if (log.get(key) === undefined) this.#against.delete(part)
    return [...this.#against.keys()]
  }

  /** The Yjs clients under which this device has written a part, with their sessions. */
  async #ownSessions(part: PartName): Promise<Map<number, string>> {
    const { device, session, earlierSessions = [] } = this.#context.options
    const sessions = [session, ...earlierSessions]
    const clients = await Promise.all(sessions.map((one) => clientOf(device, one, part)))
    return new Map(clients.map((client, index) => [client, sessions[index] ?? session]))
  }
}

export function extentsOf(opened: ReadonlyMap<string, Opened>, part: PartName): Extent[] {
  return [...opened.values()].flatMap((one) => (one.part === part ? [one.extent] : []))
}

function clientsIn(update: Uint8Array, part: PartName): Iterable<number> | undefined {
  const inspected = inspectUpdate(update, part)
  return inspected.ok ? inspected.extent.brings.keys() : undefined
}
