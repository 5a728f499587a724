import type { Node } from 'prosemirror-model'
import type { EditorState, Transaction } from 'prosemirror-state'
import type { Finding } from '../../schema/checks/finding'

/** Document positions of a finding in the text, or null: it is elsewhere, or behind the end. */
export function rangeOf(doc: Node, { where }: Finding): { from: number; to: number } | null {
  if (where.type !== 'text' || where.block >= doc.childCount) return null
  let start = 1
  for (let index = 0; index < where.block; index++) start += doc.child(index).nodeSize
  const size = doc.child(where.block).content.size
  return { from: start + Math.min(where.from, size), to: start + Math.min(where.to, size) }
}

/**
 * One transaction that puts these findings right; those without a certain fix, and those
 * that overlap one before them, stay. The findings are those of `state.doc`.
 *
 * @returns the transaction and how many it puts right
 */
export function fixAll(
  state: EditorState,
  findings: readonly Finding[],
): { readonly tr: Transaction; readonly count: number } {
  const { tr, doc } = state
  let count = 0
  const edits: { from: number; to: number; text: string }[] = []
  let last = -1
  for (const finding of findings) {
    const range = rangeOf(doc, finding)
    if (range === null || finding.where.type !== 'text' || finding.fix === undefined) continue
    const block = range.from - finding.where.from
    if (finding.fix.type === 'number') {
      // Without a number of its own the section is numbered by its place. No text moves.
      tr.setNodeMarkup(block - 1, null, {
        ...doc.child(finding.where.block).attrs,
        marker: null,
        markerAt: 0,
      })
      count++
      continue
    }
    if (finding.fix.type !== 'text') continue
    const [first] = finding.fix.edits
    if (first === undefined || block + first.from < last) continue
    for (const edit of finding.fix.edits)
      edits.push({ from: block + edit.from, to: block + edit.to, text: edit.text })
    last = edits.at(-1)?.to ?? last
    count++
  }
  // From the end on, so that what is before keeps its place.
  for (const { from, to, text } of edits.reverse())
    if (text === '') tr.delete(from, to)
    else tr.insertText(text, from, to)
  return { tr, count }
}
