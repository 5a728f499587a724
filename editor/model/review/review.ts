import type * as Y from 'yjs'
import type { Environment } from '../environment'
import { flatLimit, plainOf, type Flat } from '../flat'
import { reviewEventsOf } from '../parts'
import type { Undoable } from '../undoable'
import type { Anchor, RangeAnchor } from './anchors'
import {
  bodyLimit,
  insertedLimit,
  opens,
  readEvent,
  type Decision,
  type EventType,
  type Inserted,
  type ReviewEvent,
} from './events'
import { fold, type Thread } from './thread'
import { observe, tellAll } from '../listening'

/** What somebody proposes for a passage. */
export interface Proposal {
  readonly anchor: RangeAnchor
  /** What stands in the anchor's range. */
  readonly old: Flat
  readonly content: Flat
}

/**
 * The review of a report: events that are only ever added, so that nothing that somebody
 * said is lost, whatever others do at the same time. Threads, and suggestions among them,
 * are what the events add up to, in the order in which their authors had seen each other.
 */
export interface Review {
  /** In the order of creation. */
  threads(): readonly Thread[]
  thread(id: string): Thread | undefined
  /** Opens a thread; returns its id. Throws a RangeError when `body` is blank. */
  create(anchor: Anchor, body: string): string
  reply(thread: string, body: string): void
  resolve(thread: string): void
  reopen(thread: string): void
  /** Changes one's own message; a message of somebody else stays as it is. */
  edit(message: string, body: string): void
  /** Takes one's own message back; its place stays. */
  withdraw(message: string): void
  /** Gives a thread another place in the text. */
  place(thread: string, anchor: RangeAnchor): void
  /** Asks a member to see to a thread; `''` takes that back. */
  assign(thread: string, member: string): void
  /**
   * Proposes a change of the text; returns the id of the suggestion's thread.
   * Throws a RangeError when the passage is longer than `flatLimit`.
   */
  suggest(proposal: Proposal, reason?: string): string
  /** Changes one's own open suggestion. False when it is not one's own or is open no more. */
  revise(thread: string, proposal: Proposal): boolean
  /**
   * Notes what became of suggestions, and tells how to take that back. Changes no text.
   * @param inserted of an acceptance: what it put into the text, by thread
   */
  decide(
    threads: readonly string[],
    decision: 'accepted' | 'rejected' | 'reopened' | 'withdrawn',
    inserted?: ReadonlyMap<string, readonly Inserted[]>,
  ): Undoable
  /** Notes that what an acceptance (the id of its event) inserted was taken out, since it stood twice. */
  mend(thread: string, acceptance: string): void
  /** Does several things; listeners hear of them at once, and until then nothing of them is seen. */
  batch(run: () => void): void
  onChange(listener: (threads: ReadonlySet<string>) => void): () => void
  close(): void
}

const inverse: Readonly<Record<Decision, Decision>> = {
  accepted: 'reopened',
  rejected: 'reopened',
  reopened: 'rejected',
  withdrawn: 'restored',
  restored: 'withdrawn',
}

export function createReview(doc: Y.Doc, environment: Environment, me: () => string): Review {
  const events = reviewEventsOf(doc)
  const byThread = new Map<string, Map<string, ReviewEvent>>()
  const folded = new Map<string, Thread | null>()
  const listeners = new Set<(threads: ReadonlySet<string>) => void>()
  /** The event that holds the latest content of a suggestion of this session, by thread. */
  const drafts = new Map<string, string>()
  let sorted: readonly Thread[] | null = null

  const take = (id: string): string | null => {
    const event = readEvent(id, events.get(id))
    if (event === null) return null
    const list = byThread.get(event.thread) ?? new Map<string, ReviewEvent>()
    list.set(id, event)
    byThread.set(event.thread, list)
    folded.delete(event.thread)
    return event.thread
  }
  for (const id of events.keys()) take(id)

  const observer = (change: Y.YMapEvent<unknown>): void => {
    const touched = new Set<string>()
    for (const id of change.keysChanged) {
      const thread = take(id)
      if (thread !== null) touched.add(thread)
    }
    sorted = null
    if (touched.size > 0) tellAll(listeners, touched)
  }
  const stop = observe(events, observer)

  const thread = (id: string): Thread | undefined => {
    let found = folded.get(id)
    if (found === undefined) {
      found = fold([...(byThread.get(id)?.values() ?? [])])
      folded.set(id, found)
    }
    return found ?? undefined
  }

  const lastOf = (threadId: string): number =>
    Math.max(0, ...[...(byThread.get(threadId)?.values() ?? [])].map(({ n }) => n))

  const add = (
    type: EventType,
    threadId: string,
    more: Readonly<Record<string, unknown>> = {},
  ): string => {
    const id = environment.newId()
    events.set(id, {
      type,
      ...(opens(type) ? {} : { thread: threadId }),
      by: me(),
      at: environment.now(),
      n: 1 + lastOf(threadId),
      ...more,
    })
    return id
  }

  const spoken = (body: string): string => {
    const text = body.trim().slice(0, bodyLimit)
    if (text === '') throw new RangeError('A comment needs a text')
    return text
  }

  const threadOf = (message: string): string | undefined => {
    const event = readEvent(message, events.get(message))
    return event?.thread
  }

  const fieldsOf = ({ anchor, old, content }: Proposal, version: number) => {
    for (const passage of [old, content])
      if (plainOf(passage).length > flatLimit) throw new RangeError('The passage is too long')
    // The whole passage is there; its quote need not be there twice.
    return { anchor: { ...anchor, quote: '' }, old, content, version }
  }

  const say = (
    ids: readonly string[],
    decision: Decision,
    inserted?: ReadonlyMap<string, readonly Inserted[]>,
  ): boolean => {
    let said = false
    doc.transact(() => {
      for (const id of ids) {
        const version = thread(id)?.suggestion?.version
        if (version === undefined) continue
        const came = inserted?.get(id)
        add('decide', id, {
          decision,
          version,
          ...(came === undefined || came.length > insertedLimit ? {} : { inserted: came }),
        })
        said = true
      }
    })
    return said
  }

  return {
    threads() {
      sorted ??= [...byThread.keys()]
        .flatMap((id) => thread(id) ?? [])
        .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
      return sorted
    },
    thread,
    create: (anchor, body) => add('thread', '', { anchor, body: spoken(body) }),
    reply(id, body) {
      add('reply', id, { body: spoken(body) })
    },
    resolve(id) {
      if (thread(id)?.resolved === false) add('resolve', id)
    },
    reopen(id) {
      if (thread(id)?.resolved === true) add('reopen', id)
    },
    edit(message, body) {
      const id = threadOf(message)
      if (id !== undefined) add('edit', id, { message, body: spoken(body) })
    },
    withdraw(message) {
      const id = threadOf(message)
      if (id !== undefined) add('withdraw', id, { message })
    },
    place(id, anchor) {
      if (thread(id) !== undefined) add('place', id, { anchor })
    },
    assign(id, to) {
      const known = thread(id)
      if (known !== undefined && known.assignee !== to) add('assign', id, { to })
    },
    suggest(proposal, reason = '') {
      const body = reason.trim().slice(0, bodyLimit)
      const id = add('suggest', '', { ...fieldsOf(proposal, 1), body })
      drafts.set(id, id)
      return id
    },
    revise(id, proposal) {
      const known = thread(id)
      if (known?.suggestion?.state !== 'open' || known.by !== me()) return false
      const fields = fieldsOf(proposal, known.suggestion.version + 1)
      const draft = drafts.get(id)
      const stored = draft === undefined ? undefined : byThread.get(id)?.get(draft)
      // While nobody else said anything, the event itself grows, so that typing leaves one event and not hundreds.
      if (stored !== undefined && stored.n >= lastOf(id)) {
        const { type, by, at, n, body } = stored
        events.set(stored.id, {
          type,
          ...(opens(type) ? {} : { thread: id }),
          by,
          at,
          n,
          body,
          ...fields,
        })
      } else drafts.set(id, add('revise', id, fields))
      return true
    },
    mend(id, acceptance) {
      add('mend', id, { message: acceptance })
    },
    decide(ids, decision, inserted) {
      say(ids, decision, inserted)
      return {
        undo: () => say(ids, inverse[decision]),
        redo: () => say(ids, decision),
      }
    },
    batch(run) {
      doc.transact(run)
    },
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
