import type { PaperBlock } from '../paper/content'
import type { Piece } from '../paper/pieces'
import tokens from '../ui/tokens.css?inline'
import { applyMeasures, drawBlock } from './draw'
import sheetStyle from './sheet.css?inline'

/**
 * Lays blocks out as they are printed, in a document of its own that is not seen, and tells
 * where their lines begin. Of its own, since whatever changes in the document of a long report
 * makes the browser look at each block of it again before it draws the next frame. Nothing
 * stays in the box: what it costs is what is asked for.
 */
export interface Measure {
  /** How many lines each block has; of a cell, its height in lines of the body, at least 1. */
  lines(blocks: readonly PaperBlock[]): number[]
  /** Content offset at which line `line` of a block begins; the start of an atom if it is in one. */
  offsetOfLine(block: PaperBlock, line: number): number
  close(): void
}

export function createMeasure(): Measure {
  const frame = document.createElement('iframe')
  frame.className = 'measure-frame'
  frame.setAttribute('aria-hidden', 'true')
  frame.tabIndex = -1
  document.body.append(frame)
  let known: HTMLElement | undefined
  /** Where it is laid out. A browser may put another document into the frame once it has loaded it. */
  const box = (): HTMLElement => {
    const inside = frame.contentDocument
    if (inside === null) throw new Error('The frame is not in the page')
    if (known?.ownerDocument === inside) return known
    prepare(inside)
    known = inside.createElement('div')
    known.className = 'sheet sheet-measured'
    known.lang = 'zh-CN'
    applyMeasures(known)
    inside.body.append(known)
    return known
  }
  const draw = (block: PaperBlock, onText?: (text: Text, piece: Piece | null) => void) => {
    const dom = drawBlock(block, {
      marked: false,
      threads: [],
      ...(onText === undefined ? {} : { onText }),
    })
    if (block.cell !== null) {
      const { shares, column } = block.cell
      dom.style.width = `calc(var(--sheet-width) * ${shares[column] ?? 1} - 2 * var(--sheet-cell-side))`
    }
    return dom
  }
  /** Pixels from line to line. */
  const pitch = (): number => Number.parseFloat(getComputedStyle(box()).lineHeight) || 1

  return {
    lines(blocks) {
      const drawn = blocks.map((block) => draw(block))
      box().replaceChildren(...drawn)
      const height = pitch()
      const counts = drawn.map((dom, index) => {
        const high = dom.getBoundingClientRect().height / height
        return Math.max(1, blocks[index]?.cell === null ? Math.round(high) : high)
      })
      box().replaceChildren()
      return counts
    },
    offsetOfLine(block, line) {
      const texts: { readonly text: Text; readonly piece: Piece | null }[] = []
      const dom = draw(block, (text, piece) => texts.push({ text, piece }))
      box().replaceChildren(dom)
      const top = dom.getBoundingClientRect().top
      const height = pitch()
      const range = dom.ownerDocument.createRange()
      const lineAt = (text: Text, at: number): number => {
        range.setStart(text, at)
        range.setEnd(text, at + 1)
        const rects = range.getClientRects()
        const rect = rects[rects.length - 1]
        return rect === undefined ? -1 : Math.floor(((rect.top + rect.bottom) / 2 - top) / height)
      }
      let found = block.node.content.size
      for (const { text, piece } of texts) {
        const length = text.data.length
        if (length === 0 || lineAt(text, length - 1) < line) continue
        // The first character that stands on the line or below.
        let [low, high] = [0, length - 1]
        while (low < high) {
          const middle = (low + high) >> 1
          if (lineAt(text, middle) < line) low = middle + 1
          else high = middle
        }
        found = piece === null ? 0 : piece.from + (piece.type === 'text' ? low : 0)
        break
      }
      box().replaceChildren()
      return found
    },
    close: () => frame.remove(),
  }
}

/** Makes the frame's document one like ours: of the same mode, with what the sheet is drawn with. */
function prepare(inside: Document): void {
  // Written, since a frame without an address is in the mode for old pages, where lines are otherwise.
  inside.open()
  inside.write('<!doctype html><body></body>')
  inside.close()
  const style = inside.createElement('style')
  style.textContent = `${tokens}\n${sheetStyle}`
  inside.head.append(style)
}
