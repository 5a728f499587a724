import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { previousOf, relationsOf } from '../../editor/model/parts'
import { stale } from '../../editor/model/relations/findings'
import { emptyParts, reportOf, seedReport, type Report } from '../../editor/model/report'
import { together } from '../../editor/model/undoable'
import { readText } from '../../schema/read-text'
import type { Relation } from '../../schema/relations/relation'
import { exchange, founder, join, refusals } from '../support/group'
import { testEnvironment } from '../support/peer'

const text = [
  '某局工作报告',
  '一、主要工作',
  '全年受理信访*件，其中来信*件、来访*件，办结*件，办结率*％。完成投资*亿元，同比增长*％。',
  '组织培训*期，培训干部*人次。',
].join('\n')

function open(name: string, content = text, parts = emptyParts()): Report {
  const environment = testEnvironment(name)
  seedReport(parts, content, environment)
  return reportOf(parts, { id: 'r', environment, author: name })
}

/** Another person with the same documents. */
function beside(report: Report, name: string): Report {
  const parts = emptyParts()
  const update = report.encode()
  for (const part of ['text', 'figures', 'review'] as const)
    Y.applyUpdate(parts[part], update[part])
  return reportOf(parts, { id: 'r', environment: testEnvironment(name), author: name })
}

function meet(...reports: readonly Report[]): void {
  for (const to of reports)
    for (const from of reports) Y.applyUpdate(to.parts.figures, from.encode().figures)
}

function fill(report: Report, values: Readonly<Record<string, string>>): void {
  for (const [id, value] of Object.entries(values))
    expect([id, report.figures.fill(id, value).ok]).toEqual([id, true])
}

const findings = (report: Report): string[] =>
  report.checks
    .run(report.document())
    .open.filter(({ where }) => where.type === 'figures')
    .map(({ rule, strength, values }) => `${rule} ${strength} ${Object.values(values).join(' ')}`)

const share: Relation = {
  kind: 'share',
  left: [{ figure: 'f5' }],
  right: [{ figure: 'f4' }, { figure: 'f1' }],
}
const keyOfShare = 'share f5 f4+f1'

describe('relations of a report', () => {
  it('[RE10] are found in the text, and what does not hold is said with its arithmetic', () => {
    const report = open('a')
    expect(findings(report)).toEqual([])
    fill(report, { f1: '45', f2: '12', f3: '40', f4: '40', f5: '98' })
    expect(findings(report)).toEqual([
      'relation-part warn 12＋40＝52 45 115.6％ 受理信访·来信件数、受理信访·来访件数、受理信访件数',
      'relation-share warn 40 45 88.9％ 98％ 办结率、受理信访·办结件数、受理信访件数',
    ])
    fill(report, { f3: '30', f5: '89' })
    expect(findings(report)).toEqual([])
  })

  it('[RE11] only those are checked again that touch a figure that changed', () => {
    const report = open('a')
    fill(report, { f1: '45', f4: '40', f5: '98', f6: '3', f7: '8' })
    const doc = report.document()
    const before = report.standing.list(doc)
    expect(report.standing.list(doc)).toBe(before)
    fill(report, { f5: '89' })
    const after = report.standing.list(doc)
    const anew = after.filter((one) => !before.includes(one)).map(({ key }) => key)
    expect(anew).toEqual([keyOfShare, 'range f5'])
    expect(report.standing.of('f5', doc).map(({ key }) => key)).toEqual([keyOfShare, 'range f5'])
  })

  it('[RE12] a person keeps, drops, changes and makes them, and takes that back', () => {
    const report = open('a')
    fill(report, { f1: '45', f4: '40', f5: '98' })
    const standing = (): string[] =>
      report.standing
        .list(report.document())
        .filter(({ stand }) => stand !== 'found')
        .map(({ key, stand }) => `${stand} ${key}`)
    const kept = report.relations.keep(share)
    expect(findings(report)[0]).toMatch(/^relation-share error/)
    kept.undo()
    expect(findings(report)[0]).toMatch(/^relation-share warn/)
    const dropped = report.relations.drop(share)
    expect([findings(report), standing()]).toEqual([[], [`dropped ${keyOfShare}`]])
    dropped.undo()
    expect([findings(report).length, standing()]).toEqual([1, []])
    dropped.redo()
    report.relations.forget(keyOfShare)
    const own: Relation = { kind: 'order', left: [{ figure: 'f9' }], right: [{ figure: 'f1' }] }
    const made = report.relations.keep(own)
    fill(report, { f9: '50' })
    expect(findings(report)).toContainEqual(
      'relation-order error 50 45  培训干部人次、受理信访件数',
    )
    made.undo()
    expect(standing()).toEqual([])
    expect(() => report.relations.keep({ ...own, right: [] })).toThrow(RangeError)
  })

  it('[RE22] a decision holds when a number of the text changes, and waits while a blank is out', () => {
    const words = (n: number): string =>
      `报告\n取消审批*项，审批改备案${n}项，实行告知承诺*项，合计*项。`
    const report = open('a', words(4))
    fill(report, { f1: '3', f2: '5', f3: '12' })
    const [found] = report.standing.list(report.document())
    if (found === undefined) throw new Error('nothing found')
    report.relations.keep(found.relation)
    expect(findings(report)).toEqual([])
    const changed = readText(words(6)).doc
    expect(
      report.standing.list(changed).map(({ stand, outcome }) => [stand, outcome?.params['sum']]),
    ).toEqual([['kept', '3＋6＋5＝14']])
    expect(report.standing.list(readText('报告\n取消审批*项。').doc)).toEqual([])
  })

  it('[RE13] a dismissed finding stays away while its values stay', () => {
    const report = open('a')
    fill(report, { f1: '45', f4: '40', f5: '98' })
    const found = report.checks
      .run(report.document())
      .open.find(({ where }) => where.type === 'figures')
    if (found === undefined) throw new Error('nothing found')
    const act = report.checks.dismissals.dismiss(found, '办结率', '含上年结转')
    expect(findings(report)).toEqual([])
    act.undo()
    expect(findings(report)).toHaveLength(1)
    act.redo()
    fill(report, { f5: '97' })
    expect(findings(report)).toHaveLength(1)
  })

  it('[RE14] one value under two names is asked about', () => {
    const report = open('a')
    fill(report, { f1: '1284', f9: '1284' })
    // 件 and 人次 are no one value.
    expect(findings(report)).toEqual([])
    const two = open('b', '报告\n印发文件*件。\n\n受理咨询*件。')
    fill(two, { f1: '1284', f2: '1284' })
    expect(findings(two)).toEqual(['value-twice info 印发文件数、受理咨询件数 1284件'])
    fill(two, { f1: '1200', f2: '1200' })
    expect(findings(two)).toEqual([])
  })
})

/** Has a figure computed; what was typed goes. */
function derive(report: Report, relation: Relation, decimals: number) {
  return together([report.figures.clear('f5'), report.relations.derive(relation, decimals)])
}

describe('computed figures', () => {
  it('[RE15] follow from the others and are kept up to date', () => {
    const report = open('a')
    fill(report, { f1: '45', f4: '40', f5: '98' })
    const act = derive(report, share, 1)
    expect([report.figures.shown('f5'), report.figures.state('f5')]).toEqual(['88.9', 'filled'])
    const told: string[][] = []
    report.figures.onChange((ids) => told.push([...ids].toSorted()))
    fill(report, { f4: '44' })
    expect(told).toEqual([['f4', 'f5']])
    expect([report.figures.shown('f5'), findings(report)]).toEqual(['97.8', []])
    expect(report.toText()).toContain('办结率97.8％')
    act.undo()
    expect(report.figures.shown('f5')).toBe('98')
    act.redo()
    report.figures.clear('f1')
    expect([report.figures.shown('f5'), report.figures.state('f5')]).toEqual([undefined, 'missing'])
  })

  it('[RE16] are one value for all, and a typed one is asked about', () => {
    const a = open('a')
    fill(a, { f1: '45', f4: '40' })
    const b = beside(a, 'b')
    a.relations.derive(share, 1)
    b.relations.derive(share, 1)
    meet(a, b)
    fill(a, { f4: '44' })
    fill(b, { f4: '44' })
    meet(a, b)
    for (const one of [a, b])
      expect([one.figures.shown('f5'), one.figures.state('f5')]).toEqual(['97.8', 'filled'])
    fill(b, { f5: '98' })
    meet(a, b)
    expect([a.figures.shown('f5'), a.figures.state('f5')]).toEqual(['97.8／98', 'conflict'])
    const [computed, typed] = a.figures.values('f5').map(({ entry }) => entry)
    const act = a.figures.choose('f5', typed ?? '')
    expect([a.figures.shown('f5'), a.relations.derivationOf('f5')]).toEqual(['98', undefined])
    act?.undo()
    a.figures.choose('f5', computed ?? '')
    expect([a.figures.shown('f5'), a.figures.state('f5')]).toEqual(['97.8', 'filled'])
    meet(a, b)
    expect(b.figures.shown('f5')).toBe('97.8')
  })

  it('[RE17] a figure has one way, and none through itself', () => {
    const report = open('a')
    fill(report, { f2: '12', f3: '30', f4: '21' })
    const sum: Relation = {
      kind: 'sum',
      left: [{ figure: 'f1' }],
      right: [{ figure: 'f2' }, { figure: 'f3' }],
    }
    report.relations.derive(sum, 0)
    report.relations.derive(share, 0)
    expect([report.figures.shown('f1'), report.figures.shown('f5')]).toEqual(['42', '50'])
    const other: Relation = { ...share, right: [{ figure: 'f4' }, { figure: 'f3' }] }
    report.relations.derive(other, 0)
    expect(report.figures.shown('f5')).toBe('70')
    const back: Relation = {
      kind: 'sum',
      left: [{ figure: 'f3' }],
      right: [{ figure: 'f1' }, { figure: 'f2' }],
    }
    expect(() => report.relations.derive(back, 0)).toThrow(RangeError)
    // Somebody else who had not seen the first closes the circle: nothing on it is computed.
    const far = beside(open('a'), 'b')
    far.relations.derive(back, 0)
    meet(report, far)
    for (const one of [report, far])
      expect([one.figures.shown('f1'), one.figures.shown('f3')]).toEqual([undefined, '30'])
    expect(() => report.relations.derive({ ...sum, kind: 'part' }, 0)).toThrow(RangeError)
  })

  it('[RE18] a tick holds for a computed value until it changes', () => {
    const report = open('a')
    fill(report, { f1: '45', f4: '40' })
    report.relations.derive(share, 1)
    const [entry = ''] = report.figures.entries('f5')
    report.verifications.verify('f5', entry)
    expect(report.figures.state('f5')).toBe('verified')
    fill(report, { f4: '41' })
    expect(report.figures.state('f5')).toBe('filled')
  })
})

describe("last year's values", () => {
  it('[RE19] stand beside the figures, and a value that was not renewed is marked', () => {
    const report = open('a')
    const act = report.previous.bring(
      new Map([
        ['f1', '45'],
        ['f6', '4.0'],
      ]),
      '2021年报告',
    )
    expect(report.previous.of('f1')).toMatchObject({ value: '45', title: '2021年报告', by: 'a' })
    fill(report, { f1: '45', f6: '5.0', f7: '20' })
    expect(findings(report)).toEqual([
      `relation-change warn 5.0亿元 4.0亿元 25％ 20％ ${labelOf(report, 'f7')}、${labelOf(report, 'f6')}`,
      'not-updated warn 受理信访件数 45件',
    ])
    const [found] = stale('f1', report)
    report.checks.dismissals.dismiss(found ?? { fingerprint: '', rule: '' }, '', '确与去年相同')
    expect(findings(report)).toHaveLength(1)
    act.undo()
    expect([report.previous.isEmpty, findings(report)]).toEqual([true, []])
  })
})

function labelOf(report: Report, id: string): string {
  return report.figures.info(id)?.label ?? ''
}

describe('a value that is far from last year', () => {
  it('[RE23] is asked about, for it may be in another measure', () => {
    const report = open('a')
    report.previous.bring(new Map([['f1', '1200']]), '')
    fill(report, { f1: '1210' })
    expect(findings(report)).toEqual([])
    fill(report, { f1: '12' })
    expect(findings(report)).toEqual([
      `magnitude-jump warn ${labelOf(report, 'f1')} 12件 1200件 件`,
    ])
    fill(report, { f1: '120000' })
    expect(findings(report)).toHaveLength(1)
  })
})

describe('what peers may write', () => {
  it('[RE20] odd relations and values are none', () => {
    const report = open('a')
    fill(report, { f1: '45', f4: '40' })
    const before = report.standing.list(report.document()).length
    const sound = { ...share, by: 'b', at: 1 }
    const odd: unknown[] = [
      null,
      7,
      [],
      {},
      { ...sound, by: 7 },
      { ...sound, kind: 'magic' },
      { ...sound, left: 'f5' },
      { ...sound, left: Array.from({ length: 90 }, () => ({ figure: 'f5' })) },
      { ...sound, right: [{ constant: 'NaN', unit: '' }, { figure: 'f1' }] },
      // Under a key that it is not.
      { ...sound, right: [{ figure: 'f1' }, { figure: 'f4' }], decimals: 1 },
    ]
    for (const one of odd) {
      relationsOf(report.parts.figures).set(keyOfShare, one)
      previousOf(report.parts.figures).set('f1', one)
      expect(report.standing.list(report.document())).toHaveLength(before)
      expect(report.figures.state('f5')).toBe('missing')
      expect(report.previous.of('f1')).toBeUndefined()
    }
    relationsOf(report.parts.figures).set(keyOfShare, { ...sound, decimals: 1e9 })
    expect(report.figures.state('f5')).toBe('missing')
    relationsOf(report.parts.figures).set(keyOfShare, { ...sound, decimals: 1 })
    expect(report.figures.shown('f5')).toBe('88.9')
  })

  it('[RE21] nobody decides or brings values in the name of another', async () => {
    const owner = await founder()
    const [member, other, honest] = [
      await join(owner, 'contributor'),
      await join(owner, 'contributor'),
      await join(owner, 'contributor'),
    ]
    await exchange(owner, member, other, honest)
    relationsOf(member.docs.figures).set(keyOfShare, { ...share, by: owner.device.id, at: 1 })
    await exchange(owner, member)
    previousOf(other.docs.figures).set('f1', { value: '45', by: owner.device.id, at: 1 })
    await exchange(owner, other)
    expect(relationsOf(owner.docs.figures).size + previousOf(owner.docs.figures).size).toBe(0)
    expect(refusals(owner)).toEqual({ foreign: 2 })
    relationsOf(honest.docs.figures).set(keyOfShare, { ...share, by: honest.device.id, at: 1 })
    previousOf(honest.docs.figures).set('f1', { value: '45', by: honest.device.id, at: 1 })
    await exchange(owner, honest)
    expect(relationsOf(owner.docs.figures).size + previousOf(owner.docs.figures).size).toBe(2)
  })
})
