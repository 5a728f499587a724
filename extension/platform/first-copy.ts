import { bodyOf } from '../../editor/model/parts'
import type { Session } from '../../editor/session'

/*
 * Pages and the offscreen document of this extension share one thread. A report that this machine
 * does not have yet is taken in by the page that put it into the list, and the offscreen document
 * opens it afterwards, from what is stored: else each would open, judge and store all of it at the
 * same time, and the page would show it half as soon.
 */

/** Held by the page while it takes a report in; goes with the page. */
const lockOf = (report: string): string => `tonggao-first-copy:${report}`

const claims = new Map<string, () => void>()

/** Claims the first copy of a report for this page, unless another has. Resolves when that is decided. */
export async function claimFirstCopy(report: string): Promise<void> {
  if (claims.has(report)) return
  await new Promise<void>((resolve, reject) => {
    const held = (lock: Lock | null): Promise<void> | undefined => {
      resolve()
      if (lock === null) return undefined
      return new Promise((release) => {
        claims.set(report, release)
      })
    }
    navigator.locks.request(lockOf(report), { ifAvailable: true }, held).catch(reject)
  })
}

/** Gives the claim back, if this page has it. */
export function endFirstCopy(report: string): void {
  claims.get(report)?.()
  claims.delete(report)
}

/** Gives the claim back as soon as all that others have of the report is here and stored. Returns a stop. */
export function endWhenHere(report: string, session: Session): () => void {
  const look = (): void => {
    const { saved, waiting, sync } = session.status()
    if (!saved || waiting > 0 || sync === 'syncing') return
    if (bodyOf(session.report.parts.text).length === 0) return
    stop()
    endFirstCopy(report)
  }
  const stop = session.onStatus(look)
  look()
  return stop
}

/** Whether a page is taking a report in. */
export async function isTakenIn(report: string): Promise<boolean> {
  return await navigator.locks.request(
    lockOf(report),
    { mode: 'shared', ifAvailable: true },
    (lock) => lock === null,
  )
}

/** Resolves when no page takes a report in any more. */
export async function whenTakenIn(report: string): Promise<void> {
  await navigator.locks.request(lockOf(report), { mode: 'shared' }, () => undefined)
}
