import { TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import { renumber } from '../../editor/view/renumber'
import { sectionTyped } from '../../editor/view/input-rules'
import { itemsInText } from '../../schema/sections'
import { readText } from '../../schema/index'
import { renumberItems } from '../../schema/renumber'
import { Peer, seedOf } from '../support/peer'

function renumbered(text: string): string {
  let result = text
  for (const { from, to, text: number } of renumberItems(text).toReversed())
    result = result.slice(0, from) + number + result.slice(to)
  return result
}

describe('items', () => {
  it.each([
    ['一是甲。三是乙。', '一是甲。二是乙。'],
    ['做法：二是甲。一是乙。三是丙。', '做法：一是甲。二是乙。三是丙。'],
    ['一是甲；二是乙；二是丙；三是丁。', '一是甲；二是乙；三是丙；四是丁。'],
    ['一是甲。二是乙。另外，一是丙。三是丁。', '一是甲。二是乙。另外，一是丙。二是丁。'],
    ['九是甲。十是乙。十二是丙。', '一是甲。二是乙。三是丙。'],
    ['一是甲。特别是乙。凡是丙。二是丁。', '一是甲。特别是乙。凡是丙。二是丁。'],
    ['统一是要求。第三是丙。', '统一是要求。第三是丙。'],
  ])('[WR11] %s are numbered %s', (text, expected) => {
    expect(renumbered(text)).toBe(expected)
    expect(renumberItems(expected)).toEqual([])
  })

  it('[WR11] that are paragraphs of their own are one set, and one undo takes it back', () => {
    const text =
      '标题\n一、甲部分\n一是甲做法。\n三是乙做法。\n四是丙做法。\n二、乙部分\n三是别的。\n四是另外的。'
    const peer = new Peer('a', 21, seedOf(readText(text).doc))
    let pos = 1
    for (let i = 0; i < 3; i++) pos += peer.state.doc.child(i).nodeSize
    peer.dispatch(peer.state.tr.setSelection(TextSelection.create(peer.state.doc, pos)))
    const tr = renumber(peer.state)
    if (tr === null) throw new Error('nothing to do')
    peer.dispatch(tr)
    const lines = (): string[] => peer.state.doc.content.content.map((block) => block.textContent)
    expect(lines().slice(2, 5)).toEqual(['一是甲做法。', '二是乙做法。', '三是丙做法。'])
    expect(lines().slice(6)).toEqual(['三是别的。', '四是另外的。'])
    expect(renumber(peer.state)).toBeNull()
    peer.undo.undo()
    expect(lines().slice(2, 5)).toEqual(['一是甲做法。', '三是乙做法。', '四是丙做法。'])
  })

  it('[WR11] are those that are counted elsewhere, once they are in order', () => {
    for (const text of ['一是甲。三是乙。', '做法：二是甲。一是乙。三是丙。'])
      expect(itemsInText(renumbered(text)).map(({ ordinal }) => ordinal)).toEqual(
        renumbered(text)
          .match(/[一二三](?=是)/g)
          ?.map((_one, i) => i + 1),
      )
  })
})

describe('a number typed at the start of a paragraph', () => {
  it.each([
    ['一', '、', 1, 2],
    ['十二', '、', 1, 3],
    ['（一', '）', 2, 3],
    ['(三', ')', 2, 3],
    ['（1', '）', 4, 3],
    ['2', '、', 3, 2],
    ['1.', '抓', 3, 2],
    ['1.', ' ', 3, 3],
  ])('[WR12] %s%s makes a section of level %i', (before, typed, level, length) => {
    expect(sectionTyped(before, typed)).toEqual({ level, length })
  })

  it.each([
    ['1.', '5'],
    ['1', '.'],
    ['第一', '、'],
    ['一是', '、'],
    ['', '一'],
    ['今年一', '、'],
    ['（附', '）'],
  ])('[WR12] %s%s does not', (before, typed) => {
    expect(sectionTyped(before, typed)).toBeNull()
  })
})
