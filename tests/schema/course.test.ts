import { describe, expect, it } from 'vitest'
import { aroundBlank, courseOf, courseOfLabel, type Course } from '../../schema/course'
import { parseValue, placeholdersOf, printValue, readText, showValue } from '../../schema/index'

/** The courses of the blanks of a sentence. */
function coursesIn(text: string): Course[] {
  const { doc } = readText(`报告\n一、情况\n${text}`)
  const found: Course[] = []
  doc.forEach((block) => {
    for (const { offset } of placeholdersOf(block)) found.push(aroundBlank(block, offset).course)
  })
  return found
}

const sentences: [string, Course[]][] = [
  ['受理申请*件，同比增长*％。', ['none', 'up']],
  ['申请量同比上升约*％。', ['up']],
  ['支出下降了*％，比上年减少*件。', ['down', 'down']],
  ['收入增幅达*％，增速为*％。', ['up', 'either']],
  ['收入同比*％，环比*％。', ['either', 'either']],
  ['比上年同期*％。', ['either']],
  ['占总量的*％，办结率*％。', ['none', 'none']],
  ['办结率由*％提高到*％。', ['none', 'none']],
  ['增长至*件。', ['none']],
  ['甲、乙、丙分别增长*％、*％和*％。', ['up', 'up', 'up']],
  ['利润总额*万元。', ['either']],
  ['占比提高*个百分点。', ['up']],
]

describe('the course of a value', () => {
  it.each(sentences)('[FG1] the words before a blank say it: %s', (text, courses) => {
    expect(coursesIn(text)).toEqual(courses)
  })
  it('[FG1] a label says it where the text is not at hand', () => {
    expect(courseOfLabel('公共收入·同比增长')).toBe('up')
    expect(courseOfLabel('收入下降（2）')).toBe('down')
    expect(courseOfLabel('同比情况')).toBe('either')
    expect(courseOfLabel('办结率')).toBe('none')
    expect(courseOf('')).toBe('none')
  })
})

const at = (course: Course, raw: string, unit = '％') =>
  parseValue('percent', unit, raw, '', '', course)

describe('negative values', () => {
  it.each(['-3', '－3', '−3', '–3', '﹣3', '负3', '—3', '－３', ' - 3 ', '负 3'])(
    '[FG2] %s is minus three where the text speaks of a change',
    (raw) => {
      for (const course of ['up', 'down', 'either'] as const)
        expect(at(course, raw)).toEqual({ ok: true, value: '-3' })
      expect(at('none', raw)).toEqual({ ok: false, code: 'negative' })
    },
  )
  it('[FG2] a difference of shares is a change, whatever it is called', () => {
    expect(at('none', '-1.2', '个百分点')).toEqual({ ok: true, value: '-1.2' })
  })
  it('[FG2] nothing is minus nothing, and whole numbers stay whole', () => {
    expect(at('up', '-0.0')).toEqual({ ok: true, value: '0.0' })
    expect(parseValue('count', '件', '-1.5', '', '', 'up')).toMatchObject({
      code: 'not-a-whole-number',
    })
  })
  it.each<[Course, string, string, string]>([
    ['up', '下降3', 'word-in-value', '-3'],
    ['up', '下降3％', 'word-in-value', '-3'],
    ['up', '增长3%', 'word-in-value', '3'],
    ['either', '下降了3', 'word-in-value', '-3'],
    ['down', '下降3', 'word-in-value', '3'],
    ['down', '增长3', 'word-in-value', '-3'],
    ['up', '-3％', 'unit-in-value', '-3'],
    ['up', '(3.2)', 'not-a-number', '-3.2'],
    ['up', '（3.2％）', 'not-a-number', '-3.2'],
    ['up', '+3', 'not-a-number', '3'],
    ['up', '负三', 'not-a-number', '-3'],
  ])('[FG3] behind %s, %s is explained as %s with %s', (course, raw, code, suggestion) => {
    expect(at(course, raw)).toEqual({ ok: false, code, suggestion })
  })
  it.each(['-3', '负3', '-3％', '下降3', '下降3％', '（3）', '负三', '-150', '下降150％'])(
    '[FG3] no suggestion for %s drops its sign',
    (raw) => {
      const refused = at('none', raw)
      expect(refused.ok).toBe(false)
      expect(refused).not.toHaveProperty('suggestion')
    },
  )
  it('[FG4] a value below zero is printed with a minus sign', () => {
    expect(printValue('-3.5')).toBe('−3.5')
    expect(showValue('-3', '％')).toBe('−3％')
    expect(printValue('甲-3')).toBe('甲-3')
  })
})
