import { browser } from 'wxt/browser'
import { isLoose, numberAt } from '../../editor/model/decode'
import { createAtRest, type AtRest } from '../../editor/storage/at-rest'
import { moveKeyring } from '../../editor/storage/keyring'
import { makeLockRecord, openLockRecord, type LockRecord } from '../../editor/storage/lock-record'
import { reportsOnDisk } from '../../editor/storage/journal'
import { moveReport } from '../../editor/storage/move'
import { toBase64url } from '../../editor/trust/bytes'
import { dataKeyName, readHold, readRecord, rewriteKept, writeRecord } from './kept'
import { readSettings } from './settings'
import { whileStill } from './still'

const moving = 'tonggao-move'
const lastUsed = 'lastUsed'
const triesKey = 'lock-tries'
const alarm = 'lock'
/** Wrong passphrases that cost no waiting. */
const freeTries = 5
const firstWait = 30_000
const longestWait = 15 * 60_000
/** Milliseconds between notes that the device is used. */
const noteEvery = 15_000

export type Unlocking =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: 'wrong'; readonly left: number }
  /** Too many wrong ones: nothing is tried before that time, in milliseconds since 1970. */
  | { readonly ok: false; readonly code: 'wait'; readonly until: number }

/** Unlocks this device. After five wrong passphrases each further one costs a longer wait. */
export async function unlock(passphrase: string): Promise<Unlocking> {
  return await navigator.locks.request('tonggao-unlock', async () => {
    const record = await readRecord()
    if (record === undefined) return { ok: true } as const
    const { count, until } = await readTries()
    if (until > Date.now()) return { ok: false, code: 'wait', until } as const
    const dataKey = await openLockRecord(record, passphrase)
    if (dataKey === undefined) {
      const wrong = count + 1
      const wait =
        wrong < freeTries ? 0 : Math.min(longestWait, firstWait * 2 ** (wrong - freeTries))
      const next = { count: wrong, until: wait === 0 ? 0 : Date.now() + wait }
      await browser.storage.local.set({ [triesKey]: next })
      return wait === 0
        ? ({ ok: false, code: 'wrong', left: freeTries - wrong } as const)
        : ({ ok: false, code: 'wait', until: next.until } as const)
    }
    await browser.storage.local.remove(triesKey)
    await keepKey(dataKey)
    return { ok: true } as const
  })
}

async function readTries(): Promise<{ count: number; until: number }> {
  const { [triesKey]: stored } = await browser.storage.local.get(triesKey)
  const raw = isLoose(stored) ? stored : {}
  // A clock that was set back must not lock somebody out for longer than the longest wait.
  const until = Math.min(numberAt(raw, 'until'), Date.now() + longestWait)
  return { count: numberAt(raw, 'count'), until }
}

async function keepKey(dataKey: Uint8Array): Promise<void> {
  await browser.storage.session.set({
    [dataKeyName]: toBase64url(dataKey),
    [lastUsed]: Date.now(),
  })
  await browser.alarms.create(alarm, { periodInMinutes: 1 })
}

/** Locks this device: the key leaves the memory; whoever has a report open stores and closes it. */
export async function lockNow(): Promise<void> {
  await browser.storage.session.remove([dataKeyName, lastUsed])
  await browser.alarms.clear(alarm)
}

let noted = 0

/** Notes that somebody uses this device. */
export function noteUse(): void {
  if (Date.now() - noted < noteEvery) return
  noted = Date.now()
  void browser.storage.session.set({ [lastUsed]: noted }).catch(() => undefined)
}

/** Locks this device when nobody has used it for as long as the settings say. */
export async function lockWhenIdle(): Promise<void> {
  const { [lastUsed]: stored, [dataKeyName]: key } = await browser.storage.session.get([
    lastUsed,
    dataKeyName,
  ])
  if (key === undefined) return
  const { lockAfter } = await readSettings()
  const idle = Date.now() - (typeof stored === 'number' ? stored : 0)
  if (lockAfter > 0 && idle >= lockAfter * 60_000) await lockNow()
}

/** To be called whenever the background starts. */
export function listenToIdleness(fail: (error: unknown) => void): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === alarm) void lockWhenIdle().catch(fail)
  })
}

/** Told how far it is. */
export type Progress = (done: number, all: number) => void

/** Sets a passphrase. From now on this device is `moving`, until `move` has sealed all that it has. */
export async function turnOn(passphrase: string): Promise<void> {
  const dataKey = crypto.getRandomValues(new Uint8Array(32))
  await keepKey(dataKey)
  await writeRecord(await makeLockRecord(passphrase, dataKey, 'sealing'))
}

/** Takes the passphrase away. From now on this device is `moving`, until `move` has unsealed all. */
export async function turnOff(): Promise<void> {
  const hold = await readHold()
  if (hold.state !== 'open') throw new Error('this device is not unlocked')
  await writeRecord({ ...hold.record, stage: 'unsealing' })
}

/** Seals or unseals what this device has, from where somebody stopped; resolves when this device is open or has no lock. */
export async function move(progress: Progress): Promise<void> {
  await navigator.locks.request(moving, async () => {
    // Whoever has a report open hears of the lock and closes it.
    await whileStill(async () => {
      const hold = await readHold()
      if (hold.state !== 'moving') return
      const to = hold.record.stage === 'sealing' ? 'sealed' : 'plain'
      await moveAll(hold.record, hold.atRest, to, progress)
    })
  })
}

async function moveAll(
  record: LockRecord,
  atRest: AtRest,
  to: 'sealed' | 'plain',
  progress: Progress,
): Promise<void> {
  const reports = await reportsOnDisk()
  const all = reports.length + 2
  for (const [index, report] of reports.entries()) {
    progress(index, all)
    await moveReport(report, atRest, to)
  }
  progress(reports.length, all)
  await moveKeyring(atRest, to)
  progress(reports.length + 1, all)
  if (to === 'sealed') await rewriteKept(atRest, to, { ...record, stage: 'on' }, true)
  else {
    await rewriteKept(atRest, to, record, false)
    await writeRecord(undefined)
    await browser.storage.session.remove([dataKeyName, lastUsed])
    await browser.alarms.clear(alarm)
  }
  progress(all, all)
}

/** Takes another passphrase. Only a small record changes; the old passphrase opens nothing any more. */
export async function changePassphrase(old: string, passphrase: string): Promise<Unlocking> {
  const unlocked = await unlock(old)
  if (!unlocked.ok) return unlocked
  const record = await readRecord()
  const dataKey = record === undefined ? undefined : await openLockRecord(record, old)
  if (record === undefined || dataKey === undefined) throw new Error('there is no passphrase')
  const next = await makeLockRecord(passphrase, dataKey, record.stage)
  await rewriteKept(createAtRest(dataKey), 'sealed', next, true)
  return unlocked
}
