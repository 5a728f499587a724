import { describe, expect, it } from 'vitest'
import type { Finding } from '../../schema/checks/finding'
import { placeholdersOf } from '../../schema/content'
import { aroundBlank } from '../../schema/course'
import { writeText } from '../../schema/index'
import { quantitiesIn } from '../../schema/quantity'
import { readText } from '../../schema/read-text'
import { turnOf } from '../../schema/relations/turn'
import { optionsFor } from '../../editor/capture/options'
import { emptyParts, reportOf, seedReport, type Report } from '../../editor/model/report'
import { figuresOf } from '../../editor/model/summarise'
import { testEnvironment } from '../support/peer'

const whole = (words: string): string => `某局工作报告\n一、情况\n${words}`

function made(words: string): { readonly report: Report; readonly ids: readonly string[] } {
  const parts = emptyParts()
  const environment = testEnvironment('a')
  seedReport(parts, whole(words), environment)
  const report = reportOf(parts, { id: 'r', environment, author: 'a' })
  return { report, ids: figuresOf(report.document()).map(({ figure }) => figure) }
}

/** What is found of signs. */
const signs = (report: Report): Finding[] =>
  report.checks.run(report.document()).open.filter(({ rule }) => rule === 'relation-sign')

describe('a word of change against its sign', () => {
  it('[FG5] growth of a negative value is found with the words that are right', () => {
    const { report, ids } = made('申请量同比增长*％。')
    const [id = ''] = ids
    expect(report.figures.fill(id, '-3')).toMatchObject({ ok: true })
    expect(signs(report)).toMatchObject([
      {
        variant: 'turned',
        values: { word: '增长', turned: '下降', value: '−3％', right: '下降3％' },
        fix: { type: 'turn', figure: id },
      },
    ])
    expect(turnOf(report.document(), id)).toMatchObject({ edits: [{ text: '下降' }] })
    report.figures.fill(id, '3')
    expect(signs(report)).toEqual([])
  })
  it('[FG5] so is a negative decline, and 上升 is said of points', () => {
    const { report, ids } = made('办结率同比下降*个百分点，支出减少*万元。')
    const [a = '', b = ''] = ids
    report.figures.fill(a, '−1.5')
    report.figures.fill(b, '负20', { course: 'down' })
    expect(signs(report).map(({ values }) => values['right'])).toEqual([
      '上升1.5个百分点',
      '增加20万元',
    ])
  })
  it.each(['甲、乙分别增长*％和*％。', '时限压缩*％。', '收入同比*％。'])(
    '[FG5] no fix is certain for %s',
    (text) => {
      const { report, ids } = made(text)
      expect(turnOf(report.document(), ids[0] ?? '')).toBeNull()
    },
  )
  it('[FG5] each of several that share a word is found', () => {
    const { report, ids } = made('甲、乙分别增长*％和*％。')
    for (const id of ids) report.figures.fill(id, '-3', { course: 'up' })
    expect(signs(report).map(({ variant }) => variant)).toEqual(['sign-up', 'sign-up'])
  })
  it('[FG5] where the number alone says the direction, nothing is found', () => {
    const { report, ids } = made('收入增速为*％，同比*％。')
    for (const id of ids) report.figures.fill(id, '-3', { course: 'either' })
    expect(ids.map((id) => report.figures.shown(id))).toEqual(['−3', '−3'])
    expect(signs(report)).toEqual([])
  })
  it('[FG5] nor is a change held to the limits of a share', () => {
    const { report, ids } = made('收入增速为*％，同比*％，甲、乙分别增长*％和*％。')
    for (const id of ids) report.figures.fill(id, '120', { course: 'either' })
    const found = report.checks.run(report.document()).open.map(({ rule }) => rule)
    expect(found).not.toContain('relation-range')
  })
  it('[FG6] the text is written out with a minus sign', () => {
    const { report, ids } = made('收入增速为*％。')
    const [id = ''] = ids
    report.figures.fill(id, '-3.0', { course: 'either' })
    const shown = new Map([[id, report.figures.shown(id) ?? '']])
    expect(writeText(report.document(), shown)).toContain('增速为−3.0％。')
  })
})

/** The first blank of a sentence. */
function blankOf(words: string) {
  const { doc } = readText(whole(words))
  for (let index = 0; index < doc.childCount; index++) {
    const [one] = placeholdersOf(doc.child(index))
    if (one !== undefined)
      return {
        kind: 'percent',
        unit: '％',
        label: '',
        ...aroundBlank(doc.child(index), one.offset),
      } as const
  }
  throw new Error(`no blank in ${words}`)
}

/** What is offered for a number of a page. */
const offered = (page: string, report: string) => {
  const [quantity] = quantitiesIn(page)
  if (quantity === undefined) throw new Error(`no number in ${page}`)
  return optionsFor(quantity, blankOf(report), page.slice(0, quantity.from)).map(({ raw, error }) =>
    error === undefined ? raw : `${raw} ${error}`,
  )
}

describe('a change on another page', () => {
  it('[FG7] a decline is offered with its sign where the report says growth', () => {
    expect(offered('申请量同比下降3.2％', '申请量同比增长*％。')).toEqual(['-3.2', '3.2'])
    expect(offered('申请量同比下降3.2％', '申请量同比*％。')).toEqual(['-3.2', '3.2'])
    expect(offered('申请量同比增长3.2％', '申请量同比下降*％。')).toEqual(['-3.2', '3.2'])
    expect(offered('申请量同比下降3.2％', '申请量同比下降*％。')).toEqual(['3.2'])
    expect(offered('增速为-3.2％', '申请量同比增长*％。')).toEqual(['-3.2'])
    expect(offered('办结率下降3.2％', '办结率*％。')).toEqual(['3.2'])
  })
  it('[FG7] a growth of 120％ is refused neither by the list nor by the form', () => {
    expect(offered('同比增长120％', '申请量同比增长*％。')).toEqual(['120'])
    expect(offered('办结率120％', '办结率*％。')).toEqual(['120 out-of-range'])
  })
})
