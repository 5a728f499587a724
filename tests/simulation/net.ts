import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import type * as Y from 'yjs'
import type { Handshake } from '../../editor/sync/handshake'
import { second, type World } from './world'

/** What a program says of itself: which device it is, and what its log holds. */
export interface Word {
  readonly device: string
  readonly clock: number
  readonly digest: string
  /** What it really holds; no program sees this, the simulation checks the digest by it. */
  readonly holds: ReadonlySet<string>
}

/** A program that is running and takes part in the network. */
export interface Node {
  readonly name: string
  readonly carrier: Y.Doc
  readonly handshake: Handshake | undefined
  hear(word: Word): void
  /** What it would say of itself now; undefined when it is no person. */
  word(): Word | undefined
}

export interface Weather {
  /** Chances of a message to be lost, said twice, cut short, or to come very late. */
  loss: number
  twice: number
  cut: number
  late: number
}

class Link {
  readonly ends: readonly [Node, Node]
  readonly stops: (() => void)[] = []
  open = false
  gone = false

  constructor(a: Node, b: Node) {
    this.ends = [a, b]
  }
}

/**
 * A network that does what networks do. Between two programs that are let through to each
 * other it makes the connection that y-webrtc would make, with our own handshake, and speaks
 * y-webrtc's protocol over the carrier; what passes is lost, doubled, late or cut as the
 * weather has it.
 */
export class Net {
  weather: Weather = { loss: 0, twice: 0, cut: 0, late: 0 }
  /** Whether a message gets from one to the other at all now. */
  passes: (a: Node, b: Node) => boolean = () => true
  readonly nodes = new Set<Node>()
  sent = 0
  /** Messages that could not be read; cut ones only. */
  unreadable = 0
  readonly #world: World
  readonly #links = new Set<Link>()
  #rest = (): void => undefined

  constructor(world: World) {
    this.#world = world
    this.dawn()
  }

  /** At night nobody is awake, and time passes faster where nobody looks. */
  dusk(): void {
    this.#rest()
  }

  dawn(): void {
    this.#rest()
    const look = (): void => {
      this.#rest = this.#world.after(2 * second, look)
      this.#weave()
    }
    look()
  }

  join(node: Node): void {
    this.nodes.add(node)
  }

  leave(node: Node): void {
    this.nodes.delete(node)
    for (const link of this.#links) if (link.ends.includes(node)) this.#cut(link)
  }

  /** Ends connections that may not be any more, as when somebody is removed. */
  review(node: Node, admits: (other: Node) => boolean): void {
    for (const link of this.#links) {
      const other = link.ends[0] === node ? link.ends[1] : link.ends[0]
      if (link.ends.includes(node) && !admits(other)) this.#cut(link)
    }
  }

  /** Asks everybody who is connected for what is missing here. */
  ask(node: Node): void {
    for (const link of this.#links)
      if (link.open && link.ends.includes(node)) this.#greet(link, node)
  }

  say(node: Node): void {
    const word = node.word()
    if (word === undefined) return
    const heard = new Set<Node>()
    for (const link of this.#links) {
      if (!link.open || !link.ends.includes(node)) continue
      const other = this.#other(link, node)
      if (other.handshake !== undefined) heard.add(other)
      // A relay passes the word on to whoever else talks to it.
      else
        for (const next of this.#links)
          if (next.open && next.ends.includes(other) && !next.ends.includes(node))
            heard.add(this.#other(next, other))
    }
    for (const other of heard)
      this.#carry(new Uint8Array(0), () => {
        if (this.nodes.has(other) && this.passes(node, other)) other.hear(word)
      })
  }

  #other(link: Link, node: Node): Node {
    return link.ends[0] === node ? link.ends[1] : link.ends[0]
  }

  #weave(): void {
    for (const link of this.#links) if (!this.passes(...link.ends)) this.#cut(link)
    const nodes = [...this.nodes]
    for (const [index, a] of nodes.entries()) {
      for (const b of nodes.slice(index + 1)) {
        if (a.handshake === undefined && b.handshake === undefined) continue
        if (!this.passes(a, b)) continue
        if ([...this.#links].some(({ ends }) => ends.includes(a) && ends.includes(b))) continue
        const link = new Link(a, b)
        this.#links.add(link)
        this.#world.after(200 + this.#world.random.below(2000), () => void this.#shake(link))
      }
    }
  }

  async #shake(link: Link): Promise<void> {
    if (link.gone) return
    const [a, b] = link.ends
    if (a.handshake !== undefined && b.handshake !== undefined) {
      const [ofA, ofB] = [await a.handshake.prove('a', 'b'), await b.handshake.prove('b', 'a')]
      const [toB, toA] = [
        await b.handshake.check(ofA, 'a', 'b'),
        await a.handshake.check(ofB, 'b', 'a'),
      ]
      if (toB === undefined || toA === undefined) {
        this.#cut(link)
        return
      }
    }
    if (link.gone) return
    link.open = true
    for (const node of link.ends) {
      const listener = (update: Uint8Array): void => {
        const encoder = encoding.createEncoder()
        writeUpdate(encoder, update)
        this.#send(link, node, encoding.toUint8Array(encoder))
      }
      node.carrier.on('update', listener)
      link.stops.push(() => node.carrier.off('update', listener))
      this.#greet(link, node)
      this.say(node)
    }
  }

  #greet(link: Link, node: Node): void {
    const encoder = encoding.createEncoder()
    writeSyncStep1(encoder, node.carrier)
    this.#send(link, node, encoding.toUint8Array(encoder))
  }

  #send(link: Link, from: Node, message: Uint8Array): void {
    const to = this.#other(link, from)
    this.#carry(message, (bytes) => {
      if (link.gone || !this.passes(from, to)) return
      const answer = encoding.createEncoder()
      try {
        readSyncMessage(decoding.createDecoder(bytes), answer, to.carrier, link, () => {
          this.unreadable++
        })
      } catch {
        // As our data channel does: what cannot be read is passed over.
        this.unreadable++
        return
      }
      if (encoding.length(answer) > 0) this.#send(link, to, encoding.toUint8Array(answer))
    })
  }

  #carry(message: Uint8Array, arrive: (bytes: Uint8Array) => void): void {
    const { random } = this.#world
    this.sent++
    const copies = random.chance(this.weather.twice) ? 2 : 1
    for (let copy = 0; copy < copies; copy++) {
      if (random.chance(this.weather.loss)) continue
      const late = random.chance(this.weather.late) ? random.below(20 * second) : 0
      const bytes = random.chance(this.weather.cut)
        ? message.slice(0, random.below(message.length + 1))
        : message
      this.#world.after(5 + random.below(150) + late, () => arrive(bytes))
    }
  }

  #cut(link: Link): void {
    link.gone = true
    link.open = false
    this.#links.delete(link)
    for (const stop of link.stops.splice(0)) stop()
  }
}
