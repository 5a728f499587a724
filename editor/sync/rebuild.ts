import * as Y from 'yjs'
import { isLoose } from '../model/decode'
import { partNames, type PartName } from '../model/parts'
import { emptyParts } from '../model/report'
import type { Roll } from '../trust/roll'
import { Gate } from './gate'
import { rootsOf } from './inspect'
import type { Log } from './log'
import type { Scheduler } from './scheduler'
import type { Sealer } from './seal'

/*
 * A copy that holds what the others will never have, because the right of whoever wrote it was
 * taken away first: Yjs cannot take it out again, so the part is built anew from the log.
 * What this device wrote itself is written again, since it may build on what has gone.
 */

/** A part as the log has it, and what its own author has to write into it again. */
export interface Rebuilt {
  readonly part: PartName
  readonly state: Uint8Array
  readonly own: readonly OwnWork[]
}

/** A value of ours under its root and key. */
interface OwnWork {
  readonly root: string
  readonly key: string
  readonly value: unknown
}

export interface RebuildOptions {
  readonly docs: Readonly<Record<PartName, Y.Doc>>
  readonly log: Log
  readonly roll: Roll
  readonly sealer: Sealer
  readonly device: string
  readonly session: string
  /** What was refused in a way that another copy would not find out by itself. */
  readonly refused?: ReadonlySet<string>
  readonly onError: (error: unknown) => void
}

/** Builds parts anew from what stands in the log. Changes neither documents nor log. */
export async function rebuildParts(
  parts: readonly PartName[],
  { docs, log, roll, sealer, device, session, refused = new Set(), onError }: RebuildOptions,
): Promise<Rebuilt[]> {
  const fresh = emptyParts()
  // The same gate makes the same judgements; this one may neither write nor wait.
  const probe = new Gate({
    docs: fresh,
    log: {
      ...log,
      keys: () => log.keys().filter((key) => !refused.has(key)),
      change: () => undefined,
    },
    roll: {
      epoch: roll.epoch,
      role: 'reader',
      final: roll.final,
      roleOf: (one) => roll.roleOf(one),
      personOf: (one) => roll.personOf(one),
      keyOf: (epoch) => roll.keyOf(epoch),
      isPardoned: (one) => roll.isPardoned(one),
      settledUntil: (client) => roll.settledUntil(client),
      onChange: () => () => undefined,
    },
    sealer,
    scheduler: standing,
    device,
    session,
    onError,
  })
  await probe.start()
  await probe.close()
  const rebuilt = parts.map((part) => ({
    part,
    state: Y.encodeStateAsUpdate(fresh[part]),
    own: ownWork(part, docs[part], fresh[part], device),
  }))
  for (const part of partNames) fresh[part].destroy()
  return rebuilt
}

/** Nothing ever happens by itself. */
const standing: Scheduler = { after: () => () => undefined, frame: () => () => undefined }

/** Comments, values and lines of the ledger that this device wrote and the fresh copy lacks. */
function ownWork(part: PartName, old: Y.Doc, fresh: Y.Doc, device: string): OwnWork[] {
  if (part === 'text') return []
  return rootsOf[part].flatMap((root) => {
    const known = fresh.getMap(root)
    return [...old.getMap<unknown>(root)].flatMap(([key, value]) =>
      isLoose(value) && value['by'] === device && !known.has(key) ? [{ root, key, value }] : [],
    )
  })
}

/** Writes again what the rebuilt part lacks of one's own work, as this session's. */
export function writeAgain(doc: Y.Doc, own: readonly OwnWork[]): void {
  doc.transact(() => {
    for (const { root, key, value } of own) {
      const map = doc.getMap(root)
      if (!map.has(key)) map.set(key, value)
    }
  })
}
