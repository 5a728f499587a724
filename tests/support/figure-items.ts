import type { BoardItem } from '../../editor/board/rows'

const base: BoardItem = {
  id: '',
  state: 'missing',
  kind: 'count',
  label: '走访次数',
  hint: '',
  shown: '*',
  value: '',
  unit: '次',
  suffix: '',
  problem: false,
  stale: false,
  course: 'none',
  headings: ['一、工作'],
  path: ['一、工作'],
  before: '走访',
  after: '次',
  source: '',
  by: '',
  at: 0,
  to: '',
  department: '',
  due: '',
  mine: false,
  overdue: false,
}

/** A figure as panels and board have it; what is not said is as with a fresh blank of 次. */
export function figureItem(id: string, more: Partial<BoardItem> = {}): BoardItem {
  return { ...base, id, ...more }
}
