import type { PartName } from '../model/parts'
import type { Extent } from './inspect'
import type { Log } from './log'

export type Judgement = 'applied' | 'waiting' | 'refused'

/** Whose an envelope is. */
export interface Written {
  readonly part: PartName
  readonly author: string
  /** Whether it holds what others wrote, too. */
  readonly vouched: boolean
}

/** What a gate knows of each envelope by its key, whether it stands in the log or not any more. */
export class Register {
  /** Those that were judged: applied, waiting, refused or our own. */
  readonly judged = new Map<string, Judgement>()
  /** Author and part of each that was found sound. */
  readonly writtenBy = new Map<string, Written>()
  /** Those that no judgement is possible on yet: author or key is unknown. */
  readonly undecided = new Set<string>()
  /** What sound ones bring, so that it is seen what they cover without opening them again. */
  readonly extents = new Map<string, Extent>()
  /** Sound ones as they came, to put back what somebody takes away. */
  readonly vault = new Map<string, Uint8Array>()
  readonly #log: Log
  readonly #onSound: (key: string, bytes: Uint8Array<ArrayBuffer>) => void

  /** @param onSound called with each that was found sound; must not throw */
  constructor(log: Log, onSound: (key: string, bytes: Uint8Array<ArrayBuffer>) => void) {
    this.#log = log
    this.#onSound = onSound
  }

  /** Keeps a sound one. */
  keep(key: string, bytes: Uint8Array): void {
    this.vault.set(key, bytes)
    this.#onSound(key, new Uint8Array(bytes))
  }

  /** As it stands in the log, unchecked, or as it was kept. */
  bytesOf(key: string): unknown {
    return this.#log.get(key) ?? this.vault.get(key)
  }

  /** It has gone from the log; should it come again, it is judged anew. */
  forget(key: string): void {
    this.judged.delete(key)
    this.writtenBy.delete(key)
    this.undecided.delete(key)
  }

  /** Those in the log whose content a part holds. */
  applied(part: PartName): string[] {
    return this.#log
      .keys()
      .filter((key) => this.judged.get(key) === 'applied' && this.writtenBy.get(key)?.part === part)
  }
}
