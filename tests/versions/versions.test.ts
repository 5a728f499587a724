import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createReport, openReport, type Environment, type Report } from '../../editor/index'
import { bodyOf, versionBlocksOf, versionsOf } from '../../editor/model/parts'
import { compare } from '../../editor/model/versions/compare'
import { thinnedOut } from '../../editor/model/versions/thinning'
import { readSample } from '../support/real-report'

const hour = 3_600_000

/** A report whose clock the test moves. */
function reportAt(text: string): { report: Report; pass: (milliseconds: number) => void } {
  let now = 1_700_000_000_000
  let ids = 0
  const environment: Environment = {
    now: () => now,
    newId: () => String(++ids).padStart(16, '0'),
  }
  return {
    report: createReport({ text, author: 'wang', environment }),
    pass: (milliseconds) => {
      now += milliseconds
    },
  }
}

/** Offset of the body right behind the first occurrence of `text`. */
const behind = (report: Report, text: string): number => {
  let at = 0
  for (const { insert } of bodyOf(report.parts.text).toDelta() as { insert: unknown }[]) {
    const found = typeof insert === 'string' ? insert.indexOf(text) : -1
    if (found >= 0) return at + found + text.length
    at += typeof insert === 'string' ? insert.length : 1
  }
  throw new Error(`${text} is not there`)
}

const type = (report: Report, place: string, text: string): void =>
  bodyOf(report.parts.text).insert(behind(report, place), text)

const stateSize = (report: Report): number => Y.encodeStateAsUpdate(report.parts.text).length

describe('versions', () => {
  it('[VE1] one that was named gives the text and the values back as they were', () => {
    const { report, pass } = reportAt('报告\n一、进展\n走访*次，办件*件。\n')
    const [first, second] = report.figures.ids()
    report.figures.fill(first ?? '', '12')
    const version = report.versions.keep(report.document(), { name: '初稿' })
    pass(hour)
    type(report, '，', '实际')
    report.figures.fill(first ?? '', '13')
    report.figures.fill(second ?? '', '5')
    const content = report.versions.content(version.id)
    expect(content?.figures).toEqual(new Map([[first, '12']]))
    const now = report.versions.present(report.document())
    if (content === undefined) throw new Error('no content')
    const { blocks, figures } = compare(content, now)
    expect(blocks.map((row) => row.type)).toEqual(['same', 'same', 'changed'])
    expect(blocks[2]?.changes.filter((one) => one.type !== 'same')).toEqual([
      { type: 'removed', text: '12' },
      { type: 'added', text: '13' },
      { type: 'added', text: '实际' },
      { type: 'removed', text: '*' },
      { type: 'added', text: '5' },
    ])
    expect(figures.map(({ before, after }) => [before, after])).toEqual([
      ['12', '13'],
      ['', '5'],
    ])
  })

  it('[VE2] the fingerprint is the same for the same text and values, and for nothing else', () => {
    const { report } = reportAt(readSample())
    const [figure = ''] = report.figures.ids()
    const print = (): string => report.versions.keep(report.document(), { name: '' }).fingerprint
    const first = print()
    expect(first).toMatch(/^[0-9A-F]{4}(-[0-9A-F]{4}){3}$/)
    expect(print()).toBe(first)
    const other = openReport({ id: report.id, updates: report.encode() })
    expect(other.versions.list()[0]?.fingerprint).toBe(first)
    report.figures.fill(figure, '某某')
    const filled = print()
    expect(filled).not.toBe(first)
    report.figures.clear(figure)
    expect(print()).toBe(first)
  })

  it('[VE3] a block that did not change is kept once, and a year of versions stays small', () => {
    const { report, pass } = reportAt(readSample())
    const paragraph = '工作情况报告如下：'
    type(report, paragraph, '改')
    const before = stateSize(report)
    report.versions.keep(report.document(), { name: '第一' })
    const one = stateSize(report) - before
    for (let day = 0; day < 250; day++) {
      for (let hours = 0; hours < 8; hours++) {
        pass(hour)
        type(report, paragraph, String.fromCharCode(0x4e00 + day * 8 + hours))
        bodyOf(report.parts.text).delete(behind(report, paragraph) + 1, 1)
        report.versions.keepAutomatically(report.document())
      }
      pass(16 * hour)
    }
    const list = report.versions.list().filter(({ kind }) => kind === 'automatic')
    expect(list.length).toBeLessThan(90)
    expect(list.length).toBeGreaterThan(60)
    for (const { id } of list) expect(report.versions.content(id)).toBeDefined()
    // 2,000 versions were kept on the way; what is left costs as much as a few copies of the text.
    expect(stateSize(report)).toBeLessThan(before + 30 * one)
  })

  it('[VE4] nothing is kept by itself while nothing changes', () => {
    const { report, pass } = reportAt('甲')
    expect(report.versions.keepAutomatically(report.document())).toBeDefined()
    pass(hour)
    expect(report.versions.keepAutomatically(report.document())).toBeUndefined()
    report.versions.keep(report.document(), { name: '送审', stage: 'review' })
    expect(report.versions.stage()).toBe('review')
    expect(report.versions.keepAutomatically(report.document())).toBeUndefined()
    report.versions.reopen(report.document(), '改一处数据')
    expect(report.versions.list()[0]).toMatchObject({ kind: 'reopened', name: '改一处数据' })
  })

  it('[VE5] what two people keep at the same time are two versions, each whole for both', () => {
    const { report } = reportAt('报告\n第一段。\n第二段。')
    const other = openReport({ id: report.id, author: 'li', updates: report.encode() })
    type(report, '第一段', '甲')
    type(other, '第二段', '乙')
    const mine = report.versions.keep(report.document(), { name: '王' })
    const theirs = other.versions.keep(other.document(), { name: '李' })
    const [a, b] = [report.parts.text, other.parts.text]
    Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
    Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
    for (const one of [report, other]) {
      expect(one.versions.list()).toHaveLength(2)
      for (const { id } of [mine, theirs]) expect(one.versions.content(id)).toBeDefined()
    }
  })

  it('[VE6] garbage that somebody wrote there is no version, and a block under a wrong name is none', () => {
    const { report } = reportAt('报告\n第一段。')
    const version = report.versions.keep(report.document(), { name: '' })
    const { text } = report.parts
    for (const junk of [null, 1, 'x', {}, { blocks: 'x' }, { blocks: [{}], figures: [1] }])
      versionsOf(text).set(`junk${JSON.stringify(junk)}`, junk)
    expect(() => report.versions.list()).not.toThrow()
    for (const { id } of report.versions.list()) report.versions.content(id)
    const blocks = versionBlocksOf(text)
    for (const key of blocks.keys()) blocks.set(key, '["别的"]')
    expect(report.versions.content(version.id)).toBeUndefined()
  })

  it('[VE7] of those kept by themselves one an hour, a day, a week stays', () => {
    const now = 1_700_000_000_000
    const every = (step: number, count: number): { id: string; at: number }[] =>
      Array.from({ length: count }, (_, i) => ({ id: String(i), at: now - i * step }))
    const left = (list: { id: string; at: number }[]): number =>
      list.length - thinnedOut(list, now).length
    expect(left(every(hour / 6, 6 * 10))).toBeLessThanOrEqual(11)
    expect(left(every(6 * hour, 4 * 20))).toBeLessThanOrEqual(4 + 21)
    expect(thinnedOut(every(hour / 6, 6), now)).not.toContain('0')
  })

  it('[VE8] moved and rewritten blocks are told from each other', () => {
    const content = (text: string) => {
      const { report } = reportAt(text)
      return report.versions.present(report.document())
    }
    const before = content('报告\n一、甲\n今年走访企业，解决难题。\n二、乙\n完。')
    const after = content('报告\n一、甲\n今年共走访企业，解决了难题。\n新的一段。\n二、乙')
    const { blocks } = compare(before, after)
    expect(blocks.map((row) => row.type)).toEqual([
      'same',
      'same',
      'changed',
      'added',
      'same',
      'removed',
    ])
    expect(compare(before, before).blocks.every((row) => row.type === 'same')).toBe(true)
  })
})
