import { describe, expect, it } from 'vitest'
import { withUnitOf } from '../../editor/capture/heads'
import { optionsFor, type BlankMeasure } from '../../editor/capture/options'
import { rank } from '../../editor/capture/rank'
import { readBlankList, type BlankList, type ListedBlank } from '../../editor/model/blank-list'
import { createReport } from '../../editor/index'
import { quantitiesIn, type Quantity } from '../../schema/quantity'

const quantity = (text: string): Quantity => {
  const [one] = quantitiesIn(text)
  if (one === undefined) throw new Error(`no number in ${text}`)
  return one
}
const values = (text: string, blank: Partial<BlankMeasure>): string[] =>
  optionsFor(quantity(text), {
    kind: 'count',
    unit: '',
    suffix: '',
    label: '',
    course: 'none',
    ...blank,
  }).map(({ raw, how, error, warnings }) =>
    [raw, how, ...(error === undefined ? [] : [error]), ...warnings].join(' '),
  )

describe('a captured number', () => {
  it('[CA3] is converted to the unit of the blank by powers of ten, exactly', () => {
    expect(values('12345件', { unit: '万件' })).toEqual(['1.2345 converted', '1.23 rounded'])
    expect(values('1.2万件', { unit: '件' })).toEqual(['12000 converted'])
    expect(values('3万件', { unit: '万件' })).toEqual(['3 as-is'])
    expect(values('1亿2000万元', { unit: '亿元' })).toEqual(['1.2 converted'])
    expect(values('12次', { unit: '次' })).toEqual(['12 as-is'])
    expect(values('5千米', { unit: '公里' })).toEqual(['5 as-is'])
  })

  it('[CA3] without a unit of its own, both readings are offered, the likelier first', () => {
    expect(values('12345', { unit: '万件' })).toEqual([
      '1.2345 converted no-unit',
      '1.23 rounded no-unit',
      '12345 as-is no-unit',
    ])
    expect(values('3.5', { unit: '万件' })[0]).toBe('3.5 as-is no-unit')
  })

  it('[CA3] is refused as the form refuses it, and says what differs', () => {
    expect(values('3.5件', { unit: '件' })).toEqual(['3.5 as-is not-a-whole-number'])
    expect(values('12人', { unit: '件' })).toEqual(['12 as-is other-unit'])
    expect(values('约200家', { unit: '家' })).toEqual(['200 as-is about'])
    expect(values('120％', { kind: 'percent', unit: '％' })).toEqual(['120 as-is out-of-range'])
    expect(values('0.956', { kind: 'percent', unit: '％' })[0]).toBe('95.6 converted no-unit')
    expect(values('2022年12月5日', { kind: 'date', unit: '' })).toEqual(['2022年12月5日 as-is'])
  })

  it('[CA3] of a table takes the unit from its heads, and keeps one of its own', () => {
    const of = (heads: string, text = '4.5'): string => {
      const { value, power, unit, kind } = withUnitOf(heads, quantity(text))
      return `${value}e${power}${unit} ${kind}`
    }
    expect(of('全年 办结诉求 单位：万件')).toBe('4.5e4件 number')
    expect(of('办结量（万件）')).toBe('4.5e4件 number')
    expect(of('满意率(%)')).toBe('4.5e0％ percent')
    expect(of('单位：万件', '4.5次')).toBe('4.5e0次 number')
    expect(of('备注（见附表）')).toBe('4.5e0 number')
  })

  it('[CA4] the blanks that fit come first: the unit, then the words around', () => {
    const blank = (id: string, label: string, unit: string, before = ''): ListedBlank => ({
      id,
      state: 'missing',
      kind: unit === '％' ? 'percent' : 'count',
      unit,
      suffix: '',
      course: 'none',
      label,
      before,
      after: '',
      shown: '',
      entries: [],
      mine: false,
    })
    const all = [
      blank('meetings', '召开会议', '次'),
      blank('rate', '办结率', '％'),
      blank('accepted', '受理诉求', '万件'),
      blank('closed', '办结诉求', '万件'),
    ].map((one) => ({ report: 'r', blank: one }))
    const order = (text: string, words: string): string[] =>
      rank(all, { quantity: quantity(text), words }).map(({ blank: { id } }) => id)
    expect(order('12345件', '全年办结群众诉求12345件')[0]).toBe('closed')
    expect(order('12345件', '全年受理群众诉求12345件')[0]).toBe('accepted')
    expect(order('98.5％', '受理诉求的办结率98.5％')[0]).toBe('rate')
    expect(order('30', '召开会议')[0]).toBe('meetings')
  })

  it('[CA5] a report lists all its blanks, filled or not, and reads its list back', () => {
    const report = createReport({ text: '报告\n一、情况\n召开会议*次，由*局受理*万件。\n' })
    const list = (): BlankList => report.blankList(true)
    const [meetings] = list().blanks
    report.figures.fill(meetings?.id ?? '', '12')
    const written = list()
    const read = readBlankList(JSON.parse(JSON.stringify(written)))
    expect(read).toEqual(written)
    expect(
      read?.blanks.map(({ state, unit, suffix, shown }) => [state, unit, suffix, shown]),
    ).toEqual([
      ['filled', '次', '', '12'],
      ['missing', '', '局', ''],
      ['missing', '万件', '', ''],
    ])
    expect(read?.blanks[0]?.entries.length).toBe(1)
    for (const junk of [null, 3, [], {}, { version: 1, reportId: 'r', blanks: 3 }])
      expect(readBlankList(junk)).toBeUndefined()
    expect(
      readBlankList({ version: 1, reportId: 'r', blanks: [null, { id: 7, entries: [1, 'e'] }] })
        ?.blanks,
    ).toMatchObject([{ id: '', entries: ['e'] }])
    report.close()
  })
})
