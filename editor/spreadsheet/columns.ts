/** Marks of the hidden columns, as they stand in the head of the table. Stable: files live long. */
export const marks = {
  /** Figure id. */
  id: 'tonggao:id',
  /** The value that the figure had when the list was written; empty while it was missing. */
  known: 'tonggao:known',
  /** What the value must be: whole, decimal, percent or text. */
  rule: 'tonggao:rule',
} as const

/** Names under which a column may stand in the head, whichever language wrote the list. */
export const headNames = {
  label: ['数据', 'Figure'],
  value: ['数值', 'Value'],
  source: ['数据来源', 'Source'],
  basis: ['口径', 'Basis'],
} as const

export type NamedColumn = keyof typeof headNames

/** Whether a cell of the head names a column: 数值（请填） still is 数值. */
export function isHead(cell: string, column: NamedColumn): boolean {
  const text = cell.replace(/[\s*＊：:]+/g, '').replace(/[（(].*$/, '')
  return headNames[column].some((name) => name.toLowerCase() === text.toLowerCase())
}
