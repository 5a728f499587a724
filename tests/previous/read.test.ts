import { describe, expect, it } from 'vitest'
import { readPrevious } from '../../schema/previous/read'
import { readText } from '../../schema/read-text'
import { writeText } from '../../schema/write-text'
import { hasRealReport, readReal, readSample } from '../support/real-report'
import { firstSeed, random as randomOf, runCount } from '../support/random'

function previous(template: string, last: string): Record<string, string> {
  const { doc, figures } = readText(template)
  const numbers = new Map(figures.map(({ id }, index) => [id, index + 1]))
  return Object.fromEntries(
    readPrevious(doc, last).hits.map(({ figure, value, doubt }) => [
      String(numbers.get(figure)),
      doubt === '' ? value : `${value} (${doubt})`,
    ]),
  )
}

const template = [
  '某局2022年工作报告',
  '*局现将2022年工作报告如下：',
  '一、主要工作',
  '（一）受理诉求。全年受理诉求*件，其中企业诉求*件，办结*件，办结率*％。',
  '（二）审批提速。政府投资类审批时限压缩至*个工作日；社会投资类审批时限压缩至*个工作日。',
  '（三）数据共享。归集数据*万条，接入*个部门。',
].join('\n')

describe("last year's values", () => {
  it('[RE30] are what stands where the blanks are', () => {
    const last = template
      .replaceAll('2022', '2021')
      .replace('*局', '市数据局')
      .replace(
        '诉求*件，其中企业诉求*件，办结*件，办结率*％',
        '诉求1,284件，其中企业诉求３00件，办结1200件，办结率93.5%',
      )
      .replace('至*个', '至30个')
      .replace('至*个', '至18个')
      .replace('*万条，接入*个部门', '120.5万条，接入37个部门')
    expect(previous(template, last)).toEqual({
      1: '市数据',
      2: '1284',
      3: '300',
      4: '1200',
      5: '93.5',
      6: '30',
      7: '18',
      8: '120.5',
      9: '37',
    })
    expect(readPrevious(readText(template).doc, last).title).toBe('某局2021年工作报告')
  })

  it('[RE30] turn their sign where last year it went the other way', () => {
    const sentence = (first: string, second: string, third: string): string =>
      `报告\n一、情况\n全年办理信访事项${first}，群众来电来访总量${second}，办公费用支出${third}。`
    const from = sentence('同比增长*％', '较上年减少*件', '同比下降*％')
    expect(previous(from, sentence('同比下降3％', '较上年增加20件', '同比下降5％'))).toEqual({
      1: '-3 (wording)',
      2: '-20 (wording)',
      3: '5',
    })
    expect(previous(from, sentence('同比增长3％', '较上年减少20件', '同比增长5％'))).toEqual({
      1: '3',
      2: '20',
      3: '-5 (wording)',
    })
    expect(previous(from, sentence('同比增长−3％', '较上年减少20件', '同比下降5％'))).toMatchObject(
      {
        1: '-3 (wording)',
        3: '5',
      },
    )
  })

  it('[RE31] are found where the paragraph moved to, and missing where it is new', () => {
    const last = [
      '某局2021年工作报告',
      '一、主要工作',
      '（一）数据共享。归集数据99万条，接入30个部门。',
      '（二）受理诉求。全年受理诉求800件，其中企业诉求200件，办结700件，办结率87.5％。',
    ].join('\n')
    expect(previous(template, last)).toEqual({
      2: '800',
      3: '200',
      4: '700',
      5: '87.5',
      8: '99',
      9: '30',
    })
    const { missing } = readPrevious(readText(template).doc, last)
    expect(missing).toHaveLength(3)
  })

  it('[RE32] with changed words or another measure are for a person to look at', () => {
    const last = [
      '某局2021年工作报告',
      '一、主要工作',
      '（一）诉求办理。去年共受理各类诉求1.2万件，企业提出的诉求有2000件，已办结1.1万件。',
      '（二）共享。归集数据1205000条，接入37个部门。',
    ].join('\n')
    const found = previous(template, last)
    expect(found['8']).toBe('120.5 (unit)')
    expect(found['9']).toBe('37')
    for (const value of Object.values({ ...found, 8: '(', 9: '(' })) expect(value).toContain('(')
  })

  it('[RE33] of twins are told apart by what stands around them', () => {
    const twins = '报告\n甲类投资审批时限压缩至*个工作日，乙类投资审批时限压缩至*个工作日。'
    const last = (first: string, second: string): string =>
      `报告\n${first}类投资审批时限压缩至10个工作日，${second}类投资审批时限压缩至20个工作日。`
    expect(previous(twins, last('甲', '乙'))).toEqual({ 1: '10', 2: '20' })
    for (const value of Object.values(previous(twins, last('乙', '甲'))))
      expect(['20 (place)', '10 (place)', '20 (wording)', '10 (wording)']).toContain(value)
    expect(previous(twins, last('乙', '甲'))['1']).toBe('20 (place)')
    // Of another class nothing is taken for granted.
    for (const value of Object.values(previous(twins, last('丙', '丁'))))
      expect(value).toContain('(')
  })

  it('[RL2] in a sentence written anew are found only where one wording is the most alike', () => {
    const blank = '报告\n全市工业投资总额累计完成*亿元。'
    const one = '报告\n回顾走过的历程，各方面同心协力，工业投资总额完成12亿元，外贸进出口33亿元。'
    expect(previous(blank, one)).toEqual({ 1: '12 (wording)' })
    // The same words twice leave nothing to choose by, and neither do words as much alike.
    expect(
      previous(blank, `${one}\n再看后面的安排，一些旗县区提出，工业投资总额完成15亿元，接续发力。`),
    ).toEqual({})
    expect(previous(blank, one.replace('外贸进出口', '工业投资总量完成'))).toEqual({})
  })

  it('[RL3] tell how far their reading is, which goes forward only', () => {
    const done: number[] = []
    readPrevious(readText(template).doc, template, (part) => done.push(part))
    expect(done.length).toBeGreaterThan(3)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    expect(Math.max(...done)).toBeLessThanOrEqual(1)
  })

  it('[RE34] reading odd text never throws', () => {
    const { doc } = readText(template)
    for (const odd of ['', '\n\n', '。。。', '*'.repeat(50), '1'.repeat(5000), '\uFFFC\uFFFC件'])
      expect(() => readPrevious(doc, odd)).not.toThrow()
  })
})

/** A finished text of last year, made from a template: other values, other years, pieces moved and gone. */
function lastYear(source: string, seed: number) {
  const chance = randomOf(seed)
  const random = (): number => chance.below(1_000_000) / 1_000_000
  const { doc, figures } = readText(source)
  const values: Record<string, string> = {}
  for (const { id, kind, unit } of figures)
    values[id] ??=
      kind === 'percent'
        ? (1 + random() * 98).toFixed(1)
        : kind === 'count' || kind === 'duration'
          ? /万|亿/.test(unit)
            ? (random() * 500).toFixed(2)
            : String(1 + Math.floor(random() * 5000))
          : kind === 'date'
            ? String(1 + Math.floor(random() * 11))
            : `${'甲乙丙丁戊己'[Math.floor(random() * 6)]}${'山水林田湖草'[Math.floor(random() * 6)]}`
  let text = writeText(doc, values).replace(/20(\d\d)年/g, (_, year) => `20${Number(year) - 1}年`)
  // Some words are written otherwise, and some sentences are gone.
  text = text.replaceAll('全力', '大力').replaceAll('持续', '不断').replaceAll('开展', '组织')
  const lines = text.split('\n').map((line) => {
    const sentences = line.split(/(?<=。)/)
    if (sentences.length < 4) return line
    sentences.splice(1 + Math.floor(random() * (sentences.length - 2)), 1)
    return sentences.join('')
  })
  // Two neighbours change places.
  const at = 3 + Math.floor(random() * (lines.length - 6))
  ;[lines[at], lines[at + 1]] = [lines[at + 1] ?? '', lines[at] ?? '']
  return { text: lines.join('\n'), values, figures, doc }
}

const sources: [string, () => string, boolean][] = [
  ['the sample', readSample, true],
  ['the real report', () => readReal('annual-report.txt'), hasRealReport],
]

describe.each(sources)('last year of %s', (name, source, isThere) => {
  it.skipIf(!isThere)(
    '[RE35] nearly all are found, and none of those without doubt is wrong',
    () => {
      const tally = { figures: 0, sure: 0, doubtful: 0, wrong: 0, doubtfulWrong: 0 }
      const start = firstSeed()
      console.info(`last year: SEED=${start}`)
      for (let seed = start; seed < start + runCount(20); seed++) {
        const { text, values, figures, doc } = lastYear(source(), seed)
        // What stood in a sentence that is gone cannot be found.
        const there = figures.filter(({ id }) => text.includes(values[id] ?? ''))
        tally.figures += new Set(there.map(({ id }) => id)).size
        for (const { figure, value, doubt } of readPrevious(doc, text).hits) {
          const right = value === values[figure]
          if (doubt === '') tally[right ? 'sure' : 'wrong']++
          else tally[right ? 'doubtful' : 'doubtfulWrong']++
        }
      }
      console.info(`${name}: ${JSON.stringify(tally)}`)
      expect(tally.wrong).toBe(0)
      expect(tally.sure / tally.figures).toBeGreaterThan(0.8)
      expect(tally.doubtfulWrong / tally.figures).toBeLessThan(0.03)
    },
  )
})

describe('last year in tables', () => {
  it('[TB19] a cell is found again by the heads of its row and column, wherever it moved to', () => {
    const last = '题\n单位\t办结率（％）\t受理数（件）\n乙局\t97.5\t80\n甲局\t98.5\t120'
    const { doc, figures } = readText(
      '题\n单位\t受理数（件）\t办结率（％）\n甲局\t*\t*\n乙局\t*\t*\n丙局\t*\t*',
    )
    const { hits } = readPrevious(doc, last)
    const sure = hits.filter(({ doubt }) => doubt === '')
    const labelOf = new Map(figures.map(({ id, label }) => [id, label]))
    expect(sure.map(({ figure, value }) => [labelOf.get(figure), value])).toEqual([
      ['甲局受理数', '120'],
      ['甲局办结率', '98.5'],
      ['乙局受理数', '80'],
      ['乙局办结率', '97.5'],
    ])
  })
})
