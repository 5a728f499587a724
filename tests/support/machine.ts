import * as Y from 'yjs'
import { partNames, type PartName } from '../../editor/model/parts'
import { emptyParts } from '../../editor/model/report'
import { openCore, type Core, type Kept } from '../../editor/sync/core'
import type { Scheduler } from '../../editor/sync/scheduler'
import { clientOf } from '../../editor/sync/seal'
import { toBase64url } from '../../editor/trust/bytes'
import {
  exportKeyPairs,
  importKeyPairs,
  makeKeyPairs,
  signerFromSeed,
  signerOf,
} from '../../editor/trust/keys'
import { Clock } from './group'

/*
 * Somebody's machine, on which a report is opened and closed: keys, stores and journal stay. The
 * sync core is the real one, as a session begins it; clock and carrier are in the hand of whoever
 * uses it.
 */

/** What opens a report. */
export interface ReportKeys {
  readonly rootSeed: Uint8Array<ArrayBuffer>
  readonly secret: Uint8Array<ArrayBuffer>
}

/** What a machine holds while the report is closed. */
export interface Machine {
  /** Key pairs, so that the machine can be stored. */
  readonly pairs: Uint8Array
  readonly invite: Uint8Array<ArrayBuffer> | undefined
  readonly sessions: string[]
  parts: Record<PartName, Uint8Array>
  carrier: Uint8Array
  /** The journal. */
  kept: Kept[]
}

export interface Open {
  readonly machine: Machine
  readonly docs: Record<PartName, Y.Doc>
  readonly carrier: Y.Doc
  readonly core: Core
  readonly clock: Clock
  /** Milliseconds from nothing to the stored documents, */
  readonly loaded: number
  /** from there until the report can be written in, */
  readonly opened: number
  /** and from there until the log is read. */
  readonly judged: () => Promise<number>
}

const randomBytes = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(bytes)

const nothing = (): Uint8Array => Y.encodeStateAsUpdate(new Y.Doc())

export async function machine(invite?: Uint8Array<ArrayBuffer>): Promise<Machine> {
  const pairs = await exportKeyPairs(await makeKeyPairs())
  if (pairs === undefined) throw new Error('keys that cannot be stored')
  const parts = { text: nothing(), figures: nothing(), review: nothing() }
  return { pairs, invite, sessions: [], parts, carrier: nothing(), kept: [] }
}

/**
 * Opens the report on a machine as a session does, with what came over the network meanwhile.
 * @param time that of a clock which stands until it is moved, when left out
 */
export async function open(
  { rootSeed, secret }: ReportKeys,
  one: Machine,
  from?: Uint8Array,
  time?: { readonly scheduler: Scheduler; readonly now: () => number },
): Promise<Open> {
  const pairs = await importKeyPairs(one.pairs)
  if (pairs === undefined) throw new Error('no keys')
  const device = await signerOf(pairs)
  const root = await signerFromSeed(rootSeed)
  const invite = one.invite === undefined ? undefined : await signerFromSeed(one.invite)
  const start = performance.now()
  const clock = new Clock()
  const docs = emptyParts()
  const carrier = new Y.Doc()
  const session = toBase64url(randomBytes(new Uint8Array(8)))
  for (const part of partNames) {
    Y.applyUpdate(docs[part], one.parts[part])
    docs[part].clientID = await clientOf(device.id, session, part)
  }
  const loaded = performance.now()
  Y.applyUpdate(carrier, one.carrier)
  if (from !== undefined) Y.applyUpdate(carrier, from, 'network')
  const kept = new Map(one.kept.map((item) => [`${item.kind} ${item.name}`, item]))
  const core = await openCore({
    report: 'r',
    docs,
    carrier,
    device,
    session,
    earlierSessions: [...one.sessions],
    secret,
    root: root.id,
    ...(invite === undefined ? { rootSigner: root } : { invite }),
    now: time?.now ?? (() => clock.now),
    scheduler: time?.scheduler ?? clock,
    randomBytes,
    kept: one.kept,
    keep: (item) => {
      const name = `${item.kind} ${item.name}`
      if (kept.has(name)) return
      kept.set(name, item)
      one.kept.push(item)
    },
    onError: (error) => {
      throw error
    },
  })
  one.sessions.unshift(session)
  const opened = performance.now()
  const judged = core.whenJudged.then(() => performance.now() - opened)
  return {
    machine: one,
    docs,
    carrier,
    core,
    clock,
    loaded: loaded - start,
    opened: opened - loaded,
    judged: () => judged,
  }
}

export async function close({ machine: one, docs, carrier, core }: Open): Promise<Uint8Array> {
  await core.close()
  one.parts = {
    text: Y.encodeStateAsUpdate(docs.text),
    figures: Y.encodeStateAsUpdate(docs.figures),
    review: Y.encodeStateAsUpdate(docs.review),
  }
  one.carrier = Y.encodeStateAsUpdate(carrier)
  // As the journal does, when it holds a thousand that nobody needs.
  const live = new Set([...core.log.keys(), ...core.shelf.keys()])
  if (one.kept.length >= live.size + 1000)
    one.kept = one.kept.filter(({ kind, name }) => kind === 'key' || live.has(name))
  return one.carrier
}

/** What a network would bring from one to the other. */
export function carry(from: Y.Doc, to: Y.Doc): void {
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'network')
}

/** Nobody does anything for so long. */
export async function quiet(one: Open, milliseconds: number): Promise<void> {
  await one.core.whenJudged
  one.clock.pass(milliseconds)
  await one.core.roll.settle()
  await one.core.gate.flush()
  await one.core.gate.drain()
}

export function newKeys(): ReportKeys {
  return { rootSeed: randomBytes(new Uint8Array(32)), secret: randomBytes(new Uint8Array(32)) }
}
