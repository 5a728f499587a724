import type { Node } from 'prosemirror-model'
import { sentenceAt } from '../../schema/tables'
import type { FigureKind } from '../../schema/schema'
import { placeAt, sectionsOf } from '../../schema/sections'
import { aroundBlank, type Around } from '../../schema/course'
import { isMine, type Assignment } from '../model/figures/assignments'
import { isOpen, type FigureState } from '../model/figures/figures'
import type { Report } from '../model/report'
import { figuresOf } from '../model/summarise'
import type { OutlineEntry } from './outline'

/** A figure as the panels and the board show it. */
export interface FigureItem extends Around {
  readonly id: string
  readonly state: FigureState
  readonly kind: FigureKind
  readonly label: string
  readonly hint: string
  /** As it stands in the text: the value, values that differ joined by ／, or the mask. */
  readonly shown: string
  /** The one value; empty while there is none or several. */
  readonly value: string
  readonly unit: string
  /** Headings from the outside in. */
  readonly headings: readonly string[]
  /** Headings and item, from the outside in. */
  readonly path: readonly string[]
  readonly before: string
  readonly after: string
  readonly source: string
  /** Whoever set the value last, and when; empty and 0 while it is missing. */
  readonly by: string
  readonly at: number
  /** Who is to fill it: a name; empty when nobody is. */
  readonly to: string
  /** Department of `to`, empty for a person. */
  readonly department: string
  /** Last day as YYYY-MM-DD; may be empty. */
  readonly due: string
  readonly mine: boolean
  /** Still open after its last day. */
  readonly overdue: boolean
}

/** What the panels show of a document. */
export interface Overview {
  readonly figures: readonly FigureItem[]
  readonly outline: readonly OutlineEntry[]
}

/** Who looks, and on which day (YYYY-MM-DD). */
export interface Viewer {
  readonly member: string
  readonly name: string
  readonly today: string
}

/** Cost: a walk over the blocks; only changed ones are read again. Not for every key. */
export function overviewOf(
  doc: Node,
  report: Pick<Report, 'figures' | 'assignments' | 'members'>,
  viewer: Viewer,
): Overview {
  const { figures, assignments, members } = report
  const show = (node: Node): string =>
    figures.shown(String(node.attrs['figure'])) ?? (String(node.attrs['mask']) || '＊')
  const assignee = (assignment: Assignment | undefined): string =>
    assignment === undefined
      ? ''
      : assignment.to.type === 'department'
        ? assignment.to.name
        : (members.name(assignment.to.member) ?? '')
  const places = figuresOf(doc)
  const items = places.map(({ figure, node, index, offset }): FigureItem => {
    const block = doc.child(index)
    const { before, after } = sentenceAt(doc, index, offset, show, 22)
    const values = figures.values(figure)
    const latest = values.at(-1)
    const info = figures.info(figure)
    const assignment = assignments.of(figure)
    const state = figures.state(figure)
    const { headings, item } = placeAt(doc, index, offset)
    return {
      id: figure,
      state,
      kind: info?.kind ?? (node.attrs['kind'] as FigureKind),
      label: info?.label || String(node.attrs['label']),
      hint: info?.hint ?? '',
      shown: show(node),
      value: values.length === 1 ? (latest?.value ?? '') : '',
      unit: String(node.attrs['unit']),
      ...aroundBlank(block, offset),
      headings,
      path: item === null ? headings : [...headings, item],
      before,
      after,
      source: latest?.source ?? '',
      by: latest?.by ?? '',
      at: latest?.at ?? 0,
      to: assignee(assignment),
      department: assignment?.to.type === 'department' ? assignment.to.name : '',
      due: assignment?.due ?? '',
      mine: isMine(assignment, viewer, members.person),
      overdue:
        isOpen(state) &&
        assignment !== undefined &&
        assignment.due !== '' &&
        assignment.due < viewer.today,
    }
  })
  // Figures stand in the order of the blocks, so what a section holds is one stretch of them.
  const missing = [0]
  for (const { state } of items) missing.push((missing.at(-1) ?? 0) + (isOpen(state) ? 1 : 0))
  const firstFrom = (block: number): number => {
    let low = 0
    let high = places.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[middle]?.index ?? 0) < block) low = middle + 1
      else high = middle
    }
    return low
  }
  const outline = sectionsOf(doc).map((section): OutlineEntry => {
    const from = firstFrom(section.block)
    const to = firstFrom(section.end)
    return { section, total: to - from, missing: (missing[to] ?? 0) - (missing[from] ?? 0) }
  })
  return { figures: items, outline }
}
