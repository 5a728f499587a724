import { flagAt, isLoose, numberAt, textAt, textsAt } from './decode'
import type { FigureState } from './figures/figures'

/** One blank in a summary. */
export interface SummaryFigure {
  readonly id: string
  readonly state: FigureState
  /** Assigned to whoever sits here, or to their department. */
  readonly mine: boolean
  /** The values that differ, where they do. */
  readonly values: readonly string[]
  readonly label: string
  readonly kind: string
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

/** Something that whoever sits here should hear of, once. */
export interface SummaryNews {
  /** Tells it from all other news of the report. */
  readonly key: string
  readonly kind: 'conflict' | 'mention' | 'assigned' | 'complete'
  /** Figure or thread; empty for the report as a whole. */
  readonly id: string
  /** Label and values of the figure, or what was said. */
  readonly text: string
  /** Name of whoever did it; may be empty. */
  readonly by: string
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
  /** Open ones that are for whoever sits here. */
  readonly mine: number
  readonly unverified: number
  readonly openThreads: number
  /** Mine first; in each half conflicts, then missing ones, in the order of the text; at most 200. */
  readonly figures: readonly SummaryFigure[]
  /** Open threads; at most 200. */
  readonly threads: readonly SummaryThread[]
  /** For whoever sits here; at most 50. */
  readonly news: readonly SummaryNews[]
  /** Milliseconds since 1970. */
  readonly at: number
}

const newsKinds: readonly SummaryNews['kind'][] = ['conflict', 'mention', 'assigned', 'complete']

/** So many blanks and threads a summary names at most. */
export const listLimit = 200

/** Reads a stored summary; undefined when it is none, for it may be of another version. */
export function readSummary(stored: unknown): ReportSummary | undefined {
  if (!isLoose(stored) || stored['version'] !== 1 || textAt(stored, 'reportId', 80) === '')
    return undefined
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
    mine: numberAt(stored, 'mine'),
    unverified: numberAt(stored, 'unverified'),
    openThreads: numberAt(stored, 'openThreads'),
    figures: list('figures', (one) => ({
      id: textAt(one, 'id', 80),
      state: one['state'] === 'conflict' ? 'conflict' : 'missing',
      mine: flagAt(one, 'mine'),
      values: textsAt(one, 'values'),
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
    news: list('news', (one) => {
      const kind = textAt(one, 'kind', 20)
      return {
        key: textAt(one, 'key', 200),
        kind: newsKinds.find((one) => one === kind) ?? 'complete',
        id: textAt(one, 'id', 80),
        text: textAt(one, 'text', 200),
        by: textAt(one, 'by', 40),
      }
    }),
    at: numberAt(stored, 'at'),
  }
}
