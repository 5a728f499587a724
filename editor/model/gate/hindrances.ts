import type { Node } from 'prosemirror-model'
import type { Report } from '../report'
import { figuresOf } from '../summarise'

/** A member whose work may not be here. */
export interface Absent {
  readonly device: string
  /** When that device was last connected to this one, in milliseconds since 1970; undefined: never. */
  readonly lastMet: number | undefined
}

/** What stands in the way of a final text. Each list is in the order of the text or of time. */
export interface Hindrances {
  /** Ids of figures: 待填, 数据不一致, 待核. */
  readonly missing: readonly string[]
  readonly conflicts: readonly string[]
  readonly unverified: readonly string[]
  /** Fingerprints of open findings that are errors. */
  readonly errors: readonly string[]
  /** Ids of open threads. */
  readonly comments: readonly string[]
  readonly suggestions: readonly string[]
  /** Members who may write and are not connected now. */
  readonly absent: readonly Absent[]
}

export type HindranceKind = keyof Hindrances

/** In the order in which they are dealt with. */
export const hindranceKinds: readonly HindranceKind[] = [
  'missing',
  'conflicts',
  'unverified',
  'errors',
  'suggestions',
  'comments',
  'absent',
]

export interface Others {
  /** Devices of members who may write, without one's own. */
  readonly writers: readonly string[]
  readonly present: ReadonlySet<string>
  readonly lastMet: (device: string) => number | undefined
}

/** Reads the whole report once; not for every key. */
export function hindrancesOf(
  report: Pick<Report, 'figures' | 'checks' | 'review'>,
  doc: Node,
  { writers, present, lastMet }: Others,
): Hindrances {
  const figures = figuresOf(doc).map(({ figure }) => figure)
  const inState = (state: string): string[] =>
    figures.filter((figure) => report.figures.state(figure) === state)
  const open = report.review.threads().filter(({ resolved }) => !resolved)
  return {
    missing: inState('missing'),
    conflicts: inState('conflict'),
    unverified: inState('unverified'),
    errors: report.checks
      .run(doc)
      .open.filter(({ strength }) => strength === 'error')
      .map(({ fingerprint }) => fingerprint),
    comments: open.filter(({ suggestion }) => suggestion === null).map(({ id }) => id),
    suggestions: open.filter(({ suggestion }) => suggestion !== null).map(({ id }) => id),
    absent: writers
      .filter((device) => !present.has(device))
      .map((device) => ({ device, lastMet: lastMet(device) })),
  }
}

export function isClear(hindrances: Hindrances): boolean {
  return hindranceKinds.every((kind) => hindrances[kind].length === 0)
}
