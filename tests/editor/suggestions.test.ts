import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { editedFlat, flatOfText, proposalFor } from '../../editor/model/review/suggestions'
import { flatBetween, piecesBetween, plainOf, type Flat } from '../../editor/model/flat'
import { readable } from '../../editor/model/review/anchors'
import { createReport } from '../../editor/index'
import { readText } from '../../schema/index'
import { Commenter, meet } from '../support/commenter'
import { seedOf } from '../support/peer'

const seed = seedOf(readText('标题\n一、头\n（一）甲乙。丙丁*戊己\n庚辛壬癸').doc)
const two = (): [Commenter, Commenter] => [
  new Commenter('a', 11, seed),
  new Commenter('b', 12, seed),
]

describe('a suggestion', () => {
  it('[SU1] changes no text until it is accepted; then the text says what was proposed, for all', () => {
    const [a, b] = two()
    const before = b.text
    const id = b.suggest('庚辛', [{ insert: '庚新' }])
    meet(a, b)
    expect([a.text, b.text]).toEqual([before, before])
    expect(a.fit(id)).toBe('fits')
    expect(a.accept([id])).toMatchObject({ applied: [id], changed: [] })
    meet(a, b)
    for (const one of [a, b]) {
      expect(one.text).toBe(before.replace('庚辛', '庚新'))
      expect(one.review.thread(id)).toMatchObject({
        resolved: true,
        suggestion: { state: 'accepted', decidedBy: 'a', twice: false },
      })
      expect(one.errors).toEqual([])
      expect(one.state.doc.eq(one.fresh())).toBe(true)
    }
  })

  it('[SU2] may insert, delete, split and join, and keeps blanks', () => {
    const [a] = two()
    const done = (words: string, content: Flat): string => {
      a.accept([a.suggest(words, content)])
      return a.text
    }
    const point = a.range('戊').from
    a.accept([
      a.review.suggest(proposalFor(a.doc, { from: point, to: point }, [{ insert: '（新）' }])),
    ])
    expect(a.text).toContain('丙丁＊（新）戊己')
    expect(done('（新）', [])).toContain('丙丁＊戊己')
    expect(done('壬', flatOfText('壬\n'))).toContain('庚辛壬↵癸')
    expect(done('↵癸', [{ insert: '癸' }])).toContain('庚辛壬癸')
    const blank = flatBetween(a.doc, a.range('丁＊戊'))
    expect(done('丁＊戊', editedFlat(blank, '丁改\uFFFC戊'))).toContain('丙丁改＊戊己')
    // More signs than blanks are no blanks.
    expect(readable(plainOf(editedFlat(blank, '\uFFFC戊\uFFFC')))).toBe('＊戊＊')
    expect(editedFlat(blank, '\uFFFC戊\uFFFC')).toHaveLength(2)
    const placeholders = a.fresh().toJSON()
    expect(JSON.stringify(placeholders).match(/placeholder/g)).toHaveLength(1)
    expect(a.state.doc.eq(a.fresh())).toBe(true)
  })

  it('[SU3] what both passages have stays: typing of a colleague inside it, and the blank itself', () => {
    const [a, b] = two()
    const passage = flatBetween(a.doc, a.range('庚辛壬癸'))
    const id = a.suggest('庚辛壬癸', editedFlat(passage, '庚辛改癸'))
    meet(a, b)
    // Typed at the same time, where nothing was proposed.
    b.dispatch(b.state.tr.insertText('键', b.position('辛')))
    a.accept([id])
    meet(a, b)
    expect(a.text).toContain('庚键辛改癸')
    expect(b.text).toBe(a.text)
  })

  it('[SU4] is not applied when the text under it changed; both are shown and a person decides', () => {
    const [a, b] = two()
    const id = b.suggest('庚辛', [{ insert: '新句' }])
    meet(a, b)
    a.dispatch(a.state.tr.insertText('改', a.position('辛')))
    expect(a.fit(id)).toBe('changed')
    const before = a.text
    expect(a.accept([id])).toMatchObject({ applied: [], changed: [id] })
    expect(a.text).toBe(before)
    expect(a.review.thread(id)?.suggestion?.state).toBe('open')
    expect(a.accept([id], true).applied).toEqual([id])
    expect(a.text).toBe(before.replace('庚改辛', '新句'))
  })

  it('[SU5] on text that is gone is kept with what it said, and cannot be applied', () => {
    const [a, b] = two()
    const id = b.suggest('庚辛', [{ insert: '新句' }])
    meet(a, b)
    const from = a.position('庚')
    a.dispatch(a.state.tr.delete(from, from + 2))
    meet(a, b)
    expect([a.fit(id), b.fit(id)]).toEqual(['lost', 'lost'])
    expect(a.accept([id], true).applied).toEqual([])
    expect(plainOf(b.review.thread(id)?.suggestion?.content ?? [])).toBe('新句')
  })

  it('[SU6] of several people on the same words stand side by side; with one accepted the others are shown as changed', () => {
    const [a, b] = two()
    const first = a.suggest('庚辛', [{ insert: '一' }])
    const second = b.suggest('庚辛', [{ insert: '二' }])
    meet(a, b)
    expect([a.fit(first), a.fit(second)]).toEqual(['fits', 'fits'])
    const result = a.accept([first, second])
    expect(result.applied).toEqual([first])
    expect(a.review.thread(second)?.suggestion?.state).toBe('open')
    expect(['changed', 'lost']).toContain(a.fit(second))
  })

  it('[SU7] grows while its author types, in one event; nobody else can change or withdraw it', () => {
    const [a, b] = two()
    const id = b.suggest('庚辛', [{ insert: '新' }])
    expect(b.review.revise(id, proposalFor(b.doc, b.range('庚辛'), [{ insert: '新句' }]))).toBe(
      true,
    )
    expect(b.reviewDoc.getMap('events').size).toBe(1)
    meet(a, b)
    expect(a.review.revise(id, proposalFor(a.doc, a.range('庚辛'), [{ insert: '篡改' }]))).toBe(
      false,
    )
    a.reviewDoc.getMap('events').set('x', {
      type: 'revise',
      thread: id,
      by: 'a',
      n: 9,
      version: 9,
      content: [{ insert: '篡改' }],
    })
    a.review.decide([id], 'withdrawn')
    meet(a, b)
    for (const one of [a, b]) {
      const { suggestion } = one.review.thread(id) ?? {}
      expect([plainOf(suggestion?.content ?? []), suggestion?.state]).toEqual(['新句', 'open'])
    }
    // Once somebody answered, a change is an event of its own.
    a.review.reply(id, '好')
    meet(a, b)
    b.review.revise(id, proposalFor(b.doc, b.range('庚辛'), [{ insert: '新句子' }]))
    meet(a, b)
    expect(plainOf(a.review.thread(id)?.suggestion?.content ?? [])).toBe('新句子')
    expect(a.review.thread(id)?.messages.map(({ body }) => body)).toEqual(['好'])
    const taken = b.review.decide([id], 'withdrawn')
    meet(a, b)
    expect(a.review.thread(id)?.suggestion?.state).toBe('withdrawn')
    taken.undo()
    meet(a, b)
    expect(a.review.thread(id)?.suggestion?.state).toBe('open')
  })

  it('[SU8] what its author added while somebody decided on it is not decided', () => {
    const [a, b] = two()
    const id = b.suggest('庚辛', [{ insert: '新' }])
    meet(a, b)
    a.accept([id])
    b.review.revise(id, proposalFor(b.doc, b.range('庚辛'), [{ insert: '新句' }]))
    meet(a, b)
    for (const one of [a, b]) {
      expect(one.review.thread(id)?.suggestion?.state).toBe('open')
      expect(one.fit(id)).not.toBe('fits')
    }
  })

  it('[SU9] accepted by two who did not know of each other says so; withdrawn meanwhile, it stays accepted', () => {
    const [a, b] = two()
    const id = b.suggest('庚辛', [{ insert: '新' }])
    meet(a, b)
    a.accept([id])
    b.accept([id])
    meet(a, b)
    expect(a.review.thread(id)?.suggestion).toMatchObject({ state: 'accepted', twice: true })
    // It waits until somebody has looked.
    expect(b.review.thread(id)?.resolved).toBe(false)
    b.review.resolve(id)
    meet(a, b)
    expect(a.review.thread(id)?.resolved).toBe(true)
    const other = b.suggest('壬', [{ insert: '仁' }])
    meet(a, b)
    a.accept([other])
    b.review.decide([other], 'withdrawn')
    meet(a, b)
    expect(b.review.thread(other)?.suggestion?.state).toBe('accepted')
  })

  it('[SU10] all of one author are accepted in one step that undo takes back: text and decisions', () => {
    const [a, b] = two()
    const before = a.text
    const ids = [
      b.suggest('庚', [{ insert: '更' }]),
      b.suggest('癸', [{ insert: '鬼' }]),
      b.suggest('↵庚', [{ insert: '庚' }]),
    ]
    meet(a, b)
    a.undo.group(() => a.accept(ids).act)
    expect(a.text).toContain('更辛壬鬼')
    meet(a, b)
    expect(a.undo.undo()).toBe(true)
    meet(a, b)
    for (const one of [a, b]) {
      expect(one.text).toBe(before)
      expect(ids.map((id) => one.review.thread(id)?.suggestion?.state)).toEqual([
        'open',
        'open',
        'open',
      ])
    }
    expect(a.undo.redo()).toBe(true)
    meet(a, b)
    expect(b.text).toContain('更辛壬鬼')
    expect(b.review.thread(ids[0] ?? '')?.suggestion?.state).toBe('accepted')
  })

  it('[SU11] junk from a peer does no harm', () => {
    const [a] = two()
    const junk: unknown[] = [
      { type: 'suggest', old: 5, content: [7, null, { insert: {} }, { insert: [] }] },
      { type: 'suggest', content: [{ insert: { block: 'x', type: 'nonsense', level: 77 } }] },
      { type: 'decide', thread: 'j0', decision: 'nonsense', version: 'x' },
      { type: 'place', thread: 'j0', anchor: { type: 'range', start: '{', end: '' } },
      { type: 'suggest', content: [{ insert: '长'.repeat(50_000) }] },
    ]
    for (const [i, one] of junk.entries()) a.reviewDoc.getMap('events').set(`j${i}`, one)
    for (const { id } of a.review.threads()) {
      expect(['lost', 'fits', 'changed']).toContain(a.fit(id))
      a.accept([id], true)
    }
    expect(a.errors).toEqual([])
    expect(a.state.doc.eq(a.fresh())).toBe(true)
    expect(plainOf(a.review.thread('j4')?.suggestion?.content ?? []).length).toBeLessThan(20_001)
  })
})

describe('a thread', () => {
  it('[SU15] asks a member to see to it, who hears of it once; the last word counts', () => {
    const [a, b] = two()
    const id = a.suggest('庚', [{ insert: '更' }])
    meet(a, b)
    a.review.assign(id, 'b')
    meet(a, b)
    expect(b.review.thread(id)).toMatchObject({ assignee: 'b', assignedBy: 'a' })
    const report = createReport({ text: '标题\n正文', author: 'b' })
    Y.applyUpdate(report.parts.review, Y.encodeStateAsUpdate(b.reviewDoc))
    expect(report.summary()).toMatchObject({
      openThreads: 1,
      threads: [{ body: '→ 更' }],
      news: [{ kind: 'assigned', id, text: '→ 更' }],
    })
    b.review.assign(id, '')
    meet(a, b)
    expect(a.review.thread(id)?.assignee).toBe('')
  })
})

describe('the comparison of two passages', () => {
  it('[SU12] shows what changed in stretches that a person can read', () => {
    const shown = (a: string, b: string): string[] =>
      piecesBetween(flatOfText(a), flatOfText(b)).map((piece) =>
        'keep' in piece
          ? piece.keep.map(([{ insert }]) => insert).join('')
          : `${piece.gone.map(({ insert }) => insert).join('')}→${piece.come.map(({ insert }) => insert).join('')}`,
      )
    expect(shown('办理事项三十件', '办理各类事项五十件')).toEqual([
      '办理',
      '→各类',
      '事项',
      '三→五',
      '十件',
    ])
    expect(shown('甲乙丙丁', '子乙寅卯')).toEqual(['甲乙丙丁→子乙寅卯'])
    expect(shown('', '新')).toEqual(['→新'])
    expect(shown('旧', '')).toEqual(['旧→'])
  })
})
