import { random, type Random } from '../support/random'

export const second = 1000
export const minute = 60 * second
export const day = 24 * 60 * minute

interface Entry {
  readonly at: number
  readonly order: number
  readonly run: () => void
  cancelled: boolean
}

/**
 * The one clock and the one chance of a simulation. Whatever happens in it happens in a turn
 * of its own, the next one only when everything that the last one set off has come to rest;
 * so the same seed gives the same run, to the last byte.
 */
export class World {
  now = 1_700_000_000_000
  readonly random: Random
  /** What happened, for whoever has to understand a failure. */
  readonly journal: string[] = []
  turns = 0
  #hash = 0x811c9dc5
  #order = 0
  readonly #bytes: Random
  readonly #heap: Entry[] = []

  constructor(seed: number) {
    this.random = random(seed)
    this.#bytes = random(seed ^ 0x5bd1e995)
  }

  readonly randomBytes = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => {
    for (let i = 0; i < bytes.length; i++) bytes[i] = this.#bytes.below(256)
    return bytes
  }

  /** A number that tells two runs apart that were not the same. */
  get trace(): number {
    return this.#hash
  }

  note(what: string): void {
    for (const text of [String(this.now), what])
      for (let i = 0; i < text.length; i++)
        this.#hash = Math.imul(this.#hash ^ text.charCodeAt(i), 0x01000193) >>> 0
    const seconds = ((this.now - 1_700_000_000_000) / second).toFixed(1)
    this.journal.push(`${seconds}s ${what}`)
    if (this.journal.length > 4000) this.journal.splice(0, 1000)
  }

  after(milliseconds: number, run: () => void): () => void {
    const entry = { at: this.now + milliseconds, order: this.#order++, run, cancelled: false }
    this.#push(entry)
    return () => {
      entry.cancelled = true
    }
  }

  /** Lets so much time pass. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.now + milliseconds
    await this.rest()
    for (let next = this.#heap[0]; next !== undefined && next.at <= until; next = this.#heap[0]) {
      this.#pop()
      if (next.cancelled) continue
      this.now = Math.max(this.now, next.at)
      this.turns++
      next.run()
      await this.rest()
    }
    this.now = until
  }

  /** Resolves when every promise that is settled by now has had its say. */
  async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let at = heap.push(entry) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      if (!before(heap, at, up)) break
      swap(heap, at, up)
      at = up
    }
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (heap.length === 0 || last === undefined) return
    heap[0] = last
    for (let at = 0; ;) {
      let down = 2 * at + 1
      if (down >= heap.length) return
      if (down + 1 < heap.length && before(heap, down + 1, down)) down++
      if (!before(heap, down, at)) return
      swap(heap, at, down)
      at = down
    }
  }
}

function before(heap: readonly Entry[], a: number, b: number): boolean {
  const [first, other] = [heap[a], heap[b]]
  if (first === undefined || other === undefined) return false
  return first.at < other.at || (first.at === other.at && first.order < other.order)
}

function swap(heap: Entry[], a: number, b: number): void {
  const [first, other] = [heap[a], heap[b]]
  if (first === undefined || other === undefined) return
  heap[a] = other
  heap[b] = first
}
