import type { ValueErrorCode } from '../../schema/values'
import { applyPending, type Pending } from '../../editor/model/pending'
import type { Session } from '../../editor/session'
import { readFills, refuseFill, removeFills, withFills } from './fills'

/** Where pending fills are read and crossed off: the storage, or somebody who has one. */
export interface FillShelf {
  /** Rejects when nobody answers. */
  read(report: string): Promise<readonly Pending[]>
  settle(report: string, settled: Settled): Promise<void>
}

/** What became of some fills of a report. */
export interface Settled {
  readonly done: readonly string[]
  readonly refused: readonly { readonly id: string; readonly code: ValueErrorCode }[]
}

export const storedFills: FillShelf = {
  read: readFills,
  async settle(report, { done, refused }) {
    await removeFills(report, done)
    for (const { id, code } of refused) await refuseFill(report, id, code)
  },
}

/** Applies what is pending for an open report, now and whenever it is told to look. */
export interface FillFollower {
  look(): void
  stop(): void
}

/** Milliseconds until a fill is tried again after something failed. */
const retryDelay = 2000

/**
 * Fills are crossed off only when the report is stored with them; a browser that dies between
 * finds them again and knows by their ids that they are done.
 * @param tell brings lists up to date, before the fills go from theirs
 */
export function followFills(
  session: Session,
  shelf: FillShelf,
  tell: () => Promise<void>,
  onError: (error: unknown) => void,
): FillFollower {
  const { report } = session
  let stopped = false
  let again = false
  let running = false
  let waits = true
  let timer: ReturnType<typeof setTimeout> | undefined

  const work = async (): Promise<void> => {
    const pending = (await shelf.read(report.id)).filter(
      (one) => one.type === 'withdraw' || one.refused === '',
    )
    waits = pending.length > 0
    if (stopped || !waits || !session.may('figures')) return
    const done: string[] = []
    const refused: { id: string; code: ValueErrorCode }[] = []
    for (const one of pending) {
      const outcome = applyPending(report, one)
      if (outcome === 'done') done.push(one.id)
      else if (outcome !== 'later') refused.push({ id: one.id, code: outcome.refused })
    }
    if (done.length + refused.length === 0) return
    await session.flush()
    if (!session.status().saved) return
    await tell()
    await shelf.settle(report.id, { done, refused })
    waits = pending.length > done.length + refused.length
  }
  const look = (): void => {
    if (stopped) return
    again = true
    if (running) return
    running = true
    void (async () => {
      while (again && !stopped) {
        again = false
        await withFills(report.id, work).catch((error: unknown) => {
          waits = true
          clearTimeout(timer)
          timer = setTimeout(look, retryDelay)
          onError(error)
        })
      }
      running = false
    })()
  }
  // A role, a key, a store or the fill that is to be taken back may come later.
  const retry = (): void => {
    if (waits) look()
  }
  const stops = [session.onStatus(retry), report.figures.onChange(retry)]
  look()
  return {
    look,
    stop() {
      stopped = true
      clearTimeout(timer)
      for (const stop of stops) stop()
    },
  }
}
