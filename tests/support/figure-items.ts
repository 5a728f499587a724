import type { FigureItem } from '../../editor/panels/overview'

const base: FigureItem = {
  id: '',
  state: 'missing',
  kind: 'count',
  label: '走访次数',
  hint: '',
  shown: '*',
  value: '',
  unit: '次',
  suffix: '',
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
export function figureItem(id: string, more: Partial<FigureItem> = {}): FigureItem {
  return { ...base, id, ...more }
}
