import { NodeSelection, TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createFigures } from '../../editor/model/figures/figures'
import { blankToText, valueToBlank } from '../../editor/view/value-blank'
import { readText } from '../../schema/index'
import { valueSpanAt } from '../../schema/number-at'
import { Peer, seedOf, testEnvironment } from '../support/peer'

function desk(text: string) {
  const read = readText(text)
  const peer = new Peer('a', 21, seedOf(read.doc))
  const environment = testEnvironment('f')
  const doc = new Y.Doc()
  const figures = createFigures(doc, environment, () => 'me')
  figures.define(read.figures.map((one) => ({ ...one, hint: '' })))
  const select = (from: number, to = from): void =>
    peer.dispatch(peer.state.tr.setSelection(TextSelection.create(peer.state.doc, from, to)))
  return { peer, figures, doc, environment, select }
}

describe('a value in the text', () => {
  it.each([
    ['受理1,234件', 4, 4, '1,234'],
    ['受理1,234件', 2, 8, '1,234'],
    ['受理1,234件', 0, 8, '1,234'],
    ['增长12.5％', 6, 6, '12.5'],
    ['共３６项', 1, 1, '３６'],
    ['由某某公司承担', 1, 5, '某某公司'],
  ])('[WR1] of %s at %i to %i is %s', (text, from, to, expected) => {
    const span = valueSpanAt(text, from, to)
    expect(span?.text).toBe(expected)
    expect(text.slice(span?.from, span?.to)).toBe(expected)
  })

  it.each([
    ['没有数字', 2, 2],
    ['办结12件、退回3件', 0, 11],
    ['使用A4纸', 3, 3],
    ['佩戴N95口罩', 4, 4],
    ['\uFFFC次', 0, 2],
    ['第一句。第二句', 0, 7],
  ])('[WR1] is not guessed: %s at %i to %i', (text, from, to) => {
    expect(valueSpanAt(text, from, to)).toBeNull()
  })

  it('[WR2] becomes a blank with that value, its unit stays text, one undo brings the words back', () => {
    const { peer, figures, environment, select } = desk('全年受理诉求1,234件，办结率高。\n正文')
    select(8)
    const turned = valueToBlank(peer.state, figures, environment)
    if (!turned.ok) throw new Error(turned.reason)
    peer.dispatch(turned.tr)
    const blank = (peer.state.selection as NodeSelection).node
    const id = String(blank.attrs['figure'])
    expect(blank.attrs).toMatchObject({ kind: 'count', unit: '件' })
    expect(String(blank.attrs['label'])).toContain('诉求')
    expect(figures.shown(id)).toBe('1234')
    expect(peer.state.doc.child(0).textContent).toBe('全年受理诉求*件，办结率高。')
    expect(peer.undo.undo()).toBe(true)
    expect(peer.state.doc.child(0).textContent).toBe('全年受理诉求1,234件，办结率高。')
    expect(peer.undo.redo()).toBe(true)
    expect(figures.shown(id)).toBe('1234')
    expect(peer.errors).toEqual([])
  })

  it('[WR2] that no figure may have is refused, and nothing changes', () => {
    const { peer, figures, environment, select } = desk('完成率为150％。\n正文')
    select(6)
    const before = peer.state.doc
    const turned = valueToBlank(peer.state, figures, environment)
    expect(turned).toMatchObject({ ok: false, reason: 'value', error: { code: 'out-of-range' } })
    expect(peer.state.doc).toBe(before)
    expect(figures.ids()).toEqual([])
  })

  it('[WR3] goes back to text; its other places stay blanks', () => {
    const { peer, figures } = desk('*局印发文件。*局负责。\n正文')
    const [id = ''] = figures.ids()
    figures.fill(id, '数据')
    peer.dispatch(peer.state.tr.setSelection(NodeSelection.create(peer.state.doc, 1)))
    const turned = blankToText(peer.state, figures)
    if (!turned.ok) throw new Error(turned.reason)
    peer.dispatch(turned.tr)
    const block = peer.state.doc.child(0)
    expect(block.textContent).toBe('数据局印发文件。*局负责。')
    expect(block.content.content.filter((node) => node.type.name === 'placeholder')).toHaveLength(1)
    expect(figures.shown(id)).toBe('数据')
    peer.undo.undo()
    expect(peer.state.doc.child(0).child(0).attrs['figure']).toBe(id)
  })

  it('[WR3] with two values is not made text before somebody decides', () => {
    const { peer, figures, doc, environment } = desk('受理*件。\n正文')
    const [id = ''] = figures.ids()
    const other = new Y.Doc()
    // Two people who had not seen each other.
    createFigures(other, environment, () => 'they').fill(id, '13')
    figures.fill(id, '12')
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
    peer.dispatch(peer.state.tr.setSelection(NodeSelection.create(peer.state.doc, 3)))
    expect(blankToText(peer.state, figures)).toEqual({ ok: false, reason: 'differing' })
  })
})
