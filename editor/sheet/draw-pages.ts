import type { PaperBlock } from '../paper/content'
import { page, pageNumberGap, sizes } from '../paper/format'
import { cutPieces } from '../paper/pieces'
import { drawBlock, type SheetOptions } from './draw'
import { drawStretches } from './draw-table'
import { createMeasure } from './measure'
import { flowPages, type PageStart } from './page-flow'
import { flowRows } from './row-flow'

/** Whether the browser writes page numbers by itself, in the margin boxes of `@page`. */
export function hasMarginBoxes(): boolean {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync("@page { @bottom-right { content: '1' } }")
  const [rule] = sheet.cssRules
  return rule !== undefined && 'cssRules' in rule && (rule.cssRules as CSSRuleList).length > 0
}

/** The page for pages that have their margins and numbers in themselves. */
export const barePageRule = `@page { size: ${page.width}mm ${page.height}mm; margin: 0 }`

/**
 * The report as pages of their own, each with its number, for browsers that do not write
 * page numbers. Lays out the whole report at once.
 */
export function drawPages(blocks: readonly PaperBlock[], options: SheetOptions): HTMLElement[] {
  const measure = createMeasure()
  try {
    const lines = measure.lines(blocks)
    const flow = blocks.map(({ layout: { before, after, keepNext } }, index) => ({
      lines: lines[index] ?? 1,
      before,
      after,
      keepNext,
    }))
    const starts = flowPages(
      flowRows(
        flow,
        (index) => blocks[index]?.cell ?? null,
        (index) => blocks[index]?.cell?.head === true,
      ),
      page.lines,
    )
    const offsetOf = ({ block, line }: PageStart): number => {
      const found = blocks[block]
      return found === undefined || line === 0 ? 0 : measure.offsetOfLine(found, line)
    }
    const edges = [
      { block: 0, offset: 0 },
      ...starts.map((start) => ({ block: start.block, offset: offsetOf(start) })),
      { block: blocks.length, offset: 0 },
    ]
    return edges.slice(0, -1).map((from, index) => {
      const to = edges[index + 1] ?? from
      const here = blocks.slice(from.block, to.offset > 0 ? to.block + 1 : to.block)
      const content = drawStretches([...headAgain(blocks, from.block), ...here], (block) =>
        block.cell === null
          ? drawPart(
              block,
              block.index === from.block ? from.offset : 0,
              block.index === to.block ? to.offset : null,
              block.index === from.block,
              options,
            )
          : drawBlock(block, options),
      )
      return drawPage(content, index + 1)
    })
  } finally {
    measure.close()
  }
}

/** The head of the table in which a page begins. */
function headAgain(blocks: readonly PaperBlock[], from: number): PaperBlock[] {
  const cell = blocks[from]?.cell ?? null
  if (cell === null || cell.head || cell.row === 0) return []
  const { table } = cell
  const headed = table.rows.findIndex((row) =>
    row.some((one) => one !== null && blocks[one]?.cell?.head !== true),
  )
  return table.rows
    .slice(0, Math.min(headed, cell.row))
    .flatMap((row) => row.flatMap((one) => (one === null ? [] : (blocks[one] ?? []))))
}

/** @param to content offset at which the next page goes on; null when the block ends here */
function drawPart(
  block: PaperBlock,
  from: number,
  to: number | null,
  isFirst: boolean,
  options: SheetOptions,
): HTMLElement {
  const end = to ?? Infinity
  const pieces = cutPieces(block.pieces, [from, ...(to === null ? [] : [to])]).filter(
    (piece) => piece.from >= from && (piece.to <= end || to === null),
  )
  const { layout } = block
  const dom = drawBlock(
    {
      ...block,
      pieces,
      number: from === 0 ? block.number : '',
      layout: {
        ...layout,
        first: from === 0 ? layout.first : 0,
        // No blank line at the top of a page.
        before: isFirst ? 0 : layout.before,
        keepNext: false,
      },
    },
    options,
  )
  if (to !== null) dom.style.textAlignLast = 'justify'
  return dom
}

function drawPage(content: readonly HTMLElement[], number: number): HTMLElement {
  const dom = document.createElement('div')
  dom.className = 'sheet-page'
  dom.style.width = `${page.width}mm`
  // A hair less than the paper, so that rounding makes no empty page.
  dom.style.height = `${page.height - 0.2}mm`
  dom.style.padding = `${page.top}mm ${page.right}mm 0 ${page.left}mm`
  const foot = document.createElement('div')
  foot.className = 'sheet-number'
  foot.textContent = `— ${number} —`
  foot.style.top = `${page.height - page.bottom + pageNumberGap}mm`
  foot.style.fontSize = `${sizes.pageNumber}pt`
  foot.style[number % 2 === 1 ? 'right' : 'left'] =
    `calc(${number % 2 === 1 ? page.right : page.left}mm + var(--sheet-character))`
  dom.append(...content, foot)
  return dom
}
