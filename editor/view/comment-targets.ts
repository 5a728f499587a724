import { NodeSelection, type EditorState } from 'prosemirror-state'
import type * as Y from 'yjs'
import { headingEnd, itemsOf, sectionsOf } from '../../schema/sections'
import type { Binding } from '../binding/binding'
import { plainBody } from '../model/flat'
import { anchorRange, quoteOf, type Anchor, type RangeAnchor } from '../model/review/anchors'

/** Something that a comment can be on. */
export interface CommentTarget {
  readonly scope: 'range' | 'item' | 'section' | 'report'
  readonly title: string
  readonly anchor: Anchor
}

/** What a comment on the selection would be anchored to; null when nothing is selected. */
export function anchorOfSelection(
  { selection, doc }: EditorState,
  text: Y.Doc,
  binding: Binding,
): Anchor | null {
  if (selection instanceof NodeSelection && selection.node.type.name === 'placeholder') {
    const { figure, label } = selection.node.attrs
    return { type: 'figure', figure: String(figure), quote: String(label) }
  }
  if (selection.empty) return null
  const length = plainBody(text).length
  const from = Math.min(binding.offsetAt(doc, selection.from), length)
  const to = Math.min(binding.offsetAt(doc, selection.to), length)
  return from < to ? anchorRange(text, { from, to }) : null
}

/** What a comment can be on, the nearest first: the selection or its blank, the item, the section, the report. */
export function commentTargets(state: EditorState, text: Y.Doc, binding: Binding): CommentTarget[] {
  const { doc, selection } = state
  const targets: CommentTarget[] = []
  const selected = anchorOfSelection(state, text, binding)
  if (selected !== null)
    targets.push({ scope: 'range', title: quoteOf(selected), anchor: selected })
  const { $from } = selection
  const index = Math.min($from.index(0), doc.childCount - 1)
  const startOf = (block: number): number => {
    let pos = 1
    for (let i = 0; i < block; i++) pos += doc.child(i).nodeSize
    return pos
  }
  const part = (
    block: number,
    from: number,
    to: number,
    scope: NonNullable<RangeAnchor['scope']>,
    title: string,
  ): void => {
    const start = startOf(block)
    const range = {
      from: binding.offsetAt(doc, start + from),
      to: binding.offsetAt(doc, start + to),
    }
    if (range.from < range.to)
      targets.push({ scope, title, anchor: anchorRange(text, range, scope) })
  }
  const offset = $from.depth === 0 ? 0 : $from.parentOffset
  const item = itemsOf(doc.child(index)).find((one) => one.from <= offset && offset <= one.to)
  if (item !== undefined) part(index, item.from, item.to, 'item', item.title)
  const section = sectionsOf(doc).findLast((one) => one.block <= index && index < one.end)
  if (section !== undefined)
    part(
      section.block,
      0,
      headingEnd(doc.child(section.block)),
      'section',
      section.number + section.heading,
    )
  targets.push({ scope: 'report', title: '', anchor: { type: 'report' } })
  return targets
}
