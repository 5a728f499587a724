import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Course } from '../../schema/course'
import { parseValue, type FigureKind } from '../../schema/index'

const good: [FigureKind, string, string, string][] = [
  ['count', '次', '12', '12'],
  ['count', '次', ' １２ ', '12'],
  ['count', '件', '1,234', '1234'],
  ['count', '件', '１，２３４', '1234'],
  ['count', '万件', '3.50', '3.50'],
  ['count', '万件', '３．５', '3.5'],
  ['count', '件', '007', '7'],
  ['percent', '％', '98.5', '98.5'],
  ['percent', '％', '100', '100'],
  ['duration', '个工作日', '3', '3'],
  ['duration', '小时', '1.5', '1.5'],
  ['organisation', '', ' 市 审计 ', '市 审计'],
  ['date', '', '2022-12-5', '2022年12月5日'],
  ['date', '', '二〇二二年十二月五日', '2022年12月5日'],
  ['date', '月', '12', '12'],
  ['text', '', '甲', '甲'],
]
const bad: [FigureKind, string, string, string, string?][] = [
  ['count', '次', '', 'empty'],
  ['count', '次', '　 ', 'empty'],
  ['count', '次', '12次', 'unit-in-value', '12'],
  ['count', '次', 'abc', 'not-a-number'],
  ['count', '次', '十二', 'not-a-number', '12'],
  ['count', '次', '1.5', 'not-a-whole-number'],
  ['count', '次', '-3', 'negative'],
  ['percent', '％', '-3', 'negative'],
  ['percent', '％', '－3％', 'negative'],
  ['percent', '％', '负3', 'negative'],
  ['percent', '％', '下降3', 'word-in-value'],
  ['percent', '％', '150', 'out-of-range'],
  ['percent', '％', '150％', 'out-of-range'],
  ['percent', '％', '95%', 'unit-in-value', '95'],
  ['count', '件', '3万件', 'unit-in-value'],
  ['count', '万件', '3万件', 'unit-in-value', '3'],
  ['duration', '个工作日', '2.5', 'not-a-whole-number'],
  ['date', '', '2022-13-01', 'not-a-date'],
  ['date', '', '2023-2-29', 'not-a-date'],
  ['date', '月', '13', 'not-a-date'],
  ['date', '月', '3月', 'unit-in-value', '3'],
]

describe('values', () => {
  it.each(good)('[V1] %s %s takes %s', (kind, unit, raw, value) =>
    expect(parseValue(kind, unit, raw)).toEqual({ ok: true, value }),
  )
  it.each(bad)('[V2] %s %s refuses %s as %s', (kind, unit, raw, code, suggestion) =>
    expect(parseValue(kind, unit, raw)).toEqual({
      ok: false,
      code,
      ...(suggestion === undefined ? {} : { suggestion }),
    }),
  )
  it('[V3] growth may be more than all of it, a share may not', () => {
    expect(parseValue('percent', '％', '120', '', '同比增长')).toEqual({ ok: true, value: '120' })
    expect(parseValue('percent', '％', '120', '', '办结率')).toEqual({
      ok: false,
      code: 'out-of-range',
    })
  })
  it('[V3] a name does not double its suffix', () => {
    expect(parseValue('organisation', '', '市审计局', '局')).toEqual({
      ok: false,
      code: 'suffix-doubled',
      suggestion: '市审计',
    })
    expect(parseValue('organisation', '', '市审计', '局')).toEqual({ ok: true, value: '市审计' })
  })
  it('[V4] never throws, and what it takes or suggests it takes again', () => {
    const kinds: FigureKind[] = [
      'organisation',
      'place',
      'count',
      'duration',
      'percent',
      'date',
      'text',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.constantFrom('', '次', '万件', '％', '个工作日', '年', '月', '日'),
        fc.constantFrom<Course>('up', 'down', 'either', 'none'),
        fc.oneof(
          fc.string(),
          fc.stringMatching(/^[-−－+＋()（）0-9０-９.,，年月日次件％%万十二负下降增长 ]{0,12}$/),
        ),
        (kind, unit, course, raw) => {
          const result = parseValue(kind, unit, raw, '', '', course)
          const again = result.ok ? result.value : result.suggestion
          if (again !== undefined)
            expect(parseValue(kind, unit, again, '', '', course)).toEqual({
              ok: true,
              value: again,
            })
        },
      ),
      { numRuns: 4000 },
    )
  })
})
