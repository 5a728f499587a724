import * as Y from 'yjs'
import { bodyOf, partNames, type PartName } from '../../editor/model/parts'
import { emptyParts, reportOf, type Report } from '../../editor/model/report'
import { keepAgreeing, watchStranded } from '../../editor/sync/agreement'
import { openCore, type Core } from '../../editor/sync/core'
import { createHandshake, type Handshake } from '../../editor/sync/handshake'
import type { Rebuilt } from '../../editor/sync/rebuild'
import type { Scheduler } from '../../editor/sync/scheduler'
import { clientOf } from '../../editor/sync/seal'
import { toBase64url } from '../../editor/trust/bytes'
import { makeKeyPairs, signerFromSeed, signerOf, type Signer } from '../../editor/trust/keys'
import type { Role } from '../../editor/trust/roles'
import { Disk, type StoreName } from './disk'
import type { Net, Node, Word } from './net'
import { second, type World } from './world'

export const reportId = 'r1'
export const roomSecret = new Uint8Array(32).fill(7)

const beat = 2 * second
const goneAfter = 7 * second

export interface PersonOptions {
  readonly name: string
  readonly root: string
  readonly rootSigner?: Signer
  readonly invite?: Uint8Array<ArrayBuffer>
}

/** Somebody with a machine: keys and disk stay, programs come and go. */
export class Person {
  readonly name: string
  readonly world: World
  readonly net: Net
  readonly disk: Disk
  readonly device: Signer
  readonly options: PersonOptions
  /** Milliseconds by which the machine's clock is wrong. */
  skew = 0
  online = true
  /** Which part of a torn network the machine is in. */
  side = 0
  life: Life | undefined
  rebuilt = 0
  /** Noted on the machine: the copy holds what the others will never have. */
  mustRebuild = false
  /** Of whatever the sync core reported as wrong. */
  readonly errors: unknown[] = []

  private constructor(world: World, net: Net, device: Signer, options: PersonOptions) {
    this.world = world
    this.net = net
    this.name = options.name
    this.device = device
    this.options = options
    this.disk = new Disk(world)
  }

  static async make(world: World, net: Net, options: PersonOptions): Promise<Person> {
    return new Person(world, net, await signerOf(await makeKeyPairs()), options)
  }

  /** Opens the report. */
  async open(): Promise<Life> {
    if (this.life !== undefined) return this.life
    this.world.note(`${this.name} opens`)
    let life = await Life.begin(this)
    // As the program does: a copy that can never be the others' is made anew before it is shown.
    const again = this.mustRebuild ? await life.core.rebuild() : []
    this.mustRebuild = false
    if (again.length > 0) {
      this.world.note(`${this.name} rebuilds ${again.map(({ part }) => part).join(', ')}`)
      this.rebuilt++
      await life.close()
      for (const { part, state } of again) this.disk.replace(part, state)
      life = await Life.begin(this, again)
    }
    this.life = life
    return life
  }

  /** Closes it in order. */
  async close(): Promise<void> {
    const { life } = this
    if (life === undefined) return
    this.world.note(`${this.name} closes`)
    await life.close()
    this.life = undefined
  }

  /** The power goes. */
  crash(): void {
    const { life } = this
    if (life === undefined) return
    this.world.note(`${this.name} crashes`)
    life.end()
    this.disk.crash()
    this.life = undefined
  }
}

/** One run of the program on a person's machine. */
export class Life implements Node, Scheduler {
  readonly person: Person
  readonly name: string
  readonly docs: Record<PartName, Y.Doc> = emptyParts()
  readonly carrier = new Y.Doc()
  handshake: Handshake | undefined
  /** Public key of the invitation that this device holds. */
  inviteKey = ''
  asleep = false
  /** Since the program began; asked again this often for what was missing. */
  asked = 0
  core!: Core
  report!: Report
  undo!: Y.UndoManager
  readonly #heard = new Map<string, { digest: string; clock: number; at: number }>()
  #dead = false
  #clock = 0
  #missed: (() => void)[] = []
  #stops: (() => void)[] = []

  private constructor(person: Person) {
    this.person = person
    this.name = person.name
  }

  static async begin(person: Person, again?: readonly Rebuilt[]): Promise<Life> {
    const life = new Life(person)
    const { world, disk, device, options } = person
    const [session, ...earlierSessions] = [
      toBase64url(world.randomBytes(new Uint8Array(8))),
      ...disk.sessions,
    ] as const
    disk.sessions.unshift(session)
    for (const part of partNames) disk.load(part, life.docs[part])
    disk.load('log' satisfies StoreName, life.carrier)
    life.carrier.clientID = world.random.below(2 ** 31)
    for (const part of partNames)
      life.docs[part].clientID = await clientOf(device.id, session, part)
    const invite = options.invite === undefined ? undefined : await signerFromSeed(options.invite)
    life.inviteKey = invite?.id ?? ''
    const { root, rootSigner } = options
    const optional = {
      ...(rootSigner === undefined ? {} : { rootSigner }),
      ...(invite === undefined ? {} : { invite }),
    }
    let ids = 0
    const environment = {
      now: () => life.now(),
      newId: () => `${person.name}-${session}-${ids++}`,
    }
    life.report = reportOf(life.docs, { id: reportId, environment, author: device.id })
    life.undo = new Y.UndoManager(bodyOf(life.docs.text), {
      trackedOrigins: new Set([life]),
      captureTimeout: 0,
    })
    life.core = await openCore({
      ...optional,
      ...(again === undefined ? {} : { again }),
      report: reportId,
      docs: life.docs,
      carrier: life.carrier,
      device,
      session,
      earlierSessions,
      secret: roomSecret,
      root,
      now: () => life.now(),
      scheduler: life,
      randomBytes: world.randomBytes,
      kept: disk.kept(),
      keep: (one) => {
        if (!life.#dead) disk.keep(one)
      },
      onError: (error) => person.errors.push(error),
    })
    const { roll } = life.core
    life.handshake = createHandshake({ report: reportId, roll, device, root, ...optional })
    if (roll.governs) roll.tend()
    life.#stops = [
      roll.onChange(() => {
        person.net.review(life, (other) => life.#admits(other))
      }),
      life.core.digest.onChange(() => life.#saySoon()),
      keepAgreeing({
        scheduler: life,
        differs: () => life.differing().length > 0,
        ask: () => {
          life.asked++
          person.net.ask(life)
        },
      }),
    ]
    life.#stops.push(
      watchStranded({
        scheduler: life,
        stranded: () => life.core.gate.status.stranded.length > 0,
        agreed: () =>
          [...life.present()].some(([one, digest]) => {
            const role = roll.roleOf(one)
            const may = role === 'owner' || role === 'drafter'
            return may && digest === life.core.digest.value()
          }),
        confirm: () => {
          person.mustRebuild = true
        },
      }),
    )
    const say = (): void => {
      life.after(beat, say)
      person.net.say(life)
    }
    say()
    person.net.join(life)
    return life
  }

  get role(): Role | 'none' {
    return this.core.roll.standing === 'member' ? this.core.roll.role : 'none'
  }

  now(): number {
    return this.person.world.now + this.person.skew
  }

  /** Whether everything that was written here is on the disk and in the log. */
  get saved(): boolean {
    return this.person.disk.saved && this.core.gate.status.pendingOut === 0
  }

  /** The people who are here and hold something else than we do, as far as we know. */
  differing(): string[] {
    const { now } = this.person.world
    const mine = this.core.digest.value()
    return [...this.#heard]
      .filter(([, { digest, at }]) => now - at <= goneAfter && digest !== mine)
      .map(([device]) => device)
  }

  /** Who is here, with what they hold. */
  present(): Map<string, string> {
    const { world, device } = this.person
    const list = new Map<string, string>()
    for (const [one, { digest, at }] of this.#heard)
      if (one !== device.id && world.now - at <= goneAfter && this.core.roll.admits(one, ''))
        list.set(one, digest)
    return list
  }

  word(): Word {
    const { device } = this.person
    return {
      device: device.id,
      clock: this.#clock++,
      digest: this.core.digest.value(),
      holds: this.#holds(),
    }
  }

  #holds(): Set<string> {
    return new Set([...this.core.log.keys(), ...this.core.shelf.keys()])
  }

  hear({ device, clock, digest, holds }: Word): void {
    if (this.#dead || this.asleep) return
    // Then the program says that this person has everything; so it had better be so.
    if (digest === this.core.digest.value())
      for (const key of this.#holds())
        if (!holds.has(key))
          this.person.errors.push(new Error(`${this.name} is told what is not so`))
    const known = this.#heard.get(device)
    const { now } = this.person.world
    // Another run of the program counts from 0 again.
    if (known !== undefined && known.clock >= clock && now - known.at <= goneAfter) return
    this.#heard.set(device, { digest, clock, at: now })
  }

  after(milliseconds: number, run: () => void): () => void {
    let cancelled = false
    const once = (): void => {
      if (cancelled || this.#dead) return
      if (this.asleep) this.#missed.push(once)
      else run()
    }
    const cancel = this.person.world.after(milliseconds, once)
    return () => {
      cancelled = true
      cancel()
    }
  }

  frame(run: () => void): () => void {
    return this.after(16, run)
  }

  /** The lid is closed, or opened again. */
  sleep(asleep: boolean): void {
    this.person.world.note(`${this.name} ${asleep ? 'sleeps' : 'wakes'}`)
    this.asleep = asleep
    if (asleep) return
    for (const run of this.#missed.splice(0)) run()
  }

  async close(): Promise<void> {
    this.asleep = false
    await this.core.close()
    this.end()
  }

  end(): void {
    this.#dead = true
    for (const stop of this.#stops.splice(0)) stop()
    this.person.net.leave(this)
  }

  #saying = false

  #saySoon(): void {
    if (this.#saying) return
    this.#saying = true
    this.after(150, () => {
      this.#saying = false
      this.person.net.say(this)
    })
  }

  #admits(other: Node): boolean {
    if (!(other instanceof Life)) return true
    return this.core.roll.admits(other.person.device.id, other.inviteKey)
  }
}
