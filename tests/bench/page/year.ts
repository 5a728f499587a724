import * as Y from 'yjs'
import { isLoose } from '../../../editor/model/decode'
import { bodyOf, partNames } from '../../../editor/model/parts'
import { emptyParts } from '../../../editor/model/report'
import { openSession, type Access, type Session } from '../../../editor/session'
import { databaseName, openDatabase, readRows } from '../../../editor/storage/database'
import { openJournal } from '../../../editor/storage/journal'
import { openStore } from '../../../editor/storage/store'
import { systemEnvironment } from '../../../editor/system'
import { toBase64url } from '../../../editor/trust/bytes'
import { importKeyPairs } from '../../../editor/trust/keys'
import type { Machine, ReportKeys } from '../../support/machine'

/*
 * A machine that was there for the year, in the stores of this browser, and what opening the
 * report there takes: the session is the extension's, with IndexedDB, journal and workers.
 */

/** What the driver gives: one machine of a year. */
export type Given = ReportKeys & {
  readonly machine: Machine
  /** Public root key. */
  readonly root: string
  readonly isOwner: boolean
}

const reportId = 'r'
let access: Access | undefined
let session: Session | undefined

const text = (bytes: Uint8Array): string => toBase64url(bytes)

/** Fetches the machine, whose keys open the report. */
export async function prepare(path: string): Promise<void> {
  await given(path)
}

async function given(path: string): Promise<Given> {
  const found = JSON.parse(await (await fetch(path)).text(), (_key, value: unknown) => {
    const bytes = isLoose(value) ? value['base64'] : undefined
    return typeof bytes === 'string'
      ? Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))
      : value
  }) as Given
  const { machine, root, rootSeed, secret, isOwner } = found
  access = {
    root,
    secret: text(secret),
    ...(isOwner ? { rootSeed: text(rootSeed) } : {}),
    ...(machine.invite === undefined ? {} : { inviteSeed: text(machine.invite) }),
  }
  return found
}

/** Puts it into the stores, as a session would have left them. */
export async function store(path: string): Promise<void> {
  const { machine } = await given(path)
  const pairs = await importKeyPairs(machine.pairs)
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('tonggao-keys', 1)
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('pairs').put(pairs, reportId)
      opening.result.createObjectStore('sessions').put(machine.sessions.slice(0, 200), reportId)
    }
    opening.onsuccess = () => {
      opening.result.close()
      resolve()
    }
    opening.onerror = () => reject(opening.error ?? new Error('no keyring'))
  })
  const docs = emptyParts()
  const log = new Y.Doc()
  const all: readonly (readonly [string, Y.Doc, Uint8Array])[] = [
    ...partNames.map((part) => [part, docs[part], machine.parts[part]] as const),
    ['log', log, machine.carrier],
  ]
  for (const [part, doc, state] of all) {
    const one = openStore({ name: databaseName(reportId, part), doc })
    await one.whenLoaded
    Y.applyUpdate(doc, state)
    await one.close()
  }
  const journal = await openJournal({ report: reportId, file: 'year', onStatus: () => undefined })
  for (const { kind, name, bytes } of machine.kept)
    journal?.add({ kind, name, bytes: new Uint8Array(bytes) })
  await journal?.close()
}

/** Milliseconds until the text could be shown, and until all that was stored is judged. */
export async function open(): Promise<Readonly<Record<string, number>>> {
  if (access === undefined) throw new Error('nothing is stored')
  let [longest, last, isOn] = [0, performance.now(), true]
  const start = performance.now()
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (isOn) port2.postMessage(0)
  })
  port1.start()
  port2.postMessage(0)
  session = await openSession({
    reportId,
    access,
    signalling: [],
    name: '',
    environment: systemEnvironment,
  })
  const shown = performance.now() - start
  const length = bodyOf(session.report.parts.text).length
  await session.whenJudged
  const judged = performance.now() - start
  isOn = false
  return { shown, judged, blocked: longest, length }
}

/** So many single characters, each sealed and stored by itself. */
export async function write(count: number): Promise<void> {
  if (session === undefined) throw new Error('nothing is open')
  const body = bodyOf(session.report.parts.text)
  for (let n = 0; n < count; n++) {
    body.insert((n * 7919) % (body.length + 1), String.fromCharCode(0x4e00 + (n % 5000)))
    await session.flush()
  }
}

export async function close(): Promise<void> {
  await session?.close()
  session = undefined
}

/** Bytes and rows of each store. */
export async function sizes(): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {}
  for (const part of [...partNames, 'log']) {
    const database = await openDatabase(databaseName(reportId, part), 8000)
    const rows = await readRows(database)
    database.close()
    found[`${part}: bytes`] = rows.reduce<number>(
      (sum, row) => sum + (row instanceof Uint8Array ? row.length : 0),
      0,
    )
    found[`${part}: rows`] = rows.length
  }
  const root = await navigator.storage.getDirectory()
  const folder = await (await root.getDirectoryHandle('journal')).getDirectoryHandle(reportId)
  let bytes = 0
  for await (const entry of folder.values())
    if (entry.kind === 'file') bytes += (await entry.getFile()).size
  found['journal: bytes'] = bytes
  return found
}
