import { describe, expect, it } from 'vitest'
import { plainOf } from '../../editor/model/flat'
import { readable } from '../../editor/model/review/anchors'
import { beyondGone, draft, shorten } from '../../editor/model/review/drafting'
import { flatOfText } from '../../editor/model/review/suggestions'
import { readText } from '../../schema/index'
import { Commenter } from '../support/commenter'
import { seedOf } from '../support/peer'

const seed = seedOf(readText('标题\n甲乙丙丁戊己\n庚辛*壬癸').doc)

class Writer extends Commenter {
  constructor() {
    super('a', 11, seed)
  }

  get drafting() {
    return { text: this.doc, review: this.review, me: 'a' }
  }

  /** Types behind `words`, in place of nothing. */
  put(words: string, typed: string): void {
    const { to } = this.range(words)
    draft(this.drafting, { range: { from: to, to }, content: flatOfText(typed) })
  }

  strike(words: string): void {
    draft(this.drafting, { range: this.range(words), content: [] })
  }

  /** The open suggestions as 旧→新. */
  get proposed(): string[] {
    return this.review
      .threads()
      .flatMap(({ suggestion }) =>
        suggestion?.state === 'open'
          ? [`${readable(plainOf(suggestion.old))}→${readable(plainOf(suggestion.content))}`]
          : [],
      )
  }
}

describe('typing where the text is not to be changed', () => {
  it('[SU30] makes one suggestion that grows, and the text stays as it is', () => {
    const a = new Writer()
    const before = a.text
    a.put('甲乙', '一')
    a.put('甲乙', '二')
    expect(a.proposed).toEqual(['→一二'])
    a.strike('丙')
    expect(a.proposed).toEqual(['丙→一二'])
    a.strike('乙')
    expect(a.proposed).toEqual(['乙丙→一二'])
    a.put('甲乙丙', '三')
    expect(a.proposed).toEqual(['乙丙→一二三'])
    a.put('戊己', '四')
    expect(a.proposed).toEqual(['乙丙→一二三', '→四'])
    expect(a.text).toBe(before)
    expect(a.reviewDoc.getMap('events').size).toBe(2)
  })

  it('[SU31] Backspace takes back what was typed, then what stands before it', () => {
    const a = new Writer()
    a.put('甲乙', '一二')
    const { to } = a.range('甲乙')
    expect(shorten(a.drafting, to)?.thread).not.toBeNull()
    expect(a.proposed).toEqual(['→一'])
    expect(shorten(a.drafting, to)?.thread).toBeNull()
    expect(a.proposed).toEqual([])
    expect(shorten(a.drafting, to)).toBeNull()
    a.strike('乙')
    a.strike('甲')
    expect(a.proposed).toEqual(['甲乙→'])
    expect(beyondGone(a.drafting, to, -1)).toBe(a.range('甲').from)
    expect(beyondGone(a.drafting, a.range('甲').from, 1)).toBe(to)
  })

  it('[SU32] may split, join and take out blanks; typing the same again proposes nothing', () => {
    const a = new Writer()
    a.put('丙', '\n')
    expect(a.proposed).toEqual(['→↵'])
    a.strike('↵庚')
    a.strike('辛＊')
    expect(a.proposed).toEqual(['→↵', '↵庚辛＊→'])
    a.put('辛＊', '\n庚')
    expect(a.proposed[1]).toBe('↵庚辛＊→↵庚')
    const b = new Writer()
    b.strike('丁')
    b.put('丁', '丁')
    expect(b.proposed).toEqual([])
  })

  it('[SU33] taking out a passage takes out what was proposed in it; several become one', () => {
    const a = new Writer()
    a.put('乙', '一')
    a.strike('乙丙')
    expect(a.proposed).toEqual(['乙丙→'])
    const b = new Writer()
    b.strike('乙')
    b.strike('丁')
    b.strike('丙')
    expect(b.proposed).toEqual(['乙丙丁→'])
  })

  it('[SU34] is taken back and done again step by step', () => {
    const a = new Writer()
    const { to } = a.range('甲乙')
    const one = draft(a.drafting, { range: { from: to, to }, content: flatOfText('一') })
    const two = draft(a.drafting, { range: { from: to, to }, content: flatOfText('二') })
    two?.act.undo()
    expect(a.proposed).toEqual(['→一'])
    one?.act.undo()
    expect(a.proposed).toEqual([])
    one?.act.redo()
    two?.act.redo()
    expect(a.proposed).toEqual(['→一二'])
  })

  it('[SU35] what is composed goes to the proposal and never into the text', () => {
    const a = new Writer()
    let on = true
    a.binding.setProposer({
      active: () => on,
      lose: () => undefined,
      take: ({ before, after, ranges }) => {
        for (const { oldStart, oldEnd, newStart, newEnd } of ranges)
          draft(a.drafting, {
            range: {
              from: a.binding.offsetAt(before, oldStart),
              to: a.binding.offsetAt(before, oldEnd),
            },
            content: flatOfText(after.textBetween(newStart, newEnd)),
          })
      },
    })
    const before = a.text
    a.type('丁', '直接')
    a.binding.beginComposition()
    a.replace('戊', 'ni')
    expect(a.state.doc.textContent).toContain('ni')
    // A colleague's change comes while it is being composed.
    const b = new Commenter('b', 12, seed)
    b.type('庚', '同事')
    a.binding.flushComposition()
    a.receive(b.update())
    expect(a.text).not.toContain('ni')
    const { tr } = a.state
    const at = a.position('ni')
    a.dispatch(tr.insertText('你', at, at + 2))
    a.binding.endComposition()
    expect(a.text).toBe(before.replace('庚', '同事庚'))
    expect(a.state.doc.eq(a.fresh())).toBe(true)
    expect(a.proposed).toEqual(['→直接', '戊→你'])
    expect(a.errors).toEqual([])
    on = false
    a.type('丁', '真写')
    expect(a.text).toContain('真写丁')
  })

  it('[AU1] what is being composed when the right to write goes is proposed, or handed back, never written', () => {
    for (const mayPropose of [true, false]) {
      const a = new Writer()
      let mayWrite = true
      const taken: string[] = []
      const lost: string[] = []
      a.binding.plugin(() => !mayWrite)
      a.binding.setProposer({
        active: () => !mayWrite && mayPropose,
        take: ({ after, ranges }) => {
          for (const { newStart, newEnd } of ranges) taken.push(after.textBetween(newStart, newEnd))
        },
        lose: (text) => lost.push(text),
      })
      const before = a.text
      a.binding.beginComposition()
      a.replace('戊', 'ni')
      mayWrite = false
      // The gate asks for this before what else has come enters the text.
      a.binding.flushComposition()
      const b = new Commenter('b', 12, seed)
      b.type('庚', '同事')
      a.receive(b.update())
      const { tr } = a.state
      const at = a.position('ni')
      a.dispatch(tr.insertText('你', at, at + 2))
      a.binding.endComposition()
      expect(a.text).toBe(before.replace('庚', '同事庚'))
      expect(a.state.doc.eq(a.fresh())).toBe(true)
      expect([taken, lost]).toEqual(mayPropose ? [['你'], []] : [[], ['你']])
      expect(a.errors).toEqual([])
    }
  })
})
