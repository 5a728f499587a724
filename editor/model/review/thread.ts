import type { Flat } from '../flat'
import { plainOf } from '../flat'
import { readAnchor, type Anchor } from './anchors'
import { opens, type Inserted, type ReviewEvent } from './events'

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

export type SuggestionState = 'open' | 'accepted' | 'rejected' | 'withdrawn'

/** An acceptance that put the suggestion's content into the text. */
export interface Accepted {
  /** Of its event. */
  readonly id: string
  readonly by: string
  /** What it inserted; null when that is not known. */
  readonly inserted: readonly Inserted[] | null
}

/** 修改建议: what should stand in the place of the thread's range. */
export interface Suggestion {
  /** The passage as its author saw it; empty for a mere insertion. */
  readonly old: Flat
  /** The passage as it should be; empty for a mere deletion. */
  readonly content: Flat
  readonly state: SuggestionState
  /** Who accepted or rejected it last. */
  readonly decidedBy: string
  /** Two people accepted it without knowing of each other, so it may stand in the text twice. */
  readonly twice: boolean
  /** Acceptances that stand, in an order that is the same for everybody. */
  readonly acceptances: readonly Accepted[]
  /** Counts its author's changes. */
  readonly version: number
}

/** 批注, or a suggestion with what was said of it. */
export interface Thread {
  readonly id: string
  /** Where it is now: as it was made, or as somebody put it since. */
  readonly anchor: Anchor
  /** Where it was made; its quote is what its author commented on. */
  readonly original: Anchor
  readonly messages: readonly Message[]
  /** A comment that was resolved, a suggestion that is open no more. */
  readonly resolved: boolean
  /** Member id of whoever is to see to it; empty for nobody. */
  readonly assignee: string
  /** Who asked them to. */
  readonly assignedBy: string
  readonly by: string
  readonly at: number
  /** Null for a comment. */
  readonly suggestion: Suggestion | null
}

/** Events in the order in which their authors had seen each other, then by id: the same for everybody. */
function inOrder(events: readonly ReviewEvent[]): ReviewEvent[] {
  return events.toSorted((a, b) => a.n - b.n || (a.id < b.id ? -1 : 1))
}

/** What the events of one thread add up to; null while its first event has not come. */
export function fold(events: readonly ReviewEvent[]): Thread | null {
  const ordered = inOrder(events)
  const first = ordered.find(({ type }) => opens(type))
  if (first === undefined) return null
  const suggestion = first.type === 'suggest' ? foldSuggestion(first, ordered) : null
  let closed = false
  let [assignee, assignedBy] = ['', '']
  let anchor = readAnchor(first.anchor)
  for (const event of ordered) {
    if (event.type === 'resolve') closed = true
    else if (event.type === 'reopen') closed = false
    else if (event.type === 'assign') {
      assignee = event.to
      assignedBy = event.by
    } else if (
      event.type === 'place' ||
      (event.type === 'revise' && event.by === first.by && suggestion !== null)
    ) {
      const next = readAnchor(event.anchor)
      if (next.type === 'range') anchor = next
    }
  }
  return {
    id: first.id,
    anchor: anchor.type === 'range' && suggestion !== null ? quoted(anchor, suggestion) : anchor,
    original: readAnchor(first.anchor),
    messages: messagesOf(first, ordered),
    resolved: suggestion === null || suggestion.twice ? closed : suggestion.state !== 'open',
    assignee,
    assignedBy,
    by: first.by,
    at: first.at,
    suggestion,
  }
}

/** A suggestion is stored with the whole passage, so its anchor need not repeat it. */
function quoted(anchor: Extract<Anchor, { type: 'range' }>, { old }: Suggestion): Anchor {
  return anchor.quote === '' ? { ...anchor, quote: plainOf(old) } : anchor
}

function messagesOf(first: ReviewEvent, ordered: readonly ReviewEvent[]): Message[] {
  const messages = new Map<string, Message>()
  for (const event of ordered) {
    if (event !== first && event.type !== 'reply') continue
    // A suggestion needs no words.
    if (event.type === 'suggest' && event.body === '') continue
    const { id, body, by, at } = event
    messages.set(id, { id, body, by, at, edited: false, withdrawn: false })
  }
  for (const event of ordered) {
    const message = messages.get(event.message)
    if (message === undefined || message.by !== event.by) continue
    if (event.type === 'edit' && !message.withdrawn)
      messages.set(message.id, { ...message, body: event.body, edited: true })
    else if (event.type === 'withdraw')
      messages.set(message.id, { ...message, body: '', withdrawn: true })
  }
  return [...messages.values()]
}

function foldSuggestion(first: ReviewEvent, ordered: readonly ReviewEvent[]): Suggestion {
  let latest = first
  for (const event of ordered)
    if (event.type === 'revise' && event.by === first.by && event.version >= latest.version)
      latest = event
  let state: SuggestionState = 'open'
  let decidedBy = ''
  let accepted: ReviewEvent[] = []
  /** Acceptances whose doubled content was taken out again. */
  const mended = new Set(ordered.flatMap(({ type, message }) => (type === 'mend' ? message : [])))
  for (const event of ordered) {
    const { type, decision, by } = event
    if (mended.has(event.id)) continue
    // What was decided on an earlier content says nothing of this one.
    if (type !== 'decide' || event.version !== latest.version) continue
    if (decision === 'accepted') {
      accepted.push(event)
      state = 'accepted'
      decidedBy = by
    } else if (decision === 'reopened') {
      accepted = accepted.filter((one) => one.by !== by)
      state = accepted.length > 0 ? 'accepted' : 'open'
    } else if (decision === 'rejected') {
      if (state === 'accepted') continue
      state = 'rejected'
      decidedBy = by
    } else if (by === first.by && decision === 'withdrawn') {
      if (state === 'open') state = 'withdrawn'
    } else if (by === first.by && decision === 'restored' && state === 'withdrawn') state = 'open'
  }
  // What only takes something out says the same however often it is done.
  const adding = accepted.filter(({ inserted }) => inserted === null || inserted.length > 0)
  return {
    old: latest.old,
    content: latest.content,
    state,
    decidedBy,
    twice: new Set(adding.map(({ by }) => by)).size > 1,
    acceptances: adding.map(({ id, by, inserted }) => ({ id, by, inserted })),
    version: latest.version,
  }
}
