import type { Node } from 'prosemirror-model'
import type { EditorState, Transaction } from 'prosemirror-state'
import { placeholdersOf } from '../../schema/content'
import type { Figures } from '../model/figures/figures'
import type { ComparedBlock } from '../model/versions/compare'
import { blockFrom, keptBlockOf, type VersionContent } from '../model/versions/content'
import type { Undoable } from '../model/undoable'

/** Rows of a comparison from `row` to the end of the section that it opens; only itself when it opens none. */
export function sectionRows(rows: readonly ComparedBlock[], row: number): number[] {
  const level = rows[row]?.level ?? 0
  const list = [row]
  if (level === 0) return list
  for (let index = row + 1; index < rows.length; index++) {
    const other = rows[index]?.level ?? 0
    if (other > 0 && other <= level) break
    list.push(index)
  }
  return list
}

/**
 * Brings blocks back as a version had them, as one change of the present text; null when
 * they are so already. What did not change is not touched, so that comments and a
 * colleague's typing in it stay.
 * @param rows comparison of the version (before) with the present text (after)
 * @param chosen indices of the rows that are brought back
 */
export function restoreText(
  state: EditorState,
  version: VersionContent,
  rows: readonly ComparedBlock[],
  chosen: ReadonlySet<number>,
): Transaction | null {
  const { tr, doc } = state
  const starts = startsOf(doc)
  const gone: { readonly from: number; readonly to: number }[] = []
  // From the end, so that the positions before still hold.
  let next = doc.childCount
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index]
    if (row === undefined) continue
    const was = row.before === undefined ? null : blockFrom(version.blocks[row.before] ?? '')
    if (chosen.has(index)) {
      if (row.after === undefined) {
        if (was !== null) tr.insert(starts[next] ?? doc.content.size, was)
      } else if (was === null) {
        const from = starts[row.after] ?? 0
        gone.push({ from, to: from + doc.child(row.after).nodeSize })
      } else replaceBlock(tr, doc.child(row.after), starts[row.after] ?? 0, was)
    }
    if (row.after !== undefined) next = row.after
  }
  // What goes, goes last: a report is never without a block.
  const come = tr.mapping.maps.length
  for (const { from, to } of gone) {
    const mapping = tr.mapping.slice(0, come)
    removeBlock(tr, mapping.map(from, 1), mapping.map(to, -1))
  }
  return tr.docChanged ? tr : null
}

function startsOf(doc: Node): number[] {
  const starts: number[] = []
  doc.forEach((_block, offset) => starts.push(offset))
  return starts
}

function removeBlock(tr: Transaction, from: number, to: number): void {
  if (tr.doc.childCount === 1) tr.delete(from + 1, to - 1)
  else tr.delete(from, to)
}

/** Changes only the stretch in which the two differ. */
function replaceBlock(tr: Transaction, now: Node, at: number, was: Node): void {
  if (keptBlockOf(now) === keptBlockOf(was)) return
  const start = now.content.findDiffStart(was.content)
  if (start !== null) {
    const end = now.content.findDiffEnd(was.content)
    if (end !== null) {
      // Where the same text stands twice the two ends may overlap.
      const overlap = Math.max(0, start - Math.min(end.a, end.b))
      tr.replace(at + 1 + start, at + 1 + end.a + overlap, was.slice(start, end.b + overlap))
    }
  }
  if (now.type !== was.type || now.attrs !== was.attrs) tr.setNodeMarkup(at, was.type, was.attrs)
}

/**
 * Brings values back as a version had them, for the figures that stand in the chosen rows.
 * Returns what was done, and how many could not be brought back: values that differed then,
 * or that the figure does not take any more.
 */
export function restoreValues(
  figures: Pick<Figures, 'fill' | 'clear' | 'setNotApplicable' | 'shown' | 'batch'>,
  version: VersionContent,
  rows: readonly ComparedBlock[],
  chosen: ReadonlySet<number>,
): { readonly acts: readonly Undoable[]; readonly left: number } {
  const wanted = new Set<string>()
  for (const index of chosen) {
    const before = rows[index]?.before
    const block = before === undefined ? null : blockFrom(version.blocks[before] ?? '')
    for (const { figure } of block === null ? [] : placeholdersOf(block)) wanted.add(figure)
  }
  const acts: Undoable[] = []
  let left = 0
  figures.batch(() => {
    for (const figure of wanted) {
      const was = version.figures.get(figure)
      if (was === figures.shown(figure)) continue
      if (was === undefined) acts.push(figures.clear(figure))
      else if (was === '—') acts.push(figures.setNotApplicable(figure))
      else {
        const filled = was.includes('／') ? null : figures.fill(figure, was, { course: 'either' })
        if (filled?.ok === true) acts.push(filled.act)
        else left++
      }
    }
  })
  return { acts, left }
}
