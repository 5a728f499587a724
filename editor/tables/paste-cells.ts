import { Fragment, Slice, type Node } from 'prosemirror-model'
import { EditorState, TextSelection, type Transaction } from 'prosemirror-state'
import { schema } from '../../schema/schema'
import { cellPlace, isCell, isTableSize, tablesOf } from '../../schema/tables'
import { addColumn, addRow, blockStart, shortId, type NewId } from './table-acts'

const softBreak = '\u2028'

/**
 * What was copied here, as it is pasted: its tables, rows and columns get ids of their own,
 * since they are others than those that they were copied from. Cells at the ends are whole.
 */
export function freshCells(slice: Slice, newId: NewId): Slice {
  const { content } = slice
  if (content.childCount < 2 || !someCell(content)) return slice
  const names = new Map<string, string>()
  const nameOf = (kind: string, id: unknown): string => {
    const key = `${kind} ${String(id)}`
    const name = names.get(key) ?? shortId(newId)
    names.set(key, name)
    return name
  }
  const list: Node[] = []
  content.forEach((block) => {
    const { table, row, col } = block.attrs
    list.push(
      isCell(block)
        ? block.type.create(
            {
              ...block.attrs,
              table: nameOf('t', table),
              row: nameOf(`r ${String(table)}`, row),
              col: nameOf(`c ${String(table)}`, col),
            },
            block.content,
          )
        : block,
    )
  })
  return new Slice(
    Fragment.from(list),
    isCell(list[0]) ? 0 : slice.openStart,
    isCell(list.at(-1)) ? 0 : slice.openEnd,
  )
}

function someCell(content: Fragment): boolean {
  for (let index = 0; index < content.childCount; index++)
    if (isCell(content.child(index))) return true
  return false
}

/**
 * Puts blocks where a cell is. A table goes over the cells from this one on, to the right and
 * down, and the table grows where it must; all else goes into the one cell, a line each.
 *
 * @param from where in the document; what stands up to `to` in the same cell goes
 */
export function putIntoCell(
  state: EditorState,
  from: number,
  to: number,
  blocks: readonly Node[],
  newId: NewId,
): Transaction {
  const index = state.doc.resolve(from).index(0)
  const place = cellPlace(state.doc, index)
  const grid = gridOf(blocks)
  const [rows, columns] = [grid?.length ?? 0, grid?.[0]?.length ?? 0]
  const fits =
    place !== null &&
    isTableSize(
      Math.max(place.table.rows.length, place.row + rows),
      Math.max(place.table.columns, place.column + columns),
    )
  if (grid === null || place === null || !fits) {
    const content = linesOf(blocks)
    const tr = state.tr.replaceWith(from, to, content)
    const end = from + content.reduce((sum, node) => sum + node.nodeSize, 0)
    return tr.setSelection(TextSelection.create(tr.doc, end))
  }
  const { tr } = state
  /** Does an act of `table-acts.ts` with the caret in a cell of the row and column. */
  const grow = (
    row: number,
    column: number,
    act: (state: EditorState) => Transaction | null,
  ): void => {
    const table = tableAt(tr.doc, place.table.from)
    const block = table?.rows[row]?.[column] ?? place.table.from
    const caret = TextSelection.create(tr.doc, blockStart(tr.doc, block) + 1)
    const made = act(EditorState.create({ doc: tr.doc, selection: caret }))
    for (const step of made?.steps ?? []) tr.step(step)
  }
  for (let more = place.column + columns - place.table.columns; more > 0; more--)
    grow(0, place.table.columns - 1, (now) => addColumn(now, 'after', newId))
  for (let more = place.row + rows - place.table.rows.length; more > 0; more--)
    grow(place.table.rows.length - 1, 0, (now) => addRow(now, 'after', newId))
  const table = tableAt(tr.doc, place.table.from)
  let last = tr.mapping.map(from)
  // From the end, so that what is put in moves nothing that comes.
  grid.toReversed().forEach((cells, upwards) =>
    cells.toReversed().forEach((content, backwards) => {
      const row = place.row + rows - 1 - upwards
      const column = place.column + columns - 1 - backwards
      const block = table?.rows[row]?.[column]
      if (block === null || block === undefined) return
      const start = blockStart(tr.doc, block) + 1
      tr.replaceWith(start, start + tr.doc.child(block).content.size, content)
      if (upwards === 0 && backwards === 0) last = start
    }),
  )
  const end = tr.doc.resolve(Math.min(last + 1, tr.doc.content.size))
  return tr.setSelection(TextSelection.near(end, -1))
}

function tableAt(doc: Node, from: number): ReturnType<typeof tablesOf>[number] | undefined {
  return tablesOf(doc).find((one) => one.from === from)
}

/** The contents of blocks that are one table and nothing else; null for others. */
function gridOf(blocks: readonly Node[]): readonly (readonly Fragment[])[] | null {
  if (blocks.length === 0 || !blocks.every((block) => isCell(block))) return null
  const doc = schema.node('report', null, [...blocks])
  const [table, ...others] = tablesOf(doc)
  if (table === undefined || others.length > 0) return null
  return table.rows.map((row) =>
    row.map((block) => (block === null ? Fragment.empty : doc.child(block).content)),
  )
}

/** The content of blocks as lines of one cell; numbers of sections stand before them. */
function linesOf(blocks: readonly Node[]): Node[] {
  const list: Node[] = []
  blocks.forEach((block, index) => {
    const before = blocks[index - 1]
    const beside =
      before !== undefined &&
      isCell(before) &&
      isCell(block) &&
      before.attrs['row'] === block.attrs['row']
    const marker: unknown = block.attrs['marker']
    const lead =
      (index === 0 ? '' : beside ? ' ' : softBreak) + (typeof marker === 'string' ? marker : '')
    if (lead !== '') list.push(schema.text(lead))
    block.forEach((node) => list.push(node))
  })
  return list
}

/** The blocks of a slice, one of inline content as a paragraph. */
export function blocksOf({ content }: Slice): readonly Node[] {
  const first = content.firstChild
  if (first === null) return []
  if (first.isInline) return [schema.node('paragraph', null, content)]
  return content.content
}
