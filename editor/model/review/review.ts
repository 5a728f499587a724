import type * as Y from 'yjs'
import { isLoose, numberAt, textAt } from '../decode'
import type { Environment } from '../environment'
import { reviewEventsOf } from '../parts'
import { readAnchor, type Anchor } from './anchors'

/** One message of a thread. */
export interface Message {
  readonly id: string
  /** Plain text; empty when withdrawn. */
  readonly body: string
  /** Member id. */
  readonly by: string
  /** Milliseconds since 1970, by its author's clock. */
  readonly at: number
  readonly edited: boolean
  readonly withdrawn: boolean
}

/** 批注: a thread with its first message. */
export interface Thread {
  readonly id: string
  readonly anchor: Anchor
  readonly messages: readonly Message[]
  readonly resolved: boolean
  readonly by: string
  readonly at: number
}

/**
 * The review of a report: events that are only ever added, so that nothing that somebody
 * said is lost, whatever others do at the same time. Threads are what the events add up
 * to, in the order in which their authors had seen each other (`n`), then by id.
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
  onChange(listener: (threads: ReadonlySet<string>) => void): () => void
  close(): void
}

type EventType = 'thread' | 'reply' | 'resolve' | 'reopen' | 'edit' | 'withdraw'

interface ReviewEvent {
  readonly id: string
  readonly type: EventType
  /** Id of the thread: that of its first event. */
  readonly thread: string
  readonly by: string
  readonly at: number
  /** One more than the highest that its author had seen in the thread. */
  readonly n: number
  readonly body: string
  readonly message: string
  readonly anchor: unknown
}

const types: readonly EventType[] = ['thread', 'reply', 'resolve', 'reopen', 'edit', 'withdraw']
export const bodyLimit = 10_000

function readEvent(id: string, stored: unknown): ReviewEvent | null {
  if (!isLoose(stored)) return null
  const type = types.find((one) => one === stored['type'])
  if (type === undefined) return null
  const thread = type === 'thread' ? id : textAt(stored, 'thread', 80)
  return {
    id,
    type,
    thread,
    by: textAt(stored, 'by', 80),
    at: numberAt(stored, 'at'),
    n: numberAt(stored, 'n'),
    body: textAt(stored, 'body', bodyLimit),
    message: textAt(stored, 'message', 80),
    anchor: stored['anchor'],
  }
}

/** What the events of one thread add up to; null while its first event has not come. */
function fold(events: readonly ReviewEvent[]): Thread | null {
  const ordered = events.toSorted((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1))
  const first = ordered.find(({ type }) => type === 'thread')
  if (first === undefined) return null
  const messages = new Map<string, Message>()
  const say = ({ id, body, by, at }: ReviewEvent): void => {
    messages.set(id, { id, body, by, at, edited: false, withdrawn: false })
  }
  say(first)
  let resolved = false
  for (const event of ordered) {
    if (event.type === 'reply') say(event)
    else if (event.type === 'resolve') resolved = true
    else if (event.type === 'reopen') resolved = false
  }
  for (const event of ordered) {
    const message = messages.get(event.message)
    if (message === undefined || message.by !== event.by) continue
    if (event.type === 'edit' && !message.withdrawn) {
      messages.set(message.id, { ...message, body: event.body, edited: true })
    } else if (event.type === 'withdraw') {
      messages.set(message.id, { ...message, body: '', withdrawn: true })
    }
  }
  return {
    id: first.id,
    anchor: readAnchor(first.anchor),
    messages: [...messages.values()],
    resolved,
    by: first.by,
    at: first.at,
  }
}

export function createReview(doc: Y.Doc, environment: Environment, me: () => string): Review {
  const events = reviewEventsOf(doc)
  const byThread = new Map<string, Map<string, ReviewEvent>>()
  const folded = new Map<string, Thread | null>()
  const listeners = new Set<(threads: ReadonlySet<string>) => void>()
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
    if (touched.size > 0) for (const listener of listeners) listener(touched)
  }
  events.observe(observer)

  const thread = (id: string): Thread | undefined => {
    let found = folded.get(id)
    if (found === undefined) {
      found = fold([...(byThread.get(id)?.values() ?? [])])
      folded.set(id, found)
    }
    return found ?? undefined
  }

  const add = (
    type: EventType,
    threadId: string,
    more: Readonly<Record<string, unknown>> = {},
  ): string => {
    const id = environment.newId()
    const seen = [...(byThread.get(threadId)?.values() ?? [])].map(({ n }) => n)
    events.set(id, {
      type,
      ...(type === 'thread' ? {} : { thread: threadId }),
      by: me(),
      at: environment.now(),
      n: 1 + Math.max(0, ...seen),
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
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      events.unobserve(observer)
      listeners.clear()
    },
  }
}
