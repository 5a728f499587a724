import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { checkText } from '../../schema/checks/check'
import { placeholdersOf } from '../../schema/content'
import { readText } from '../../schema/read-text'
import { bodyOf, dismissalsOf, ruleSwitchesOf } from '../../editor/model/parts'
import { emptyParts, reportOf, seedReport, type Report } from '../../editor/model/report'
import { isForeign, itemsOf } from '../../editor/sync/authorship'
import { zh } from '../../editor/ui/strings'
import { exchange, founder, join, refusals } from '../support/group'
import { testEnvironment } from '../support/peer'

const text = [
  '某局工作报告',
  '一、主要工作',
  '印发了《甲办法》、《乙办法》，办理*件，全年完成“放管服任务。',
  '印发了《丙办法》、《丁办法》。',
].join('\n')

function open(name: string, content = text): Report {
  const parts = emptyParts()
  const environment = testEnvironment(name)
  seedReport(parts, content, environment)
  return reportOf(parts, { id: 'r', environment, author: name })
}

const rulesIn = (report: Report): string[] =>
  report.checks.run(report.document()).open.map(({ rule }) => rule)

describe('the checks of a report', () => {
  it('[CK1] list what was found in the order of the text, with its place', () => {
    const report = open('a')
    const result = report.checks.run(report.document())
    expect(
      result.open.map(({ rule, where }) => [rule, where.type === 'text' && where.block]),
    ).toEqual([
      ['pause-between', 2],
      ['unpaired', 2],
      ['pause-between', 3],
    ])
    expect(result.counts).toEqual({ error: 1, warn: 2, info: 0 })
    const [, found] = result.open
    expect(found).toMatchObject({ strength: 'error', variant: 'open', values: { mark: '“' } })
    expect(found?.where).toMatchObject({ quote: '“', after: '放管服任务。' })
  })

  it('[CK2] are not run again while nothing changed, and then only where something did', () => {
    const report = open('a')
    const doc = report.document()
    const first = report.checks.run(doc)
    expect(report.checks.run(doc)).toBe(first)
    report.figures.fill('f1', '12')
    expect(report.checks.run(doc)).not.toBe(first)
  })

  it('[BI1] read a long text ahead in many goes without walking over it again', () => {
    const lines = Array.from({ length: 400 }, (_, n) => `第${n}项，办理*件，完成*件。`)
    const report = open('a', ['某局工作报告', ...lines].join('\n'))
    const doc = report.document()
    let looks = 0
    const child = doc.child.bind(doc)
    Object.assign(doc, {
      child(index: number) {
        looks++
        return child(index)
      },
    })
    let goes = 1
    while (!report.checks.readAhead(doc, () => true)) goes++
    expect(goes).toBeGreaterThan(doc.childCount)
    expect(looks).toBeLessThan(3 * doc.childCount)
    // What changed meanwhile is read all the same.
    const [blank] = placeholdersOf(doc.child(1))
    report.figures.fill(blank?.figure ?? '', '12')
    let isRead = report.checks.readAhead(doc, () => true)
    expect(isRead).toBe(false)
    while (!isRead) isRead = report.checks.readAhead(doc, () => true)
  })

  it('[CK3] a dismissal needs a reason, stays when the text moves, ends when the fault changes', () => {
    const report = open('a')
    const [first] = report.checks.run(report.document()).open
    if (first === undefined) throw new Error('nothing found')
    expect(() => report.checks.dismissals.dismiss(first, '、', ' ')).toThrow(RangeError)
    const act = report.checks.dismissals.dismiss(first, '、', '按原文引用')
    expect(rulesIn(report)).toEqual(['unpaired', 'pause-between'])
    expect(report.checks.run(report.document()).dismissed).toMatchObject([
      { dismissal: { reason: '按原文引用', by: 'a', rule: 'pause-between' } },
    ])
    // Text before it, and a value beside it.
    bodyOf(report.parts.text).insert(2, '新')
    report.figures.fill('f1', '12')
    expect(rulesIn(report)).toEqual(['unpaired', 'pause-between'])
    act.undo()
    expect(rulesIn(report)).toHaveLength(3)
    act.redo()
    // Another fault in its place.
    const changed = readText(text.replace('《甲办法》', '《申办法》').replace('《乙', '《戊')).doc
    expect(report.checks.run(changed).open).toHaveLength(3)
    report.checks.dismissals.withdraw(first.fingerprint)
    expect(report.checks.dismissals.all()).toEqual([])
  })

  it('[CK4] a rule can be switched off for the report, and on again', () => {
    const report = open('a')
    const act = report.checks.switches.set('pause-between', true)
    expect(rulesIn(report)).toEqual(['unpaired'])
    act.undo()
    expect(rulesIn(report)).toHaveLength(3)
    act.redo()
    expect(report.checks.switches.isOff('pause-between')).toBe(true)
    expect(report.checks.run(report.document()).counts).toEqual({ error: 1, warn: 0, info: 0 })
  })

  it('[CK5] survive whatever a peer may write', () => {
    const report = open('a')
    const [first] = report.checks.run(report.document()).open
    const fingerprint = first?.fingerprint ?? ''
    const { figures } = report.parts
    for (const odd of [
      null,
      7,
      [],
      {},
      { reason: 7, by: 'x' },
      { reason: '没有署名' },
      { by: 'x' },
    ]) {
      dismissalsOf(figures).set(fingerprint, odd)
      ruleSwitchesOf(figures).set('unpaired', odd)
      expect(rulesIn(report)).toHaveLength(3)
    }
    dismissalsOf(figures).set(fingerprint, { reason: 'x'.repeat(9000), by: 'b', at: 'soon' })
    expect(report.checks.dismissals.of(fingerprint)).toMatchObject({ at: 0, by: 'b' })
    expect(report.checks.dismissals.of(fingerprint)?.reason).toHaveLength(400)
  })

  it('[CK6] nobody dismisses or switches in the name of another', async () => {
    const owner = await founder()
    const member = await join(owner, 'contributor')
    const other = await join(owner, 'contributor')
    await exchange(owner, member, other)
    const forged = { reason: '冒名', by: owner.device.id, at: 1 }
    dismissalsOf(member.docs.figures).set('unpaired:x', forged)
    await exchange(owner, member)
    ruleSwitchesOf(other.docs.figures).set('unpaired', { off: true, by: owner.device.id, at: 1 })
    await exchange(owner, other)
    expect(dismissalsOf(owner.docs.figures).size).toBe(0)
    expect(ruleSwitchesOf(owner.docs.figures).size).toBe(0)
    expect(refusals(owner)).toEqual({ foreign: 2 })
    const honest = await join(owner, 'contributor')
    await exchange(owner, honest)
    dismissalsOf(honest.docs.figures).set('unpaired:x', { ...forged, by: honest.device.id })
    await exchange(owner, honest)
    expect(dismissalsOf(owner.docs.figures).size).toBe(1)
  })

  it('[CK7] the rule of authorship sees both roots', () => {
    const doc = new Y.Doc()
    dismissalsOf(doc).set('x', { reason: '无', by: 'somebody', at: 1 })
    const update = Y.encodeStateAsUpdate(doc)
    const clients = new Set([doc.clientID])
    const judge = (author: string): boolean =>
      isForeign(new Y.Doc(), 'figures', itemsOf([update]), {
        author,
        clients,
        update,
        mayDecide: false,
        mayRemove: () => false,
      })
    expect([judge('somebody'), judge('else')]).toEqual([false, true])
  })

  it('[CK9] every rule has its name and its sentences', () => {
    const report = open('a')
    const keys = Object.keys(zh)
    for (const { id } of report.checks.rules) {
      expect(keys).toContain(`checkRule-${id}`)
      expect(keys.some((key) => key === `check-${id}` || key.startsWith(`check-${id}-`))).toBe(true)
    }
    expect(new Set(report.checks.rules.map(({ id }) => id)).size).toBe(report.checks.rules.length)
  })

  it('[CK8] the same text gives the same findings, and reads a block once', () => {
    const { doc } = readText(text)
    const once = checkText(doc, () => undefined)
    expect(checkText(doc, () => undefined)).toEqual(once)
    expect(new Set(once.map(({ fingerprint }) => fingerprint)).size).toBe(once.length)
  })
})
