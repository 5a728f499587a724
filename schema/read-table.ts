import type { Attrs } from 'prosemirror-model'
import { findBlanks, type BlankHit } from './blanks'
import { recognise } from './numbering'
import { isTableSize } from './tables'

/** One cell of a line. */
export interface LineCell {
  readonly text: string
  readonly attrs: Attrs
}

/**
 * The lines of a text that are rows of tables, by their number from 0: two or more, one after
 * another, with as many tabs each. A table of contents is none, nor what is too large.
 */
export function cellsOfLines(
  lines: readonly string[],
  idPrefix: string,
): ReadonlyMap<number, readonly LineCell[]> {
  const found = new Map<number, readonly LineCell[]>()
  let tables = 0
  for (let from = 0; from < lines.length;) {
    const cells = (lines[from] ?? '').split('\t')
    let to = from + 1
    while (to < lines.length && cells.length > 1 && tabsIn(lines[to] ?? '') === cells.length - 1)
      to++
    const rows = lines.slice(from, to).map((line) => line.split('\t'))
    if (rows.length > 1 && isTable(rows)) {
      const table = `${idPrefix}t${++tables}`
      rows.forEach((row, index) =>
        found.set(
          from + index,
          row.map((text, column) => ({
            text,
            attrs: {
              table,
              row: `${table}r${index + 1}`,
              col: `${table}c${column + 1}`,
              head: index === 0,
            },
          })),
        ),
      )
    }
    from = to
  }
  return found
}

function tabsIn(line: string): number {
  return line.split('\t').length - 1
}

function isTable(rows: readonly (readonly string[])[]): boolean {
  if (!isTableSize(rows.length, rows[0]?.length ?? 0)) return false
  // Lines of tabs alone are rows of a form, but not all of them.
  const empty = rows.filter((row) => row.every((cell) => cell.trim() === ''))
  if (empty.length * 2 > rows.length) return false
  // 一、总体情况 → 1: the page numbers of a table of contents.
  const isContents = rows.every(
    ([first = '', ...others]) =>
      others.length === 1 && /^\s*\d{1,3}\s*$/.test(others[0] ?? '') && recognise(first) !== null,
  )
  return !isContents
}

/** What stands alone in a cell and asks for a value. A single × says no. */
const whole =
  /^(?:[*＊﹡∗✱]{1,8}|[XxＸｘ]{2,8}|×{2,8}|_{2,20}|＿{1,20}|□{2,8}|[○〇]{2,8}|（[ \u3000]*）|\([ \u3000]*\))$/

/** The blanks of a cell; one that is the whole cell is certain. */
export function blanksInCell(text: string): BlankHit[] {
  const mask = text.trim()
  if (!whole.test(mask)) return findBlanks(text)
  return [
    {
      offset: text.indexOf(mask),
      length: mask.length,
      mask,
      kind: 'text',
      unit: '',
      suffix: '',
      confidence: 0.9,
      reason: 'cell',
      said: '',
    },
  ]
}
