import { browser } from 'wxt/browser'
import { readPending, type PendingFill } from '../../editor/model/pending'
import type { Report } from '../../editor/model/report'
import { fillIdOf, readFills } from '../platform/fills'
import { LockedError, openChanges } from '../platform/kept'

/** Tells the values that were chosen outside the page and have reached the report. */
export interface FilledElsewhere {
  /** What came before anybody listened is told at once. One listener. */
  listen(listener: (fills: readonly PendingFill[]) => void): () => void
  stop(): void
}

/**
 * Whoever has the report open fills it, this page or another context of this browser. So a
 * value is told when it has left the queue and stands in the report as this page has it.
 */
export function followFilled(report: Report): FilledElsewhere {
  const waits = new Map<string, PendingFill>()
  const left = new Set<string>()
  let ready: PendingFill[] = []
  let tell: ((fills: readonly PendingFill[]) => void) | null = null
  const fail = (error: unknown): void => {
    if (!(error instanceof LockedError)) console.error('filled', error)
  }
  const look = (): void => {
    for (const id of left) {
      const fill = waits.get(id)
      if (fill !== undefined && !report.figures.entries(fill.figure).includes(id)) continue
      left.delete(id)
      waits.delete(id)
      if (fill !== undefined) ready.push(fill)
    }
    if (tell === null || ready.length === 0) return
    const now = ready
    ready = []
    tell(now)
  }
  const note = (stored: unknown): void => {
    const one = readPending(stored)
    if (one?.report !== report.id) return
    if (one.type === 'fill') waits.set(one.id, one)
    else waits.delete(one.entry)
  }
  const onStorage = (changes: Readonly<Record<string, { readonly newValue?: unknown }>>): void => {
    const own = Object.entries(changes).flatMap(([key, change]) => {
      const id = fillIdOf(report.id, key)
      return id === undefined ? [] : [{ id, key, change }]
    })
    if (own.length === 0) return
    for (const { id, change } of own) if (change.newValue === undefined) left.add(id)
    const put = own.filter(({ change }) => change.newValue !== undefined)
    void openChanges(Object.fromEntries(put.map(({ key, change }) => [key, change])))
      .then((opened) => {
        for (const one of Object.values(opened)) note(one)
        look()
      })
      .catch(fail)
  }
  browser.storage.local.onChanged.addListener(onStorage)
  const stopFigures = report.figures.onChange(() => {
    if (left.size > 0) look()
  })
  readFills(report.id)
    .then((all) => {
      for (const one of all) if (one.type === 'fill' && one.refused === '') note(one)
      look()
    })
    .catch(fail)
  return {
    listen(listener) {
      tell = listener
      look()
      return () => {
        tell = null
      }
    },
    stop() {
      browser.storage.local.onChanged.removeListener(onStorage)
      stopFigures()
      tell = null
    },
  }
}
