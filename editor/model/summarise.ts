import type { Node } from 'prosemirror-model'
import { placeholdersOf } from '../../schema/content'
import { sentenceAt } from '../../schema/tables'
import { isMine, type Assignments } from './figures/assignments'
import { isOpen, type FigureState, type Figures } from './figures/figures'
import { plainOf } from './flat'
import { quoteOf, readable } from './review/anchors'
import type { Review } from './review/review'
import type { Suggestion, Thread } from './review/thread'
import type { Members } from './members'
import { listLimit, type ReportSummary, type SummaryNews } from './summary'

/** A figure of the text and the first place where it stands. */
export interface DocumentFigure {
  readonly figure: string
  readonly node: Node
  /** Index of the block, content offset in it. */
  readonly index: number
  readonly offset: number
}

/** The figures of a document in order, each once. */
export function figuresOf(doc: Node): DocumentFigure[] {
  const seen = new Set<string>()
  const list: DocumentFigure[] = []
  doc.forEach((block, _pos, index) => {
    for (const { figure, node, offset } of placeholdersOf(block)) {
      if (seen.has(figure)) continue
      seen.add(figure)
      list.push({ figure, node, index, offset })
    }
  })
  return list
}

interface Waiting {
  readonly state: FigureState
  readonly place: DocumentFigure
  readonly mine: boolean
}

/** Cost: a walk over the blocks, of which only changed ones are read again. */
export function summarise(options: {
  readonly reportId: string
  readonly title: string
  readonly doc: Node
  readonly figures: Figures
  readonly assignments: Assignments
  readonly review: Review
  readonly members: Members
  /** This device: whose figures and mentions are news. */
  readonly me: string
  readonly at: number
}): ReportSummary {
  const { reportId, title, doc, figures, assignments, review, members, me, at } = options
  const viewer = { member: me, name: members.name(me) ?? '' }
  const counts: Record<FigureState, number> = {
    missing: 0,
    filled: 0,
    unverified: 0,
    verified: 0,
    conflict: 0,
    'not-applicable': 0,
  }
  const waiting: Waiting[] = []
  const all = figuresOf(doc)
  for (const place of all) {
    const state = figures.state(place.figure)
    counts[state]++
    if (isOpen(state))
      waiting.push({
        state,
        place,
        mine: isMine(assignments.of(place.figure), viewer, members.person),
      })
  }
  waiting.sort(
    (a, b) =>
      Number(b.mine) - Number(a.mine) ||
      Number(b.state === 'conflict') - Number(a.state === 'conflict'),
  )
  const show = (node: Node): string =>
    figures.shown(String(node.attrs['figure'])) ?? String(node.attrs['mask'] ?? '')
  const open = review.threads().filter(({ resolved }) => !resolved)
  return {
    version: 1,
    reportId,
    title,
    total: all.length,
    missing: counts.missing,
    conflicts: counts.conflict,
    mine: waiting.filter(({ mine }) => mine).length,
    unverified: counts.unverified,
    openThreads: open.length,
    figures: waiting.slice(0, listLimit).map(({ state, place, mine }) => {
      const { before, after } = sentenceAt(doc, place.index, place.offset, show, 24)
      const { label, kind, unit } = place.node.attrs
      const values = state === 'conflict' ? figures.values(place.figure) : []
      return {
        id: place.figure,
        state,
        mine,
        values: values.map(({ value, notApplicable }) => (notApplicable ? '—' : value)),
        label: figures.info(place.figure)?.label || String(label),
        kind: String(kind),
        unit: String(unit),
        before,
        after,
      }
    }),
    threads: open.slice(0, listLimit).map(({ id, anchor, messages, suggestion }) => ({
      id,
      quote: quoteOf(anchor).slice(0, 80),
      body: firstWords(messages[0]?.body ?? '', suggestion).slice(0, 200),
    })),
    news: [
      ...conflictsOfMine(
        waiting.filter(({ state }) => state === 'conflict').map(({ place }) => place),
        options,
      ),
      ...mentions(open, members, me),
      ...assigned(open, members, me),
      ...(all.length > 0 && counts.missing + counts.conflict === 0
        ? [{ key: `complete ${all.length}`, kind: 'complete' as const, id: '', text: '', by: '' }]
        : []),
    ].slice(0, newsLimit),
    at,
  }
}

/** What a list shows of a thread: what was said, else what is proposed. */
function firstWords(said: string, suggestion: Suggestion | null): string {
  if (said !== '' || suggestion === null) return said
  const words = readable(plainOf(suggestion.content))
  return `→ ${words === '' ? '∅' : words}`
}

const newsLimit = 50

/** Figures that whoever sits here has filled, and somebody else differently. */
function conflictsOfMine(
  places: readonly DocumentFigure[],
  { figures, members, me }: { figures: Figures; members: Members; me: string },
): SummaryNews[] {
  const isMe = (by: string): boolean => members.person(by) === members.person(me)
  return places.flatMap(({ figure, node }) => {
    const values = figures.values(figure)
    const other = values.findLast(({ by }) => !isMe(by))
    if (me === '' || other === undefined || !values.some(({ by }) => isMe(by))) return []
    const shown = values.map(({ value }) => value).join('／')
    return [
      {
        key: `conflict ${figure} ${other.entry}`,
        kind: 'conflict' as const,
        id: figure,
        text: `${String(node.attrs['label'])} ${shown}${String(node.attrs['unit'])}`.trim(),
        by: members.name(other.by) ?? '',
      },
    ]
  })
}

/** Messages of others that name whoever sits here after an @. */
function mentions(threads: readonly Thread[], members: Members, me: string): SummaryNews[] {
  const name = members.name(me)
  if (name === undefined) return []
  return threads.flatMap(({ id, messages }) =>
    messages
      .filter(
        ({ by, body }) => members.person(by) !== members.person(me) && mentionsName(body, name),
      )
      .map((message) => ({
        key: `mention ${id} ${message.id}`,
        kind: 'mention' as const,
        id,
        text: message.body.slice(0, 120),
        by: members.name(message.by) ?? '',
      })),
  )
}

/** Threads that somebody else asked whoever sits here to see to. */
function assigned(threads: readonly Thread[], members: Members, me: string): SummaryNews[] {
  return threads.flatMap(({ id, assignee, assignedBy, messages, suggestion }) =>
    me === '' ||
    assignee === '' ||
    members.person(assignee) !== members.person(me) ||
    members.person(assignedBy) === members.person(me)
      ? []
      : [
          {
            key: `assigned ${id} ${assignedBy}`,
            kind: 'assigned' as const,
            id,
            text: firstWords(messages[0]?.body ?? '', suggestion).slice(0, 120),
            by: members.name(assignedBy) ?? '',
          },
        ],
  )
}

/** Whether a text names somebody: `@名字`, with either kind of @. */
function mentionsName(text: string, name: string): boolean {
  return text.includes(`@${name}`) || text.includes(`＠${name}`)
}
