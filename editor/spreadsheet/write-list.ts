import type { CellStyle, CellValue, WriteSheet } from 'hucre/xlsx'
import { isWholeNumber } from '../../schema/units'
import { isOpen } from '../model/figures/figures'
import type { FigureItem } from '../panels/overview'
import type { Translator } from '../ui/translator'
import { stateWord } from '../view/blank-view'
import { marks } from './columns'

const headRow = 1
const centred: CellStyle = { alignment: { vertical: 'center', wrapText: true } }
const head: CellStyle = {
  font: { bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E3EFFB' } },
  alignment: { vertical: 'center', wrapText: true },
}
const toFill: CellStyle = {
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'FFF1D6' } },
  border: {
    top: { style: 'thin', color: { rgb: 'E0A030' } },
    bottom: { style: 'thin', color: { rgb: 'E0A030' } },
    left: { style: 'thin', color: { rgb: 'E0A030' } },
    right: { style: 'thin', color: { rgb: 'E0A030' } },
  },
}

/** What a value must be, as the list's own validation knows it. */
function ruleOf({
  kind,
  unit,
  course,
}: FigureItem): 'whole' | 'decimal' | 'percent' | 'change' | 'text' {
  // A change may be below zero, and growth beyond 100％.
  const isNumber = kind === 'percent' || kind === 'count' || kind === 'duration'
  if (isNumber && (course !== 'none' || unit === '个百分点')) return 'change'
  if (kind === 'percent') return unit === '‰' ? 'decimal' : 'percent'
  if (kind === 'count') return isWholeNumber(unit) ? 'whole' : 'decimal'
  if (kind === 'duration') return unit === '小时' || unit === '个小时' ? 'decimal' : 'whole'
  return 'text'
}

/**
 * The list of figures as an .xlsx file, for people without the extension. Hidden columns
 * carry what `readFilledList` finds the figures by, so that rows may be sorted, columns
 * added and names edited.
 */
export async function writeList(
  items: readonly FigureItem[],
  title: string,
  t: Translator,
): Promise<Uint8Array<ArrayBuffer>> {
  const { colToLetter, writeXlsx } = await import('hucre/xlsx')
  const columns: readonly {
    readonly title: string
    readonly width: number
    readonly hidden?: boolean
    readonly cell: (item: FigureItem, index: number) => CellValue
  }[] = [
    { title: t('listNumber'), width: 6, cell: (_item, index) => index + 1 },
    { title: t('listLabel'), width: 26, cell: ({ label }) => label },
    { title: t('listValue'), width: 16, cell: valueCell },
    { title: t('listUnit'), width: 10, cell: ({ unit, suffix }) => unit || suffix },
    { title: t('listState'), width: 10, cell: ({ state }) => stateWord(t, state) },
    { title: t('listSection'), width: 28, cell: ({ path }) => path.join(' › ') },
    { title: t('listContext'), width: 46, cell: ({ before, after }) => `${before}＊${after}` },
    { title: t('listHint'), width: 20, cell: ({ hint }) => hint },
    { title: t('listSource'), width: 22, cell: ({ source }) => source },
    { title: t('listBasis'), width: 18, cell: () => null },
    { title: t('listTo'), width: 14, cell: ({ to }) => to },
    { title: t('listDue'), width: 12, cell: ({ due }) => due },
    { title: marks.id, width: 4, hidden: true, cell: ({ id }) => id },
    { title: marks.known, width: 4, hidden: true, cell: ({ value }) => value },
    { title: marks.rule, width: 4, hidden: true, cell: ruleOf },
  ]
  const valueColumn = 2
  const styles: WriteSheet['cells'] = new Map()
  columns.forEach(({ title }, column) =>
    styles.set(`${headRow},${column}`, { value: title, style: head }),
  )
  const intro = t('listIntro', { title })
  styles.set('0,0', { value: intro, style: { font: { size: 12 }, ...centred } })
  const rows = items.map((item, index) => columns.map(({ cell }) => cell(item, index)))
  items.forEach((item, index) => {
    const row = headRow + 1 + index
    rows[index]?.forEach((value, column) => {
      const style: CellStyle =
        column === valueColumn
          ? {
              ...(isOpen(item.state) ? toFill : {}),
              // Text stays text: 2026年12月5日 must not become a day count.
              ...(ruleOf(item) === 'text' ? { numFmt: '@' } : {}),
            }
          : column === 5 || column === 6 || column === 1
            ? centred
            : {}
      styles.set(`${row},${column}`, { value, style })
    })
  })
  const letter = (column: number): string => colToLetter(column)
  const value = `$${letter(valueColumn)}${headRow + 2}`
  const rule = `$${letter(columns.length - 1)}${headRow + 2}`
  const last = headRow + 1 + Math.max(1, items.length)
  const bytes = await writeXlsx({
    properties: { title },
    sheets: [
      {
        name: t('listSheet'),
        columns: columns.map(({ width, hidden = false }) => ({ width, hidden })),
        rows: [[intro], columns.map((column) => column.title), ...rows],
        cells: styles,
        rowDefs: new Map([[0, { height: 42 }]]),
        merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: 9 }],
        freezePane: { rows: headRow + 1, columns: valueColumn + 1 },
        autoFilter: {
          range: `A${headRow + 1}:${letter(columns.length - 1)}${last}`,
        },
        // The rule stands in the row, so that it stays with its figure when rows are sorted.
        dataValidations: [
          {
            type: 'custom',
            range: `${letter(valueColumn)}${headRow + 2}:${letter(valueColumn)}${last}`,
            formula1:
              `OR(${rule}="text",AND(ISNUMBER(${value}),OR(${rule}="change",AND(${value}>=0,` +
              `OR(${rule}<>"whole",INT(${value})=${value}),OR(${rule}<>"percent",${value}<=100)))))`,
            allowBlank: true,
            showInputMessage: true,
            inputTitle: t('listValue'),
            inputMessage: t('listValueHelp'),
            showErrorMessage: true,
            errorStyle: 'stop',
            errorTitle: t('listValue'),
            errorMessage: t('listValueBad'),
          },
        ],
      },
      {
        name: t('listHelpSheet'),
        columns: [{ width: 90 }],
        rows: t('listHelp', { title })
          .split('\n')
          .map((line) => [line]),
      },
    ],
  })
  return new Uint8Array(bytes)
}

function valueCell({ value, kind }: FigureItem): CellValue {
  if (value === '') return null
  const isNumber = kind === 'count' || kind === 'percent' || kind === 'duration'
  return isNumber ? Number(value) : value
}
