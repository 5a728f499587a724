import type { Node } from 'prosemirror-model'
import { numbersOf } from './numbering'

/**
 * Writes a document as plain text: numbers of sections are written out, a placeholder
 * is written as its value, or as its mask when `values` has none. The inverse of
 * `readText` up to `normalise`.
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
    if (index > 0) parts.push('\n')
    parts.push(String(block.attrs['gap'] ?? ''), numbers[index] ?? '')
    block.forEach((node) => {
      if (node.isText) parts.push(node.text ?? '')
      else if (node.type.name === 'placeholder') {
        parts.push(valueOf(String(node.attrs['figure'])) ?? String(node.attrs['mask']))
      }
    })
  })
  parts.push(String(doc.attrs['end'] ?? ''))
  return parts.join('')
}
