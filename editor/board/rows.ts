import { isOpen, type FigureState } from '../model/figures/figures'
import { groupBy } from '../model/group-by'
import type { FigureItem } from '../panels/overview'

/** A figure as the board shows it, with what the checks say of it. */
export interface BoardItem extends FigureItem {
  /** 有问题: the checks found something of its value that nobody called no fault. */
  readonly problem: boolean
  /** 未更新: its value is still last year's, and nobody said that it is right so. */
  readonly stale: boolean
}

/** Which figures the board shows. */
export interface BoardFilter {
  readonly state: 'all' | 'open' | 'mine' | 'overdue' | 'problem' | 'stale' | FigureState
  /** Headings from the outside in; what stands anywhere under them is shown. Empty for all. */
  readonly section: readonly string[]
  /** Name of whoever is to fill them, `''` for nobody; null for all. */
  readonly to: string | null
  readonly query: string
}

export const everything: BoardFilter = { state: 'all', section: [], to: null, query: '' }

export type SortKey = 'text' | 'label' | 'value' | 'state' | 'to' | 'due' | 'at'
export type Grouping = 'none' | 'section' | 'item' | 'to' | 'state'

export interface BoardOrder {
  readonly sort: SortKey
  readonly descending: boolean
  readonly group: Grouping
}

export type BoardRow =
  | { readonly type: 'figure'; readonly item: BoardItem }
  | {
      readonly type: 'group'
      /** Headings, name or state; empty text where there is none. */
      readonly title: string
      readonly ids: readonly string[]
    }

/** The states from what needs a person most to what needs nobody. */
export const stateOrder: readonly FigureState[] = [
  'conflict',
  'missing',
  'unverified',
  'filled',
  'verified',
  'not-applicable',
]

/** Whether a figure passes a filter. */
export function passes(item: BoardItem, filter: BoardFilter): boolean {
  const { state, section, to } = filter
  if (state === 'open' ? !isOpen(item.state) : false) return false
  if (state === 'mine' && !item.mine) return false
  if (state === 'overdue' && !item.overdue) return false
  if (state === 'problem' && !item.problem) return false
  if (state === 'stale' && !item.stale) return false
  if (stateOrder.some((one) => one === state) && item.state !== state) return false
  if (!section.every((heading, index) => item.headings[index] === heading)) return false
  if (to !== null && item.to !== to) return false
  const words = filter.query.trim().toLowerCase()
  if (words === '') return true
  return [item.label, item.before, item.shown, item.after, item.source, item.to, ...item.path]
    .join(' ')
    .toLowerCase()
    .includes(words)
}

/**
 * The rows of the board. Rows that were just worked on stay where they are until another
 * filter or order is chosen: for these, `kept` has the figure as it was before.
 * @param items in the order of the text
 */
export function boardRows(
  items: readonly BoardItem[],
  filter: BoardFilter,
  order: BoardOrder,
  kept: ReadonlyMap<string, BoardItem> = new Map(),
): BoardRow[] {
  const was = (item: BoardItem): BoardItem => kept.get(item.id) ?? item
  const shown = items.filter((item) => passes(was(item), filter))
  const sign = order.descending ? -1 : 1
  const sorted =
    order.sort === 'text'
      ? order.descending
        ? shown.toReversed()
        : shown
      : shown.toSorted((a, b) => sign * compare(was(a), was(b), order.sort))
  if (order.group === 'none') return sorted.map((item) => ({ type: 'figure', item }))
  const { group: grouping } = order
  const groups = groupBy(sorted, (item) => groupOf(was(item), grouping))
  const titles = [...groups.keys()]
  if (order.group === 'state') titles.sort((a, b) => rank(a) - rank(b))
  if (order.group === 'to')
    titles.sort((a, b) => Number(a === '') - Number(b === '') || collator.compare(a, b))
  if (order.group === 'section' || order.group === 'item') {
    const first = new Map<string, number>()
    for (const [index, item] of items.entries()) {
      const title = groupOf(item, order.group)
      if (!first.has(title)) first.set(title, index)
    }
    titles.sort((a, b) => (first.get(a) ?? 0) - (first.get(b) ?? 0))
  }
  return titles.flatMap((title): BoardRow[] => {
    const group = groups.get(title) ?? []
    return [
      { type: 'group', title, ids: group.map(({ id }) => id) },
      ...group.map((item): BoardRow => ({ type: 'figure', item })),
    ]
  })
}

const collator = new Intl.Collator('zh', { numeric: true })

function rank(state: string): number {
  return stateOrder.findIndex((one) => one === state)
}

function groupOf(item: FigureItem, group: Grouping): string {
  if (group === 'section') return item.headings.join(' › ')
  if (group === 'item') return item.path.join(' › ')
  if (group === 'to') return item.to
  return item.state
}

function compare(a: FigureItem, b: FigureItem, key: SortKey): number {
  if (key === 'state') return rank(a.state) - rank(b.state)
  if (key === 'at') return a.at - b.at
  if (key === 'label') return collator.compare(a.label, b.label)
  // What is empty stands last.
  const [x, y] =
    key === 'value' ? [a.value, b.value] : key === 'due' ? [a.due, b.due] : [a.to, b.to]
  return Number(x === '') - Number(y === '') || collator.compare(x, y)
}

/** How far a part of the figures is. */
export interface Tally {
  readonly total: number
  readonly missing: number
  readonly conflicts: number
  readonly verified: number
}

/** A part or a person, with its figures' progress. */
export interface Facet {
  readonly key: string
  /** The innermost heading, or the name; empty for nobody. */
  readonly title: string
  /** Headings from the outside in; empty for people. */
  readonly section: readonly string[]
  readonly tally: Tally
}

export function tallyOf(items: readonly FigureItem[]): Tally {
  let [missing, conflicts, verified] = [0, 0, 0]
  for (const { state } of items) {
    if (state === 'missing') missing++
    else if (state === 'conflict') conflicts++
    else if (state === 'verified') verified++
  }
  return { total: items.length, missing, conflicts, verified }
}

/** Progress by section, in the order of the text; two levels of headings. */
export function sectionFacets(items: readonly FigureItem[]): Facet[] {
  const groups = new Map<string, { section: readonly string[]; items: FigureItem[] }>()
  for (const item of items) {
    for (let depth = 1; depth <= Math.min(2, item.headings.length); depth++) {
      const section = item.headings.slice(0, depth)
      const key = section.join('\n')
      const group = groups.get(key) ?? { section, items: [] }
      group.items.push(item)
      groups.set(key, group)
    }
  }
  return [...groups].map(([key, group]) => ({
    key,
    title: group.section.at(-1) ?? '',
    section: group.section,
    tally: tallyOf(group.items),
  }))
}

/** Progress by whoever is to fill the figures; those of nobody last. */
export function assigneeFacets(items: readonly FigureItem[]): Facet[] {
  const groups = groupBy(items, ({ to }) => to)
  return [...groups]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || collator.compare(a, b))
    .map(([to, list]) => ({ key: to, title: to, section: [], tally: tallyOf(list) }))
}
