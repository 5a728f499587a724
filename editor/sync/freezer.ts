import { isLoose } from '../model/decode'
import { Brought, type Fork } from './forks'

/** What is kept of a device that contradicted itself. */
export interface Frozen extends Fork {
  /** Its changes that were here when it was found out; nothing else of it comes in. */
  readonly here: ReadonlySet<string>
}

/**
 * Which devices were found to tell different people different things. Their further changes stay
 * out until the owner has decided, and the two that prove it are kept for everybody to see.
 */
export class Freezer {
  readonly brought = new Brought()
  readonly #frozen = new Map<string, Frozen>()
  readonly #proofs = new Map<string, Uint8Array | undefined>()

  constructor(known: Iterable<Frozen> = []) {
    for (const one of known) this.freeze(one)
  }

  /** Whether a change of a device stays out, because it came after the device was found out. */
  shuts(device: string, key: string): boolean {
    const frozen = this.#frozen.get(device)
    return frozen !== undefined && !frozen.here.has(key)
  }

  /** Returns false when the device was found out before. */
  freeze(frozen: Frozen, bytes: readonly (Uint8Array | undefined)[] = []): boolean {
    for (const [index, key] of frozen.proof.entries())
      if (this.#proofs.get(key) === undefined) this.#proofs.set(key, bytes[index])
    if (this.#frozen.has(frozen.device)) return false
    this.#frozen.set(frozen.device, frozen)
    return true
  }

  /** The owner lets a device go on. */
  release(device: string): void {
    for (const key of this.#frozen.get(device)?.proof ?? []) this.#proofs.delete(key)
    this.#frozen.delete(device)
  }

  all(): Frozen[] {
    return [...this.#frozen.values()]
  }

  isProof(key: string): boolean {
    return this.#proofs.has(key)
  }

  /** Holds a proof that stands in the log, in case somebody takes it away. */
  hold(key: string, bytes: unknown): void {
    if (this.#proofs.has(key) && bytes instanceof Uint8Array) this.#proofs.set(key, bytes)
  }

  /** A proof that somebody has taken away, as far as it is held here. */
  proofOf(key: string): Uint8Array | undefined {
    return this.#proofs.get(key)
  }
}

export function encodeFrozen({ proof, here }: Frozen): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ proof, here: [...here] }))
}

/** Undefined for anything else. Never throws. */
export function decodeFrozen(device: string, bytes: Uint8Array): Frozen | undefined {
  try {
    const raw: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (!isLoose(raw)) return undefined
    const texts = (value: unknown): string[] =>
      Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
    const [one, other] = texts(raw['proof'])
    if (one === undefined || other === undefined) return undefined
    return { device, proof: [one, other], here: new Set(texts(raw['here'])) }
  } catch {
    // Not JSON.
    return undefined
  }
}
