import type { Node } from 'prosemirror-model'
import { sentenceAt } from '../../schema/tables'
import { aroundBlank, courseOfLabel, isCourse, type Around } from '../../schema/course'
import { isFigureKind, type FigureKind } from '../../schema/schema'
import { flagAt, isLoose, numberAt, textAt, textsAt } from './decode'
import { isMine, type Assignments } from './figures/assignments'
import { isFigureState, type Figures, type FigureState } from './figures/figures'
import type { Members } from './members'
import { figuresOf } from './summarise'

/** A blank with what it takes to fill it while its report is closed. */
export interface ListedBlank extends Around {
  readonly id: string
  readonly state: FigureState
  readonly kind: FigureKind
  readonly unit: string
  readonly label: string
  /** The clause around the first place where it stands. */
  readonly before: string
  readonly after: string
  /** As it stands in the text; empty while missing. */
  readonly shown: string
  /** Entries of its register: whoever fills it with these before their eyes replaces these. */
  readonly entries: readonly string[]
  readonly mine: boolean
}

/** Every blank of a report, filled or not, for whoever wants to fill one from outside. */
export interface BlankList {
  readonly version: 1
  readonly reportId: string
  /** Whether this device's role lets it fill blanks. */
  readonly mayFill: boolean
  /** In the order of the text; at most `blankLimit`. */
  readonly blanks: readonly ListedBlank[]
  /** Milliseconds since 1970. */
  readonly at: number
}

/** So many blanks of one report can be filled from outside. */
export const blankLimit = 3000

/** Cost: one sentence per blank, so for quiet moments. */
export function listBlanks(options: {
  readonly reportId: string
  readonly doc: Node
  readonly figures: Figures
  readonly assignments: Assignments
  readonly members: Members
  readonly me: string
  readonly mayFill: boolean
  readonly at: number
}): BlankList {
  const { reportId, doc, figures, assignments, members, me, mayFill, at } = options
  const viewer = { member: me, name: members.name(me) ?? '' }
  const show = (node: Node): string =>
    figures.shown(String(node.attrs['figure'])) ?? String(node.attrs['mask'] ?? '')
  return {
    version: 1,
    reportId,
    mayFill,
    blanks: figuresOf(doc)
      .slice(0, blankLimit)
      .map(({ figure, node, index, offset }) => {
        const block = doc.child(index)
        const { before, after } = sentenceAt(doc, index, offset, show, 24)
        const info = figures.info(figure)
        return {
          id: figure,
          state: figures.state(figure),
          kind: info?.kind ?? (isFigureKind(node.attrs['kind']) ? node.attrs['kind'] : 'text'),
          unit: info?.unit ?? String(node.attrs['unit']),
          ...aroundBlank(block, offset),
          label: info?.label || String(node.attrs['label']),
          before,
          after,
          shown: figures.shown(figure) ?? '',
          entries: figures.entries(figure),
          mine: isMine(assignments.of(figure), viewer, members.person),
        }
      }),
    at,
  }
}

/** Reads a stored list; undefined when it is none, for it may be of another version. */
export function readBlankList(stored: unknown): BlankList | undefined {
  if (!isLoose(stored) || stored['version'] !== 1) return undefined
  const reportId = textAt(stored, 'reportId', 80)
  const blanks = stored['blanks']
  if (reportId === '' || !Array.isArray(blanks)) return undefined
  return {
    version: 1,
    reportId,
    mayFill: flagAt(stored, 'mayFill'),
    blanks: blanks
      .slice(0, blankLimit)
      .filter(isLoose)
      .map((one) => ({
        id: textAt(one, 'id', 80),
        state: isFigureState(one['state']) ? one['state'] : 'missing',
        kind: isFigureKind(one['kind']) ? one['kind'] : 'text',
        unit: textAt(one, 'unit', 40),
        suffix: textAt(one, 'suffix', 40),
        course: isCourse(one['course']) ? one['course'] : courseOfLabel(textAt(one, 'label', 200)),
        label: textAt(one, 'label', 200),
        before: textAt(one, 'before', 200),
        after: textAt(one, 'after', 200),
        shown: textAt(one, 'shown', 400),
        entries: textsAt(one, 'entries'),
        mine: flagAt(one, 'mine'),
      })),
    at: numberAt(stored, 'at'),
  }
}
