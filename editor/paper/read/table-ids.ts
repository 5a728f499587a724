import type { Attrs } from 'prosemirror-model'
import { textAt } from '../../model/decode'
import type { Line, LineCell } from './lines'
import type { ReadOrigin } from './origin'

/**
 * The attributes of the lines that are cells, by the number of the line. A file of our own
 * gives tables, rows and columns the ids that they had; what was added in Word gets new ones.
 */
export function cellAttrs(
  lines: readonly Line[],
  origin: ReadOrigin | undefined,
  idPrefix: string,
): ReadonlyMap<number, Attrs> {
  const taken = new Set<string>()
  const names = new Map<string, string>()
  /** What the file calls a row or column, unless another one has that name. */
  const claim = (key: string, said: unknown): void => {
    if (names.has(key) || typeof said !== 'string' || said === '' || said.length > 40) return
    const name = `${key.slice(0, 1)} ${said}`
    if (taken.has(name)) return
    taken.add(name)
    names.set(key, said)
  }
  const knownOf = (line: Line): Readonly<Record<string, unknown>> => {
    const known = line.id === '' ? undefined : origin?.block(line.id)
    return known?.type === 'cell' ? known.attrs : {}
  }
  for (const line of lines) {
    if (line.cell === undefined) continue
    const known = knownOf(line)
    const { table, row, column } = keysOf(line.cell)
    claim(table, known['table'])
    claim(row, known['row'])
    claim(column, known['col'])
  }
  const found = new Map<number, Attrs>()
  lines.forEach((line, number) => {
    const { cell } = line
    if (cell === undefined) return
    const keys = keysOf(cell)
    const own = `${idPrefix}t${cell.table + 1}`
    const known = knownOf(line)
    found.set(number, {
      table: names.get(keys.table) ?? own,
      row: names.get(keys.row) ?? `${own}r${cell.row + 1}`,
      col: names.get(keys.column) ?? `${own}c${cell.column + 1}`,
      head: known['table'] === undefined ? cell.head : known['head'] === true,
      // What we wrote says how it looks; only here it says whether somebody chose it.
      align: known['table'] === undefined ? cell.align : (known['align'] ?? ''),
      ...(known['table'] === undefined ? {} : { gap: textAt(known, 'gap', 200) }),
    })
  })
  return found
}

function keysOf({ table, row, column }: LineCell): Record<'table' | 'row' | 'column', string> {
  return { table: `t${table}`, row: `r${table}/${row}`, column: `c${table}/${column}` }
}
