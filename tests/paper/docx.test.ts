import { describe, expect, it } from 'vitest'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { createReport, type Report } from '../../editor/index'
import { plainBody } from '../../editor/model/flat'
import { anchorRange } from '../../editor/model/review/anchors'
import { flatOfText, proposalFor } from '../../editor/model/review/suggestions'
import { writeDocx, type DocxOptions } from '../../editor/paper/docx/write-docx'
import { figureOn, printedReport } from '../../editor/paper/from-report'
import { faultsOf, hasValidator, paragraphsOf, partsOf, readText } from '../support/docx'
import { firstSeed, random, runCount, type Random } from '../support/random'
import { readSample } from '../support/real-report'

const words = {
  someone: '某人',
  withdrawn: '（已撤回）',
  lost: (quote: string): string => `原文已删：${quote}`,
  suggests: (old: string, content: string): string => `建议：${old}→${content}`,
}
const formal: DocxOptions = { numbers: 'text', marked: false, returnable: false, seal: false }
const draft: DocxOptions = { numbers: 'real', marked: true, returnable: true, seal: false }

function make(
  text: string,
  prepare: (report: Report) => void = () => undefined,
): (options: DocxOptions) => Uint8Array {
  let id = 0
  const report = createReport({
    id: 'report0123456789',
    author: 'anna',
    text,
    environment: {
      now: () => Date.UTC(2026, 10, 24, 8),
      newId: () => `id${String(id++).padStart(14, '0')}`,
    },
  })
  report.members.setName('anna', '办公室 王芳')
  prepare(report)
  return (options) =>
    writeDocx(
      {
        id: report.id,
        title: report.title(),
        ...printedReport(report, words, {
          comments: options.returnable,
          suggestions: options.returnable ? 'tracked' : null,
        }),
        figureOf: figureOn(report),
        at: Date.UTC(2026, 10, 24),
      },
      options,
    )
}

/** The range of the first occurrence of `words` in the flat text. */
function rangeOf(report: Report, wanted: string): { from: number; to: number } {
  const from = plainBody(report.parts.text).indexOf(wanted)
  expect(from).toBeGreaterThanOrEqual(0)
  return { from, to: from + wanted.length }
}

const small =
  '某某市2026年工作情况报告\n\n各单位：\n情况如下。\n一、主要工作\n（一）抓好落实。全年检查*次。\n1.第一层\n（1）第二层\n二、打算\n继续努力。\n附件：1.情况统计表\n某某市某某局\n2026年12月5日'

describe('a report as a Word file', () => {
  it('[DX1] has the page of the standard', () => {
    const { 'word/document.xml': xml = '' } = partsOf(make(small)(formal))
    const at = (name: string): number => Number(new RegExp(`w:${name}="(-?\\d+)"`).exec(xml)?.[1])
    const mm = (twips: number): number => (twips / 1440) * 25.4
    expect(mm(at('w'))).toBeCloseTo(210, 1)
    expect(mm(at('h'))).toBeCloseTo(297, 1)
    const margins = /<w:pgMar[^>]*>/.exec(xml)?.[0] ?? ''
    const margin = (name: string): number =>
      mm(Number(new RegExp(`w:${name}="(\\d+)"`).exec(margins)?.[1]))
    expect(margin('top')).toBeCloseTo(37, 1)
    expect(margin('left')).toBeCloseTo(28, 1)
    expect(margin('right')).toBeCloseTo(26, 1)
    expect(margin('bottom')).toBeCloseTo(35, 1)
    const grid = /<w:docGrid[^>]*>/.exec(xml)?.[0] ?? ''
    expect(grid).toContain('w:type="linesAndChars"')
    const pitch = Number(/w:linePitch="(\d+)"/.exec(grid)?.[1])
    const space = Number(/w:charSpace="(-?\d+)"/.exec(grid)?.[1])
    // 22 lines and 28 characters fit, and no more.
    expect(Math.floor((225 * 1440) / 25.4 / pitch)).toBe(22)
    expect(Math.floor(((156 * 1440) / 25.4 / 20 / (16 + space / 4096)) * 1.0001)).toBe(28)
  })

  it('[DX1] sets lines and characters to the pitch of the grid', () => {
    const { 'word/styles.xml': styles = '' } = partsOf(make(small)(formal))
    const defaults = /<w:docDefaults>.*<\/w:docDefaults>/s.exec(styles)?.[0] ?? ''
    const spacing = Number(/<w:spacing w:val="(-?\d+)"/.exec(defaults)?.[1])
    const line = Number(/w:line="(\d+)" w:lineRule="exact"/.exec(defaults)?.[1])
    expect((156 * 1440) / 25.4 / (320 + spacing)).toBeGreaterThanOrEqual(28)
    expect((156 * 1440) / 25.4 / (320 + spacing)).toBeLessThan(28.5)
    expect(Math.floor((225 * 1440) / 25.4 / line)).toBe(22)
    expect(defaults).toContain('<w:sz w:val="32"/>')
  })

  it('[FG6] prints a value below zero with a minus sign', () => {
    const file = make('某局工作报告\n一、情况\n收入增速为*％。', (report) => {
      const [figure = ''] = report.figures.ids()
      expect(report.figures.fill(figure, '-3.5', { course: 'either' }).ok).toBe(true)
    })
    for (const options of [formal, draft])
      expect(paragraphsOf(file(options)).map(readText).join('')).toContain('收入增速为−3.5％。')
  })

  it('[DX2] breaks a long title by sense, and by hand where somebody did', () => {
    const title = (text: string): string =>
      readText(paragraphsOf(make(`${text}\n正文。`)(formal))[0] ?? '')
    expect(title('市直单位2026年数字政府建设和政务公开情况报告')).toBe(
      '市直单位2026年数字政府建设\n和政务公开情况报告',
    )
    expect(title('市直单位2026年数字政府\u2028建设和政务公开情况报告')).toBe(
      '市直单位2026年数字政府\n建设和政务公开情况报告',
    )
  })

  it('[PS31] names the faces that an office has in place of the standard’s', async () => {
    const bytes = make(small)({ ...draft, faces: { title: 'zhongsong', body: 'windows' } })
    const parts = partsOf(bytes)
    const styles = parts['word/styles.xml'] ?? ''
    for (const name of ['华文中宋', '仿宋', '楷体', '黑体'])
      expect(styles).toContain(`w:eastAsia="${name}"`)
    for (const part of ['word/styles.xml', 'word/fontTable.xml', 'word/numbering.xml'])
      expect(parts[part]).not.toMatch(/="(?:仿宋_GB2312|楷体_GB2312|方正小标宋简体)"/)
    expect(await faultsOf(bytes)).toEqual([])
  })

  it('[DX3] names the faces of the standard, with others in their place', () => {
    const parts = partsOf(make(small)(formal))
    const styles = parts['word/styles.xml'] ?? ''
    const face = (id: string): string | undefined =>
      new RegExp(`w:styleId="${id}".*?w:eastAsia="([^"]*)"`, 's').exec(styles)?.[1]
    expect(face('Title')).toBe('方正小标宋简体')
    expect(face('Heading1')).toBe('黑体')
    expect(face('Heading2')).toBe('楷体_GB2312')
    expect(face('Heading3')).toBe('仿宋_GB2312')
    expect(face('Footer')).toBe('宋体')
    const table = parts['word/fontTable.xml'] ?? ''
    for (const [name, other] of [
      ['方正小标宋简体', 'SimSun'],
      ['仿宋_GB2312', 'FangSong'],
      ['楷体_GB2312', 'KaiTi'],
      ['黑体', 'SimHei'],
    ])
      expect(table).toMatch(new RegExp(`w:name="${name}"><w:altName w:val="[^"]*${other}`))
    expect(Object.keys(parts).filter((path) => /font.*\.(odttf|ttf)/.test(path))).toEqual([])
  })

  it('[DX4] writes the numbers as text, or lets Word count', () => {
    const file = make(small)
    const text = paragraphsOf(file(formal)).map(readText)
    expect(text).toContain('一、主要工作')
    expect(text).toContain('（1）第二层')
    const counted = file({ ...formal, numbers: 'real' })
    expect(paragraphsOf(counted).map(readText)).toContain('主要工作')
    const levels = paragraphsOf(counted).map((xml) => /<w:ilvl w:val="(\d)"/.exec(xml)?.[1])
    expect(levels.filter((one) => one !== undefined)).toEqual(['0', '1', '2', '3', '0'])
    const numbering = partsOf(counted)['word/numbering.xml'] ?? ''
    expect([...numbering.matchAll(/<w:lvlText w:val="([^"]*)"/g)].map(([, one]) => one)).toEqual([
      '%1、',
      '（%2）',
      '%3.',
      '（%4）',
    ])
  })

  it('[DX4] sets a run-in heading in its own face, and the rest in the body’s', () => {
    const xml = paragraphsOf(make(small)(formal)).find((one) => readText(one).includes('抓好'))
    const runs = [...(xml ?? '').matchAll(/<w:r>.*?<\/w:r>/g)].map(([run]) => [
      readText(run),
      run.includes('Heading2Char'),
    ])
    expect(runs.slice(0, 3)).toEqual([
      ['（一）', true],
      ['抓好落实', true],
      ['。全年检查', false],
    ])
  })

  it('[DX5] places 落款 and date without a seal and for one', () => {
    const indents = (text: string, seal: boolean): number[] =>
      paragraphsOf(make(text)({ ...formal, seal }))
        .slice(-2)
        .map((xml) => Number(/w:rightChars="(\d+)"/.exec(xml)?.[1]) / 100)
    const foot = (name: string): string => `标题\n正文。\n再一段。\n${name}\n2026年12月5日`
    // The date is 6.5 characters wide. Name 9: two from the right, the date begins two behind.
    expect(indents(foot('某某市某某局办公室'), false)).toEqual([2, 2.5])
    // Name 4: the date is longer, has the two, and the name is moved along.
    expect(indents(foot('某某县局'), false)).toEqual([6.5, 2])
    // Sealed: the date four from the right, the name centred over it.
    expect(indents(foot('某某市某某局办公室'), true)).toEqual([2.75, 4])
  })

  it('[DX5] hangs a long 附件 under the first character of its name, one line below the body', () => {
    const xml = paragraphsOf(make(small)(formal)).find((one) => readText(one).startsWith('附件'))
    expect(xml).toContain('w:beforeLines="100"')
    const [, left, hanging] = /w:left="(\d+)" w:hanging="(\d+)"/.exec(xml ?? '') ?? []
    const characters = (twips: string | undefined): number =>
      Math.round((Number(twips) / 315.9) * 100) / 100
    expect(characters(left)).toBe(6)
    expect(characters(hanging)).toBe(4)
  })

  it('[DX5] numbers pages — 1 —, odd ones at the right and even ones at the left', () => {
    const parts = partsOf(make(small)(formal))
    expect(parts['word/settings.xml']).toContain('<w:evenAndOddHeaders/>')
    for (const [part, side] of [
      ['word/footer1.xml', 'right'],
      ['word/footer2.xml', 'left'],
    ] as const) {
      expect(readText(parts[part] ?? '')).toBe('— 1 —')
      expect(parts[part]).toContain(`<w:jc w:val="${side}"/>`)
      expect(parts[part]).toContain(`w:${side}Chars="100"`)
    }
  })

  it('[DX6] keeps blanks as content controls with the ids of report and figure', () => {
    const file = make('报告\n全年检查*次，办结*件。', (report) => {
      const [first = ''] = report.figures.ids()
      expect(report.figures.fill(first, '12').ok).toBe(true)
    })
    const [, xml = ''] = paragraphsOf(file(draft))
    expect([...xml.matchAll(/<w:tag w:val="([^"]*)"/g)].map(([, tag]) => tag)).toEqual([
      'tonggao:report0123456789:f1',
      'tonggao:report0123456789:f2',
    ])
    const [filled = '', missing = ''] = xml.match(/<w:sdt>.*?<\/w:sdt>/g) ?? []
    expect([readText(filled), filled.includes('showingPlcHdr')]).toEqual(['12', false])
    expect([readText(missing), missing.includes('showingPlcHdr')]).toEqual(['*', true])
    expect(missing).toContain('w:fill="FFE08A"')
    expect(readText(xml)).toBe('全年检查12次，办结*件。')
  })

  it('[DX6] leaves neither marks nor origin in a formal file, nor anybody’s name', () => {
    const file = make(small, (report) => {
      const [first = ''] = report.figures.ids()
      report.figures.fill(first, '12')
      report.review.create(anchorRange(report.parts.text, rangeOf(report, '落实')), '请核实')
    })
    const parts = Object.entries(partsOf(file(formal)))
    const document = parts.find(([path]) => path === 'word/document.xml')?.[1] ?? ''
    expect(document).not.toMatch(/w:sdt|w:shd|w:u /)
    expect(parts.filter(([path]) => path.startsWith('customXml/'))).toEqual([])
    expect(parts.filter(([, xml]) => xml.includes('report0123456789'))).toEqual([])
  })

  it('[DX7] carries comments with their ranges, replies and whether they are resolved', () => {
    const file = make('报告\n甲乙丙丁。\n戊己庚辛。', (report) => {
      const { text } = report.parts
      const one = report.review.create(anchorRange(text, rangeOf(report, '乙丙')), '请核实\n第二行')
      report.review.reply(one, '已核')
      report.review.resolve(one)
      report.review.create(anchorRange(text, rangeOf(report, '丁。\n戊')), '跨段')
    })(draft)
    const parts = partsOf(file)
    const comments = [
      ...(parts['word/comments.xml'] ?? '').matchAll(/<w:comment .*?<\/w:comment>/gs),
    ]
    expect(comments.map(([xml]) => readText(xml))).toEqual(['请核实第二行', '已核', '跨段'])
    expect(comments[0]?.[0]).toContain('w:author="办公室 王芳"')
    const extended = parts['word/commentsExtended.xml'] ?? ''
    const done = [...extended.matchAll(/w15:done="(\d)"/g)].map(([, one]) => one)
    expect(done).toEqual(['1', '1', '0'])
    expect([...extended.matchAll(/paraIdParent="(\w+)"/g)].map(([, id]) => id)).toEqual([
      '20000001',
    ])
    const document = parts['word/document.xml'] ?? ''
    const between = (id: number): string =>
      readText(
        new RegExp(
          `<w:commentRangeStart w:id="${id}"/>(.*)<w:commentRangeEnd w:id="${id}"/>`,
          's',
        ).exec(document)?.[1] ?? '',
      )
    expect(between(0)).toBe('乙丙')
    expect(between(1)).toBe('乙丙')
    expect(between(2)).toBe('丁。戊')
  })

  it('[DX7] leaves out the time of a comment whose author wrote no time', async () => {
    const file = make('报告\n甲乙丙丁。', (report) => {
      const { review } = report.parts
      review.getMap('events').set('odd', {
        type: 'thread',
        by: 'anna',
        at: 1e300,
        n: 1,
        body: '何时',
        anchor: { type: 'report' },
      })
    })(draft)
    expect(partsOf(file)['word/comments.xml']).not.toContain('w:date')
    expect(await faultsOf(file)).toEqual([])
  })

  it('[DX7] keeps a comment whose passage is gone, with its quote', () => {
    const file = make('报告\n甲乙丙丁。', (report) => {
      const range = rangeOf(report, '乙丙')
      report.review.create(anchorRange(report.parts.text, range), '为什么')
      report.parts.text.getText('body').delete(range.from, 2)
    })(draft)
    expect(readText(partsOf(file)['word/comments.xml'] ?? '')).toBe('原文已删：乙丙为什么')
  })

  it('[DX8] shows suggestions as tracked changes, or in words where Word cannot', () => {
    const file = make('报告\n甲乙丙丁*次戊。\n己庚。', (report) => {
      const { text } = report.parts
      const suggest = (old: string, content: string): void => {
        report.review.suggest(proposalFor(text, rangeOf(report, old), flatOfText(content)), '理由')
      }
      suggest('甲乙丙丁', '甲新丙丁')
      suggest('庚', '')
      suggest('戊。\n己', '戊，己')
    })(draft)
    const [, one = '', two = ''] = paragraphsOf(file)
    const deleted = (xml: string): string[] =>
      [...xml.matchAll(/<w:delText[^>]*>([^<]*)</g)].map(([, text]) => text ?? '')
    expect(deleted(one)).toEqual(['乙'])
    expect(readText(/<w:ins .*?<\/w:ins>/s.exec(one)?.[0] ?? '')).toBe('新')
    expect(deleted(two)).toEqual(['庚'])
    expect(partsOf(file)['word/comments.xml']).toContain('建议：戊。')
  })

  it('[DX9] says what it came from, for the way back', () => {
    const { 'customXml/item1.xml': xml = '' } = partsOf(make(small)(draft))
    const origin = JSON.parse(
      xml.replace(/^.*?<origin[^>]*>|<\/origin>$/gs, '').replaceAll('&amp;', '&'),
    ) as { report: string; blocks: Record<string, { type: string }>; figures: object }
    expect(origin.report).toBe('report0123456789')
    expect(Object.values(origin.blocks).map(({ type }) => type)).toContain('salutation')
    expect(Object.keys(origin.figures)).toEqual(['f1'])
  })

  it('[DX9] is the same file for the same report', () => {
    const file = make(readSample())
    expect(Buffer.compare(file(draft), file(draft))).toBe(0)
  })
})

const pieces = [
  '一、',
  '（一）',
  '1.',
  '（1）',
  '㈠',
  '。',
  '\n',
  '\n\n',
  '*次',
  '*局',
  'XX件',
  '“引号”',
  '——',
  '<&>"',
  '\u2028',
  '\u0001',
  '\uD800',
  '😀',
  '附件：1.表',
  '2026年1月1日',
  '文字文字文字',
  '',
]

function messUp(report: Report, r: Random): void {
  const { text } = report.parts
  const ids = report.figures.ids()
  for (const id of ids)
    if (r.chance(0.6)) report.figures.fill(id, r.pick(['12', '某某', '<b>', '3.5']))
  const { length } = plainBody(text)
  for (let i = 0; i < 6; i++) {
    const from = r.below(length)
    const range = { from, to: Math.min(length, from + r.below(12)) }
    if (r.chance(0.5)) {
      const thread = report.review.create(
        anchorRange(text, range),
        r.pick(pieces.slice(7)).trim() || '问',
      )
      if (r.chance(0.5)) report.review.reply(thread, '答\n复')
    } else report.review.suggest(proposalFor(text, range, flatOfText(r.pick(pieces))))
  }
}

describe('the Open XML SDK', () => {
  it.runIf(hasValidator)('[DX10] finds a fault where there is one', async () => {
    const files = unzipSync(make(small)(draft))
    const broken = new TextDecoder()
      .decode(files['word/document.xml'])
      .replace('<w:pPr>', '<w:pPr><w:jc w:val="nowhere"/>')
    const faults = await faultsOf(zipSync({ ...files, 'word/document.xml': strToU8(broken) }))
    expect(faults.join()).toContain('nowhere')
  })

  it.runIf(hasValidator)(
    '[DX10] finds none in the sample and in whatever people make',
    async () => {
      const seed = firstSeed()
      const files = [
        make(readSample())(draft),
        make(readSample())(formal),
        make('')(draft),
        ...Array.from({ length: runCount(3) }, (_, run) => {
          const r = random(seed + run)
          const text = Array.from({ length: 30 }, () => r.pick(pieces)).join('')
          return make(text, (report) => messUp(report, r))(
            r.chance(0.5) ? draft : { ...draft, numbers: 'text' },
          )
        }),
      ]
      for (const [index, file] of files.entries())
        expect(await faultsOf(file), `seed ${seed}, file ${index}`).toEqual([])
    },
  )
})
