import type { GateContext } from './gate-options'
import { clearOtherRoots } from './log'
import type { Refusal } from './refusals'

/** What is nothing to any program, of whatever version and whatever the roll will say. */
const worthless: ReadonlySet<Refusal> = new Set([
  'not-bytes',
  'malformed',
  'too-large',
  'wrong-key',
  'signature',
])

/** So much of it may lie about: it does no harm, and taking it out costs everybody something. */
const fewEnvelopes = 100
const fewBytes = 1024 * 1024
/** What a colleague's newer program has written; whoever floods us may pretend that he is one. */
const mostNewer = 1000
const mostNewerBytes = 16 * 1024 * 1024

/**
 * Takes junk out of the log. Whoever holds a link can put anything there, and every copy
 * and every relay would carry it for ever.
 */
export class Sweeping {
  readonly #context: GateContext
  readonly #junk = new Map<string, number>()
  readonly #newer = new Map<string, number>()

  constructor(context: GateContext) {
    this.#context = context
  }

  /** Notes what was refused. */
  note(key: string, reason: Refusal): void {
    const group = reason === 'newer' ? this.#newer : worthless.has(reason) ? this.#junk : undefined
    if (group === undefined) return
    const raw = this.#context.options.log.get(key)
    group.set(key, raw instanceof Uint8Array ? raw.length : 1000)
    this.soon()
  }

  forget(key: string): void {
    this.#junk.delete(key)
    this.#newer.delete(key)
  }

  /** When there is quiet; peers that see the same junk sweep one after the other. */
  soon(): void {
    const { options, limits, chores } = this.#context
    if (chores.isPlanned('sweep')) return
    const spread = (options.docs.text.clientID % 50) * 100
    chores.later('sweep', limits.sweep + spread, () => this.#sweep())
  }

  #sweep(): void {
    const { log } = this.#context.options
    clearOtherRoots(log.doc, fewEnvelopes, fewBytes)
    const out = [
      ...beyond(this.#junk, fewEnvelopes, fewBytes),
      ...beyond(this.#newer, mostNewer, mostNewerBytes),
    ]
    if (out.length > 0) log.change(new Map(), out)
  }
}

/** What came after so many, and so many bytes. */
function beyond(group: ReadonlyMap<string, number>, most: number, mostBytes: number): string[] {
  let [count, bytes] = [0, 0]
  const out: string[] = []
  for (const [key, size] of group) {
    if (count >= most || bytes + size > mostBytes) out.push(key)
    else {
      count++
      bytes += size
    }
  }
  return out
}
