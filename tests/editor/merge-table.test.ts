import { NodeSelection, TextSelection, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { describe, expect, it } from 'vitest'
import { readText, schema } from '../../schema/index'
import { Peer, seedOf, sync } from '../support/peer'

/** Two people with the same report: 标题 / （一）甲。乙丙*次丁 / 戊己. */
function two(text = '标题\n一、头\n（一）甲。乙丙*次丁\n戊己'): [Peer, Peer] {
  const state = seedOf(readText(text).doc)
  return [new Peer('a', 11, state), new Peer('b', 12, state)]
}

/** Position right after the first occurrence of `text`; of the first blank for `*`. */
function after(peer: Peer, text: string): number {
  let found = -1
  peer.state.doc.descendants((node, pos) => {
    if (found >= 0) return
    if (text === '*' && node.type.name === 'placeholder') found = pos + 1
    const at = node.isText ? (node.text ?? '').indexOf(text) : -1
    if (at >= 0) found = pos + at + text.length
  })
  if (found < 0) throw new Error(`${text} is not in the text`)
  return found
}

const type = (peer: Peer, behind: string, text: string): void =>
  peer.dispatch(peer.state.tr.insertText(text, after(peer, behind)))
const remove = (peer: Peer, text: string): void =>
  peer.dispatch(peer.state.tr.delete(after(peer, text) - text.length, after(peer, text)))
const lines = (peer: Peer): string[] => {
  const list: string[] = []
  peer.state.doc.forEach((block) => list.push(block.textContent))
  return list
}

function merged(a: Peer, b: Peer): string[] {
  sync(a, b)
  expect(a.state.doc.toJSON()).toEqual(b.state.doc.toJSON())
  expect(a.state.doc.eq(a.fresh())).toBe(true)
  expect([...a.errors, ...b.errors]).toEqual([])
  return lines(a)
}

describe('two people at the same time in one paragraph', () => {
  it('[M1] one deletes a blank, the other types behind it', () => {
    const [a, b] = two()
    remove(a, '*')
    type(b, '*', '新')
    expect(merged(a, b)[2]).toBe('甲。乙丙新次丁')
  })

  it('[M2] one inserts a blank, the other types behind it', () => {
    const [a, b] = two()
    a.dispatch(a.state.tr.insert(after(a, '乙'), schema.node('placeholder', { figure: 'n1' })))
    type(b, '丙', '新')
    expect(merged(a, b)[2]).toBe('甲。乙*丙新*次丁')
  })

  it('[M3] one splits the paragraph, the other types in both halves', () => {
    const [a, b] = two()
    a.dispatch(a.state.tr.split(after(a, '丙'), 1, [{ type: schema.node('paragraph').type }]))
    type(b, '丁', '尾')
    type(b, '乙', '首')
    expect(merged(a, b).slice(2, 4)).toEqual(['甲。乙首丙', '*次丁尾'])
  })

  it('[M4] one joins two paragraphs, the other types in both', () => {
    const [a, b] = two()
    a.dispatch(a.state.tr.join(after(a, '丁') + 1))
    type(b, '丁', '前')
    type(b, '戊', '后')
    expect(merged(a, b)[2]).toBe('甲。乙丙*次丁前戊后己')
  })

  it('[M5] one changes the level, the other types, a third splits', () => {
    const [a, b] = two()
    const c = new Peer('c', 13, a.update())
    const start = a.state.doc.child(0).nodeSize + a.state.doc.child(1).nodeSize
    a.dispatch(a.state.tr.setNodeMarkup(start, schema.nodes['section'], { level: 3 }))
    type(b, '乙', '新')
    c.dispatch(c.state.tr.split(after(c, '甲。')))
    sync(a, b, c)
    expect(merged(a, b).slice(2, 4)).toEqual(['甲。', '乙新丙*次丁'])
    expect(a.state.doc.child(2).attrs['level']).toBe(3)
  })

  it('[M6] both split at the same place: one empty paragraph too many, nothing lost', () => {
    const [a, b] = two()
    for (const peer of [a, b])
      peer.dispatch(
        peer.state.tr.split(after(peer, '丙'), 1, [{ type: schema.node('paragraph').type }]),
      )
    expect(merged(a, b).join('|')).toBe('标题|头|甲。乙丙||*次丁|戊己')
  })

  it('[M7] one deletes the whole paragraph, what the other types there stays', () => {
    const [a, b] = two()
    const start = a.state.doc.content.size - a.state.doc.child(3).nodeSize
    a.dispatch(a.state.tr.delete(start, a.state.doc.content.size))
    type(b, '戊', '新')
    expect(merged(a, b).join('')).toContain('新')
  })

  it('[M8] one moves a blank by cut and paste, the other types around it; the figure stays the same', () => {
    const [a, b] = two()
    const at = after(a, '*')
    const slice = a.state.doc.slice(at - 1, at)
    a.dispatch(a.state.tr.delete(at - 1, at))
    a.dispatch(a.state.tr.replace(after(a, '戊'), after(a, '戊'), slice))
    type(b, '丙', '新')
    expect(merged(a, b).slice(2)).toEqual(['甲。乙丙新次丁', '戊*己'])
  })

  it('[M9] a mark over a blank is stored and the same everywhere', () => {
    const [a, b] = two()
    a.dispatch(a.state.tr.addMark(after(a, '乙'), after(a, '丁'), schema.mark('bold')))
    type(b, '丙', '新')
    merged(a, b)
    expect(a.state.doc.child(2).toJSON()).toEqual(b.state.doc.child(2).toJSON())
    let bold = 0
    b.state.doc.child(2).forEach((node) => {
      if (schema.marks['bold']?.isInSet(node.marks)) bold++
    })
    expect(bold).toBeGreaterThan(1)
  })

  it('[M10] both delete all paragraphs: an empty report, no throw, typing works on', () => {
    const [a, b] = two()
    for (const peer of [a, b]) peer.dispatch(peer.state.tr.delete(0, peer.state.doc.content.size))
    merged(a, b)
    a.dispatch(a.state.tr.insertText('又', 1))
    expect(merged(a, b).join('')).toBe('又')
  })
})

describe('what a view keeps through remote changes', () => {
  it('[K1] a selected blank that a colleague deletes leaves a text selection and no ghost', () => {
    const [a, b] = two()
    a.dispatch(a.state.tr.setSelection(NodeSelection.create(a.state.doc, after(a, '*') - 1)))
    remove(b, '*')
    sync(a, b)
    expect(a.state.selection).toBeInstanceOf(TextSelection)
    a.dispatch(a.state.tr.insertText('字'))
    expect(merged(a, b)[2]).toBe('甲。乙丙字次丁')
  })

  it('[K2] the caret, a node selection and decorations stay where they were', () => {
    const [a, b] = two()
    const marked = Decoration.inline(after(a, '戊') - 1, after(a, '己'), { class: 'x' })
    const set = DecorationSet.create(a.state.doc, [marked])
    a.dispatch(a.state.tr.setSelection(NodeSelection.create(a.state.doc, after(a, '*') - 1)))
    type(b, '标题', '二')
    type(b, '丙', '新')
    b.dispatch(b.state.tr.split(after(b, '甲。')))
    const [tr, ...others] = during(a, () => a.receive(b.update()))
    expect(others).toHaveLength(0)
    const [decoration] = tr === undefined ? [] : set.map(tr.mapping, a.state.doc).find()
    expect(a.state.doc.textBetween(decoration?.from ?? 0, decoration?.to ?? 0)).toBe('戊己')
    expect(a.state.selection).toBeInstanceOf(NodeSelection)
    expect((a.state.selection as NodeSelection).node.type.name).toBe('placeholder')
    expect(tr?.getMeta('addToHistory')).toBe(false)
  })

  it('[K3] a remote character is one small step', () => {
    const [a, b] = two()
    type(b, '戊', '新')
    const [tr] = during(a, () => a.receive(b.update()))
    expect(tr?.steps).toHaveLength(1)
    const map = tr?.steps[0]?.getMap()
    const sizes: number[] = []
    map?.forEach((from, to, newFrom, newTo) => sizes.push(to - from, newTo - newFrom))
    expect(sizes).toEqual([0, 1])
  })

  it('[K3] a text that arrives in an empty report leaves the caret at its beginning', () => {
    const [a] = two()
    const b = new Peer('b', 12)
    b.receive(a.update())
    expect(lines(b)[0]).toBe('标题')
    expect(b.state.selection.from).toBe(1)
  })

  it('[K4] nothing that is being composed leaves, and it is written as one change at the end', () => {
    const [a, b] = two()
    const at = after(a, '乙')
    const sent: Uint8Array[] = []
    a.doc.on('update', (update: Uint8Array) => sent.push(update))
    a.binding.beginComposition()
    a.dispatch(a.state.tr.insertText('z', at))
    a.dispatch(a.state.tr.insertText('zh', at, at + 1))
    a.dispatch(a.state.tr.insertText('中', at, at + 2))
    expect(sent).toHaveLength(0)
    type(b, '乙', 'X')
    a.binding.endComposition()
    expect(sent).toHaveLength(1)
    expect(merged(a, b)[2]).toMatch(/^甲。乙(中X|X中)丙\*次丁$/)
  })
})

/** The transactions that reach a peer's view while `act` runs. */
function during(peer: Peer, act: () => void): Transaction[] {
  const from = peer.transactions.length
  act()
  return peer.transactions.slice(from)
}
