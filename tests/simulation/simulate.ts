import * as Y from 'yjs'
import { bodyOf, partNames } from '../../editor/model/parts'
import { seedReport } from '../../editor/model/report'
import { nodeFromBody } from '../../editor/model/text'
import { entriesFor, mergeCarried } from '../../editor/sync/carried'
import type { Kept } from '../../editor/sync/core'
import { createHanded } from '../../editor/sync/handed'
import { signerFromSeed } from '../../editor/trust/keys'
import type { Role } from '../../editor/trust/roles'
import { attack, intruder, vandalise } from './attacks'
import { Net, type Node } from './net'
import { Life, Person } from './person'
import { day, minute, second, World } from './world'
import { Writing } from './writing'

export interface Outcome {
  readonly people: number
  readonly days: number
  readonly written: number
  readonly turns: number
  readonly messages: number
  readonly crashes: number
  readonly attacks: number
  /** Copies that held what the others would never have. */
  readonly rebuilt: number
  /** Seconds of the simulation from the end of all faults but loss until everybody agreed. */
  readonly agreedAfter: number
  /** Equal for two runs that were the same to the last message. */
  readonly trace: number
}

export interface Extent {
  /** How many people at most, and days. */
  readonly people: number
  readonly days: number
}

const template =
  '模拟报告\n一、进展\n受理*件，办结*件，同比增长*％。\n二、问题\n还有*个系统没有对接。'

/** Why a run failed, with its seed and what happened last. */
export class Failure extends Error {
  constructor(seed: number, what: string, world: World) {
    super(`SEED=${seed}: ${what}\n${world.journal.slice(-40).join('\n')}`)
  }
}

/**
 * Weeks of a group, in one process and from one number: everybody's sync core is the real one,
 * and so are the keys; machine, disk, clock and network are simulated. Throws a Failure when
 * copies differ in the end, something that was written is lost, something forbidden got in,
 * or a program says that everybody has everything when that is not so.
 */
export async function simulate(seed: number, extent: Extent): Promise<Outcome> {
  const run = new Simulation(seed, extent)
  return await run.run()
}

class Simulation {
  readonly seed: number
  readonly world: World
  readonly net: Net
  readonly writing: Writing
  readonly people: Person[] = []
  readonly removed = new Set<Person>()
  readonly attackers = new Set<Person>()
  /** Who had more rights once. */
  readonly lowered = new Set<Person>()
  /** What each device remembers of its files, and how many there were. */
  readonly handed = new Map<string, unknown>()
  files = 0
  readonly #extent: Extent
  relay: Node & { carrier: Y.Doc }
  relayUp = true
  torn = false
  crashes = 0
  attacks = 0

  constructor(seed: number, extent: Extent) {
    this.seed = seed
    this.#extent = extent
    this.world = new World(seed)
    this.net = new Net(this.world)
    this.writing = new Writing(this.world)
    this.relay = this.#freshRelay(new Y.Doc())
    this.net.join(this.relay)
    this.net.passes = (a, b) => this.#passes(a, b)
  }

  async run(): Promise<Outcome> {
    const { world, net } = this
    const { random } = world
    const days = 2 + random.below(this.#extent.days - 1)
    await this.#found()
    const joins = 2 + random.below(this.#extent.people - 1)
    for (let n = 1; n < joins; n++) await this.#invite()
    for (let today = 0; today < days; today++) {
      await this.#day()
      await this.#night()
      if (random.chance(0.15) && this.people.length < this.#extent.people + 2) await this.#invite()
    }
    const agreedAfter = await this.#heal()
    for (const { life } of this.people) world.note(life?.core.digest.value() ?? '')
    return {
      people: this.people.length,
      days,
      written: this.writing.characters.size + this.writing.values.size + this.writing.comments.size,
      turns: world.turns,
      messages: net.sent,
      crashes: this.crashes,
      attacks: this.attacks,
      rebuilt: this.people.reduce((sum, one) => sum + one.rebuilt, 0),
      agreedAfter,
      trace: world.trace,
    }
  }

  // The group

  get owner(): Person {
    const [owner] = this.people
    if (owner === undefined) throw new Error('no owner')
    return owner
  }

  async #found(): Promise<void> {
    const { world, net } = this
    const root = await signerFromSeed(world.randomBytes(new Uint8Array(32)))
    const owner = await Person.make(world, net, { name: 'owner', root: root.id, rootSigner: root })
    this.people.push(owner)
    await this.#open(owner)
    let ids = 0
    const { life } = owner
    if (life === undefined) return
    seedReport(life.docs, template, { now: () => world.now, newId: () => `t${ids++}` })
    await world.pass(10 * second)
  }

  /** Somebody new, who meets the owner for a while. */
  async #invite(): Promise<void> {
    const { world, net } = this
    const owner = await this.#open(this.owner)
    this.owner.online = true
    const roles = ['drafter', 'drafter', 'contributor', 'reviewer', 'reader'] as const
    const role: Exclude<Role, 'owner'> = world.random.pick(roles)
    this.owner.skew = 0
    const expires = owner.now() + 30 * day
    const invite = await owner.core.roll.invite({ role, uses: 1, expires })
    const name = `${role}${this.people.length}`
    const one = await Person.make(world, net, { name, root: this.owner.options.root, invite })
    world.note(`${name} is invited`)
    this.people.push(one)
    this.writing.roles.set(one, role)
    await this.#open(one)
    this.torn = false
    for (let tries = 0; tries < 60; tries++) {
      await world.pass(10 * second)
      const met = owner.core.roll.members().find(({ device }) => device === one.device.id)
      if (met?.confirmed === true) return
    }
    this.#fail(`${name} does not get in`)
  }

  // Days and faults

  async #day(): Promise<void> {
    const { world, net } = this
    const { random } = world
    world.note('a day begins')
    net.weather = {
      loss: random.chance(0.5) ? random.below(30) / 100 : 0,
      twice: random.below(15) / 100,
      cut: random.chance(0.3) ? random.below(8) / 100 : 0,
      late: random.chance(0.5) ? random.below(15) / 100 : 0,
    }
    this.torn = random.chance(0.4)
    this.relayUp = random.chance(0.6)
    for (const one of this.people) {
      if (this.removed.has(one)) continue
      one.side = random.below(3)
      if (random.chance(0.1)) one.skew = random.pick([0, -10 * 365, 10 * 365]) * day
      if (random.chance(0.55)) await this.#open(one)
      else if (random.chance(0.7)) await one.close()
      one.online = random.chance(0.8)
    }
    const until = world.now + (1 + random.below(4)) * minute
    while (world.now < until) {
      await world.pass(100 + random.below(3000))
      await this.#something()
    }
    net.weather = { ...net.weather, loss: net.weather.loss / 2 }
    if (random.chance(0.5)) this.torn = false
    await world.pass(random.below(60) * second)
  }

  /** Some switch their machines off, some lose power, some close the lid, for hours or days. */
  async #night(): Promise<void> {
    const { world, net } = this
    const { random } = world
    const left: Life[] = []
    for (const one of this.people) {
      if (one.life === undefined) continue
      if (random.chance(0.2)) this.#crash(one)
      else if (random.chance(0.7)) await one.close()
      else left.push(one.life)
    }
    for (const life of left) life.sleep(true)
    net.dusk()
    await world.pass(random.below(random.chance(0.2) ? 30 : 3) * day + random.below(day))
    net.dawn()
    for (const life of left) life.sleep(false)
  }

  async #something(): Promise<void> {
    const { world } = this
    const { random } = world
    const running = this.people.filter(({ life }) => life !== undefined && !life.asleep)
    if (running.length === 0) return
    const one = random.pick(running)
    const { life } = one
    if (life === undefined) return
    if (random.below(100) < 75) {
      this.writing.act(life)
      this.#look(life)
      return
    }
    switch (random.below(14)) {
      case 0:
        this.#crash(one)
        if (random.chance(0.8)) await this.#open(one)
        break
      case 1:
        life.sleep(true)
        world.after(random.below(40) * second, () => {
          if (one.life === life) life.sleep(false)
        })
        break
      case 2:
        one.disk.setFull(true)
        world.after(random.below(60) * second, () => one.disk.setFull(false))
        break
      case 3:
        one.online = !one.online
        break
      case 4:
        this.torn = !this.torn
        break
      case 5:
        this.relayUp = !this.relayUp
        if (random.chance(0.2)) this.#loseRelay()
        break
      case 6:
        one.skew = random.pick([0, -3600 * second, -10 * 365 * day, 10 * 365 * day])
        break
      case 7:
        world.note(`${one.name} vandalises`)
        vandalise(world, random.chance(0.5) ? life.carrier : this.relay.carrier)
        break
      case 8:
      case 9: {
        const into = random.chance(0.5) ? life.carrier : this.relay.carrier
        world.note(`${one.name} attacks`)
        this.attacks++
        this.attackers.add(one)
        // Who has not heard of it takes what was allowed yesterday, by design: others vouch for it.
        await attack(world, life, into, this.lowered.has(one) ? 'owner' : life.core.roll.role)
        break
      }
      case 10:
        await this.#carryFile(life)
        break
      case 11:
        if (random.chance(0.3)) await this.#govern()
        break
      case 12:
        await one.close()
        break
      default:
        for (const other of this.people)
          if (!this.removed.has(other) && random.chance(0.5)) await this.#open(other)
    }
  }

  async #open(one: Person): Promise<Life> {
    const life = await one.open()
    one.disk.wrote = () => this.#look(life)
    return life
  }

  #crash(one: Person): void {
    const { life } = one
    if (life === undefined) return
    this.#look(life)
    this.crashes++
    one.crash()
    this.writing.crashed(life)
  }

  /** Somebody takes a file to somebody else, who reads it days later; every second one has what is new since the last. */
  async #carryFile(from: Life): Promise<void> {
    const { world } = this
    const file = this.#fileOf(from)
    const to = world.random.pick(this.people)
    world.after(world.random.below(5 * 24) * 3600 * second, () => {
      const { life } = to
      if (life === undefined) return
      world.note(`${to.name} reads a file of ${from.name}`)
      void mergeCarried(life.core, file)
    })
  }

  #fileOf({ core, name }: Life): Kept[] {
    const { log, roll } = core
    let kept: unknown = this.handed.get(name)
    const memory = {
      read: () => kept,
      write: (value: unknown) => {
        kept = value
      },
    }
    const handed = createHanded({ memory, now: () => this.world.now })
    const all = log.keys()
    const keys = this.files++ % 2 === 0 ? all : handed.newer(all, 'export')
    handed.exported(all)
    this.handed.set(name, kept)
    return entriesFor({ log, roll }, keys)
  }

  /** The owner takes somebody out, or gives somebody another role. */
  async #govern(): Promise<void> {
    const { world, owner } = this
    const members = this.people.filter((one) => one !== owner && !this.removed.has(one))
    if (members.length < 2) return
    const one = world.random.pick(members)
    const life = await this.#open(owner)
    if (!life.core.roll.members().some(({ device }) => device === one.device.id)) return
    // What somebody has forged would count from the day on which he may write it.
    if (world.random.chance(0.5) || this.attackers.has(one)) {
      world.note(`${one.name} is removed`)
      this.removed.add(one)
      this.writing.roles.set(one, 'none')
      await life.core.roll.remove(one.device.id)
    } else {
      const role = world.random.pick(['drafter', 'contributor', 'reviewer'] as const)
      world.note(`${one.name} becomes ${role}`)
      this.writing.roles.set(one, role)
      await life.core.roll.setRole(one.device.id, role)
    }
    this.lowered.add(one)
    this.writing.disown(one, life)
  }

  #freshRelay(carrier: Y.Doc): Node & { carrier: Y.Doc } {
    carrier.clientID = this.world.random.below(2 ** 31)
    return {
      name: 'relay',
      carrier,
      handshake: undefined,
      hear: () => undefined,
      word: () => undefined,
    }
  }

  /** A relay that begins anew with nothing. */
  #loseRelay(): void {
    this.world.note('the relay has lost everything')
    this.net.leave(this.relay)
    this.relay = this.#freshRelay(new Y.Doc())
    this.net.join(this.relay)
  }

  #passes(a: Node, b: Node): boolean {
    const ends = [a, b].map((node) => (node instanceof Life ? node : undefined))
    for (const life of ends) {
      if (life === undefined) continue
      if (life.asleep || !life.person.online) return false
    }
    const [first, other] = ends
    if (first === undefined || other === undefined) return this.relayUp
    return !this.torn || first.person.side === other.person.side
  }

  // What must be true

  /** Looks at one program, at any moment. */
  #look(life: Life): void {
    if (life.person.life !== life) return
    if (life.saved) this.writing.acknowledge(life)
    for (const part of partNames) {
      const { pendingStructs, pendingDs } = life.docs[part].store
      if (pendingStructs !== null || pendingDs !== null) this.#fail(`${life.name} waits in ${part}`)
    }
  }

  #fail(what: string): never {
    throw new Failure(this.seed, what, this.world)
  }

  /** Everything works again, but for some loss; everybody comes, and in the end all is the same. */
  async #heal(): Promise<number> {
    const { world, net } = this
    world.note('all is well again')
    net.weather = { loss: 0.1, twice: 0.1, cut: 0.02, late: 0.02 }
    this.torn = false
    this.relayUp = world.random.chance(0.5)
    for (const one of this.people) {
      one.disk.setFull(false)
      one.life?.sleep(false)
      one.online = !this.removed.has(one)
      if (!this.removed.has(one)) await this.#open(one)
    }
    const begun = world.now
    let calm = 0
    let before = ''
    while (world.now - begun < 15 * minute) {
      await world.pass(10 * second)
      const now = this.#members().map(({ core }) => core.digest.value())
      const same = new Set(now).size === 1 && now[0] === before
      before = now[0] ?? ''
      calm = same ? calm + 1 : 0
      for (const life of this.#members()) {
        if (!life.person.mustRebuild) continue
        // The program says so, and asks to open the report anew.
        await life.person.close()
        await this.#open(life.person)
        calm = 0
      }
      if (calm === 15) break
    }
    this.#judge()
    if (calm < 15) this.#fail('the log never comes to rest')
    return (world.now - begun) / second - 150
  }

  #members(): Life[] {
    return this.people.flatMap((one) =>
      one.life === undefined || this.removed.has(one) ? [] : [one.life],
    )
  }

  #judge(): void {
    const members = this.#members()
    const [first] = members
    if (first === undefined) return
    const wanted = contentOf(first)
    for (const life of members) {
      const { person, core } = life
      this.#look(life)
      if (person.errors.length > 0)
        this.#fail(`${life.name}: ${String((person.errors[0] as Error)?.stack)}`)
      if (core.roll.standing !== 'member') this.#fail(`${life.name} is ${core.roll.standing}`)
      const missing = this.writing.missing(life)
      if (missing.length > 0)
        this.#fail(`${life.name} lacks ${missing.slice(0, 5).join(', ')} (${missing.length})`)
      const content = contentOf(life)
      for (const [name, value] of Object.entries(wanted))
        if (content[name] !== value)
          this.#fail(
            `${life.name} has another ${name} than ${first.name}: ${content[name]?.slice(0, 300)}\n${value.slice(0, 300)}`,
          )
      if (Object.values(content).some((text) => text.includes(intruder)))
        this.#fail(`${life.name}: something forbidden got in`)
      if (core.gate.status.pendingOut > 0) this.#fail(`${life.name} cannot publish`)
      if (!life.saved) this.#fail(`${life.name} cannot save`)
      nodeFromBody(life.docs.text).check()
    }
  }
}

/** What a copy says: documents as they are shown, and the bare state that Yjs goes by. */
function contentOf({ docs }: Life): Record<string, string> {
  const sorted = (map: Y.Map<unknown>): string =>
    JSON.stringify(Object.entries(map.toJSON()).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return {
    text: JSON.stringify(bodyOf(docs.text).toDelta()),
    document: JSON.stringify(nodeFromBody(docs.text).toJSON()),
    entries: sorted(docs.figures.getMap('entries')),
    ledger: sorted(docs.figures.getMap('ledger')),
    events: sorted(docs.review.getMap('events')),
    vectors: JSON.stringify(
      partNames.map((part) =>
        [...Y.decodeStateVector(Y.encodeStateVector(docs[part]))].toSorted(([a], [b]) => a - b),
      ),
    ),
  }
}
