import type { Node } from 'prosemirror-model'
import type { EditorView } from 'prosemirror-view'
import type { Cards } from './layout'

/** A card and where in the document its words begin. */
export interface Row {
  readonly id: string
  /** As a document position, now. Asked only of rows that are looked at. */
  readonly pos: () => number
}

/** Pixels from the middle of a line of text up to the top of a card that stands beside it. */
const above = 19
/** Pixels beyond the window within which a line is measured and not guessed. */
const near = 200
/** What is read between two cards that begin at one word, and for how many of them. */
const apart = 0.3
const apartMost = 10

interface Measured {
  readonly block: Node
  /** In pixels from the top of its block. */
  readonly line: number
  readonly read: number
}

/**
 * Measures where the lines of cards are. Only what is near the window is looked at; what was
 * measured holds until its block changes. Of what is far the block tells, which is not laid
 * out for that.
 */
export class Lines {
  private readonly view: EditorView
  private readonly known = new Map<string, Measured>()

  constructor(view: EditorView) {
    this.view = view
  }

  /** To be called when the text is set anew: another width, other marks in it. */
  forget(): void {
    this.known.clear()
  }

  /**
   * Cards of `rows`, for one moment. Places count from the top of what the desk scrolls.
   * @param height the height of a card by its id
   */
  cards(rows: readonly Row[], desk: HTMLElement, height: (id: string) => number): Cards {
    const frame = desk.getBoundingClientRect()
    const asked = new Map<number, { line: number; read: number }>()
    const at = (index: number): { line: number; read: number } => {
      let found = asked.get(index)
      if (found === undefined) {
        found = this.place(rows, index, frame, desk.scrollTop)
        asked.set(index, found)
      }
      return found
    }
    return {
      count: rows.length,
      line: (index) => at(index).line,
      read: (index) => at(index).read,
      height: (index) => height(rows[index]?.id ?? ''),
    }
  }

  private place(
    rows: readonly Row[],
    index: number,
    frame: DOMRect,
    scrolled: number,
  ): { line: number; read: number } {
    const { state } = this.view
    const row = rows[index]
    if (row === undefined) return { line: 0, read: 0 }
    const { id } = row
    const begins = row.pos()
    const pos = Math.min(begins, state.doc.content.size)
    const $pos = state.doc.resolve(pos)
    const block = $pos.depth === 0 ? $pos.nodeAfter : $pos.node(1)
    const dom = this.view.nodeDOM($pos.depth === 0 ? pos : $pos.before(1))
    if (block === null || !(dom instanceof HTMLElement)) return { line: 0, read: 0 }
    const shown = seen(dom)
    const box = shown.getBoundingClientRect()
    const shift = scrolled - frame.top
    const top = box.top + shift
    if (shown !== dom) return { line: box.bottom + shift - 2 * above, read: box.bottom + shift }
    if (box.bottom < frame.top - near || box.top > frame.bottom + near) {
      const part = ($pos.depth === 0 ? 0 : $pos.parentOffset) / Math.max(1, block.content.size)
      return { line: top, read: top + part * box.height }
    }
    let measured = this.known.get(id)
    if (measured?.block !== block) {
      const { left, top: begin, bottom } = this.view.coordsAtPos(pos, 1)
      const line = (begin + bottom) / 2 - above - box.top
      const part = Math.min(1, Math.max(0, (left - box.left) / Math.max(1, box.width)))
      measured = { block, line, read: line + part * (2 * above - apart * apartMost) }
      this.known.set(id, measured)
    }
    let same = 0
    while (same < apartMost && rows[index - same - 1]?.pos() === begins) same++
    return { line: top + measured.line, read: top + measured.read + same * apart }
  }
}

/** A block, or where it is folded away the last one before it that is seen. */
function seen(block: HTMLElement): HTMLElement {
  let one = block
  while (one.getClientRects().length === 0) {
    const before = one.previousElementSibling
    if (!(before instanceof HTMLElement)) return block
    one = before
  }
  return one
}
