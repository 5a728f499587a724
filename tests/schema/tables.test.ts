import { describe, expect, it } from 'vitest'
import { normalise, readText, schema, writeText } from '../../schema/index'
import { cellPlace, columnShares, headsOf, tablesOf } from '../../schema/tables'
import { random, firstSeed } from '../support/random'

const source =
  '关于工作的报告\n一、总体情况\n单位\t受理数（件）\t办结率（％）\n甲局\t*\t*\n乙局\t12\t\n合计\t\t98.5\n以上。'

describe('reading tables', () => {
  it('[TB1] makes a table of lines with as many tabs, and writes them back', () => {
    const { doc } = readText(source)
    const [table] = tablesOf(doc)
    expect(table?.rows.length).toBe(4)
    expect(table?.columns).toBe(3)
    expect(doc.child(table?.from ?? 0).attrs['head']).toBe(true)
    expect(writeText(doc)).toBe(normalise(source))
  })

  it('[TB1] keeps an empty first cell', () => {
    const text = '甲\n\t上年\t本年\n受理\t1\t2'
    const { doc } = readText(text)
    expect(tablesOf(doc)[0]?.columns).toBe(3)
    expect(writeText(doc)).toBe(text)
  })

  it('[TB1] takes neither a table of contents nor a single line for a table', () => {
    expect(tablesOf(readText('目录\n一、总体情况\t1\n二、主要做法\t3').doc)).toEqual([])
    expect(tablesOf(readText('甲\n姓名\t张三').doc)).toEqual([])
  })

  it('[TB2] knows blanks that are a whole cell, by the heads of row and column', () => {
    const { figures, findings } = readText(source)
    expect(figures.map(({ label, kind, unit }) => [label, kind, unit])).toEqual([
      ['甲局受理数', 'count', '件'],
      ['甲局办结率', 'percent', '％'],
    ])
    expect(findings).toEqual([])
  })
})

describe('what a table looks like', () => {
  const cell = (row: string, col: string, text = '', table = 't') =>
    schema.node('cell', { table, row, col }, text === '' ? [] : [schema.text(text)])
  const report = (...blocks: ReturnType<typeof cell>[]) => schema.node('report', null, blocks)

  it('[TB3] leaves a hole where a row has no cell in a column that others have', () => {
    const [table] = tablesOf(
      report(cell('1', 'a'), cell('1', 'x'), cell('1', 'b'), cell('2', 'a'), cell('2', 'b')),
    )
    expect(table?.rows).toEqual([
      [0, 1, 2],
      [3, null, 4],
    ])
  })

  it('[TB3] shows every cell once, whatever order merging left', () => {
    const seed = firstSeed()
    for (let i = 0; i < 300; i++) {
      const r = random(seed + i)
      const doc = report(
        ...Array.from({ length: 1 + r.below(14) }, () =>
          cell(String(r.below(4)), r.pick(['a', 'b', 'c']), '', r.pick(['t', 't', 'u'])),
        ),
      )
      const shown = tablesOf(doc).flatMap(({ rows, columns }) => {
        for (const row of rows) expect(row.length, `SEED=${seed + i}`).toBe(columns)
        return rows.flat().filter((one) => one !== null)
      })
      expect(shown, `SEED=${seed + i}`).toEqual([...Array(doc.childCount).keys()])
      for (let index = 0; index < doc.childCount; index++)
        expect(cellPlace(doc, index)).not.toBeNull()
    }
  })

  it('[TB3] keeps two tables apart that stand one after the other', () => {
    const doc = report(cell('1', 'a', '', 't'), cell('1', 'a', '', 'u'))
    expect(tablesOf(doc).map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
    ])
  })

  it('[TB4] shares its width by what stands in the columns', () => {
    const doc = report(cell('1', 'a', '序号'), cell('1', 'b', '市行政审批服务管理局综合科'))
    const [table] = tablesOf(doc)
    if (table === undefined) throw new Error('no table')
    const [first = 0, second = 0] = columnShares(doc, table)
    expect(first + second).toBeCloseTo(1)
    expect(second).toBeGreaterThan(2 * first)
  })

  it('[TB2] takes the second column for the name where the first only counts', () => {
    const { doc } = readText('题\n序号\t单位\t件数\n1\t甲局\t*\n2\t乙局\t*')
    expect(headsOf(doc, 6)).toEqual({ row: '甲局', column: '件数', unit: '' })
  })
})
