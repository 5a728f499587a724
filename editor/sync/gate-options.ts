import type * as Y from 'yjs'
import type { PartName } from '../model/parts'
import type { Roll } from '../trust/roll'
import type { CarriedRefusal } from './carried'
import type { Chores } from './chores'
import type { Fork } from './forks'
import type { Freezer, Frozen } from './freezer'
import type { Log } from './log'
import type { Refusal, Refusals, Refused } from './refusals'
import type { Register } from './register'
import type { Scheduler } from './scheduler'
import type { Sealer } from './seal'
import type { Trial } from './trial'

export interface GateStatus {
  /** Parts with changes that are not in the log yet. */
  pendingOut: number
  /** Envelopes that wait for one that has not come. */
  waiting: number
  /** Envelopes of a newer version: kept, passed on, not applied. */
  newer: number
  refused: readonly Refused[]
  /**
   * Parts that hold what the log lacks and what we may not publish: it was taken out of the
   * log, and whoever may will put it back; or it came from somebody whose right was taken away
   * before the others had it, and only a rebuilt copy will be the same as everybody's.
   */
  stranded: readonly PartName[]
  /** Devices that told different people different things; their further changes stay out. */
  forks: readonly Fork[]
}

export interface GateOptions {
  docs: Record<PartName, Y.Doc>
  log: Log
  sealer: Sealer
  scheduler: Scheduler
  /** Who may do what, and with which keys. */
  roll: Pick<
    Roll,
    | 'epoch'
    | 'role'
    | 'roleOf'
    | 'personOf'
    | 'keyOf'
    | 'final'
    | 'isPardoned'
    | 'settledUntil'
    | 'onChange'
  >
  /** This device's public signing key. */
  device: string
  /** Session in which the documents are written now, and earlier ones of this device: 8 bytes each. */
  session: string
  earlierSessions?: readonly string[]
  /** Called with each envelope that was found sound, our own too, so that it can be kept. */
  onSound?: (key: string, bytes: Uint8Array<ArrayBuffer>) => void
  /** Where changes are tried that might hang whoever applies them; without it they are not. */
  trial?: Trial | undefined
  /** Devices that were found out before. */
  frozen?: Iterable<Frozen>
  /** Called when a device is found out, so that it can be kept. */
  onFrozen?: (one: Frozen) => void
  /** Changes out of files that were refused before and are not in the log, by key. */
  carriedRefusals?: Iterable<readonly [key: string, one: CarriedRefusal]>
  /** Called when a change out of a file is refused for want of a right, so that it can be kept in mind. */
  onCarriedRefusal?: (key: string, one: CarriedRefusal) => void
  onStatus?: () => void
  /** Called right before something from outside enters a document, also when a hold has run out. */
  beforeApply?: (part: PartName) => void
  /** Whatever went wrong that should not have; the gate goes on. */
  onError?: (error: unknown) => void
  limits?: Partial<GateLimits>
}

export interface GateLimits {
  /** Milliseconds between a change and its envelope. */
  batch: number
  /** Milliseconds that `hold` lasts at most. */
  hold: number
  /** Envelopes of a part, and bytes of them beside the largest, that are too many. */
  envelopes: number
  bytes: number
  /** Milliseconds of quiet before compaction. */
  idle: number
  /** Milliseconds between a deletion in the log and the check whether something is missing. */
  heal: number
  /** Milliseconds of quiet before junk is taken out of the log. */
  sweep: number
  waitingEnvelopes: number
  /** Those of one author; the rest waits in the log until there is room. */
  waitingOfAuthor: number
  waitingBytes: number
}

export const gateLimits: GateLimits = {
  batch: 60,
  hold: 10_000,
  envelopes: 300,
  bytes: 2 * 1024 * 1024,
  idle: 5000,
  heal: 1500,
  sweep: 10_000,
  waitingEnvelopes: 5000,
  waitingOfAuthor: 1000,
  waitingBytes: 32 * 1024 * 1024,
}

/** What all that a gate consists of works with. */
export interface GateContext {
  readonly options: GateOptions
  readonly limits: GateLimits
  /** Transaction origin of everything that came from others. */
  readonly origin: object
  readonly register: Register
  readonly refusals: Refusals
  readonly freezer: Freezer
  readonly chores: Chores
  readonly isClosed: () => boolean
  /** Whether this device may change a part now. */
  readonly mayWrite: (part: PartName) => boolean
  /** Counts and keeps in mind that an envelope was refused. */
  readonly refuse: (key: string, reason: Refusal, part?: PartName | '', author?: string) => void
  /** The status is another. */
  readonly changed: () => void
  readonly fail: (error: unknown) => void
}
