import type { Node } from 'prosemirror-model'
import { atomCharacter, blockText, sentenceAround } from './content'

/** 表格: what a run of cells of one table looks like. */
export interface Table {
  readonly id: string
  /** Index of its first block, and of the first block behind it. */
  readonly from: number
  readonly to: number
  /** How many columns each row has. */
  readonly columns: number
  /** Block index of each cell by row and column; null where a row has no cell in a column. */
  readonly rows: readonly (readonly (number | null)[])[]
  /** Ids of the columns, in order. */
  readonly columnIds: readonly string[]
}

/** A place in a table. */
export interface CellPlace {
  readonly table: Table
  readonly row: number
  readonly column: number
}

/** So large may a table be; what is larger in a file stays text. */
export const tableLimits = { rows: 200, columns: 20, cells: 2000 } as const

export function isTableSize(rows: number, columns: number): boolean {
  return (
    rows >= 1 &&
    columns >= 1 &&
    rows <= tableLimits.rows &&
    columns <= tableLimits.columns &&
    rows * columns <= tableLimits.cells
  )
}

const known = new WeakMap<Node, readonly Table[]>()
const places = new WeakMap<Node, ReadonlyMap<number, CellPlace>>()

export function isCell(node: Node | null | undefined): boolean {
  return node?.type.name === 'cell'
}

/**
 * The tables of a document in order. Cached per document; costs a look at each block's kind.
 *
 * Never fails: two cells of one row and column, or cells out of order, as merging may leave
 * them, begin one more row; a cell that is missing is null.
 */
export function tablesOf(doc: Node): readonly Table[] {
  const cached = known.get(doc)
  if (cached !== undefined) return cached
  const list: Table[] = []
  let from = -1
  for (let index = 0; index <= doc.childCount; index++) {
    const block = doc.maybeChild(index)
    const table: unknown = isCell(block) ? block?.attrs['table'] : undefined
    if (from >= 0 && table !== doc.child(from).attrs['table']) {
      list.push(tableIn(doc, from, index))
      from = -1
    }
    if (from < 0 && isCell(block)) from = index
  }
  known.set(doc, list)
  return list
}

/** Tells that `after` differs from `before` only in what stands inside of blocks, so that its tables are known. */
export function keepTables(before: Node, after: Node): void {
  const [tables, cells] = [known.get(before), places.get(before)]
  if (tables !== undefined) known.set(after, tables)
  if (cells !== undefined) places.set(after, cells)
}

/** Where block `index` stands in a table; null when it is no cell. Cached per document. */
export function cellPlace(doc: Node, index: number): CellPlace | null {
  if (!isCell(doc.maybeChild(index))) return null
  let map = places.get(doc)
  if (map === undefined) {
    const fresh = new Map<number, CellPlace>()
    for (const table of tablesOf(doc))
      table.rows.forEach((cells, row) =>
        cells.forEach((block, column) => {
          if (block !== null) fresh.set(block, { table, row, column })
        }),
      )
    map = fresh
    places.set(doc, map)
  }
  return map.get(index) ?? null
}

function tableIn(doc: Node, from: number, to: number): Table {
  const runs: { readonly col: string; readonly block: number }[][] = []
  let last: unknown
  for (let index = from; index < to; index++) {
    const { row, col } = doc.child(index).attrs
    if (runs.length === 0 || row !== last) runs.push([])
    last = row
    runs.at(-1)?.push({ col: String(col), block: index })
  }
  const columnIds = columnOrder(runs)
  const at = new Map(columnIds.map((col, column) => [col, column]))
  const rows: (number | null)[][] = []
  for (const run of runs) {
    let row: (number | null)[] = []
    let next = 0
    for (const { col, block } of run) {
      const column = at.get(col) ?? 0
      // The column was there already: what merging left over goes into a row of its own.
      if (column < next) {
        rows.push(row)
        row = []
      }
      row[column] = block
      next = column + 1
    }
    rows.push(row)
  }
  return {
    id: String(doc.child(from).attrs['table']),
    from,
    to,
    columns: columnIds.length,
    rows: rows.map((row) => columnIds.map((_, column) => row[column] ?? null)),
    columnIds,
  }
}

/** The columns in the order in which the rows have them; a new one stands behind the one before it. */
function columnOrder(rows: readonly (readonly { readonly col: string }[])[]): string[] {
  const order: string[] = []
  for (const row of rows) {
    let at = 0
    for (const { col } of row) {
      const found = order.indexOf(col)
      if (found < 0) order.splice(at, 0, col)
      at = (found < 0 ? at : found) + 1
    }
  }
  return order
}

/** Characters that a column is counted with at most, so that a long text leaves room for the others. */
const widest = 18
const narrowest = 2.5

/** The part of a table's width that each column has, by what stands in it. Their sum is 1. */
export function columnShares(doc: Node, table: Table): readonly number[] {
  const weights = table.columnIds.map((_, column) => {
    let most = narrowest
    for (const row of table.rows) {
      const block = row[column]
      if (block === null || block === undefined) continue
      most = Math.max(most, widthIn(doc.child(block)))
    }
    return Math.min(most, widest) + 1.5
  })
  const sum = weights.reduce((all, one) => all + one, 0)
  return weights.map((one) => one / sum)
}

const widths = new WeakMap<Node, number>()

/** Full-width characters of the longest line of a cell; a blank counts as three. */
function widthIn(cell: Node): number {
  let width = widths.get(cell)
  if (width === undefined) {
    width = Math.max(
      ...blockText(cell)
        .split('\u2028')
        .map((line) => {
          let sum = 0
          for (const character of line)
            sum += character === atomCharacter ? 3 : /[\u0020-\u00FF]/.test(character) ? 0.5 : 1
          return sum
        }),
    )
    widths.set(cell, width)
  }
  return width
}

/** How the text of a cell stands: as was said for it, else a head and what is short is centred. */
export function alignOf(cell: Node): 'left' | 'center' | 'right' {
  const said: unknown = cell.attrs['align']
  if (said === 'left' || said === 'center' || said === 'right') return said
  return cell.attrs['head'] === true || (widthIn(cell) <= 12 && !/[。；]/.test(blockText(cell)))
    ? 'center'
    : 'left'
}

/** What the heads of a cell say of it: of its row and of its column, without their measures. */
export interface CellHeads {
  readonly row: string
  readonly column: string
  /** The measure in brackets behind the column's head, as in 受理数（件）, else `''`. */
  readonly unit: string
}

const measureBehind = /[（(](?:单位[：:])?([^（）()]{1,6})[）)]\s*$/

/**
 * The heads of a cell: the texts in the first row and in the first column, or in the second
 * where the first only counts. Null for a head itself and where there is none.
 */
export function headsOf(doc: Node, index: number): CellHeads | null {
  const place = cellPlace(doc, index)
  if (place === null) return null
  const { table, row, column } = place
  const textAt = (r: number, c: number): string => {
    const block = table.rows[r]?.[c]
    return block === null || block === undefined
      ? ''
      : blockText(doc.child(block)).replaceAll(/[\s\u2028\uFFFC*＊]/g, '')
  }
  if (row === 0) return null
  const title = textAt(0, column)
  const first = /^\d*$/.test(textAt(row, 0)) ? 1 : 0
  return {
    row: column > first ? textAt(row, first) : '',
    column: title.replace(measureBehind, ''),
    unit: measureBehind.exec(title)?.[1] ?? '',
  }
}

/** As `sentenceAround`, for block `index` of a document; in a table the heads stand before it. */
export function sentenceAt(
  doc: Node,
  index: number,
  offset: number,
  show: (node: Node) => string,
  width: number,
): ReturnType<typeof sentenceAround> {
  const around = sentenceAround(doc.child(index), offset, show, width)
  const heads = headsOf(doc, index)
  if (heads === null) return around
  const words = [heads.row, heads.column].filter((one) => one !== '').join('·')
  return words === '' ? around : { ...around, before: `${words}：${around.before}` }
}
