import { isPaperTable, stretchesOf, type PaperBlock, type PaperTable } from '../paper/content'

/** Draws blocks, the cells of tables as tables; `draw` draws a block or the text of a cell. */
export function drawStretches(
  blocks: readonly PaperBlock[],
  draw: (block: PaperBlock) => HTMLElement,
): HTMLElement[] {
  return stretchesOf(blocks).map((stretch) =>
    isPaperTable(stretch) ? drawTable(stretch, draw) : draw(stretch),
  )
}

function drawTable(
  { rows, shares }: PaperTable,
  draw: (block: PaperBlock) => HTMLElement,
): HTMLElement {
  const dom = document.createElement('table')
  dom.className = 'sheet-table'
  const columns = document.createElement('colgroup')
  for (const share of shares) {
    const column = document.createElement('col')
    column.style.width = `${(share * 100).toFixed(2)}%`
    columns.append(column)
  }
  const headed = Math.max(
    0,
    rows.findIndex(({ head }) => !head),
  )
  const part = (name: 'thead' | 'tbody', list: typeof rows): HTMLElement => {
    const section = document.createElement(name)
    for (const { cells, head } of list) {
      const row = document.createElement('tr')
      for (const block of cells) {
        const cell = document.createElement(head ? 'th' : 'td')
        if (block !== null) cell.append(draw(block))
        row.append(cell)
      }
      section.append(row)
    }
    return section
  }
  // A head is repeated on each page that the table goes on.
  if (headed > 0) dom.append(columns, part('thead', rows.slice(0, headed)))
  else dom.append(columns)
  dom.append(part('tbody', rows.slice(headed)))
  return dom
}
