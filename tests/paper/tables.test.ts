import { describe, expect, it } from 'vitest'
import { createReport, type Report } from '../../editor/index'
import { writeDocx, type DocxOptions } from '../../editor/paper/docx/write-docx'
import { figureOn, printedReport } from '../../editor/paper/from-report'
import { readDocx, type ReadDocument } from '../../editor/paper/read/read-docx'
import { schema } from '../../schema/schema'
import { tablesOf } from '../../schema/tables'
import { writeText } from '../../schema/write-text'
import { faultsOf, hasValidator, partsOf } from '../support/docx'
import { para, run, wordFile } from '../support/word-file'

const words = {
  someone: '某人',
  withdrawn: '',
  lost: (quote: string) => quote,
  suggests: (old: string, content: string) => `${old}→${content}`,
}
const returnable: DocxOptions = { numbers: 'text', marked: true, returnable: true, seal: false }

const read = (bytes: Uint8Array): ReadDocument => {
  const result = readDocx(bytes, 'w')
  if (!result.ok) throw new Error(result.reason)
  return result.document
}
const write = (report: Report, options = returnable): Uint8Array<ArrayBuffer> =>
  writeDocx(
    {
      id: report.id,
      title: report.title(),
      ...printedReport(report, words, { comments: true, suggestions: 'tracked' }),
      figureOf: figureOn(report),
      at: 1_700_000_000_000,
    },
    options,
  )

const cell = (text: string, properties = ''): string => `<w:tc>${properties}${para(text)}</w:tc>`
const row = (...cells: string[]): string => `<w:tr>${cells.join('')}</w:tr>`
const table = (...rows: string[]): string => `<w:tbl>${rows.join('')}</w:tbl>`
const rowsOf = ({ doc }: ReadDocument): string[][] =>
  tablesOf(doc).flatMap(({ rows }) =>
    rows.map((cells) => cells.map((one) => (one === null ? '—' : doc.child(one).textContent))),
  )

const text =
  '关于工作的报告\n一、总体情况\n情况如下。\n单位\t受理数（件）\t办结率（％）\n甲局\t*\t*\n乙局\t12\t\n合计\t*\t98.5\n以上。'

describe('tables of Word files', () => {
  it('[TB5] stay tables, with their blanks, and nothing is said of it', () => {
    const found = read(
      wordFile(
        para('报告') +
          table(
            row(cell('单位'), cell('受理（件）')),
            row(cell('甲局'), cell('*')),
            row(cell('乙局'), cell('')),
          ) +
          para('以上。'),
      ),
    )
    expect(rowsOf(found)).toEqual([
      ['单位', '受理（件）'],
      ['甲局', '*'],
      ['乙局', ''],
    ])
    expect(found.notes.size).toBe(0)
    expect(found.figures.map(({ label, unit }) => [label, unit])).toEqual([['甲局受理', '件']])
    expect(found.text).toBe('报告\n单位\t受理（件）\n甲局\t*\n乙局\t\n以上。')
    expect(found.doc.child(1).attrs['head']).toBe(true)
    expect(found.doc.child(3).attrs['head']).toBe(false)
  })

  it('[TB5] keep the lines of a cell, bold words and how it stands', () => {
    const found = read(
      wordFile(
        table(
          row(`<w:tc>${para('甲')}${para('乙')}</w:tc>`, cell('丙')),
          row(`<w:tc>${para(run('重', '<w:b/>'), '<w:jc w:val="right"/>')}</w:tc>`, cell('丁')),
        ),
      ),
    )
    expect(rowsOf(found)).toEqual([
      ['甲\u2028乙', '丙'],
      ['重', '丁'],
    ])
    expect(found.doc.child(2).attrs['align']).toBe('right')
    expect(found.doc.child(2).firstChild?.marks).toHaveLength(1)
  })

  it('[TB6] that cannot be kept so are said: merged cells, tables in cells, single cells', () => {
    const merged = read(
      wordFile(
        table(
          row(cell('指标', '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>'), cell('备注')),
          row(cell('甲'), cell('1'), cell('无')),
        ),
      ),
    )
    expect(rowsOf(merged)).toEqual([
      ['指标', '', '备注'],
      ['甲', '1', '无'],
    ])
    expect(Object.fromEntries(merged.notes)).toEqual({ merged: 1 })
    const nested = read(
      wordFile(
        table(
          row(cell('外'), `<w:tc>${table(row(cell('内'), cell('里')))}${para('后')}</w:tc>`),
          row(cell('甲'), cell('乙')),
        ),
      ),
    )
    expect(rowsOf(nested)[0]).toEqual(['外', '内\t里\u2028后'])
    expect(Object.fromEntries(nested.notes)).toEqual({ table: 1 })
    const box = read(wordFile(table(row(`<w:tc>${para('只是一个框')}</w:tc>`))))
    expect(writeText(box.doc)).toBe('只是一个框')
    expect(Object.fromEntries(box.notes)).toEqual({ table: 1 })
  })

  it('[TB6] beyond what is kept become lines, and no word is lost', () => {
    const rows = Array.from({ length: 201 }, (_, index) => row(cell(`甲${index}`), cell('乙')))
    const found = read(wordFile(table(...rows)))
    expect(tablesOf(found.doc)).toEqual([])
    expect(found.doc.childCount).toBe(201)
    expect(found.doc.child(200).textContent).toBe('甲200\t乙')
    expect(Object.fromEntries(found.notes)).toEqual({ table: 1 })
  })
})

describe('tables on the way out and back', () => {
  const report = (): Report => {
    const made = createReport({ text, author: 'wang' })
    const [first] = made.figures.ids()
    if (first !== undefined) made.figures.fill(first, '30')
    return made
  }

  it('[TB7] are real tables in the Word file', () => {
    const xml = partsOf(write(report()))['word/document.xml'] ?? ''
    expect(xml.match(/<w:tbl>/g)).toHaveLength(1)
    expect(xml.match(/<w:tr>/g)).toHaveLength(4)
    expect(xml.match(/<w:tc>/g)).toHaveLength(12)
    expect(xml.match(/<w:tblHeader\/>/g)).toHaveLength(1)
  })

  it('[TB7] come back the same, with ids, blanks and values', () => {
    const before = report()
    const back = read(write(before))
    expect(back.doc.toJSON()).toEqual(before.document().toJSON())
    expect(back.notes.size).toBe(0)
    expect(back.text).toBe(writeText(before.document(), new Map(back.values)))
    for (const id of before.figures.ids())
      expect(back.values.get(id)).toBe(before.figures.shown(id))
  })

  it('[TB7] come back the same where two touch, at the end, with lines in a cell and a hole', () => {
    const at = (id: string, r: string, c: string, said: string) =>
      schema.node('cell', { table: id, row: r, col: c }, said === '' ? [] : [schema.text(said)])
    const doc = schema.node('report', null, [
      schema.node('title', null, [schema.text('报告')]),
      at('t', '1', 'a', '甲\u2028乙'),
      at('t', '1', 'b', ''),
      at('t', '2', 'a', '丙'),
      at('t', '2', 'b', '丁'),
      at('u', '3', 'x', '戊'),
      at('u', '3', 'y', '己'),
    ])
    const bytes = writeDocx(
      {
        id: 'r',
        title: '',
        doc,
        figureOf: () => ({ state: 'missing', shown: undefined, label: '' }),
        threads: [],
        changes: [],
        at: 0,
      },
      returnable,
    )
    expect(read(bytes).doc.toJSON()).toEqual(doc.toJSON())
  })

  it.runIf(hasValidator)('[TB8] are no fault for the Open XML SDK', async () => {
    expect(await faultsOf(write(report()))).toEqual([])
    expect(
      await faultsOf(write(report(), { ...returnable, numbers: 'real', returnable: false })),
    ).toEqual([])
  })
})
