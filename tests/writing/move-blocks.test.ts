import type { Node } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { plainBody } from '../../editor/model/flat'
import { anchorRange, resolveRange } from '../../editor/model/review/anchors'
import { moveBlocks, movedKey, moveSection, shiftSection } from '../../editor/view/move-blocks'
import { numbersOf, placeholdersOf, readText } from '../../schema/index'
import { Peer, seedOf, sync } from '../support/peer'
import { firstSeed, random, runCount } from '../support/random'

const text = `报告
导语。
一、甲部分
（一）甲一。正文*件。
（二）甲二。正文。
二、乙部分
（一）乙一。正文*次。
乙一的第二段。
三、丙部分
丙的正文。
某局
2026年1月1日`

const peers = (): [Peer, Peer] => {
  const state = seedOf(readText(text).doc)
  return [new Peer('a', 21, state), new Peer('b', 22, state)]
}
const lines = (doc: Node): string[] => {
  const numbers = numbersOf(doc)
  return Array.from(
    { length: doc.childCount },
    (_, i) => (numbers[i] ?? '') + doc.child(i).textContent,
  )
}
const index = (peer: Peer, words: string): number =>
  lines(peer.state.doc).findIndex((line) => line.includes(words))
const run = (peer: Peer, tr: Transaction | null): void => {
  if (tr === null) throw new Error('nothing to do')
  peer.dispatch(tr)
}

describe('moving sections', () => {
  it('[WR7] takes all that a section holds along, and the numbers follow', () => {
    const [a, b] = peers()
    run(a, moveSection(a.state, index(a, '甲部分'), 1))
    sync(a, b)
    expect(lines(a.state.doc).slice(2, 9)).toEqual([
      '一、乙部分',
      '（一）乙一。正文*次。',
      '乙一的第二段。',
      '二、甲部分',
      '（一）甲一。正文*件。',
      '（二）甲二。正文。',
      '三、丙部分',
    ])
    expect(b.state.doc.eq(a.state.doc)).toBe(true)
    expect(a.undo.undo()).toBe(true)
    expect(lines(a.state.doc)).toEqual(lines(readText(text).doc))
    expect(a.errors).toEqual([])
  })

  it('[WR7] leaves the signature and the date where they close the report', () => {
    const [a] = peers()
    run(a, moveSection(a.state, index(a, '丙部分'), -1))
    expect(lines(a.state.doc).slice(-2)).toEqual(['某局', '2026年1月1日'])
    run(a, moveSection(a.state, index(a, '丙部分'), 1))
    expect(lines(a.state.doc)).toEqual(lines(readText(text).doc))
    expect(moveSection(a.state, index(a, '丙部分'), 1)).toBeNull()
    expect(moveSection(a.state, index(a, '甲部分'), -1)).toBeNull()
  })

  it('[WR7] goes over into the neighbouring section of the level above', () => {
    const [a] = peers()
    run(a, moveSection(a.state, index(a, '甲二'), 1))
    expect(lines(a.state.doc).slice(2, 7)).toEqual([
      '一、甲部分',
      '（一）甲一。正文*件。',
      '二、乙部分',
      '（一）甲二。正文。',
      '（二）乙一。正文*次。',
    ])
    run(a, moveSection(a.state, index(a, '甲二'), -1))
    expect(lines(a.state.doc).slice(2, 5)).toEqual(lines(readText(text).doc).slice(2, 5))
  })

  it('[WR8] promotes and demotes a section with what it holds, inside the four levels', () => {
    const [a] = peers()
    run(a, shiftSection(a.state, index(a, '乙部分'), 1))
    expect(lines(a.state.doc).slice(4, 8)).toEqual([
      '（二）甲二。正文。',
      '（三）乙部分',
      '1.乙一。正文*次。',
      '乙一的第二段。',
    ])
    run(a, shiftSection(a.state, index(a, '乙部分'), -1))
    expect(lines(a.state.doc)).toEqual(lines(readText(text).doc))
    expect(shiftSection(a.state, index(a, '乙部分'), -1)).toBeNull()
  })

  it('[WR9] keeps figures; a colleague who types elsewhere meanwhile loses nothing', () => {
    const [a, b] = peers()
    const before = placeholdersOf(a.state.doc.child(index(a, '甲一')))[0]?.figure
    run(a, moveSection(a.state, index(a, '甲部分'), 1))
    const at = lines(b.state.doc).findIndex((line) => line.includes('丙的正文'))
    let pos = 1
    for (let i = 0; i < at; i++) pos += b.state.doc.child(i).nodeSize
    b.dispatch(b.state.tr.insertText('新写', pos))
    sync(a, b)
    expect(a.state.doc.eq(b.state.doc)).toBe(true)
    expect(a.state.doc.textContent.split('新写')).toHaveLength(2)
    expect(placeholdersOf(a.state.doc.child(index(a, '甲一')))[0]?.figure).toBe(before)
  })

  it('[WR9] a comment on what moved is found by its quote, and the move says what moved', () => {
    const [a] = peers()
    const plain = plainBody(a.doc)
    const from = plain.indexOf('乙一的第二段')
    const anchor = anchorRange(a.doc, { from, to: from + 6 })
    const tr = moveSection(a.state, index(a, '乙部分'), 1)
    expect(tr?.getMeta(movedKey)).toMatchObject({
      from: expect.any(Number),
      at: expect.any(Number),
    })
    run(a, tr)
    const found = resolveRange(a.doc, anchor)
    expect(found === null ? null : plainBody(a.doc).slice(found.from, found.to)).toBe(
      '乙一的第二段',
    )
  })

  it('[WR7] any stretch to any place: the blocks are those there were, in the order asked for', () => {
    const chance = random(firstSeed())
    const { seed } = chance
    const below = (limit: number): number => chance.below(limit)
    for (let round = 0; round < runCount(60); round++) {
      const [a, b] = peers()
      for (let step = 0; step < 4; step++) {
        const { doc } = a.state
        const from = below(doc.childCount)
        const to = from + 1 + below(doc.childCount - from)
        const before = below(doc.childCount + 1)
        const old = lines(doc).map((_line, i) => doc.child(i).textContent)
        const tr = moveBlocks(a.state, from, to, before)
        if (tr === null) continue
        a.dispatch(tr)
        const moved = old.slice(from, to)
        const rest = [...old.slice(0, from), ...old.slice(to)]
        rest.splice(before <= from ? before : before - moved.length, 0, ...moved)
        const now = Array.from(
          { length: a.state.doc.childCount },
          (_, i) => a.state.doc.child(i).textContent,
        )
        expect(now, `seed ${seed} round ${round}`).toEqual(rest)
      }
      sync(a, b)
      expect(b.state.doc.eq(a.state.doc), `seed ${seed} round ${round}`).toBe(true)
      expect(a.fresh().eq(a.state.doc), `seed ${seed} round ${round}`).toBe(true)
      expect(a.errors).toEqual([])
    }
  })
})
