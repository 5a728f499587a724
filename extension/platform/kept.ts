import { browser } from 'wxt/browser'
import { isLoose } from '../../editor/model/decode'
import { createAtRest, type AtRest } from '../../editor/storage/at-rest'
import { readLockRecord, type LockRecord } from '../../editor/storage/lock-record'
import { changeBeside, readBeside, removeBeside } from '../../editor/storage/beside'
import { StorageError } from '../../editor/storage/database'
import { reportsOnDisk } from '../../editor/storage/journal'
import { fromBase64url, toBase64url } from '../../editor/trust/bytes'

/*
 * The browser's small storage, as everything in the extension reads and writes it: on a device
 * that is locked with a passphrase each value is sealed under its key. The record of the lock
 * and the settings stay readable, because the lock itself is shown in somebody's language.
 *
 * Chromium leaves what was overwritten in its files, and clears them only when all is cleared.
 * So when values become sealed all of them are written anew; meanwhile they lie, sealed, in a
 * file beside, from where a browser that was killed in between takes them back.
 *
 * In that file lies always what nobody could make anew, as it stands in the storage: without the
 * list of reports and what opens them, everything else on the disk would be of no use.
 */

/** How this device keeps what it has. */
export type Hold =
  | { readonly state: 'plain' }
  /** Sealed, and the key is not here. */
  | { readonly state: 'locked'; readonly record: LockRecord }
  /** Partly sealed, the key is here: only whoever moves it may go on. */
  | { readonly state: 'moving'; readonly record: LockRecord; readonly atRest: AtRest }
  | { readonly state: 'open'; readonly record: LockRecord; readonly atRest: AtRest }

/** Thrown where something is read or written that is sealed while the key is not here. */
export class LockedError extends Error {
  constructor() {
    super('locked')
    this.name = 'LockedError'
  }
}

/** Key of the lock's record, and that of the data key in the storage that is in memory only. */
const recordKey = 'lock'
export const dataKeyName = 'dataKey'
/** Held by whoever changes the list of reports, or all values at once. */
export const libraryLock = 'tonggao-library'
const readable: ReadonlySet<string> = new Set([recordKey, 'settings', 'lock-tries', 'drop-key'])
const essential = ['settings', 'signalling', 'reports']
/** What `dropped:` holds is wrapped for a key that lies sealed. */
const isReadable = (key: string): boolean => readable.has(key) || key.startsWith('dropped:')

/** How this device keeps things now. */
export async function readHold(): Promise<Hold> {
  const record = await readRecord()
  if (record === undefined) return { state: 'plain' }
  const { [dataKeyName]: stored } = await browser.storage.session.get(dataKeyName)
  const dataKey = typeof stored === 'string' ? fromBase64url(stored) : undefined
  if (dataKey?.length !== 32) return { state: 'locked', record }
  const atRest = createAtRest(dataKey)
  return { state: record.stage === 'on' ? 'open' : 'moving', record, atRest }
}

/** The data key of a device that is open, in base64url. */
export async function readDataKey(): Promise<string> {
  const { [dataKeyName]: stored } = await browser.storage.session.get(dataKeyName)
  return typeof stored === 'string' ? stored : ''
}

/** Runs whenever this device may be kept otherwise than before: locked, unlocked, moved. */
export function onHoldChange(listener: () => void): () => void {
  const onLocal = (changes: Readonly<Record<string, unknown>>): void => {
    if (recordKey in changes) listener()
  }
  const onSession = (changes: Readonly<Record<string, unknown>>): void => {
    if (dataKeyName in changes) listener()
  }
  browser.storage.local.onChanged.addListener(onLocal)
  browser.storage.session.onChanged.addListener(onSession)
  return () => {
    browser.storage.local.onChanged.removeListener(onLocal)
    browser.storage.session.onChanged.removeListener(onSession)
  }
}

/** The lock's record; undefined on a device without one. */
export async function readRecord(): Promise<LockRecord | undefined> {
  const stored = await readLocal([recordKey, 'settings'])
  const record = readLockRecord(stored[recordKey])
  if (record !== undefined || isLoose(stored['settings'])) return record
  // Nothing at all: a new device, or one whose storage was lost or not yet written anew.
  const beside = await readBeside()
  const kept = readLockRecord(beside?.[recordKey])
  if (beside === undefined || kept === undefined) return undefined
  await browser.storage.local.set(beside)
  return kept
}

/**
 * Puts back what the storage has lost, wholly or since some moment, and lies beside; and puts
 * beside what does not lie there. Rejects where it may not read or write. For whoever starts.
 */
export async function mendKept(): Promise<void> {
  await navigator.locks.request(libraryLock, async () => {
    const hold = await readHold()
    const stored = await answered(() => browser.storage.local.get(essential))
    const beside = (await readBeside()) ?? {}
    const mended: Record<string, unknown> = {}
    for (const key of essential) if (!(key in stored) && key in beside) mended[key] = beside[key]
    const [here, there] = [stored['reports'], beside['reports']]
    if (hold.state !== 'locked' && here !== undefined && there !== undefined) {
      const own = openAll({ reports: here }, hold)['reports']
      const known = openAll({ reports: there }, hold)['reports']
      const list = isLoose(own) ? own : {}
      const lost = Object.entries(isLoose(known) ? known : {}).filter(([id]) => !(id in list))
      // A report that is on the disk no more was taken off it.
      const onDisk = lost.length === 0 ? [] : await reportsOnDisk()
      const found = lost.filter(([id]) => onDisk.includes(id))
      if (found.length > 0)
        mended['reports'] = closed(hold, 'reports', { ...list, ...Object.fromEntries(found) })
    }
    if (Object.keys(mended).length > 0) await answered(() => browser.storage.local.set(mended))
    const now = { ...stored, ...mended }
    // Which of two sealed lists is the whole one is seen when the device is open.
    if (hold.state === 'locked' && there !== undefined) now['reports'] = there
    if (essential.some((key) => JSON.stringify(now[key]) !== JSON.stringify(beside[key])))
      await changeBeside((content) => ({ ...content, ...now }))
  })
}

/** Milliseconds until the storage counts as one that does not answer: a damaged one never does. */
const answerWithin = 8000
let isSilent = false

/** What the storage answers; rejects at once where it has left an earlier question open. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  if (isSilent) throw new StorageError('storage-blocked', 'the storage does not answer')
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isSilent = true
      reject(new StorageError('storage-blocked', 'the storage does not answer'))
    }, answerWithin)
  })
  const asked = ask().finally(() => {
    clearTimeout(timer)
    isSilent = false
  })
  return await Promise.race([asked, late])
}

/** Values by key as they are stored; what lies beside where the storage does not open at all. */
async function readLocal(keys: readonly string[] | null): Promise<Record<string, unknown>> {
  try {
    return await answered(() => browser.storage.local.get(keys === null ? null : [...keys]))
  } catch (error) {
    const beside = await readBeside()
    if (beside === undefined) throw error
    console.warn('storage', error)
    const wanted = Object.entries(beside).filter(([key]) => keys?.includes(key) !== false)
    return Object.fromEntries(wanted)
  }
}

/** Rejects when the storage does not open, so that nothing can be written there. */
export async function checkKept(): Promise<void> {
  await answered(() => browser.storage.local.get('settings'))
}

/** Puts the record back when the storage has lost it and still has what it opens. */
export async function mendRecord(): Promise<void> {
  const stored = await browser.storage.local.get(null)
  if (readLockRecord(stored[recordKey]) !== undefined || !Object.values(stored).some(isBox)) return
  const kept = readLockRecord((await readBeside())?.[recordKey])
  if (kept !== undefined) await browser.storage.local.set({ [recordKey]: kept })
}

/** Writes the lock's record; `undefined`: this device has none any more. */
export async function writeRecord(record: LockRecord | undefined): Promise<void> {
  if (record === undefined) {
    await browser.storage.local.remove([recordKey, 'lock-tries'])
    await removeBeside()
    return
  }
  // Beside first: from the first sealed byte on the record must not get lost.
  await changeBeside((content) => ({ ...content, [recordKey]: record }))
  await browser.storage.local.set({ [recordKey]: record })
}

/** Values by key, `null` for all of them. Throws a LockedError. */
export async function readKept(
  keys: string | readonly string[] | null,
): Promise<Record<string, unknown>> {
  const hold = await readHold()
  return openAll(await readLocal(typeof keys === 'string' ? [keys] : keys), hold)
}

/** The values whose keys begin so. Throws a LockedError. */
export async function readKeptUnder(prefix: string): Promise<Record<string, unknown>> {
  const hold = await readHold()
  const stored = Object.entries(await readLocal(null))
  return openAll(Object.fromEntries(stored.filter(([key]) => key.startsWith(prefix))), hold)
}

/**
 * Throws a LockedError.
 * @param known how this device keeps things; given it, the browser has the values when this returns,
 *   also where the page goes before the promise resolves
 */
export async function writeKept(values: Record<string, unknown>, known?: Hold): Promise<void> {
  const hold = known ?? (await readHold())
  const written = Object.entries(values).map(
    ([key, value]) => [key, closed(hold, key, value)] as const,
  )
  const kept = Object.fromEntries(written.filter(([key]) => essential.includes(key)))
  // Beside first: a report that was taken off this device must not come back from there.
  if (Object.keys(kept).length > 0)
    await changeBeside((content) => ({ ...content, ...kept })).catch((error: unknown) =>
      console.warn('beside', error),
    )
  await answered(() => browser.storage.local.set(Object.fromEntries(written)))
}

/** Takes away the values whose keys are meant; also on a device that is locked. */
export async function removeKept(isMeant: (key: string) => boolean): Promise<void> {
  const keys = Object.keys(await answered(() => browser.storage.local.get(null)))
  await answered(() => browser.storage.local.remove(keys.filter(isMeant)))
}

/** What a change of the storage brought, by key. Empty while this device is locked. */
export async function openChanges(
  changes: Readonly<Record<string, { readonly newValue?: unknown }>>,
): Promise<Record<string, unknown>> {
  const hold = await readHold()
  if (hold.state === 'locked') return {}
  const values = Object.entries(changes).map(([key, { newValue }]) => [key, newValue])
  return openAll(Object.fromEntries(values), hold)
}

/**
 * Writes every value anew, sealed or plain, with the record. May be interrupted at any moment.
 * @param clear also takes what was there before out of the browser's files
 */
export async function rewriteKept(
  atRest: AtRest,
  to: 'sealed' | 'plain',
  record: LockRecord | undefined,
  clear: boolean,
): Promise<void> {
  await navigator.locks.request(libraryLock, async () => {
    const stored = await browser.storage.local.get(null)
    const next: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(stored)) {
      if (key === recordKey) continue
      const plain = isBox(value) ? openBox(atRest, key, value) : value
      // What cannot be opened is kept as it is.
      if (plain === undefined) next[key] = value
      else next[key] = to === 'plain' || isReadable(key) ? plain : boxOf(atRest, key, plain)
    }
    if (record !== undefined) next[recordKey] = record
    if (clear) {
      await changeBeside(() => next)
      await browser.storage.local.clear()
    }
    await browser.storage.local.set(next)
  })
}

interface Box {
  readonly sealed: string
}

function isBox(value: unknown): value is Box {
  return isLoose(value) && typeof value['sealed'] === 'string' && Object.keys(value).length === 1
}

function boxOf(atRest: AtRest, key: string, value: unknown): Box {
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  return { sealed: toBase64url(atRest.seal(bytes, `kept ${key}`)) }
}

function openBox(atRest: AtRest, key: string, box: Box): unknown {
  const bytes = atRest.open(fromBase64url(box.sealed), `kept ${key}`)
  if (bytes === undefined) return undefined
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
  return value
}

function closed(hold: Hold, key: string, value: unknown): unknown {
  if (hold.state === 'plain' || isReadable(key)) return value
  if (hold.state === 'locked') throw new LockedError()
  // While it moves either form will do: whoever moves goes over all of it once more.
  return boxOf(hold.atRest, key, value)
}

function openAll(stored: Readonly<Record<string, unknown>>, hold: Hold): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(stored)) {
    if (!isBox(value)) values[key] = value
    else if (hold.state === 'plain') continue
    else if (hold.state === 'locked') throw new LockedError()
    else values[key] = openBox(hold.atRest, key, value)
  }
  return values
}
