import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { hindrancesOf, isClear, type Others } from '../../editor/model/gate/hindrances'
import { createPasses } from '../../editor/model/gate/passes'
import { reviewEventsOf } from '../../editor/model/parts'
import { emptyParts, reportOf, seedReport, type Report } from '../../editor/model/report'
import { isForeign, itemsOf } from '../../editor/sync/authorship'
import { testEnvironment } from '../support/peer'

const text = '工作报告\n一、进展\n走访企业*次，解决难题*件。\n受理诉求*件，办结“一件事*项。'

function open(content = text): Report {
  const parts = emptyParts()
  const environment = testEnvironment('a')
  seedReport(parts, content, environment)
  return reportOf(parts, { id: 'r', environment, author: 'a' })
}

const alone: Others = { writers: [], present: new Set(), lastMet: () => undefined }

describe('the gate before a final text', () => {
  it('[GA1] names what stands in the way, each kind by itself', () => {
    const report = open()
    report.figures.fill('f1', '12')
    report.figures.fill('f2', '3', { unverified: true })
    const thread = report.review.create({ type: 'report' }, '请再看看')
    const others: Others = {
      writers: ['b', 'c', 'd'],
      present: new Set(['b']),
      lastMet: (device) => (device === 'c' ? 1000 : undefined),
    }
    const found = hindrancesOf(report, report.document(), others)
    expect(found).toMatchObject({
      missing: ['f3', 'f4'],
      conflicts: [],
      unverified: ['f2'],
      comments: [thread],
      suggestions: [],
      absent: [
        { device: 'c', lastMet: 1000 },
        { device: 'd', lastMet: undefined },
      ],
    })
    expect(found.errors).toHaveLength(1)
    expect(isClear(found)).toBe(false)
  })

  it('[GA2] is open when all is done, and a dismissed error stands in no way', () => {
    const report = open()
    for (const figure of ['f1', 'f2', 'f3', 'f4']) report.figures.fill(figure, '1')
    const doc = report.document()
    const error = report.checks.run(doc).open.find(({ strength }) => strength === 'error')
    if (error === undefined) throw new Error('no error found')
    expect(isClear(hindrancesOf(report, doc, alone))).toBe(false)
    report.checks.dismissals.dismiss(error, '“', '原文如此')
    expect(isClear(hindrancesOf(report, doc, alone))).toBe(true)
  })

  it('[GA3] a pass needs a reason, keeps what stood in the way, and is nobody else’s', () => {
    const report = open()
    const pass = {
      purpose: 'final' as const,
      reason: ' 年底数据下月补报 ',
      hindrances: ['待填 2 项：走访企业次数、解决难题件数'],
      fingerprint: 'AAAA-BBBB',
    }
    expect(() => report.passes.record({ ...pass, reason: '  ' })).toThrow(RangeError)
    report.passes.record(pass)
    expect(report.passes.all()).toMatchObject([
      { ...pass, reason: '年底数据下月补报', by: 'a', at: 1_700_000_000_000 },
    ])
    // It is no thread of the review.
    expect(report.review.threads()).toEqual([])

    const doc = new Y.Doc()
    createPasses(doc, testEnvironment('b'), () => 'b').record(pass)
    const update = Y.encodeStateAsUpdate(doc)
    const judge = (author: string): boolean =>
      isForeign(new Y.Doc(), 'review', itemsOf([update]), {
        author,
        mayDecide: false,
        mayRemove: () => false,
        clients: new Set([doc.clientID]),
        update,
      })
    expect([judge('b'), judge('c')]).toEqual([false, true])
  })

  it('[GA4] reads whatever a peer may have written', () => {
    const report = open()
    const events = reviewEventsOf(report.parts.review)
    const odd = [
      null,
      { type: 'pass' },
      { type: 'pass', reason: '没有署名' },
      { type: 'pass', by: 'x', reason: ' ' },
      { type: 'pass', by: 'x', reason: 7 },
    ]
    odd.forEach((one, index) => events.set(`odd${index}`, one))
    expect(report.passes.all()).toEqual([])
    const long = Array.from({ length: 90 }, () => 'x'.repeat(900))
    events.set('long', { type: 'pass', by: 'x', reason: 'x'.repeat(900), hindrances: long })
    const [only] = report.passes.all()
    expect([only?.reason.length, only?.hindrances.length, only?.purpose]).toEqual([
      400,
      50,
      'export',
    ])
  })
})
