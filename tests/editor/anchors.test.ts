import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { proposalFor } from '../../editor/model/review/suggestions'
import { readText, schema } from '../../schema/index'
import { Commenter, meet } from '../support/commenter'
import { seedOf } from '../support/peer'

const text = '标题\n一、头\n（一）甲乙。丙丁*戊己\n庚辛壬癸\n二、尾\n子丑寅卯\n午未申\n酉午未戌'
const seed = seedOf(readText(text).doc)

const three = (): [Commenter, Commenter, Commenter] => [
  new Commenter('a', 11, seed),
  new Commenter('b', 12, seed),
  new Commenter('c', 13, seed),
]

/** What is done, to whom, on which words, and what the thread covers then; null: it is an orphan. */
type Row = readonly [name: string, words: string, act: (p: Commenter) => void, then: string | null]

const splitBefore = (p: Commenter, words: string): void =>
  p.dispatch(p.state.tr.split(p.position(words)))
const level = (p: Commenter, words: string): void => {
  const $pos = p.state.doc.resolve(p.position(words))
  p.dispatch(p.state.tr.setNodeMarkup($pos.before(1), schema.nodes['section'], { level: 2 }))
}
const joinBefore = (p: Commenter, words: string): void =>
  p.dispatch(p.state.tr.join(p.position(words) - 1))

const rows: readonly Row[] = [
  ['typing inside', '辛壬', (p) => p.type('壬', '新'), '辛新壬'],
  ['typing at its start', '辛壬', (p) => p.type('辛', '新'), '辛壬'],
  ['typing at its end', '辛壬', (p) => p.type('癸', '新'), '辛壬'],
  ['a split inside', '辛壬', (p) => splitBefore(p, '壬'), '辛↵壬'],
  ['a split at its start', '辛壬', (p) => splitBefore(p, '辛'), '辛壬'],
  ['a split at its end', '辛壬', (p) => splitBefore(p, '癸'), '辛壬'],
  ['a split and its undo', '辛壬', (p) => (splitBefore(p, '壬'), p.undo.undo()), '辛壬'],
  ['a join before', '庚辛', (p) => joinBefore(p, '庚'), '庚辛'],
  ['a join inside', '己↵庚', (p) => joinBefore(p, '庚'), '己庚'],
  ['a join and its undo', '己↵庚', (p) => (joinBefore(p, '庚'), p.undo.undo()), '己↵庚'],
  ['another level', '辛壬', (p) => level(p, '辛'), '辛壬'],
  ['a blank beside it', '丙丁', (p) => p.delete('戊'), '丙丁'],
  ['a blank in it', '丁＊戊', (p) => p.type('戊', '新'), '丁＊新戊'],
  ['deleting its start', '辛壬癸', (p) => p.delete('辛'), '壬癸'],
  ['deleting its middle', '辛壬癸', (p) => p.delete('壬'), '辛癸'],
  ['deleting its end', '辛壬癸', (p) => p.delete('癸'), '辛壬'],
  ['deleting its end, undone', '辛壬癸', (p) => (p.delete('癸'), p.undo.undo()), '辛壬癸'],
  ['deleting over its start, undone', '辛壬', (p) => (p.delete('庚辛'), p.undo.undo()), '辛壬'],
  ['deleting all', '辛壬', (p) => p.delete('辛壬'), null],
  ['deleting more than all', '辛壬', (p) => p.delete('庚辛壬癸'), null],
  ['deleting all, undone', '辛壬', (p) => (p.delete('庚辛壬癸'), p.undo.undo()), '辛壬'],
  ['undone, redone', '辛壬', (p) => (p.delete('辛壬'), p.undo.undo(), p.undo.redo()), null],
  [
    'undone, redone, undone',
    '辛壬',
    (p) => (p.delete('辛壬'), p.undo.undo(), p.undo.redo(), p.undo.undo()),
    '辛壬',
  ],
  ['typing over it', '辛壬', (p) => p.replace('辛壬', '新词'), '新词'],
  ['typing over it, undone', '辛壬', (p) => (p.replace('辛壬', '新词'), p.undo.undo()), '辛壬'],
  ['typing over much more', '辛', (p) => p.replace('庚辛壬癸', '整段重写'), null],
  ['cut, pasted where it was', '辛壬', (p) => p.paste('癸', p.cut('辛壬')), '辛壬'],
  ['cut, pasted elsewhere', '辛壬', (p) => p.paste('丑', p.cut('辛壬')), '辛壬'],
  ['cut with more, pasted elsewhere', '辛', (p) => p.paste('丑', p.cut('庚辛壬')), '辛'],
  [
    'cut, pasted after a wait',
    '辛',
    (p) => {
      const slice = p.cut('庚辛壬')
      p.type('丑', '其间写了别的。')
      p.look()
      p.paste('卯', slice)
    },
    '辛',
  ],
  [
    'cut, pasted twice: the first is the one',
    '辛壬',
    (p) => {
      const slice = p.cut('辛壬')
      p.paste('丑', slice)
      p.paste('寅', slice)
    },
    '辛壬',
  ],
  [
    'cut, pasted, both undone',
    '辛壬',
    (p) => (p.paste('丑', p.cut('辛壬')), p.undo.undo(), p.undo.undo()),
    '辛壬',
  ],
  ['copied elsewhere', '辛壬', (p) => p.paste('丑', p.copy('庚辛壬')), '辛壬'],
  ['a move of its paragraph', '辛壬', (p) => p.move('辛', '丑'), '辛壬'],
  ['a move of one letter with its paragraph', '壬', (p) => p.move('辛', '丑'), '壬'],
  ['a move there and back', '辛壬', (p) => (p.move('辛', '丑'), p.move('辛', '甲')), '辛壬'],
  ['a move, undone', '辛壬', (p) => (p.move('辛', '丑'), p.undo.undo()), '辛壬'],
  ['deleting it while the same words stand elsewhere', '午未', (p) => p.delete('午未'), null],
]

describe('an anchor', () => {
  for (const mode of ['its author', 'a colleague', 'a colleague, offline'] as const)
    it.each(rows)(`[SU20] %s, by ${mode}`, (name, words, act, then) => {
      const people = three()
      const [a, b, c] = people
      const id = a.comment(words)
      if (mode !== 'its author') meet(...people)
      const actor = mode === 'its author' ? a : b
      act(actor)
      // Meanwhile, not knowing of it, a third writes close by.
      if (mode === 'a colleague, offline') {
        c.type('庚', '另写')
        c.type('寅', '再写')
      }
      meet(...people)
      meet(...people)
      for (const one of people) {
        expect(one.errors).toEqual([])
        // The third wrote beside the passage; where an undo meets that, it may stand within.
        expect(one.covered(id)?.replaceAll('另写', '') ?? null, name).toBe(then)
        // Whatever happens, it is there with what was said and what it was said of.
        expect(one.review.thread(id)).toMatchObject({
          messages: [{ body: `关于${words}` }],
          original: { quote: expect.any(String) as string },
        })
      }
      // A backup, opened on another machine, has it in the same place.
      const restored = new Commenter('r', 99, Y.encodeStateAsUpdate(b.doc))
      Y.applyUpdate(restored.reviewDoc, Y.encodeStateAsUpdate(b.reviewDoc))
      expect(restored.covered(id)).toBe(b.covered(id))
    })

  it('[SU21] made offline on text that a colleague moves meanwhile, finds its words again', () => {
    const people = three()
    const [a, b] = people
    const id = a.comment('辛壬')
    b.move('辛', '丑')
    meet(...people)
    for (const one of people) expect(one.covered(id)).toBe('辛壬')
    // Who edits there now gives it positions again, so that it holds.
    b.look()
    b.type('壬', '新')
    meet(...people)
    for (const one of people) expect(one.covered(id)).toBe('辛新壬')
  })

  it('[SU22] lost, it comes back by itself when exactly its words return', () => {
    const people = three()
    const [a, b, c] = people
    const id = a.comment('子丑寅')
    meet(...people)
    b.delete('子丑寅')
    meet(...people)
    for (const one of people) expect(one.covered(id)).toBeNull()
    c.type('卯', '子丑寅')
    meet(...people)
    for (const one of people) expect(one.covered(id)).toBe('子丑寅')
  })

  it('[SU23] of a suggested insertion keeps its point, and loses it with what stood beside it', () => {
    const people = three()
    const [a, b] = people
    const point = a.range('壬').from
    const id = a.review.suggest(
      proposalFor(a.doc, { from: point, to: point }, [{ insert: '插入' }]),
    )
    meet(...people)
    b.type('庚', '前')
    splitBefore(b, '癸')
    meet(...people)
    b.accept([id])
    expect(b.text).toContain('前庚辛插入壬↵癸')
    b.undo.undo()
    const other = a.review.suggest(
      proposalFor(a.doc, { from: a.range('寅').from, to: a.range('寅').from }, [{ insert: '补' }]),
    )
    meet(...people)
    b.delete('子丑寅卯')
    meet(...people)
    expect(a.fit(other)).toBe('lost')
    b.undo.undo()
    meet(...people)
    expect(a.fit(other)).toBe('fits')
  })

  it('[SU24] is put in another place by a person, and keeps what it was made on', () => {
    const people = three()
    const [a, b] = people
    const id = a.comment('辛壬')
    meet(...people)
    b.delete('辛壬')
    meet(...people)
    const proposal = proposalFor(a.doc, a.range('寅卯'), [])
    a.review.place(id, proposal.anchor)
    meet(...people)
    for (const one of people) {
      expect(one.covered(id)).toBe('寅卯')
      expect(one.review.thread(id)?.original).toMatchObject({ quote: '辛壬' })
    }
  })
})
