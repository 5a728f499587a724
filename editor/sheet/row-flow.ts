import type { CellPlace } from '../../schema/tables'
import type { FlowBlock } from './page-flow'

/**
 * Blocks as they flow, where those that are cells are heights of cells: a row has the height
 * of its highest cell and is not cut, and a page in a table begins with the table's head.
 */
export function flowRows(
  blocks: readonly FlowBlock[],
  placeOf: (index: number) => CellPlace | null,
  isHead: (index: number) => boolean,
): FlowBlock[] {
  return blocks.map((block, index) => {
    const place = placeOf(index)
    if (place === null) return block
    const { table, row } = place
    const height = (at: number): number =>
      Math.max(
        0,
        ...(table.rows[at] ?? []).map((one) => (one === null ? 0 : (blocks[one]?.lines ?? 0))),
      )
    const first = (at: number): number | null | undefined =>
      table.rows[at]?.find((one) => one !== null)
    if (first(row) !== index) return { ...block, lines: 0, before: 0, after: 0, keepNext: false }
    let head = 0
    for (let at = 0; at < row; at++) {
      const start = first(at)
      if (typeof start !== 'number' || !isHead(start)) break
      head += height(at)
    }
    return { ...block, lines: height(row), whole: true, repeated: isHead(index) ? 0 : head }
  })
}
