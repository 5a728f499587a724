import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as sheetJs from 'xlsx'
import { openSheets } from '../../editor/spreadsheet/open-sheets'
import { readFilledList as readOpened, type FilledList } from '../../editor/spreadsheet/read-list'
import { writeList } from '../../editor/spreadsheet/write-list'
import { createTranslator } from '../../editor/ui/translator'
import { figureItem } from '../support/figure-items'

const readFilledList = async (
  bytes: Uint8Array,
  list: Parameters<typeof readOpened>[1],
): Promise<FilledList> => readOpened(await openSheets(bytes), list)

const t = createTranslator('zh-CN')
const items = [
  figureItem('f1', { label: '走访次数' }),
  figureItem('f2', { label: '办件量', unit: '万件' }),
  figureItem('f3', { label: '网办占比', kind: 'percent', unit: '％' }),
  figureItem('f4', { label: '成文日期', kind: 'date', unit: '' }),
  figureItem('f5', { label: '牵头单位', kind: 'organisation', unit: '', suffix: '局' }),
  figureItem('f6', { label: '走访户数', unit: '户', state: 'filled', value: '30', shown: '30' }),
]

type Cells = (string | number | boolean | Date | null)[][]

/** The list as another program opens it: SheetJS, rows of cells. */
async function opened(locale: 'zh-CN' | 'en' = 'zh-CN'): Promise<Cells> {
  const book = sheetJs.read(await writeList(items, '年度报告', createTranslator(locale)))
  const sheet = book.Sheets[book.SheetNames[0] ?? '']
  if (sheet === undefined) throw new Error('no sheet')
  return sheetJs.utils.sheet_to_json<Cells[number]>(sheet, { header: 1, defval: null })
}

/** What another program saves. */
function saved(
  cells: Cells,
  type: 'xlsx' | 'biff8' = 'xlsx',
  formats: Record<string, string> = {},
) {
  const sheet = sheetJs.utils.aoa_to_sheet(cells)
  for (const [address, format] of Object.entries(formats)) {
    const cell: sheetJs.CellObject | undefined = sheet[address]
    if (cell !== undefined) cell.z = format
  }
  const book = sheetJs.utils.book_new()
  sheetJs.utils.book_append_sheet(book, sheet, '收回')
  return new Uint8Array(sheetJs.write(book, { type: 'array', bookType: type }) as ArrayBuffer)
}

const fill = (cells: Cells, values: Readonly<Record<string, Cells[number][number]>>): Cells => {
  const head = cells.find((row) => row.includes('tonggao:id')) ?? []
  const [id, value] = [
    head.indexOf('tonggao:id'),
    head.findIndex((one) => one === '数值' || one === 'Value'),
  ]
  return cells.map((row) => {
    const found = values[String(row[id])]
    return found === undefined ? row : row.with(value, found)
  })
}

const brought = (list: FilledList): Record<string, string> =>
  !list.ok
    ? { problem: list.reason }
    : Object.fromEntries(
        list.proposals.map(({ item, outcome }) => [
          item.id,
          outcome.type === 'refused'
            ? outcome.error.code
            : `${outcome.type} ${'value' in outcome ? outcome.value : ''}`.trim(),
        ]),
      )

describe('the list as a spreadsheet', () => {
  it('[XL1] opens in another program with its heads, values, rules and hidden columns', async () => {
    const cells = await opened()
    expect(cells[1]?.slice(0, 4)).toEqual(['序号', '数据', '数值', '计量单位'])
    expect(cells[7]?.slice(1, 4)).toEqual(['走访户数', 30, '户'])
    const book = sheetJs.read(await writeList(items, '年度报告', t), { cellStyles: true })
    const sheet = book.Sheets['待填清单']
    expect(sheet?.['!cols']?.map((column) => column.hidden === true)).toEqual([
      ...Array.from({ length: 12 }, () => false),
      true,
      true,
      true,
    ])
    expect(book.SheetNames).toEqual(['待填清单', '填写说明'])
  })

  it('[XL2] comes back sorted, with columns added and names edited; numbers as text are numbers', async () => {
    const cells = fill(await opened(), {
      f1: '１２',
      f2: 3.5,
      f3: 95,
      f4: new Date(2026, 11, 5),
      f5: '发改',
    })
    const [intro = [], head = [], ...rows] = cells
    const changed = [
      intro,
      ['备注', ...head],
      ...rows.toReversed().map((row) => ['新列', ...row.with(1, '改了名')]),
    ]
    expect(brought(await readFilledList(saved(changed), items))).toEqual({
      f1: 'fill 12',
      f2: 'fill 3.5',
      f3: 'fill 95',
      f4: 'fill 2026年12月5日',
      f5: 'fill 发改',
      f6: 'same',
    })
  })

  it('[XL3] refuses bad values row by row with what would be right, and takes the rest', async () => {
    const cells = fill(await opened(), {
      f1: '12次',
      f2: '不清楚',
      f3: 950,
      f4: '2026-13-01',
      f5: '发改局',
      f6: 31,
    })
    const list = await readFilledList(saved(cells), items)
    expect(brought(list)).toEqual({
      f1: 'unit-in-value',
      f2: 'not-a-number',
      f3: 'out-of-range',
      f4: 'not-a-date',
      f5: 'suffix-doubled',
      f6: 'change 31',
    })
    expect(list.ok && list.proposals.map(({ row }) => row)).toEqual([3, 4, 5, 6, 7, 8])
  })

  it('[XL4] reads percentages and dates as a person sees them, and rounding errors away', async () => {
    const cells = fill(await opened(), { f1: 0.1 + 0.2, f2: 0.1 + 0.2, f3: 0.955 })
    expect(
      brought(await readFilledList(saved(cells, 'xlsx', { C5: '0.0%', C3: '0%' }), items)),
    ).toMatchObject({ f1: 'unit-in-value', f2: 'fill 0.3', f3: 'fill 95.5' })
  })

  it('[XL5] finds what was changed meanwhile, and leaves alone what nobody touched in the file', async () => {
    const cells = fill(await opened(), { f1: 12 })
    const now = items.map((one) =>
      one.id === 'f6' || one.id === 'f1'
        ? { ...one, state: 'filled' as const, value: '40', shown: '40' }
        : one,
    )
    expect(brought(await readFilledList(saved(cells), now))).toEqual({
      f1: 'conflict 12',
      f6: 'same',
    })
  })

  it('[XL6] without ids finds figures by their names, where these are clear', async () => {
    const twice = [...items, figureItem('f7', { label: '走访户数', unit: '户' })]
    const list = await readFilledList(
      saved([
        ['数据', '数值（请填）', '数据来源'],
        ['走访次数', '8', '台账'],
        ['走访户数', 9, null],
        ['没有这一项', 5, null],
        ['办件量', null, null],
      ]),
      twice,
    )
    expect(brought(list)).toEqual({ f1: 'fill 8' })
    expect(list.ok && list.proposals[0]?.source).toBe('台账')
    expect(list.ok && list.bad.map(({ row, reason }) => [row, reason])).toEqual([
      [3, 'ambiguous'],
      [4, 'unknown'],
    ])
  })

  it('[XL7] two rows that say different things of one figure are told', async () => {
    const cells = fill(await opened(), { f1: 12 })
    const row = cells.find((one) => one.includes('f1')) ?? []
    const list = await readFilledList(saved([...cells, row.with(2, 13), row]), items)
    expect(brought(list)).toMatchObject({ f1: 'fill 12' })
    expect(list.ok && list.bad).toMatchObject([{ row: 9, reason: 'contradicts', other: 3 }])
  })

  it('[XL8] says what is wrong with a file that is none, has no table, or is of another report', async () => {
    const read = async (bytes: Uint8Array): Promise<unknown> =>
      brought(await readFilledList(bytes, items))
    expect(await read(new Uint8Array())).toEqual({ problem: 'no-spreadsheet' })
    expect(await read(new TextEncoder().encode('数据,数值\n走访次数,8'))).toEqual({
      problem: 'no-spreadsheet',
    })
    expect(
      await read(
        saved([
          ['甲', '乙'],
          [1, 2],
        ]),
      ),
    ).toEqual({ problem: 'no-table' })
    const strangers = items.map((one) => ({ ...one, id: `other-${one.id}` }))
    const foreign = await writeList(strangers, '别的报告', t)
    expect(await read(foreign)).toEqual({ problem: 'foreign' })
    const whole = saved(await opened())
    for (const length of [4, 100, whole.length >> 1, whole.length - 3])
      expect(await read(whole.slice(0, length))).toEqual({ problem: 'no-spreadsheet' })
  })

  it('[XL9] in English, and in the old format, comes back as well', async () => {
    const cells = fill(await opened('en'), { f1: 12 })
    expect(cells[1]?.slice(0, 4)).toEqual(['No.', 'Figure', 'Value', 'Unit'])
    expect(brought(await readFilledList(saved(cells, 'biff8'), items))).toMatchObject({
      f1: 'fill 12',
    })
  })

  it.each(['list-by-libreoffice.xlsx', 'list-by-libreoffice.xls', 'list-by-openpyxl.xlsx'])(
    '[XL10] reads %s, which that program filled and saved',
    async (name) => {
      const file = fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
      const list = await readFilledList(new Uint8Array(readFileSync(file)), items)
      // A cell of .xls says 0.955 and not how it is shown: refused rather than taken for 0.955%.
      const isOld = name.endsWith('.xls')
      expect(brought(list)).toEqual({
        f1: 'fill 12',
        f2: 'fill 3.5',
        ...(isOld ? {} : { f3: 'fill 95.5' }),
        f4: 'fill 2026年12月5日',
        f5: 'fill 发改',
        f6: 'change 31',
      })
      expect(list.ok && list.bad.map(({ row, reason }) => [row, reason])).toEqual(
        isOld ? [[5, 'unclear-percent']] : [],
      )
    },
  )

  it('[FG8] a change may be negative in the list as in the form, a share may not', async () => {
    const changes = [
      figureItem('g1', { label: '收入增长', kind: 'percent', unit: '％', course: 'up' }),
      figureItem('g2', { label: '支出增速', kind: 'percent', unit: '％', course: 'either' }),
      figureItem('g3', { label: '办结率', kind: 'percent', unit: '％' }),
      figureItem('g4', { label: '人均增加', unit: '元', course: 'up' }),
    ]
    const sheetOf = (bytes: Uint8Array): Cells => {
      const book = sheetJs.read(bytes)
      const sheet = book.Sheets[book.SheetNames[0] ?? '']
      if (sheet === undefined) throw new Error('no sheet')
      return sheetJs.utils.sheet_to_json<Cells[number]>(sheet, { header: 1, defval: null })
    }
    const cells = sheetOf(await writeList(changes, '年度报告', t))
    const rule = cells[1]?.indexOf('tonggao:rule') ?? -1
    expect(cells.slice(2).map((row) => row[rule])).toEqual([
      'change',
      'change',
      'percent',
      'change',
    ])
    const filled = fill(cells, { g1: -3, g2: '－2.5', g3: -3, g4: '（20）' })
    expect(brought(await readFilledList(saved(filled), changes))).toEqual({
      g1: 'fill -3',
      g2: 'fill -2.5',
      g3: 'negative',
      g4: 'not-a-number',
    })
    // −3% as a spreadsheet has it, and −0.03 that does not say how it is shown.
    const percent = saved(fill(cells, { g1: -0.03 }), 'xlsx', { C3: '0%' })
    expect(brought(await readFilledList(percent, changes))).toEqual({ g1: 'fill -3' })
    const old = await readFilledList(saved(fill(cells, { g1: -0.03 }), 'biff8'), changes)
    expect(old.ok && old.bad.map(({ reason }) => reason)).toEqual(['unclear-percent'])
  })

  it('[XL11] writes 5,000 figures', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => figureItem(`g${i}`, { label: `数据${i}` }))
    const book = sheetJs.read(await writeList(many, '大报告', t))
    expect(book.Sheets['待填清单']?.['!ref']).toBe('A1:O5002')
  })
})
