import type * as Y from 'yjs'
import { isLoose, numberAt, textAt } from '../decode'
import type { Environment } from '../environment'
import type { Ticks } from '../figures/figures'
import { reviewEventsOf } from '../parts'
import type { Undoable } from '../undoable'
import { observe, tellAll } from '../listening'

/** Who checked a value and when. */
export interface Verification {
  /** Member id. */
  readonly by: string
  /** Milliseconds since 1970, by the clock of whoever checked. */
  readonly at: number
}

/**
 * 已核: the ticks on values. They belong to the review, so that a 核稿人 may tick without
 * being able to change a value. A tick names the entry of the register that was looked at:
 * another value is another entry, so a change takes the tick away by itself.
 */
export interface Verifications extends Ticks {
  /** The standing tick on an entry. */
  of(entry: string): Verification | undefined
  verify(figure: string, entry: string): Undoable
  withdraw(figure: string, entry: string): Undoable
  close(): void
}

interface Tick extends Verification {
  readonly id: string
  readonly figure: string
  readonly entry: string
  readonly holds: boolean
  /** One more than the highest that its author had seen for the entry. */
  readonly n: number
}

function readTick(id: string, stored: unknown): Tick | null {
  if (!isLoose(stored)) return null
  const type = stored['type']
  const [figure, entry] = [textAt(stored, 'figure', 80), textAt(stored, 'entry', 80)]
  if ((type !== 'verify' && type !== 'unverify') || figure === '' || entry === '') return null
  return {
    id,
    figure,
    entry,
    holds: type === 'verify',
    by: textAt(stored, 'by', 80),
    at: numberAt(stored, 'at'),
    n: numberAt(stored, 'n'),
  }
}

export function createVerifications(
  review: Y.Doc,
  environment: Environment,
  me: () => string,
): Verifications {
  const events = reviewEventsOf(review)
  /** The last word on each entry. */
  const last = new Map<string, Tick>()
  const listeners = new Set<(figures: ReadonlySet<string>) => void>()

  const take = (id: string): string | null => {
    const tick = readTick(id, events.get(id))
    if (tick === null) return null
    const known = last.get(tick.entry)
    if (known === undefined || tick.n > known.n || (tick.n === known.n && tick.id > known.id))
      last.set(tick.entry, tick)
    return tick.figure
  }
  for (const id of events.keys()) take(id)

  const observer = (change: Y.YMapEvent<unknown>): void => {
    const touched = new Set<string>()
    for (const id of change.keysChanged) {
      const figure = take(id)
      if (figure !== null) touched.add(figure)
    }
    if (touched.size > 0) tellAll(listeners, touched)
  }
  const stop = observe(events, observer)

  const isVerified = (entry: string): boolean => last.get(entry)?.holds ?? false
  const say = (figure: string, entry: string, holds: boolean): boolean => {
    if (isVerified(entry) === holds) return false
    events.set(environment.newId(), {
      type: holds ? 'verify' : 'unverify',
      figure,
      entry,
      by: me(),
      at: environment.now(),
      n: 1 + (last.get(entry)?.n ?? 0),
    })
    return true
  }
  const act = (figure: string, entry: string, holds: boolean): Undoable => {
    say(figure, entry, holds)
    return {
      undo: () => say(figure, entry, !holds),
      redo: () => say(figure, entry, holds),
    }
  }

  return {
    isVerified,
    of(entry) {
      const tick = last.get(entry)
      return tick?.holds === true ? { by: tick.by, at: tick.at } : undefined
    },
    verify: (figure, entry) => act(figure, entry, true),
    withdraw: (figure, entry) => act(figure, entry, false),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      stop()
      listeners.clear()
    },
  }
}
