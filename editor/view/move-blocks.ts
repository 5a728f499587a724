import type { Node } from 'prosemirror-model'
import { TextSelection, type EditorState, type Transaction } from 'prosemirror-state'
import { sectionsOf, type SectionInfo } from '../../schema/sections'

/** Under this key a transaction of `moveBlocks` says what it moved. */
export const movedKey = 'moved-blocks'

/** What moved, for whoever keeps places in the text. Document positions. */
export interface Moved {
  /** The stretch before the move. */
  readonly from: number
  readonly to: number
  /** Where its start is after the move. */
  readonly at: number
}

/**
 * Moves the blocks `from` to `to` (indices, `to` excluded) before block `before`
 * (`childCount` for the end). Null when that changes nothing.
 *
 * A flat text has no move: what moves is deleted and inserted again. Of the two stretches
 * that change places the shorter one is, so that as much as possible keeps its identity.
 * - Figures stay: a blank is written again with its figure and all that it says of it.
 * - Block marks get fresh ids; attributes that only a newer version knows stay (`extra`).
 * - What a colleague types meanwhile in the stretch that is written again stays where the
 *   stretch was; nothing of it is lost.
 * - Anchors: relative positions in that stretch die. The transaction names it under
 *   `movedKey`, so that whoever made the move can anchor threads anew; until then a
 *   thread is found by its exact quote (`resolveRange`).
 */
export function moveBlocks(
  state: EditorState,
  from: number,
  to: number,
  before: number,
): Transaction | null {
  const { doc } = state
  if (from < 0 || to > doc.childCount || from >= to || before < 0 || before > doc.childCount)
    return null
  if (before >= from && before <= to) return null
  const [first, middle, last] = before < from ? [before, from, to] : [from, to, before]
  const [a, b, c] = [startOf(doc, first), startOf(doc, middle), startOf(doc, last)]
  const { tr } = state
  // The blocks [a, b) and [b, c) change places; the shorter stretch is written again.
  const moved: Moved = b - a < c - b ? { from: a, to: b, at: a + c - b } : { from: b, to: c, at: a }
  const content = doc.slice(moved.from, moved.to).content
  tr.delete(moved.from, moved.to).insert(moved.at, content)
  const heading = before < from ? a : a + c - b
  tr.setSelection(TextSelection.near(tr.doc.resolve(heading + 1)))
  return tr.setMeta(movedKey, moved)
}

function startOf(doc: Node, index: number): number {
  let pos = 0
  for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
  return pos
}

const closing = new Set(['signature', 'date', 'attachment'])

/** `end` without the signature, date and attachments before it: these close the report, no section. */
function withoutClosing(doc: Node, from: number, end: number): number {
  let to = end
  while (to > from + 1 && closing.has(doc.child(to - 1).type.name)) to--
  return to
}

/** The blocks of the section that block `block` opens; null when it opens none. */
export function sectionBlocks(
  doc: Node,
  block: number,
): { readonly section: SectionInfo; readonly from: number; readonly to: number } | null {
  const section = sectionsOf(doc).find((one) => one.block === block)
  if (section === undefined) return null
  return { section, from: block, to: withoutClosing(doc, block, section.end) }
}

/**
 * Moves a section with all it holds before (-1) the sibling before it or behind (1) the one
 * after it. A first or last one goes over to the next section of the level above.
 */
export function moveSection(state: EditorState, block: number, by: 1 | -1): Transaction | null {
  const { doc } = state
  const found = sectionBlocks(doc, block)
  if (found === null) return null
  const { section, from, to } = found
  const all = sectionsOf(doc)
  const at = all.indexOf(section)
  if (by === -1) {
    for (let i = at - 1; i >= 0; i--) {
      const other = all[i]
      if (other === undefined) break
      if (other.level === section.level) return moveBlocks(state, from, to, other.block)
      // Over the section that holds it, into the one before that.
      if (other.level < section.level)
        return all.slice(0, i).some(({ level }) => level <= other.level)
          ? moveBlocks(state, from, to, other.block)
          : null
    }
    return null
  }
  const next = all.find((one) => one.block >= section.end)
  if (next === undefined) return null
  if (next.level === section.level)
    return moveBlocks(state, from, to, withoutClosing(doc, next.block, next.end))
  // Into the next section of the level above, as its first.
  const inner = all.find((one) => one.block > next.block && one.block < next.end)
  return moveBlocks(state, from, to, inner?.block ?? withoutClosing(doc, next.block, next.end))
}

/** Makes a section and all in it one level higher (-1) or lower (1). Null where a level would not exist. */
export function shiftSection(state: EditorState, block: number, by: 1 | -1): Transaction | null {
  const found = sectionBlocks(state.doc, block)
  if (found === null) return null
  const { tr, doc } = state
  let pos = startOf(doc, found.from)
  for (let index = found.from; index < found.to; index++) {
    const node = doc.child(index)
    if (node.type.name === 'section') {
      const level = Number(node.attrs['level']) + by
      if (level < 1 || level > 4) return null
      // A number as it was read belongs to the level that it was read at.
      tr.setNodeMarkup(pos, null, { ...node.attrs, level, marker: null, markerAt: 0 })
    }
    pos += node.nodeSize
  }
  return tr
}

/** Index of the block that opens the section in which block `index` stands; null before the first. */
export function sectionAt(doc: Node, index: number): number | null {
  const sections = sectionsOf(doc)
  let low = 0
  let high = sections.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sections[middle]?.block ?? 0) <= index) low = middle + 1
    else high = middle
  }
  return sections[low - 1]?.block ?? null
}
