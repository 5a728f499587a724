import type { CellStyle } from 'hucre/xlsx'
import { reviewColumns, type ReviewLine } from '../panels/review-columns'
import type { Translator } from '../ui/translator'

const head: CellStyle = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E3EFFB' } },
  alignment: { vertical: 'center', wrapText: true },
}
const body: CellStyle = { alignment: { vertical: 'top', wrapText: true } }

/** All comments and suggestions of a report as an .xlsx file, a line each. */
export async function writeReview(
  lines: readonly ReviewLine[],
  title: string,
  t: Translator,
): Promise<Uint8Array<ArrayBuffer>> {
  const { writeXlsx } = await import('hucre/xlsx')
  const columns = reviewColumns(t)
  const rows = [
    columns.map((column) => column.title),
    ...lines.map((line, index) => columns.map(({ cell }) => cell(line, index))),
  ]
  const cells = new Map(
    rows.flatMap((row, at) =>
      row.map(
        (value, column) => [`${at},${column}`, { value, style: at === 0 ? head : body }] as const,
      ),
    ),
  )
  const bytes = await writeXlsx({
    properties: { title },
    sheets: [
      {
        name: t('reviewSheetName'),
        columns: columns.map(({ width }) => ({ width })),
        rows,
        cells,
        freezePane: { rows: 1, columns: 0 },
      },
    ],
  })
  return new Uint8Array(bytes)
}
