import type { Node } from 'prosemirror-model'
import { placeholdersOf, sentenceAround } from '../../schema/content'
import type { FigureKind } from '../../schema/schema'
import { isLoose, numberAt, textAt } from './decode'
import type { FigureState, Figures } from './figures/figures'
import { quoteOf } from './review/anchors'
import type { Review } from './review/review'

/** One blank in a summary. */
export interface SummaryFigure {
  readonly id: string
  readonly state: FigureState
  readonly label: string
  readonly kind: FigureKind | string
  readonly unit: string
  /** The sentence around the first place where it stands. */
  readonly before: string
  readonly after: string
}

export interface SummaryThread {
  readonly id: string
  readonly quote: string
  readonly body: string
}

/** What popup and badge show of a report; written by whoever has its documents open. */
export interface ReportSummary {
  readonly version: 1
  readonly reportId: string
  readonly title: string
  /** Figures that stand in the text, each once. */
  readonly total: number
  readonly missing: number
  readonly conflicts: number
  readonly unverified: number
  readonly openThreads: number
  /** Conflicts first, then missing ones, in the order of the text; at most 200. */
  readonly figures: readonly SummaryFigure[]
  /** Open threads; at most 200. */
  readonly threads: readonly SummaryThread[]
  /** Milliseconds since 1970. */
  readonly at: number
}

const listLimit = 200

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

/** Cost: a walk over the blocks, of which only changed ones are read again. */
export function summarise(options: {
  readonly reportId: string
  readonly title: string
  readonly doc: Node
  readonly figures: Figures
  readonly review: Review
  readonly at: number
}): ReportSummary {
  const { reportId, title, doc, figures, review, at } = options
  const counts: Record<FigureState, number> = { missing: 0, filled: 0, unverified: 0, conflict: 0, 'not-applicable': 0 }
  const waiting: { readonly state: FigureState; readonly place: DocumentFigure }[] = []
  const all = figuresOf(doc)
  for (const place of all) {
    const state = figures.state(place.figure)
    counts[state]++
    if (state === 'missing' || state === 'conflict') waiting.push({ state, place })
  }
  waiting.sort((a, b) => (a.state === b.state ? 0 : a.state === 'conflict' ? -1 : 1))
  const show = (node: Node): string => figures.shown(String(node.attrs['figure'])) ?? String(node.attrs['mask'] ?? '')
  const open = review.threads().filter(({ resolved }) => !resolved)
  return {
    version: 1,
    reportId,
    title,
    total: all.length,
    missing: counts.missing,
    conflicts: counts.conflict,
    unverified: counts.unverified,
    openThreads: open.length,
    figures: waiting.slice(0, listLimit).map(({ state, place }) => {
      const { before, after } = sentenceAround(doc.child(place.index), place.offset, show, 24)
      const { label, kind, unit } = place.node.attrs
      return { id: place.figure, state, label: String(label), kind: String(kind), unit: String(unit), before, after }
    }),
    threads: open.slice(0, listLimit).map(({ id, anchor, messages }) => ({
      id,
      quote: quoteOf(anchor).slice(0, 80),
      body: (messages[0]?.body ?? '').slice(0, 200),
    })),
    at,
  }
}

/** Reads a stored summary; undefined when it is none, for it may be of another version. */
export function readSummary(stored: unknown): ReportSummary | undefined {
  if (!isLoose(stored) || stored['version'] !== 1 || textAt(stored, 'reportId', 80) === '') return undefined
  const list = <T>(key: string, read: (one: Readonly<Record<string, unknown>>) => T): T[] => {
    const found = stored[key]
    return Array.isArray(found) ? found.filter(isLoose).slice(0, listLimit).map(read) : []
  }
  return {
    version: 1,
    reportId: textAt(stored, 'reportId', 80),
    title: textAt(stored, 'title', 200),
    total: numberAt(stored, 'total'),
    missing: numberAt(stored, 'missing'),
    conflicts: numberAt(stored, 'conflicts'),
    unverified: numberAt(stored, 'unverified'),
    openThreads: numberAt(stored, 'openThreads'),
    figures: list('figures', (one) => ({
      id: textAt(one, 'id', 80),
      state: one['state'] === 'conflict' ? 'conflict' : 'missing',
      label: textAt(one, 'label', 200),
      kind: textAt(one, 'kind', 40),
      unit: textAt(one, 'unit', 40),
      before: textAt(one, 'before', 200),
      after: textAt(one, 'after', 200),
    })),
    threads: list('threads', (one) => ({
      id: textAt(one, 'id', 80),
      quote: textAt(one, 'quote', 200),
      body: textAt(one, 'body', 400),
    })),
    at: numberAt(stored, 'at'),
  }
}
