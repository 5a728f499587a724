import type * as Y from 'yjs'
import { isLoose, numberAt, textAt } from '../decode'
import type { Environment } from '../environment'
import { dismissalsOf } from '../parts'
import type { Undoable } from '../undoable'

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

export function createDismissals(
  doc: Y.Doc,
  environment: Environment,
  me: () => string,
): Dismissals {
  const map = dismissalsOf(doc)
  const of = (fingerprint: string): Dismissal | undefined => read(fingerprint, map.get(fingerprint))
  const write = (fingerprint: string, one: Omit<Dismissal, 'by' | 'at'> | undefined): void => {
    if (one === undefined) {
      if (map.has(fingerprint)) map.delete(fingerprint)
      return
    }
    const { rule, quote, reason } = one
    map.set(fingerprint, { rule, quote, reason, by: me(), at: environment.now() })
  }
  /** Undo puts back what was there, under the name of whoever undoes: nobody writes for others. */
  const set = (fingerprint: string, next: Omit<Dismissal, 'by' | 'at'> | undefined): Undoable => {
    const before = of(fingerprint)
    const put = (one: typeof next): boolean => {
      write(fingerprint, one)
      return true
    }
    put(next)
    return { undo: () => put(before), redo: () => put(next) }
  }
  return {
    of,
    all: () =>
      [...map.keys()].flatMap((fingerprint) => of(fingerprint) ?? []).sort((a, b) => b.at - a.at),
    dismiss({ fingerprint, rule }, quote, raw) {
      const reason = raw.trim().slice(0, reasonLimit)
      if (reason === '') throw new RangeError('A dismissal needs a reason')
      return set(fingerprint, { fingerprint, rule, quote: quote.slice(0, quoteLimit), reason })
    },
    withdraw: (fingerprint) => set(fingerprint, undefined),
    onChange(listener) {
      map.observe(listener)
      return () => map.unobserve(listener)
    },
  }
}
