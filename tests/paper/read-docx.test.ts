import { readFileSync } from 'node:fs'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { createReport } from '../../editor/index'
import { bodyOf } from '../../editor/model/parts'
import { anchorRange } from '../../editor/model/review/anchors'
import { writeDocx } from '../../editor/paper/docx/write-docx'
import { figureOn, printedReport } from '../../editor/paper/from-report'
import { readDocx, type ReadDocument } from '../../editor/paper/read/read-docx'
import { writeText } from '../../schema/write-text'
import { firstSeed, random, runCount } from '../support/random'
import { hasRealReport, readReal, readSample } from '../support/real-report'
import { para, run, wordFile } from '../support/word-file'

const read = (bytes: Uint8Array): ReadDocument => {
  const result = readDocx(bytes, 'w')
  if (!result.ok) throw new Error(result.reason)
  return result.document
}
const refusal = (bytes: Uint8Array): string => {
  const result = readDocx(bytes, 'w')
  return result.ok ? 'read' : result.reason
}
const kinds = ({ doc }: ReadDocument): string[] => {
  const list: string[] = []
  doc.forEach((block) => {
    const level = block.type.name === 'section' ? String(block.attrs['level']) : ''
    list.push(`${block.type.name}${level} ${block.textContent}`.trim())
  })
  return list
}
const body = (...paragraphs: string[]): ReadDocument => read(wordFile(paragraphs.join('')))

const words = {
  someone: '某人',
  withdrawn: '（已撤回）',
  lost: (quote: string) => `（原文：${quote}）`,
  suggests: (old: string, content: string) => `建议把“${old}”改为“${content}”`,
}

describe('reading .docx', () => {
  it('[DI1] recognises title, sections, items and blanks as from text', () => {
    const found = body(
      para('年度工作报告', '<w:jc w:val="center"/>'),
      para('一、主要工作'),
      para('（一）抓落实。走访*次，办件*万件。'),
      para('二、打算'),
    )
    expect(kinds(found)).toEqual([
      'title 年度工作报告',
      'section1 主要工作',
      'section2 抓落实。走访*次，办件*万件。',
      'section1 打算',
    ])
    expect(found.figures.map(({ kind, unit }) => [kind, unit])).toEqual([
      ['count', '次'],
      ['count', '万件'],
    ])
    expect(writeText(found.doc)).toBe(
      '年度工作报告\n一、主要工作\n（一）抓落实。走访*次，办件*万件。\n二、打算',
    )
  })

  it('[DI2] counts what Word counts: the numbers of lists are not in its text', () => {
    const level = (ilvl: number, format: string, text: string): string =>
      `<w:lvl w:ilvl="${ilvl}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`
    const numbering =
      `<w:abstractNum w:abstractNumId="0">${level(0, 'chineseCounting', '%1、')}${level(1, 'japaneseCounting', '（%2）')}${level(2, 'decimal', '%3.')}</w:abstractNum>` +
      `<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>`
    const styles =
      '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>' +
      '<w:style w:type="paragraph" w:styleId="a2"><w:basedOn w:val="a1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    const heading = (text: string, style: string): string =>
      para(text, `<w:pStyle w:val="${style}"/>`)
    const found = read(
      wordFile(
        [
          heading('甲', 'a1'),
          heading('子', 'a2'),
          heading('丑', 'a2'),
          para('细', '<w:numPr><w:ilvl w:val="2"/><w:numId w:val="3"/></w:numPr>'),
          heading('乙', 'a1'),
          heading('寅', 'a2'),
          para('不计', '<w:pStyle w:val="a1"/><w:numPr><w:numId w:val="0"/></w:numPr>'),
        ].join(''),
        { numbering, styles },
      ),
    )
    expect(writeText(found.doc)).toBe('一、甲\n（一）子\n（二）丑\n1.细\n二、乙\n（一）寅\n不计')
    expect(kinds(found).at(-1)).toBe('section1 不计')
  })

  it('[DI3] keeps soft returns, hyperlinks, fields, tracked changes and text boxes; says what it did', () => {
    const box =
      '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>' +
      para('框里的话*次') +
      '</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>' +
      para('框里的话*次') +
      '</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>'
    const field =
      '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE \\* X</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' +
      run('7') +
      '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    const found = body(
      para('报告'),
      para('<w:r><w:t>上一行</w:t><w:br/><w:t>下一行</w:t></w:r>'),
      para(`${run('第')}${field}${run('页，见')}<w:hyperlink>${run('网站')}</w:hyperlink>`),
      para(
        `${run('完成')}<w:del w:author="李"><w:r><w:delText>十</w:delText></w:r></w:del><w:ins w:author="王">${run('九')}</w:ins>${run('件')}`,
      ),
      para(`${run('有框')}${box}`),
      para('<w:r><w:drawing/></w:r>'),
    )
    expect(writeText(found.doc)).toContain(
      '上一行\n下一行\n第7页，见网站\n完成九件\n有框\n框里的话*次',
    )
    expect(Object.fromEntries(found.notes)).toEqual({
      field: 1,
      tracked: 2,
      'text-box': 1,
      picture: 1,
    })
    expect(found.changes.map(({ type, author, text }) => [type, author, text])).toEqual([
      ['deleted', '李', '十'],
      ['inserted', '王', '九'],
    ])
  })

  it('[DI4] keeps the words of tables and footnotes, and says so', () => {
    const cell = (text: string): string => `<w:tc>${para(text)}</w:tc>`
    const found = read(
      wordFile(
        para('报告') +
          `<w:tbl><w:tr>${cell('项目')}${cell('数量')}</w:tr><w:tr>${cell('走访')}${cell('*次')}</w:tr></w:tbl>` +
          para(`${run('据统计')}<w:r><w:footnoteReference w:id="2"/></w:r>`),
        {
          footnotes: `<w:footnote w:id="2">${para('统计局口径')}</w:footnote>`,
          header1: para('机密页眉'),
        },
      ),
    )
    expect(found.text).toBe('报告\n项目\t数量\n走访\t*次\n据统计（注：统计局口径）')
    expect(Object.fromEntries(found.notes)).toEqual({ footnote: 1, header: 1 })
    expect(found.figures).toHaveLength(1)
  })

  it('[DI5] takes content controls for figures, the same tag for the same one', () => {
    const control = (tag: string, alias: string, text: string, empty = false): string =>
      `<w:sdt><w:sdtPr><w:alias w:val="${alias}"/><w:tag w:val="${tag}"/>${empty ? '<w:showingPlcHdr/>' : ''}</w:sdtPr><w:sdtContent>${run(text)}</w:sdtContent></w:sdt>`
    const found = body(
      para('报告'),
      para(
        `${run('走访')}${control('visits', '走访次数', '单击输入', true)}${run('次，又')}${control('visits', '走访次数', '单击输入', true)}${run('次，办件')}${control('', '办件量', '12')}${run('万件，*项。')}`,
      ),
    )
    expect(writeText(found.doc)).toBe('报告\n走访单击输入次，又单击输入次，办件*万件，*项。')
    expect(found.figures.map(({ label, kind, unit }) => [label, kind, unit])).toEqual([
      [expect.any(String), 'count', '项'],
      ['走访次数', 'count', '次'],
      ['办件量', 'count', '万件'],
    ])
    expect([...found.values.values()]).toEqual(['12'])
  })

  it('[DI6] brings comments with their places, replies and state', () => {
    const comment = (id: number, author: string, text: string): string =>
      `<w:comment w:id="${id}" w:author="${author}" w:date="2026-11-20T10:00:00Z"><w:p w14:paraId="0000000${id}"><w:r><w:annotationRef/></w:r>${run(text)}</w:p></w:comment>`
    const found = read(
      wordFile(
        para('报告') +
          para(
            `${run('前文')}<w:commentRangeStart w:id="1"/>${run('这里*次')}<w:commentRangeEnd w:id="1"/>${run('后文')}`,
          ),
        {
          comments: comment(1, '核稿人', '数据核实一下') + comment(2, '李强', '已核'),
          commentsExtended:
            '<w15:commentEx w15:paraId="00000001" w15:done="1"/><w15:commentEx w15:paraId="00000002" w15:paraIdParent="00000001" w15:done="1"/>',
        },
      ),
    )
    expect(found.threads).toHaveLength(1)
    const [thread] = found.threads
    expect(thread?.from).toEqual({ block: 1, offset: 2 })
    expect(thread?.to).toEqual({ block: 1, offset: 6 })
    expect(thread?.resolved).toBe(true)
    expect(thread?.messages.map(({ author, body: said }) => [author, said])).toEqual([
      ['核稿人', '数据核实一下'],
      ['李强', '已核'],
    ])
  })

  it('[DI7] says what is wrong with a file that it cannot read', () => {
    expect(refusal(new Uint8Array())).toBe('no-docx')
    expect(refusal(strToU8('%PDF-1.7'))).toBe('no-docx')
    expect(refusal(zipSync({ 'xl/workbook.xml': strToU8('<x/>') }))).toBe('no-docx')
    const old = new Uint8Array(600)
    old.set([0xd0, 0xcf, 0x11, 0xe0])
    expect(refusal(old)).toBe('old-word')
    old.set(
      [...'EncryptedPackage'].flatMap((one) => [one.charCodeAt(0), 0]),
      300,
    )
    expect(refusal(old)).toBe('locked')
    expect(refusal(zipSync({ 'word/document.xml': strToU8('<w:document><w:body>') }))).toBe(
      'damaged',
    )
    const entities =
      '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><document><body><p><r><t>&b;</t></r></p></body></document>'
    expect(refusal(zipSync({ 'word/document.xml': strToU8(entities) }))).toBe('damaged')
    const deep = `<document><body>${'<p>'.repeat(5000)}${'</p>'.repeat(5000)}</body></document>`
    expect(refusal(zipSync({ 'word/document.xml': strToU8(deep) }))).toBe('damaged')
    const zeros = new Uint8Array(30 * 1024 * 1024)
    expect(refusal(zipSync({ 'word/document.xml': zeros }, { level: 9 }))).toBe('bomb')
    const many = Object.fromEntries(
      Array.from({ length: 2500 }, (_, i) => [`x/${i}`, new Uint8Array()]),
    )
    expect(refusal(zipSync({ ...many, 'word/document.xml': strToU8('<d/>') }))).toBe('bomb')
    const whole = wordFile(para('报告'))
    for (let cut = 1; cut < whole.length; cut += 7)
      expect(['no-docx', 'damaged']).toContain(refusal(whole.slice(0, cut)))
  })

  it('[DI8] never throws, whatever the bytes', () => {
    const seed = firstSeed()
    console.log(`docx: SEED=${seed}`)
    const r = random(seed)
    const whole = writeDocx(
      {
        id: 'r',
        title: 't',
        ...printedReport(createReport({ text: readSample() }), words, {
          comments: true,
          suggestions: null,
        }),
        figureOf: () => ({ state: 'missing', shown: undefined, label: '' }),
        at: 1_700_000_000_000,
      },
      { numbers: 'real', marked: true, returnable: true, seal: false },
    )
    for (let i = 0; i < runCount(150); i++) {
      const bytes = whole.slice()
      for (let flips = 1 + r.below(8); flips > 0; flips--)
        bytes[r.below(bytes.length)] = r.below(256)
      readDocx(bytes, 'w')
    }
  })

  it('[DI11] reads what LibreOffice writes: counted headings, comment, note, table, line break', () => {
    const file = new URL('../fixtures/report-by-libreoffice.docx', import.meta.url)
    const found = read(new Uint8Array(readFileSync(file)))
    expect(kinds(found)).toEqual([
      'title 年度工作报告',
      'section1 主要工作',
      'paragraph 全年走访*次企业，重点办件*万件（注：统计局口径）。',
      'section1 下步打算',
      'paragraph 一行',
      'paragraph 又一行',
      'cell 项目',
      'cell 数量',
      'cell 走访',
      'cell *次',
      'paragraph 完。',
    ])
    const [thread] = found.threads
    expect([thread?.from, thread?.to]).toEqual([
      { block: 2, offset: 6 },
      { block: 2, offset: 8 },
    ])
    expect(Object.fromEntries(found.notes)).toEqual({ footnote: 1 })
  })

  it('[DI9] bold words are kept, a heading’s own boldness is none', () => {
    const found = body(
      para('报告'),
      para(`${run('其中')}${run('重点', '<w:b/>')}${run('工作', '<w:b w:val="0"/>')}`),
    )
    const bold: string[] = []
    found.doc.descendants((node) => {
      if (node.isText && node.marks.some((mark) => mark.type.name === 'bold'))
        bold.push(node.text ?? '')
    })
    expect(bold).toEqual(['重点'])
  })
})

describe('the way out and back', () => {
  const cases: [string, string][] = [['our sample', readSample()]]
  if (hasRealReport) cases.push(['the real report', readReal('annual-report.txt')])

  it.each(
    cases.flatMap(([name, text]) => [[name, text, 'real'] as const, [name, text, 'text'] as const]),
  )(
    '[DI10] %s comes back the same: text, figures, values, comments (%#)',
    (_name, text, numbers) => {
      const report = createReport({ text, author: 'wang' })
      const ids = report.figures.ids()
      for (const [index, id] of ids.entries())
        if (index % 3 === 0)
          report.figures.fill(id, report.figures.info(id)?.kind === 'count' ? '12' : '某某')
      report.members.setName('wang', '王芳')
      const thread = report.review.create(
        anchorRange(report.parts.text, { from: 5, to: 30 }),
        '这里请核实\n两行',
      )
      report.review.reply(thread, '已核')
      report.review.resolve(thread)
      const printed = printedReport(report, words, { comments: true, suggestions: null })
      const bytes = writeDocx(
        {
          id: report.id,
          title: report.title(),
          ...printed,
          figureOf: figureOn(report),
          at: 1_700_000_000_000,
        },
        { numbers, marked: true, returnable: true, seal: false },
      )
      const back = read(bytes)
      expect(back.report).toBe(report.id)
      expect(back.doc.toJSON()).toEqual(report.document().toJSON())
      expect(back.doc.eq(report.document())).toBe(true)
      for (const id of ids)
        expect([id, back.values.get(id)]).toEqual([id, report.figures.shown(id)])
      expect(back.threads).toHaveLength(1)
      expect(back.threads[0]?.messages.map(({ author, body: said }) => [author, said])).toEqual([
        ['王芳', '这里请核实\n两行'],
        ['王芳', '已核'],
      ])
      expect(back.threads[0]?.resolved).toBe(true)
      const [place] = printed.threads
      expect([back.threads[0]?.from, back.threads[0]?.to]).toEqual([place?.from, place?.to])
      expect(back.notes.size).toBe(0)
      expect(bodyOf(report.parts.text).length).toBeGreaterThan(100)
    },
  )
})
