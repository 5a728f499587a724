import type { CellStyle, CellValue } from 'hucre/xlsx'
import type { Translator } from '../ui/translator'

/** A comment or a suggestion as a line of the sheet. */
export interface ReviewLine {
  /** The headings above its place; empty for the whole report. */
  readonly place: string
  readonly quote: string
  /** What was said, message by message, or what is proposed. */
  readonly words: string
  readonly by: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly kind: string
  readonly state: string
  readonly assignee: string
}

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
  const columns: readonly {
    readonly title: string
    readonly width: number
    readonly cell: (line: ReviewLine, index: number) => CellValue
  }[] = [
    { title: t('listNumber'), width: 6, cell: (_line, index) => index + 1 },
    { title: t('reviewPlace'), width: 30, cell: ({ place }) => place },
    { title: t('reviewQuote'), width: 36, cell: ({ quote }) => quote },
    { title: t('reviewKind'), width: 10, cell: ({ kind }) => kind },
    { title: t('reviewWords'), width: 56, cell: ({ words }) => words },
    { title: t('reviewBy'), width: 16, cell: ({ by }) => by },
    { title: t('reviewAt'), width: 18, cell: ({ at }) => new Date(at).toLocaleString(t.locale) },
    { title: t('reviewState'), width: 12, cell: ({ state }) => state },
    { title: t('assignee'), width: 14, cell: ({ assignee }) => assignee },
  ]
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
