import type { Slice } from 'prosemirror-model'
import { Plugin, Selection, TextSelection, type Command, type Transaction } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { schema } from '../../schema/schema'
import { isCell } from '../../schema/tables'
import { blocksOf, freshCells, putIntoCell } from './paste-cells'
import {
  addRow,
  besideCell,
  blockStart,
  cellAcross,
  clearAcross,
  crossesCells,
  selectionIn,
  type NewId,
} from './table-acts'

/** U+2028: a new line in a cell. */
const softBreak = '\u2028'

export interface CellKeys {
  readonly newId: NewId
  /** Whether rows may be added now; else Tab ends at the last cell. */
  readonly mayChange: () => boolean
}

/** Tab and Shift-Tab go from cell to cell; Tab in the last one makes a row. */
export function nextCell(by: 1 | -1, { newId, mayChange }: CellKeys): Command {
  return (state, dispatch) => {
    const beside = besideCell(state, by)
    if (beside === null) return false
    if (beside.block !== null) {
      dispatch?.(state.tr.setSelection(selectionIn(state.doc, beside.block)).scrollIntoView())
      return true
    }
    if (by === -1 || !mayChange()) return false
    const end = state.apply(
      state.tr.setSelection(
        TextSelection.create(state.doc, blockStart(state.doc, beside.place.table.to) - 1),
      ),
    )
    const tr = addRow(end, 'after', newId)
    if (tr === null) return false
    const first = tr.doc.resolve(tr.mapping.map(end.selection.from) + 2)
    dispatch?.(tr.setSelection(TextSelection.near(first)))
    return true
  }
}

/** Enter in a cell: a new line, as in a word processor. */
export const breakCell: Command = (state, dispatch) => {
  const { $from, $to } = state.selection
  if (!isCell($from.parent) || !$from.sameParent($to)) return false
  dispatch?.(state.tr.insertText(softBreak).scrollIntoView())
  return true
}

/** Backspace and Delete take away what is selected over cells; they never join cells. */
export function eraseInTable(by: 1 | -1): Command {
  return (state, dispatch) => {
    if (crossesCells(state)) {
      dispatch?.(clearAcross(state))
      return true
    }
    const { $head, empty } = state.selection
    if (!empty || $head.depth === 0) return false
    const atEdge =
      by === -1 ? $head.parentOffset === 0 : $head.parentOffset === $head.parent.content.size
    if (!atEdge) return false
    const index = $head.index(0)
    const other = state.doc.maybeChild(index + by)
    if (isCell($head.parent)) return true
    if (!isCell(other)) return false
    // An empty line beside a table goes; any other stays, and the caret goes to the cell.
    const beside = by === -1 ? $head.before(1) : $head.after(1)
    const { tr } = state
    if (
      $head.parent.content.size === 0 &&
      state.doc.childCount > 1 &&
      index < state.doc.childCount - 1
    )
      tr.delete($head.before(1), $head.after(1))
    const at = tr.doc.resolve(tr.mapping.map(beside, by))
    dispatch?.(tr.setSelection(Selection.near(at, by)).scrollIntoView())
    return true
  }
}

/** Left and right over the edge of a cell; with `extend` the selection grows. */
function sideways(view: EditorView, by: 1 | -1, extend: boolean): boolean {
  const { state } = view
  const { selection, doc } = state
  if (!(selection instanceof TextSelection) || !(selection.empty || extend)) return false
  const { $head, anchor } = selection
  const edge = by === 1 ? $head.parent.content.size : 0
  const index = $head.index(0)
  const other = doc.maybeChild(index + by)
  if ($head.parentOffset !== edge || other === null) return false
  if (!isCell($head.parent) && !isCell(other)) return false
  const start = blockStart(doc, index + by) + 1
  const at = by === 1 ? start : start + other.content.size
  const next = TextSelection.create(doc, extend ? anchor : at, at)
  view.dispatch(state.tr.setSelection(next).scrollIntoView())
  return true
}

/** Up and down from cell to cell of a column, and out of the table. */
function across(view: EditorView, by: 1 | -1): boolean {
  const { state } = view
  const { doc, selection } = state
  const { $head } = selection
  if (!selection.empty && selection instanceof TextSelection) return false
  if (!isCell($head.parent) || !view.editable || !view.endOfTextblock(by === 1 ? 'down' : 'up'))
    return false
  const target = cellAcross(state, by)
  if (target !== null) {
    view.dispatch(
      state.tr.setSelection(nearest(view, blockStart(doc, target), $head.pos, by)).scrollIntoView(),
    )
    return true
  }
  const place = besideCell(state, 1)?.place
  if (place === undefined) return false
  const out = by === 1 ? place.table.to : place.table.from - 1
  const block = doc.maybeChild(out)
  if (block === null || out < 0) {
    // The text ends with the table: a line to go on.
    const { tr } = state
    tr.insert(out < 0 ? 0 : doc.content.size, schema.node('paragraph'))
    const at = TextSelection.create(tr.doc, out < 0 ? 1 : tr.doc.content.size - 1)
    view.dispatch(tr.setSelection(at).scrollIntoView())
    return true
  }
  const pos = blockStart(doc, out)
  view.dispatch(
    state.tr
      .setSelection(TextSelection.create(doc, by === 1 ? pos + 1 : pos + 1 + block.content.size))
      .scrollIntoView(),
  )
  return true
}

/** A caret in the cell that begins at `cell`, below or above where it is now. */
function nearest(view: EditorView, cell: number, from: number, by: 1 | -1): Selection {
  const { doc } = view.state
  const inside = cell + 1
  const size = doc.nodeAt(cell)?.content.size ?? 0
  const [first, last] = [view.coordsAtPos(inside), view.coordsAtPos(inside + size)]
  const line = by === 1 ? first : last
  const { left } = view.coordsAtPos(from)
  const found = view.posAtCoords({ left, top: (line.top + line.bottom) / 2 })
  const at = Math.max(inside, Math.min(inside + size, found?.pos ?? inside))
  return TextSelection.create(doc, at)
}

/** What happens in a table by keys, and what keeps its cells apart. */
export function cellKeys(newId: NewId): Plugin {
  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        takeSelection(view)
        // An input method begins: what is selected over cells goes before it composes.
        if (event.keyCode === 229 && !view.composing) {
          clear(view)
          return false
        }
        // With whatever keys beside, which would take a word or a line.
        if (event.key === 'Backspace' || event.key === 'Delete')
          return eraseInTable(event.key === 'Delete' ? 1 : -1)(view.state, view.dispatch)
        if (event.ctrlKey || event.metaKey || event.altKey) return false
        if (event.key === 'ArrowLeft') return sideways(view, -1, event.shiftKey)
        if (event.key === 'ArrowRight') return sideways(view, 1, event.shiftKey)
        if (event.shiftKey) return false
        if (event.key === 'ArrowUp') return across(view, -1)
        if (event.key === 'ArrowDown') return across(view, 1)
        return false
      },
      handleTextInput(view, _from, _to, text) {
        if (!crossesCells(view.state)) return false
        view.dispatch(clearAcross(view.state).insertText(text))
        return true
      },
      transformPasted: (slice) => freshCells(slice, newId),
      handlePaste(view, event, slice) {
        clear(view)
        const { $from, $to } = view.state.selection
        const own = event.clipboardData?.getData('text/html').includes('data-pm-slice') === true
        // One passage goes into its sentence as anywhere.
        if (!own || !isCell($from.parent) || !$from.sameParent($to) || isPassage(slice))
          return false
        const tr = putIntoCell(view.state, $from.pos, $to.pos, blocksOf(slice), newId)
        view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
        return true
      },
      handleDrop(view, event, slice, moved) {
        // Moved cells would leave their table in pieces.
        if (moved && crossesCells(view.state)) return true
        const own = event.dataTransfer?.getData('text/html').includes('data-pm-slice') === true
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
        if (!own || at === undefined || isPassage(slice)) return false
        if (!isCell(view.state.doc.resolve(at).parent)) return false
        view.dispatch(putIntoCell(view.state, at, at, blocksOf(slice), newId))
        return true
      },
      transformPastedHTML: (html) =>
        html.includes('data-pm-slice')
          ? html.replaceAll(/<br[^>]*data-soft[^>]*>/g, softBreak)
          : html,
      handleDOMEvents: {
        compositionstart(view) {
          clear(view)
          return false
        },
      },
    },
  })
}

/**
 * Takes over what is selected now: browsers tell of it a moment later, and a key that comes
 * before that would act on what was selected before, and join cells.
 */
function takeSelection(view: EditorView): void {
  const { selection, doc } = view.state
  const shown = view.dom.ownerDocument.getSelection()
  if (!(selection instanceof TextSelection) || view.composing || shown === null) return
  const { anchorNode, focusNode, anchorOffset, focusOffset } = shown
  if (anchorNode === null || focusNode === null) return
  if (!inCell(view, anchorNode) && !inCell(view, focusNode)) return
  const anchor = doc.resolve(view.posAtDOM(anchorNode, anchorOffset))
  const head = doc.resolve(view.posAtDOM(focusNode, focusOffset))
  if (!anchor.parent.inlineContent || !head.parent.inlineContent) return
  if (anchor.pos === selection.anchor && head.pos === selection.head) return
  view.dispatch(view.state.tr.setSelection(TextSelection.create(doc, anchor.pos, head.pos)))
}

function inCell(view: EditorView, node: globalThis.Node): boolean {
  const element = node instanceof Element ? node : node.parentElement
  return view.dom.contains(node) && (element?.closest('[data-block="cell"]') ?? null) !== null
}

/** Whether a slice is but a passage of one block. */
function isPassage({ content, openStart }: Slice): boolean {
  return content.firstChild?.isInline === true || (content.childCount === 1 && openStart > 0)
}

function clear(view: EditorView): void {
  if (view.editable && crossesCells(view.state)) view.dispatch(clearAcross(view.state))
}

/** What is cut over cells leaves the cells: the transaction to apply in place of `tr`. */
export function keepCells(view: EditorView, tr: Transaction): Transaction {
  return tr.getMeta('uiEvent') === 'cut' && crossesCells(view.state) ? clearAcross(view.state) : tr
}
