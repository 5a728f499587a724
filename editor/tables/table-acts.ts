import type { Attrs, Node } from 'prosemirror-model'
import { AllSelection, NodeSelection, TextSelection } from 'prosemirror-state'
import type { EditorState, Selection, Transaction } from 'prosemirror-state'
import { placeholdersOf } from '../../schema/content'
import { schema } from '../../schema/schema'
import { cellPlace, isCell, isTableSize, type CellPlace, type Table } from '../../schema/tables'

/**
 * What is done with a table. A row, a column or a table is inserted and deleted as the blocks
 * that it is of; no other cell is touched, so that what colleagues write in these stays.
 * Each act gives the transaction, or null where it cannot be done.
 */

/** Fresh ids for tables, rows and columns. */
export type NewId = () => string

const idLength = 8

export function shortId(newId: NewId): string {
  return newId().replaceAll('-', '').slice(-idLength)
}

/** The cells between the ends of a selection, if both are in one table. */
export interface SelectedCells {
  readonly table: Table
  readonly rows: { readonly from: number; readonly to: number }
  readonly columns: { readonly from: number; readonly to: number }
  readonly head: CellPlace
}

/** Where the selection is in a table; null outside of one. */
export function cellsOf({ doc, selection }: EditorState): SelectedCells | null {
  const head = cellPlace(doc, selection.$head.index(0))
  const anchor = cellPlace(doc, selection.$anchor.index(0))
  if (head === null || selection instanceof AllSelection || head.table !== anchor?.table)
    return null
  const span = (a: number, b: number): { from: number; to: number } => ({
    from: Math.min(a, b),
    to: Math.max(a, b),
  })
  return {
    table: head.table,
    rows: span(head.row, anchor.row),
    columns: span(head.column, anchor.column),
    head,
  }
}

/** Position before block `index`; the end of the document for the block behind the last. */
export function blockStart(doc: Node, index: number): number {
  let pos = 0
  for (let at = 0; at < index; at++) pos += doc.child(at).nodeSize
  return pos
}

/**
 * The selection of block `index`: its only blank, if it has nothing else, else a caret at
 * its end.
 */
export function selectionIn(doc: Node, index: number): Selection {
  const pos = blockStart(doc, index) + 1
  const block = doc.child(index)
  const [only] = placeholdersOf(block)
  if (only !== undefined && block.content.size === 1) return NodeSelection.create(doc, pos)
  return TextSelection.create(doc, pos + block.content.size)
}

function into(tr: Transaction, index: number): Transaction {
  return tr.setSelection(selectionIn(tr.doc, index)).scrollIntoView()
}

function cell(attrs: Attrs): Node {
  return schema.node('cell', attrs)
}

/** Puts a table (`size` within `isTableSize`) with a head row behind the block of the caret, or before an empty one. */
export function insertTable(
  state: EditorState,
  size: { readonly rows: number; readonly columns: number },
  newId: NewId,
): Transaction {
  const { doc, selection } = state
  const index = Math.min(selection.$head.index(0), doc.childCount - 1)
  const place = cellPlace(doc, index)
  const block = doc.child(index)
  const isEmpty = block.type.name === 'paragraph' && block.content.size === 0
  const at = place?.table.to ?? (isEmpty ? index : index + 1)
  const table = shortId(newId)
  const columns = Array.from({ length: size.columns }, () => shortId(newId))
  const cells = Array.from({ length: size.rows }, (_, row) => {
    const id = shortId(newId)
    return columns.map((col) => cell({ table, row: id, col, head: row === 0 }))
  }).flat()
  const paragraph = schema.node('paragraph')
  // Somebody who is at the end of the text needs a line to go on behind the table.
  const before = place === null ? [] : [paragraph]
  const after = at >= doc.childCount && !isEmpty ? [paragraph] : []
  const tr = state.tr.insert(blockStart(doc, at), [...before, ...cells, ...after])
  return into(tr, at + before.length)
}

/** One more row like the one beside it; `null` when the table is as long as it may be. */
export function addRow(
  state: EditorState,
  side: 'before' | 'after',
  newId: NewId,
): Transaction | null {
  const here = cellsOf(state)
  if (here === null || !isTableSize(here.table.rows.length + 1, here.table.columns)) return null
  const { table, rows, head } = here
  const row = side === 'before' ? rows.from : rows.to
  const beside = (table.rows[row] ?? []).filter((one) => one !== null)
  const at = side === 'before' ? Math.min(...beside) : Math.max(...beside) + 1
  const id = shortId(newId)
  const cells = table.columnIds.map((col, column) => {
    const model = table.rows[row]?.[column] ?? at - (side === 'before' ? 0 : 1)
    const { head: isHead, align } = state.doc.child(model).attrs
    return cell({
      table: table.id,
      row: id,
      col,
      head: isHead === true && side === 'before',
      align: align as unknown,
    })
  })
  return into(state.tr.insert(blockStart(state.doc, at), cells), at + head.column)
}

/** One more column; null when the table is as wide as it may be. */
export function addColumn(
  state: EditorState,
  side: 'before' | 'after',
  newId: NewId,
): Transaction | null {
  const here = cellsOf(state)
  if (here === null || !isTableSize(here.table.rows.length, here.table.columns + 1)) return null
  const { table, columns, head } = here
  const column = side === 'before' ? columns.from : columns.to + 1
  const id = shortId(newId)
  const { tr } = state
  const done = new Set<unknown>()
  let shift = 0
  let target = head.table.from
  table.rows.forEach((cells, row) => {
    const first = cells.find((one) => one !== null)
    if (typeof first !== 'number') return
    const { row: rowId, head: isHead } = state.doc.child(first).attrs
    // What merging left over of a row has the column already.
    if (done.has(rowId)) return
    done.add(rowId)
    const left = cells.slice(0, column).findLast((one) => one !== null)
    const at = typeof left === 'number' ? left + 1 : first
    tr.insert(
      blockStart(tr.doc, at + shift),
      cell({ table: table.id, row: rowId as string, col: id, head: isHead === true }),
    )
    if (row === head.row) target = at + shift
    shift++
  })
  return into(tr, target)
}

/** Deletes blocks, given in order; a document is never left without one. */
function deleteBlocks(state: EditorState, blocks: readonly number[]): Transaction {
  const { tr } = state
  const { doc } = state
  if (blocks.length === doc.childCount)
    return tr.replaceWith(0, doc.content.size, schema.node('paragraph'))
  for (const index of blocks.toReversed()) {
    const pos = blockStart(doc, index)
    tr.delete(pos, pos + doc.child(index).nodeSize)
  }
  return tr
}

function withCaretAt(tr: Transaction, index: number): Transaction {
  return into(tr, Math.min(Math.max(0, index), tr.doc.childCount - 1))
}

export function deleteTable(state: EditorState): Transaction | null {
  const here = cellsOf(state)
  if (here === null) return null
  const { from, to } = here.table
  return withCaretAt(deleteBlocks(state, span(from, to)), from)
}

/** Deletes the rows of the selection; with the last of them the table goes. */
export function deleteRows(state: EditorState): Transaction | null {
  const here = cellsOf(state)
  if (here === null) return null
  const { table, rows, head } = here
  const gone = table.rows.slice(rows.from, rows.to + 1).flat()
  if (rows.to - rows.from + 1 === table.rows.length) return deleteTable(state)
  const tr = deleteBlocks(state, sorted(gone))
  const last = rows.from >= table.rows.length - (rows.to - rows.from + 1)
  const at = table.rows[last ? rows.from - 1 : rows.to + 1]
  const index = at?.[head.column] ?? at?.find((one) => one !== null) ?? table.from
  return withCaretAt(tr, last ? index : index - sorted(gone).length)
}

/** Deletes the columns of the selection; with the last of them the table goes. */
export function deleteColumns(state: EditorState): Transaction | null {
  const here = cellsOf(state)
  if (here === null) return null
  const { table, columns, head } = here
  if (columns.to - columns.from + 1 === table.columns) return deleteTable(state)
  const gone = sorted(table.rows.flatMap((cells) => cells.slice(columns.from, columns.to + 1)))
  const beside = columns.to + 1 < table.columns ? columns.to + 1 : columns.from - 1
  const kept = table.rows[head.row]?.[beside] ?? table.from
  const tr = deleteBlocks(state, gone)
  return withCaretAt(tr, kept - gone.filter((one) => one < kept).length)
}

/** Makes the rows of the selection heads, or takes that from them. */
export function toggleHead(state: EditorState): Transaction | null {
  const here = cellsOf(state)
  if (here === null) return null
  const { table, rows } = here
  const blocks = sorted(table.rows.slice(rows.from, rows.to + 1).flat())
  const on = blocks.some((index) => state.doc.child(index).attrs['head'] !== true)
  const { tr } = state
  for (const index of blocks) tr.setNodeAttribute(blockStart(tr.doc, index), 'head', on)
  return tr
}

/** The cell behind or before that of the caret; null at the end of the table. */
export function besideCell(
  { doc, selection }: EditorState,
  by: 1 | -1,
): { readonly block: number | null; readonly place: CellPlace } | null {
  const index = selection.$head.index(0)
  const place = cellPlace(doc, index)
  if (place === null) return null
  const other = index + by
  const isInside = other >= place.table.from && other < place.table.to
  return { place, block: isInside ? other : null }
}

/** The cell above or below that of the caret in its column; null at the edge of the table. */
export function cellAcross({ doc, selection }: EditorState, by: 1 | -1): number | null {
  const place = cellPlace(doc, selection.$head.index(0))
  if (place === null) return null
  for (let row = place.row + by; ; row += by) {
    const cells = place.table.rows[row]
    if (cells === undefined) return null
    const block = cells[place.column]
    if (block !== null && block !== undefined) return block
  }
}

/** Puts an empty cell where a row of a table has none: a place that merging left. */
export function fillHole(
  state: EditorState,
  table: Table,
  row: number,
  column: number,
): Transaction | null {
  const cells = table.rows[row] ?? []
  const first = cells.find((one) => one !== null)
  if (typeof first !== 'number' || cells[column] !== null) return null
  const { row: rowId, head } = state.doc.child(first).attrs
  const left = cells.slice(0, column).findLast((one) => one !== null)
  const at = typeof left === 'number' ? left + 1 : first
  const made = cell({
    table: table.id,
    row: rowId as string,
    col: table.columnIds[column] ?? '',
    head: head === true,
  })
  return into(state.tr.insert(blockStart(state.doc, at), made), at)
}

function span(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index)
}

function sorted(blocks: readonly (number | null)[]): number[] {
  return blocks.filter((one) => one !== null).sort((a, b) => a - b)
}

/** Whether a selection reaches from one block into another and has a cell in it. */
export function crossesCells({ doc, selection }: EditorState): boolean {
  if (!(selection instanceof TextSelection) || selection.empty) return false
  const [first, last] = [selection.$from.index(0), selection.$to.index(0)]
  if (first === last) return false
  for (let index = first; index <= last; index++) if (isCell(doc.child(index))) return true
  return false
}

/**
 * Deletes what is selected, where that reaches over cells: the text of cells goes and the
 * cells stay, but for a table that lies in the selection as a whole.
 */
export function clearAcross(state: EditorState): Transaction {
  const { doc, selection, tr } = state
  const { from, to } = selection
  const [first, last] = [selection.$from.index(0), selection.$to.index(0)]
  const stays = (index: number): boolean => {
    const place = cellPlace(doc, index)
    if (place === null) return false
    return place.table.from <= first || place.table.to > last
  }
  const starts = span(first, last + 1).map((index) => blockStart(doc, index))
  const startOf = (index: number): number => starts[index - first] ?? 0
  for (let index = last; index >= first;) {
    if (stays(index)) {
      const start = startOf(index) + 1
      const end = start + doc.child(index).content.size
      const [a, b] = [Math.max(start, from), Math.min(end, to)]
      if (a < b) tr.delete(a, b)
      index--
      continue
    }
    let lowest = index
    while (lowest > first && !stays(lowest - 1)) lowest--
    const begin = lowest === first ? from : startOf(lowest)
    const end = index === last ? to : startOf(index) + doc.child(index).nodeSize
    if (index === last && lowest > first) {
      // The last block keeps what is behind the selection and stays behind the cells.
      tr.delete(startOf(last) + 1, end)
      if (lowest < last) tr.delete(begin, startOf(last))
    } else if (lowest === first && index < last) {
      // So does the first one before them.
      const own = startOf(first) + doc.child(first).nodeSize
      if (own < end) tr.delete(own, end)
      tr.delete(begin, own - 1)
    } else tr.delete(begin, end)
    index = lowest - 1
  }
  const at = tr.doc.resolve(Math.min(tr.mapping.map(from, -1), tr.doc.content.size))
  return tr.setSelection(TextSelection.near(at)).scrollIntoView()
}
