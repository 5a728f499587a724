import { isHidden } from './element-style'

/** The cells of an HTML table by row and column; null where a merged cell goes on, or none is. */
export interface HtmlGrid {
  readonly rows: readonly {
    readonly head: boolean
    readonly cells: readonly (Element | null)[]
  }[]
  readonly columns: number
}

/** So much of a merged cell is believed. */
const widest = 100

export function htmlGrid(table: Element): HtmlGrid {
  /** Rows that a cell from above reaches down into, by column. */
  const reach: number[] = []
  const rows = rowsOf(table)
    .filter((row) => !isHidden(row))
    .map((row) => {
      const cells: (Element | null)[] = []
      const free = (): void => {
        while ((reach[cells.length] ?? 0) > 0) {
          reach[cells.length] = (reach[cells.length] ?? 0) - 1
          cells.push(null)
        }
      }
      const own = [...row.children].filter(
        (cell) => (cell.tagName === 'TD' || cell.tagName === 'TH') && !isHidden(cell),
      )
      for (const cell of own) {
        free()
        const across = spanOf(cell, 'colspan')
        const down = spanOf(cell, 'rowspan')
        for (let column = 0; column < across; column++) {
          reach[cells.length] = down - 1
          cells.push(column === 0 ? cell : null)
        }
      }
      free()
      const head =
        row.parentElement?.tagName === 'THEAD' ||
        (own.length > 0 && own.every(({ tagName }) => tagName === 'TH'))
      return { head, cells }
    })
  const columns = Math.max(0, ...rows.map(({ cells }) => cells.length))
  return {
    columns,
    rows: rows.map(({ head, cells }) => ({
      head,
      cells: Array.from({ length: columns }, (_, column) => cells[column] ?? null),
    })),
  }
}

function spanOf(cell: Element, name: 'colspan' | 'rowspan'): number {
  const said = Number(cell.getAttribute(name) ?? 1)
  return Number.isInteger(said) && said > 0 ? Math.min(said, widest) : 1
}

function rowsOf(table: Element): Element[] {
  return [...table.children].flatMap((one) =>
    one.tagName === 'TR' ? [one] : /^T(?:HEAD|BODY|FOOT)$/.test(one.tagName) ? rowsOf(one) : [],
  )
}
