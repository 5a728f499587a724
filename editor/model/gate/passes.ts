import type * as Y from 'yjs'
import { isLoose, numberAt, textAt, textsAt } from '../decode'
import type { Environment } from '../environment'
import { reviewEventsOf } from '../parts'

/** What a text was let through to: 定稿, or a file of the formal text. */
export type PassPurpose = 'final' | 'export'

/** 放行: somebody let a text through though something stood in the way. */
export interface Pass {
  readonly id: string
  readonly purpose: PassPurpose
  readonly reason: string
  /** What stood in the way, in words of whoever let it through; at most 50 lines. */
  readonly hindrances: readonly string[]
  /** Fingerprint of the text then, as versions have it. */
  readonly fingerprint: string
  /** Member id. */
  readonly by: string
  /** Milliseconds since 1970, by the clock of whoever let it through. */
  readonly at: number
}

export const passReasonLimit = 400

/**
 * The record of what was let through. It stands among the events of the review, so it is
 * signed, carries its author's name and is never taken back.
 */
export interface Passes {
  /** The latest first. */
  all(): readonly Pass[]
  /** Throws a RangeError when the reason is blank. */
  record(pass: Omit<Pass, 'id' | 'by' | 'at'>): void
}

function read(id: string, stored: unknown): Pass | undefined {
  if (!isLoose(stored) || stored['type'] !== 'pass') return undefined
  const reason = textAt(stored, 'reason', passReasonLimit)
  const by = textAt(stored, 'by', 80)
  if (reason.trim() === '' || by === '') return undefined
  return {
    id,
    purpose: stored['purpose'] === 'final' ? 'final' : 'export',
    reason,
    hindrances: textsAt(stored, 'hindrances'),
    fingerprint: textAt(stored, 'fingerprint', 40),
    by,
    at: numberAt(stored, 'at'),
  }
}

export function createPasses(review: Y.Doc, environment: Environment, me: () => string): Passes {
  const events = reviewEventsOf(review)
  return {
    all: () =>
      [...events.entries()]
        .flatMap(([id, stored]) => read(id, stored) ?? [])
        .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)),
    record({ purpose, reason: raw, hindrances, fingerprint }) {
      const reason = raw.trim().slice(0, passReasonLimit)
      if (reason === '') throw new RangeError('Letting a text through needs a reason')
      events.set(environment.newId(), {
        type: 'pass',
        purpose,
        reason,
        hindrances: hindrances.slice(0, 50).map((line) => line.slice(0, 400)),
        fingerprint,
        by: me(),
        at: environment.now(),
      })
    },
  }
}
