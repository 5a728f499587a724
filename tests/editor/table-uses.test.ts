import { EditorState } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { createReport } from '../../editor/index'
import { Search } from '../../editor/find/search'
import { plainBody } from '../../editor/model/flat'
import { anchorRange } from '../../editor/model/review/anchors'
import { flatOfText, fitOf, proposalFor } from '../../editor/model/review/suggestions'
import { compare } from '../../editor/model/versions/compare'
import {
  blockFrom,
  contentOf,
  fingerprintOf,
  keptBlockOf,
} from '../../editor/model/versions/content'
import { blockOf, embedOfBlock, nodeFromBody } from '../../editor/model/text'
import { bodyOf } from '../../editor/model/parts'
import { writeDocx } from '../../editor/paper/docx/write-docx'
import { figureOn, printedReport } from '../../editor/paper/from-report'
import { readDocx } from '../../editor/paper/read/read-docx'
import { restoreText } from '../../editor/versions/restore'
import { guessBlank } from '../../editor/view/value-blank'
import { checkText } from '../../schema/checks/check'
import { readText, schema } from '../../schema/index'
import { headsOf, sentenceAt, tablesOf } from '../../schema/tables'
import { faultsOf, hasValidator } from '../support/docx'

const text =
  '年度工作报告\n情况如下。\n单位\t受理数（件）\t办结率（％）\n甲局\t*\t*\n乙局\t1200\t98.5\n合计\t1230\t\n以上。'
const none = (): undefined => undefined

describe('what else is done with a text, in cells', () => {
  it('[TB16] a version keeps a table, and brings back a row that went', () => {
    const { doc } = readText(text)
    doc.forEach((block) => expect(blockFrom(keptBlockOf(block))?.eq(block)).toBe(true))
    const [table] = tablesOf(doc)
    const row = table?.rows[2] ?? []
    const kept = doc.content.content.filter((_block, index) => !row.includes(index))
    const after = schema.node('report', doc.attrs, kept)
    const [old, now] = [contentOf(doc, none), contentOf(after, none)]
    expect(fingerprintOf(old)).not.toBe(fingerprintOf(now))
    const rows = compare(old, now).blocks
    const back = restoreText(EditorState.create({ doc: after }), old, rows, new Set(rows.keys()))
    expect(back?.doc.eq(doc)).toBe(true)
  })

  it('[TB16] finding sees the text of cells', () => {
    const { doc } = readText(text)
    const search = new Search({ text: '乙局', matchCase: false }, () => '')
    expect(search.matches(doc)).toHaveLength(1)
  })

  it('[TB16] a cell is no sentence for the checks, and its digits are those of a table', () => {
    expect(checkText(readText(text).doc, none).map(({ rule }) => rule)).toEqual([])
  })

  it('[TB16] a blank is named and shown by the heads of its row and column', () => {
    const { doc, figures } = readText(text)
    expect(figures.map(({ label }) => label)).toEqual(['甲局受理数', '甲局办结率'])
    expect(sentenceAt(doc, 6, 0, () => '＊', 20).before).toBe('甲局·受理数：')
    // The same for one that is put into a cell by hand.
    expect(guessBlank(doc.child(9), 0, 4, headsOf(doc, 9))).toMatchObject({
      label: '乙局受理数',
      kind: 'count',
      unit: '件',
    })
    const report = createReport({ text, author: 'wang' })
    expect(report.figures.ids()).toHaveLength(2)
  })

  it('[TB17] a comment and a suggestion in a cell hold, are printed, and come back', async () => {
    const report = createReport({ text, author: 'wang' })
    report.members.setName('wang', '王芳')
    const from = plainBody(report.parts.text).indexOf('1200')
    const range = { from, to: from + 4 }
    report.review.create(anchorRange(report.parts.text, range), '请核实')
    const id = report.review.suggest(proposalFor(report.parts.text, range, flatOfText('1201')))
    const thread = report.review.threads().find((one) => one.id === id)
    expect(thread === undefined ? null : fitOf(report.parts.text, thread).is).toBe('fits')
    const printed = printedReport(
      report,
      { someone: '', withdrawn: '', lost: (q) => q, suggests: (a, b) => `${a}${b}` },
      { comments: true, suggestions: 'tracked' },
    )
    const bytes = writeDocx(
      { id: report.id, title: '', ...printed, figureOf: figureOn(report), at: 0 },
      { numbers: 'text', marked: true, returnable: true, seal: false },
    )
    if (hasValidator) expect(await faultsOf(bytes)).toEqual([])
    const back = readDocx(bytes, 'w')
    if (!back.ok) throw new Error(back.reason)
    expect(back.document.threads[0]?.messages[0]?.body).toBe('请核实')
    expect(back.document.threads[0]?.from.block).toBe(9)
    expect(tablesOf(back.document.doc)[0]?.rows).toHaveLength(4)
  })
})

describe('cells as peers may write them', () => {
  it('[TB18] never throw, and are bounded', () => {
    for (const odd of [
      { block: 'a', type: 'cell' },
      { block: 'a', type: 'cell', table: 7, row: null, col: {}, head: 'yes', align: 'middle' },
      { block: 'a', type: 'cell', table: 'x'.repeat(5000), row: '', col: '' },
    ]) {
      const { type, attrs } = blockOf(odd, { get: () => undefined })
      const node = schema.node(type, attrs)
      expect(type).toBe('cell')
      expect(String(attrs['table']).length).toBeLessThanOrEqual(60)
      expect(attrs['head']).toBe(false)
      expect(tablesOf(schema.node('report', null, [node]))).toHaveLength(1)
      expect(blockOf(embedOfBlock(node, 'a'), { get: () => undefined }).attrs).toEqual(attrs)
    }
  })

  it('[TB18] a cell that somebody made of a paragraph, and back, keeps its words', () => {
    const report = createReport({ text: '题\n甲乙丙\n丁', author: 'wang' })
    const doc: Y.Doc = report.parts.text
    const mark = (bodyOf(doc).toDelta() as { insert: { block?: string } }[]).findLast(
      ({ insert }) => typeof insert.block === 'string',
    )
    doc.getMap('blocks').set(`${mark?.insert.block ?? ''}:type`, 'cell')
    expect(nodeFromBody(doc).lastChild?.type.name).toBe('cell')
    expect(nodeFromBody(doc).lastChild?.textContent).toBe('丁')
    doc.getMap('blocks').set(`${mark?.insert.block ?? ''}:type`, 'paragraph')
    expect(nodeFromBody(doc).lastChild?.type.name).toBe('paragraph')
  })
})
