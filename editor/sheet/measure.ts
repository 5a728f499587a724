import type { PaperBlock } from '../paper/content'
import type { Piece } from '../paper/pieces'
import { applyMeasures, drawBlock } from './draw'

/**
 * Lays blocks out as they are printed, in a box outside of what is seen, and tells where
 * their lines begin. Nothing stays in the box: what it costs is what is asked for.
 */
export interface Measure {
  /** How many lines each block has; of a cell, its height in lines of the body, at least 1. */
  lines(blocks: readonly PaperBlock[]): number[]
  /** Content offset at which line `line` of a block begins; the start of an atom if it is in one. */
  offsetOfLine(block: PaperBlock, line: number): number
  close(): void
}

export function createMeasure(): Measure {
  const box = document.createElement('div')
  box.className = 'sheet sheet-measured'
  box.setAttribute('aria-hidden', 'true')
  box.lang = 'zh-CN'
  applyMeasures(box)
  document.body.append(box)
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
  const pitch = (): number => Number.parseFloat(getComputedStyle(box).lineHeight) || 1

  return {
    lines(blocks) {
      const drawn = blocks.map((block) => draw(block))
      box.replaceChildren(...drawn)
      const height = pitch()
      const counts = drawn.map((dom, index) => {
        const high = dom.getBoundingClientRect().height / height
        return Math.max(1, blocks[index]?.cell === null ? Math.round(high) : high)
      })
      box.replaceChildren()
      return counts
    },
    offsetOfLine(block, line) {
      const texts: { readonly text: Text; readonly piece: Piece | null }[] = []
      const dom = draw(block, (text, piece) => texts.push({ text, piece }))
      box.replaceChildren(dom)
      const top = dom.getBoundingClientRect().top
      const height = pitch()
      const range = document.createRange()
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
      box.replaceChildren()
      return found
    },
    close: () => box.remove(),
  }
}
