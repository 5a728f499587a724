import type * as Y from 'yjs'
import { isLoose, numberAt, textAt } from '../decode'
import type { Environment } from '../environment'
import { dismissalsOf, reviewEventsOf } from '../parts'
import type { Undoable } from '../undoable'
import { observe, tellAll } from '../listening'

/** 不是问题: somebody has looked at a finding and says why it stays. */
export interface Dismissal {
  /** Of the finding. It stands for the faulty text, so another fault is another dismissal. */
  readonly fingerprint: string
  readonly rule: string
  /** What was found, for when it is not in the text any more. */
  readonly quote: string
  readonly reason: string
  /** Member id. */
  readonly by: string
  /** Milliseconds since 1970, by the clock of whoever dismissed it. */
  readonly at: number
}

/** Longest reason, in UTF-16 units. */
export const reasonLimit = 400
const quoteLimit = 200
const fingerprintLimit = 200

/**
 * The dismissals belong to the review, so that a 核稿人, who may not write the figures, can
 * dismiss. They are events: none is ever taken back, another one says that the finding counts again.
 */
export interface Dismissals {
  of(fingerprint: string): Dismissal | undefined
  /** Whether or not their faults are still in the text, the latest first. */
  all(): readonly Dismissal[]
  /** Throws a RangeError when the reason is blank. */
  dismiss(
    finding: { readonly fingerprint: string; readonly rule: string },
    quote: string,
    reason: string,
  ): Undoable
  /** The finding counts again. */
  withdraw(fingerprint: string): Undoable
  onChange(listener: () => void): () => void
  close(): void
}

/** The last word on a finding. */
interface Word {
  readonly id: string
  readonly fingerprint: string
  /** One more than the highest that its author had seen for the finding. */
  readonly n: number
  /** Undefined where the finding counts again. */
  readonly dismissal: Dismissal | undefined
}

function read(fingerprint: string, stored: unknown): Dismissal | undefined {
  if (!isLoose(stored)) return undefined
  const reason = textAt(stored, 'reason', reasonLimit)
  const by = textAt(stored, 'by', 80)
  // Nothing is put aside without a reason and a name.
  if (reason.trim() === '' || by === '') return undefined
  return {
    fingerprint,
    rule: textAt(stored, 'rule', 40),
    quote: textAt(stored, 'quote', quoteLimit),
    reason,
    by,
    at: numberAt(stored, 'at'),
  }
}

function readWord(id: string, stored: unknown): Word | undefined {
  if (!isLoose(stored)) return undefined
  const { type } = stored
  const fingerprint = textAt(stored, 'finding', fingerprintLimit)
  if ((type !== 'dismiss' && type !== 'undismiss') || fingerprint === '') return undefined
  const dismissal = type === 'dismiss' ? read(fingerprint, stored) : undefined
  if (type === 'dismiss' && dismissal === undefined) return undefined
  return { id, fingerprint, n: numberAt(stored, 'n'), dismissal }
}

export function createDismissals(
  { review, figures }: { readonly review: Y.Doc; readonly figures: Y.Doc },
  environment: Environment,
  me: () => string,
): Dismissals {
  const events = reviewEventsOf(review)
  /** Dismissals as they were stored before they belonged to the review. */
  const older = dismissalsOf(figures)
  const last = new Map<string, Word>()
  const listeners = new Set<() => void>()
  const tell = (): void => {
    tellAll(listeners)
  }

  const take = (id: string): boolean => {
    const word = readWord(id, events.get(id))
    if (word === undefined) return false
    const known = last.get(word.fingerprint)
    if (known === undefined || word.n > known.n || (word.n === known.n && word.id > known.id))
      last.set(word.fingerprint, word)
    return true
  }
  for (const id of events.keys()) take(id)
  const observer = (change: Y.YMapEvent<unknown>): void => {
    const taken = [...change.keysChanged].map(take)
    if (taken.includes(true)) tell()
  }
  const stops = [observe(events, observer), observe(older, tell)]

  const of = (fingerprint: string): Dismissal | undefined => {
    const word = last.get(fingerprint)
    return word === undefined ? read(fingerprint, older.get(fingerprint)) : word.dismissal
  }
  type Said = Pick<Dismissal, 'rule' | 'quote' | 'reason'>
  /** Undo says again what was said before, under the name of whoever undoes: nobody writes for others. */
  const say = (fingerprint: string, said: Said | undefined): boolean => {
    if (said === undefined && of(fingerprint) === undefined) return false
    events.set(environment.newId(), {
      type: said === undefined ? 'undismiss' : 'dismiss',
      finding: fingerprint,
      ...(said === undefined ? {} : { rule: said.rule, quote: said.quote, reason: said.reason }),
      by: me(),
      at: environment.now(),
      n: 1 + (last.get(fingerprint)?.n ?? 0),
    })
    return true
  }
  const act = (fingerprint: string, next: Said | undefined): Undoable => {
    const before = of(fingerprint)
    say(fingerprint, next)
    return { undo: () => say(fingerprint, before), redo: () => say(fingerprint, next) }
  }

  return {
    of,
    all: () =>
      [...new Set([...last.keys(), ...older.keys()])]
        .flatMap((fingerprint) => of(fingerprint) ?? [])
        .sort((a, b) => b.at - a.at),
    dismiss({ fingerprint, rule }, quote, raw) {
      const reason = raw.trim().slice(0, reasonLimit)
      if (reason === '') throw new RangeError('A dismissal needs a reason')
      return act(fingerprint, { rule, quote: quote.slice(0, quoteLimit), reason })
    },
    withdraw: (fingerprint) => act(fingerprint, undefined),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      for (const stop of stops) stop()
      listeners.clear()
    },
  }
}
