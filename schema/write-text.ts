import type { Node } from 'prosemirror-model'
import { numbersOf } from './numbering'
import { cellPlace } from './tables'

/**
 * Writes a document as plain text: numbers of sections are written out, a placeholder
 * is written as its value, or as its mask when `values` has none; a row of a table is a
 * line, its cells apart by tabs. The inverse of `readText` up to `normalise`.
 *
 * @param values shown value by figure id.
 */
export function writeText(
  doc: Node,
  values: Readonly<Record<string, string>> | ReadonlyMap<string, string> = {},
): string {
  const numbers = numbersOf(doc)
  const valueOf = (figure: string): string | undefined =>
    values instanceof Map
      ? (values.get(figure) as string | undefined)
      : Object.hasOwn(values, figure)
        ? (values as Record<string, string>)[figure]
        : undefined
  const parts: string[] = []
  doc.forEach((block, _offset, index) => {
    const { beginsLine, before, after, inCell } = aroundCell(doc, index)
    if (beginsLine) {
      if (index > 0) parts.push('\n')
      parts.push(String(block.attrs['gap'] ?? ''))
    }
    parts.push(before, numbers[index] ?? '')
    block.forEach((node) => {
      const said = node.isText
        ? (node.text ?? '')
        : node.type.name === 'placeholder'
          ? (valueOf(String(node.attrs['figure'])) ?? String(node.attrs['mask']))
          : ''
      parts.push(inCell ? said.replaceAll(/[\t\n\u2028]/g, ' ') : said)
    })
    parts.push(after)
  })
  parts.push(String(doc.attrs['end'] ?? ''))
  return parts.join('')
}

/** What stands around a block in a plain text: tabs around the cells of a row, nothing around others. */
export function aroundCell(
  doc: Node,
  index: number,
): {
  readonly beginsLine: boolean
  readonly before: string
  readonly after: string
  readonly inCell: boolean
} {
  const place = cellPlace(doc, index)
  if (place === null) return { beginsLine: true, before: '', after: '', inCell: false }
  const { table, row, column } = place
  const cells = table.rows[row] ?? []
  const last = cells.findLastIndex((one) => one !== null)
  const previous = cells.slice(0, column).findLastIndex((one) => one !== null)
  return {
    beginsLine: previous < 0,
    before: '\t'.repeat(column - Math.max(0, previous)),
    after: column === last ? '\t'.repeat(table.columns - 1 - last) : '',
    inCell: true,
  }
}
