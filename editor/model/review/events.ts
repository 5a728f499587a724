import { isLoose, numberAt, textAt, type Loose } from '../decode'
import { readFlat, type Flat } from '../flat'

/** What can be said in a review. A type of a newer version is passed over. */
const types = [
  'thread',
  'suggest',
  'revise',
  'reply',
  'resolve',
  'reopen',
  'edit',
  'withdraw',
  'place',
  'assign',
  'decide',
  'mend',
] as const

export type EventType = (typeof types)[number]

/** What can become of a suggestion. */
const decisions = ['accepted', 'rejected', 'reopened', 'withdrawn', 'restored'] as const
export type Decision = (typeof decisions)[number]

/**
 * Whether a stored event decides on a suggestion as only somebody may who may write the
 * text. Taking back and restoring are its author's.
 */
export function isDrafterDecision(stored: Loose): boolean {
  return (
    stored['type'] === 'mend' ||
    (stored['type'] === 'decide' &&
      stored['decision'] !== 'withdrawn' &&
      stored['decision'] !== 'restored')
  )
}

/** A stretch that an acceptance put into the text. */
export interface Inserted {
  /** Yjs relative positions of its first and its last character, as JSON. */
  readonly start: string
  readonly end: string
  readonly content: Flat
}

/** More of them are not noted. */
export const insertedLimit = 200

export interface ReviewEvent {
  readonly id: string
  readonly type: EventType
  /** Id of the thread: that of its first event. */
  readonly thread: string
  readonly by: string
  readonly at: number
  /** One more than the highest that its author had seen in the thread. */
  readonly n: number
  readonly body: string
  /** Id of the event that this one is about: a message, or of a `mend` the acceptance that it took out. */
  readonly message: string
  readonly anchor: unknown
  /** Of a suggestion: the passage as it was, and as it should be. */
  readonly old: Flat
  readonly content: Flat
  /** Version of a suggestion's content: of this event, or that was decided on. */
  readonly version: number
  readonly decision: Decision | null
  /** Of an acceptance: what it put into the text; null when that is not known. */
  readonly inserted: readonly Inserted[] | null
  /** Member id of whoever is to see to it; empty for nobody. */
  readonly to: string
}

export const bodyLimit = 10_000

/** Reads what a peer wrote; null when it is no event that we know. */
export function readEvent(id: string, stored: unknown): ReviewEvent | null {
  if (!isLoose(stored)) return null
  const type = types.find((one) => one === stored['type'])
  if (type === undefined) return null
  return {
    id,
    type,
    thread: opens(type) ? id : textAt(stored, 'thread', 80),
    by: textAt(stored, 'by', 80),
    at: numberAt(stored, 'at'),
    n: numberAt(stored, 'n'),
    body: textAt(stored, 'body', bodyLimit),
    message: textAt(stored, 'message', 80),
    anchor: stored['anchor'],
    old: readFlat(stored['old']),
    content: readFlat(stored['content']),
    version: numberAt(stored, 'version'),
    decision: decisions.find((one) => one === stored['decision']) ?? null,
    inserted: readInserted(stored['inserted']),
    to: textAt(stored, 'to', 80),
  }
}

function readInserted(stored: unknown): readonly Inserted[] | null {
  if (!Array.isArray(stored) || stored.length > insertedLimit) return null
  const list = (stored as unknown[]).flatMap((one): Inserted[] =>
    isLoose(one)
      ? [
          {
            start: textAt(one, 'start', 400),
            end: textAt(one, 'end', 400),
            content: readFlat(one['content']),
          },
        ]
      : [],
  )
  return list.length === stored.length ? list : null
}

/** Whether an event of this type is the first of a thread. */
export function opens(type: EventType): boolean {
  return type === 'thread' || type === 'suggest'
}
