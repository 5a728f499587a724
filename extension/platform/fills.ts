import { browser } from 'wxt/browser'
import type { Environment } from '../../editor/model/environment'
import type { ValueErrorCode } from '../../schema/values'
import {
  pendingToStore,
  readPending,
  type Pending,
  type PendingFill,
} from '../../editor/model/pending'
import { readKeptUnder, writeKept } from './kept'

/**
 * What people want done to figures while nobody can be asked whether the report is open: one
 * storage key each, `fill:<report>:<id>`, so that contexts write without reading first. Whoever
 * has the report open applies them; the lock keeps that and taking back apart.
 */
const prefix = 'fill:'
const keyOf = (report: string, id: string): string => `${prefix}${report}:${id}`

export function isFillKey(key: string): boolean {
  return key.startsWith(prefix)
}

/** The id of a fill of this report by its key; undefined for another key. */
export function fillIdOf(report: string, key: string): string | undefined {
  const start = keyOf(report, '')
  return key.startsWith(start) ? key.slice(start.length) : undefined
}

/** Runs `work` while no other context of this browser touches the fills of the report. */
export async function withFills<T>(report: string, work: () => Promise<T>): Promise<T> {
  return await navigator.locks.request(`tonggao-fills:${report}`, work)
}

/** What is pending, the oldest first; of one report, or of all. */
export async function readFills(report?: string): Promise<Pending[]> {
  const stored = await readKeptUnder(report === undefined ? prefix : keyOf(report, ''))
  return Object.values(stored)
    .flatMap((one) => readPending(one) ?? [])
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}

/** Resolves when the browser has stored it. */
export async function putFill(pending: Pending): Promise<void> {
  await writeKept({ [keyOf(pending.report, pending.id)]: pendingToStore(pending) })
}

export async function removeFills(report: string, ids: readonly string[]): Promise<void> {
  await browser.storage.local.remove(ids.map((id) => keyOf(report, id)))
}

/** Notes why a report did not take a fill; it stays until its author has seen it. */
export async function refuseFill(report: string, id: string, code: ValueErrorCode): Promise<void> {
  const pending = (await readFills(report)).find((one) => one.id === id)
  if (pending?.type === 'fill') await putFill({ ...pending, refused: code })
}

/** Takes a fill back: out of the queue while it waits there, else out of the report. */
export async function undoFill(fill: PendingFill, environment: Environment): Promise<void> {
  const { id, report, figure, label, seen } = fill
  const [fresh, at] = [environment.newId(), environment.now()]
  await withFills(report, async () => {
    if ((await readFills(report)).some((one) => one.id === id)) await removeFills(report, [id])
    else await putFill({ type: 'withdraw', id: fresh, entry: id, report, figure, label, seen, at })
  })
}
