import * as Y from 'yjs'
import type { PartName } from '../../editor/model/parts'
import type { Kept } from '../../editor/sync/core'
import type { World } from './world'

export type StoreName = PartName | 'log'
const storeNames: readonly StoreName[] = ['text', 'figures', 'review', 'log']

/** A list that is written in order, each item a while after it was handed over. */
class Shelf<T> {
  readonly stored: T[] = []
  waiting: T[] = []
  readonly #world: World
  readonly #disk: Disk
  #writing: (() => void) | undefined

  constructor(world: World, disk: Disk) {
    this.#world = world
    this.#disk = disk
  }

  add(item: T): void {
    this.waiting.push(item)
    this.write()
  }

  write(): void {
    if (this.#writing !== undefined || this.waiting.length === 0 || this.#disk.full) return
    const count = this.waiting.length
    this.#writing = this.#world.after(2 + this.#world.random.below(60), () => {
      this.#writing = undefined
      if (this.#disk.full) return
      this.stored.push(...this.waiting.splice(0, count))
      this.#disk.wrote()
      this.write()
    })
  }

  /** What was on its way is on the disk up to anywhere, and not beyond. */
  crash(): void {
    this.#writing?.()
    this.#writing = undefined
    const whole = this.#world.random.below(this.waiting.length + 1)
    this.stored.push(...this.waiting.splice(0, whole))
    this.waiting = []
  }
}

/**
 * What one machine keeps through a power cut: the documents, the carrier and the journal, each
 * written by itself and none knowing of the others. As the stores of the browser, it takes
 * time to write, may be full for a while, and loses in a crash what was not yet written.
 */
export class Disk {
  full = false
  wrote: () => void = () => undefined
  readonly sessions: string[] = []
  readonly #world: World
  readonly #documents: Record<StoreName, Shelf<Uint8Array>>
  readonly #journal: Shelf<Kept>
  readonly #names = new Set<string>()

  constructor(world: World) {
    this.#world = world
    const shelf = <T>(): Shelf<T> => new Shelf<T>(world, this)
    this.#documents = { text: shelf(), figures: shelf(), review: shelf(), log: shelf() }
    this.#journal = shelf()
  }

  /** Whether all that was handed over is written: 已存本机. */
  get saved(): boolean {
    return this.#all().every(({ waiting }) => waiting.length === 0)
  }

  load(name: StoreName, doc: Y.Doc): void {
    const shelf = this.#documents[name]
    for (const update of shelf.stored) Y.applyUpdate(doc, update, this)
    if (shelf.stored.length > 50)
      shelf.stored.splice(0, shelf.stored.length, Y.encodeStateAsUpdate(doc))
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) shelf.add(update)
    })
  }

  keep(one: Kept): void {
    const name = `${one.kind} ${one.name}`
    if (this.#names.has(name)) return
    this.#names.add(name)
    this.#journal.add(one)
  }

  kept(): readonly Kept[] {
    return this.#journal.stored
  }

  setFull(full: boolean): void {
    this.full = full
    if (!full) for (const shelf of this.#all()) shelf.write()
  }

  /** The power is gone. */
  crash(): void {
    for (const shelf of this.#all()) shelf.crash()
    this.#names.clear()
    for (const { kind, name } of this.#journal.stored) this.#names.add(`${kind} ${name}`)
  }

  /** Puts another state in the place of a document's. */
  replace(name: StoreName, state: Uint8Array): void {
    this.#documents[name].crash()
    this.#documents[name].stored.splice(0, Infinity, state)
  }

  /** The browser has thrown its databases away; the journal is elsewhere. */
  wipe(): void {
    for (const name of storeNames) this.#documents[name].stored.length = 0
    this.#world.note('wiped')
  }

  #all(): readonly { readonly waiting: readonly unknown[]; crash(): void; write(): void }[] {
    return [...storeNames.map((name) => this.#documents[name]), this.#journal]
  }
}
