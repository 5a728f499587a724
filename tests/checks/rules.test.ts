import { EditorState } from 'prosemirror-state'
import type { Node } from 'prosemirror-model'
import { describe, expect, it } from 'vitest'
import { fixAll } from '../../editor/view/fixes'
import { checkText } from '../../schema/checks/check'
import type { Finding } from '../../schema/checks/finding'
import { passageOf, type Passage } from '../../schema/checks/passage'
import { rules } from '../../schema/checks/rules'
import { readText } from '../../schema/read-text'
import { writeText } from '../../schema/write-text'
import { correct } from './correct'
import { examples } from './examples'
import { firstSeed, random, runCount } from '../support/random'

const check = (doc: Node): readonly Finding[] => checkText(doc, () => undefined)
const findings = (text: string): readonly Finding[] => check(readText(text).doc)
const fixed = (doc: Node, list: readonly Finding[]): Node =>
  fixAll(EditorState.create({ doc }), list).tr.doc

describe('each rule on the text', () => {
  it('[CK10] has examples', () => {
    expect(Object.keys(examples).toSorted()).toEqual(rules.map(({ id }) => id).toSorted())
  })

  for (const [rule, { wrong, right }] of Object.entries(examples)) {
    it(`[CK11] ${rule} finds what is wrong, and puts right what is certain`, () => {
      for (const [text, expected] of wrong) {
        const { doc } = readText(text)
        const own = check(doc).filter((one) => one.rule === rule)
        expect([text, own.length > 0]).toEqual([text, true])
        const fixable = own.filter(({ fix }) => fix !== undefined)
        expect([text, fixable.length === 0 ? null : writeText(fixed(doc, fixable))]).toEqual([
          text,
          expected,
        ])
      }
    })

    it(`[CK12] ${rule} leaves alone what is right`, () => {
      for (const text of right)
        expect([text, findings(text).filter((one) => one.rule === rule)]).toEqual([text, []])
    })
  }
})

describe('the rules together', () => {
  it('[CK13] find nothing wrong in correct formal Chinese', () => {
    expect(correct.length).toBeGreaterThanOrEqual(200)
    const shown = correct.flatMap((text) =>
      findings(`某局工作报告\n${text}`).map(({ rule, strength, where }) => [
        strength,
        rule,
        text,
        where,
      ]),
    )
    expect(shown.filter(([strength]) => strength === 'error')).toEqual([])
    // A rule that cries wolf is switched off: the weaker ones have a little room only.
    expect(shown.filter(([strength]) => strength === 'warn')).toEqual([])
    expect(shown.length).toBeLessThanOrEqual(2)
  })

  it('[CK18] take no blank, empty or filled, for a fault', () => {
    let tried = 0
    for (const text of correct) {
      const masked = `某局工作报告\n${text.replace(/(?<![A-Za-z])\d+(?:\.\d+)?(?=[次项件家名个条期人万％%]|$)/g, '*')}`
      if (masked.endsWith(text)) continue
      const { doc, figures } = readText(masked)
      tried += figures.length
      const told = (values: ReadonlyMap<string, string>): unknown[] =>
        checkText(doc, (figure) => values.get(figure))
          .filter(({ strength }) => strength !== 'info')
          .map(({ rule }) => [rule, masked])
      expect(told(new Map())).toEqual([])
      expect(told(new Map(figures.map(({ id }) => [id, '12'])))).toEqual([])
    }
    expect(tried).toBeGreaterThan(60)
  })

  it('[CK14] a fix brings no new error, ends, and checking twice says the same', () => {
    const seed = firstSeed()
    const chance = random(seed)
    const wrongTexts = Object.values(examples).flatMap(({ wrong }) => wrong.map(([text]) => text))
    const marks = [...'，。、；：？！,;:()（）“”‘’《》…—-％%12一二三四是等的']
    for (let run = 0; run < runCount(300); run++) {
      let text = Array.from({ length: 1 + chance.below(3) }, () =>
        chance.chance(0.6) ? chance.pick(wrongTexts) : chance.pick(correct),
      ).join(chance.chance(0.5) ? '\n' : '')
      const spoils = chance.below(4)
      for (let spoil = 0; spoil < spoils; spoil++) {
        const at = chance.below(text.length)
        text = text.slice(0, at) + chance.pick(marks) + text.slice(at + chance.below(2))
      }
      const note = `seed ${seed}, run ${run}: ${text}`
      let { doc } = readText(text)
      const errors = (one: Node): number =>
        check(one).filter(({ strength }) => strength === 'error').length
      expect([note, check(doc)]).toEqual([note, checkAfresh(doc)])
      for (let round = 0; ; round++) {
        const fixable = check(doc).filter(({ fix }) => fix !== undefined)
        if (fixable.length === 0) break
        expect([note, round < 12]).toEqual([note, true])
        const one = chance.pick(fixable)
        const next = fixed(doc, [one])
        const [before, after] = [errors(doc), errors(next)]
        // No fix brings an error more. In a text that is not pure rubbish a fixed one is gone.
        const bound = one.strength === 'error' && spoils === 0 ? before - 1 : before
        expect([note, one.rule, writeText(next), after <= bound]).toEqual([
          note,
          one.rule,
          writeText(next),
          true,
        ])
        doc = fixed(
          next,
          check(next).filter(({ fix, rule }) => fix !== undefined && rule === one.rule),
        )
      }
    }
  })
})

describe('a text that somebody made to hang the program', () => {
  it('[CK19] is checked in no time', () => {
    const pieces = [
      'a',
      'ab,',
      '中,',
      '“',
      '（',
      '(',
      '，',
      '一是',
      '一是，二是。',
      '、等',
      '的的',
      '实现',
      '《甲乙丙丁戊己》',
      'a@',
      '`',
      '1,',
      '22年度',
      '各项',
      '*项4项',
      '1～',
      '—',
    ]
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(30_000 / piece.length))
      const { doc } = readText(`某局工作报告\n甲${text}`)
      const began = performance.now()
      check(doc)
      expect([piece, Math.max(1500, performance.now() - began)]).toEqual([piece, 1500])
    }
  })
})

describe('checking again', () => {
  it('[CK16] reads only blocks that changed, or whose values did', () => {
    const { doc } = readText('某局工作报告\n一、工作\n走访*次。\n办结*件。')
    const values = new Map([['f1', '3']])
    const passages = (one: Node): Passage[] =>
      Array.from({ length: one.childCount }, (_, index) =>
        passageOf(one.child(index), (figure) => values.get(figure)),
      )
    const before = passages(doc)
    const { schema } = doc.type
    const changed = EditorState.create({ doc }).tr.insert(1, schema.text('新')).doc
    expect(passages(changed).map((one, index) => one === before[index])).toEqual([
      false,
      true,
      true,
      true,
    ])
    values.set('f2', '5')
    const after = passages(doc)
    expect(after.map((one, index) => one === before[index])).toEqual([true, true, true, false])
    expect(after[3]?.text).toBe('办结5件。')
  })

  it('[CK17] sees the values in the text, and leaves them to the figures', () => {
    const { doc } = readText('某局工作报告\n满意率为*％，由*局局长负责，走访*次。')
    const shown = (values: Record<string, string>): unknown[] =>
      checkText(doc, (figure) => values[figure])
        .filter(({ rule }) => rule === 'unit-doubled')
        .map(({ variant, values: said, fix }) => [variant, said['unit'], fix])
    expect(shown({})).toEqual([])
    expect(shown({ f1: '95', f2: '发展改革', f3: '3' })).toEqual([])
    expect(shown({ f1: '95%', f2: '发展改革局', f3: '3次' })).toEqual([
      ['value', '％', undefined],
      ['value', '次', undefined],
    ])
  })
})

/** The findings of the same text in a document of its own. */
function checkAfresh(doc: Node): readonly Finding[] {
  const { schema } = doc.type
  return check(schema.nodeFromJSON(doc.toJSON()))
}
