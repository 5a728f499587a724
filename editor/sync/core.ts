import type * as Y from 'yjs'
import type { PartName } from '../model/parts'
import type { RandomBytes, Signer } from '../trust/keys'
import { mayWrite } from '../trust/roles'
import { Roll, type InviteTerms } from '../trust/roll'
import { decodeCarriedRefusal, encodeCarriedRefusal, type CarriedRefusal } from './carried'
import { createDigest, type Digest } from './digest'
import { decodeFrozen, encodeFrozen, type Frozen } from './freezer'
import { Gate } from './gate'
import type { GateLimits } from './gate-options'
import { createLog, type Log } from './log'
import { rebuildParts, writeAgain, type Rebuilt } from './rebuild'
import type { Scheduler } from './scheduler'
import { createSealer } from './seal'
import type { Trial } from './trial'

/**
 * Something to be kept beside the documents: a sealed envelope or an item of the roll under its
 * hash, an epoch's key under its number, what is known of a device that contradicted itself, whose
 * changes out of a file were refused.
 */
export interface Kept {
  readonly kind: 'envelope' | 'roll' | 'key' | 'fork' | 'refused'
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface CoreOptions {
  readonly report: string
  /** As they were stored, with this session's Yjs clients set already. */
  readonly docs: Record<PartName, Y.Doc>
  /** What providers carry, as it was stored. */
  readonly carrier: Y.Doc
  readonly device: Signer
  /** Session in which the documents are written now, and earlier ones of this device. */
  readonly session: string
  readonly earlierSessions: readonly string[]
  /** The room's secret, 32 bytes. */
  readonly secret: Uint8Array<ArrayBuffer>
  /** Public root key of the report, and the root itself where the owner sits. */
  readonly root: string
  readonly rootSigner?: Signer
  readonly invite?: Signer
  readonly inviteTerms?: InviteTerms | undefined
  /** Whether the owner's device makes the first charter; not when it has only lost what it had. */
  readonly founds?: boolean
  /** Milliseconds since 1970, by this machine's clock, which may be wrong. */
  readonly now: () => number
  readonly scheduler: Scheduler
  readonly randomBytes: RandomBytes
  /** What a second store or a backup holds. */
  readonly kept: Iterable<Kept>
  /** Called with whatever must be kept; more than once with the same. */
  readonly keep: (one: Kept) => void
  readonly onStatus?: () => void
  readonly beforeApply?: (part: PartName) => void
  readonly trial?: Trial | undefined
  readonly onError: (error: unknown) => void
  readonly limits?: Partial<GateLimits>
  /** Parts that were rebuilt a moment ago: what is missing of one's own is written again. */
  readonly again?: readonly Rebuilt[]
}

/** What makes a report of several people one: roll, log and gate over the documents. */
export interface Core {
  readonly log: Log
  /** Where the items of the roll stand. */
  readonly shelf: Log
  /** A short name for what log and roll hold: equal ones hold the same. */
  readonly digest: Digest
  readonly roll: Roll
  readonly gate: Gate
  /**
   * Resolves when all that was stored is judged and applied, and what the log lacked is in it.
   * Until then the documents hold what their own store held. Never rejects.
   */
  readonly whenJudged: Promise<void>
  /**
   * Parts that are stranded (see the gate's status), built anew from the log: to be stored in
   * the place of what there is, and given as `again` when the report is opened next. Empty
   * when there are none. For when `watchStranded` has confirmed it.
   */
  rebuild(): Promise<Rebuilt[]>
  /** Lets go of everything, when all that was written is sealed. */
  close(): Promise<void>
}

/**
 * Brings documents, log and roll together. It knows neither browser nor network: clock,
 * randomness, stores and the carrier's providers are given to it, so a test runs weeks of
 * many people in one process. Resolves when it is known who may do what; the log, which takes
 * longer, is read while somebody reads and writes already: see `whenJudged`.
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { report, docs, carrier, device, session, earlierSessions, secret, root } = options
  const { rootSigner, invite, inviteTerms, founds, now, scheduler, randomBytes, keep, onError } =
    options
  const envelopes = new Map<string, Uint8Array>()
  const keys = new Map<number, Uint8Array<ArrayBuffer>>()
  const items = new Map<string, Uint8Array>()
  const frozen: Frozen[] = []
  const carriedRefusals = new Map<string, CarriedRefusal>()
  for (const { kind, name, bytes } of options.kept) {
    if (kind === 'envelope') envelopes.set(name, bytes)
    else if (kind === 'roll') items.set(name, bytes)
    else if (kind === 'fork')
      frozen.push(...[decodeFrozen(name, bytes)].flatMap((one) => one ?? []))
    else if (kind === 'refused') {
      const one = decodeCarriedRefusal(bytes)
      if (one !== undefined) carriedRefusals.set(name, one)
    } else if (bytes.length === 32) keys.set(Number(name), bytes)
  }
  const log = createLog(carrier)
  const shelf = createLog(carrier, 'roll')
  const digest = createDigest([log, shelf])
  if (shelf.keys().length === 0 && items.size > 0) shelf.change(items)
  const roll = new Roll({
    shelf,
    keys,
    ...(founds === undefined ? {} : { founds }),
    onSound: (name, bytes) => keep({ kind: 'roll', name, bytes }),
    report,
    secret,
    root,
    device,
    ...(rootSigner === undefined ? {} : { rootSigner }),
    ...(invite === undefined ? {} : { invite }),
    ...(inviteTerms === undefined ? {} : { inviteTerms }),
    now,
    randomBytes,
    after: (milliseconds, run) => scheduler.after(milliseconds, run),
    beforeLoss: () => gate.vouch(),
    onError,
  })
  await roll.start()
  const keepKeys = (): void => {
    for (const [epoch, bytes] of roll.keys()) keep({ kind: 'key', name: String(epoch), bytes })
  }
  keepKeys()
  const sealer = createSealer(device, (epoch) => roll.keyOf(epoch), randomBytes)
  const gate: Gate = new Gate({
    docs,
    log,
    roll,
    sealer,
    scheduler,
    device: device.id,
    session,
    earlierSessions,
    frozen,
    onFrozen: (one) => keep({ kind: 'fork', name: one.device, bytes: encodeFrozen(one) }),
    onSound: (name, bytes) => keep({ kind: 'envelope', name, bytes }),
    carriedRefusals,
    onCarriedRefusal: (name, one) =>
      keep({ kind: 'refused', name, bytes: encodeCarriedRefusal(one) }),
    ...(options.onStatus === undefined ? {} : { onStatus: options.onStatus }),
    trial: options.trial,
    ...(options.beforeApply === undefined ? {} : { beforeApply: options.beforeApply }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    onError,
  })
  const stop = roll.onChange(keepKeys)
  const readLog = async (): Promise<void> => {
    await gate.start()
    await gate.recover(envelopes)
    if (options.again === undefined) return
    gate.withdraw()
    for (const { part, own } of options.again)
      if (mayWrite(roll.role, part)) writeAgain(docs[part], own)
  }
  const whenJudged = readLog().catch(onError)
  return {
    log,
    shelf,
    digest,
    roll,
    gate,
    whenJudged,
    async rebuild() {
      await whenJudged
      const { stranded } = gate.status
      if (stranded.length === 0) return []
      const id = device.id
      const refused = gate.refusedFor(['slow', 'forked'])
      const given = { docs, log, roll, sealer, device: id, session, refused, onError }
      return await rebuildParts(stranded, given)
    },
    async close() {
      await whenJudged
      await gate.close()
      stop()
      roll.close()
      digest.close()
    },
  }
}
