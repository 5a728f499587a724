/*
 * Whether somebody looks at a report on a page. The page tells popup and badge what the report looks
 * like, so the offscreen document, which would have to read the whole text for it, need not. A
 * page that is hidden does not count: the browser lets its timers wait, up to a minute.
 */

/** Held, shared, by each page that shows the report; goes with the page. */
const lockOf = (report: string): string => `tonggao-shown:${report}`

/** Tells that this page shows a report while it is in sight, until the returned function is called. */
export function showReport(report: string): () => void {
  let shown: AbortController | undefined
  const follow = (): void => {
    shown?.abort()
    shown = undefined
    if (!document.hidden) shown = hold(report)
  }
  document.addEventListener('visibilitychange', follow)
  follow()
  return () => {
    document.removeEventListener('visibilitychange', follow)
    shown?.abort()
  }
}

function hold(report: string): AbortController {
  const ended = new AbortController()
  const { signal } = ended
  navigator.locks
    .request(lockOf(report), { mode: 'shared', signal }, async () => {
      if (signal.aborted) return
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    })
    .catch((error: unknown) => {
      if (!signal.aborted) console.error('shown', error)
    })
  return ended
}

/** Whether any page shows the report now. */
export async function isShown(report: string): Promise<boolean> {
  return await navigator.locks.request(
    lockOf(report),
    { ifAvailable: true },
    (lock) => lock === null,
  )
}

/** Resolves when no page shows the report, or when `signal` is aborted. */
export async function whenHidden(report: string, signal: AbortSignal): Promise<void> {
  try {
    await navigator.locks.request(lockOf(report), { signal }, () => undefined)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
