import { TextSelection } from 'prosemirror-state'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { blockChangesOf, bodyOf } from '../../editor/model/parts'
import { readText, schema } from '../../schema/index'
import { Peer, seedOf, sync } from '../support/peer'

function two(): [Peer, Peer] {
  const state = seedOf(readText('甲乙\n丙丁').doc)
  return [new Peer('a', 21, state), new Peer('b', 22, state)]
}

const select = (peer: Peer, from: number, to = from): void =>
  peer.dispatch(peer.state.tr.setSelection(TextSelection.create(peer.state.doc, from, to)))

describe('undo', () => {
  it("[U1] takes back one's own change and leaves a colleague's", () => {
    const [a, b] = two()
    select(a, 2)
    a.dispatch(a.state.tr.insertText('我'))
    sync(a, b)
    b.dispatch(b.state.tr.insertText('他', 3))
    sync(a, b)
    expect(a.state.doc.textContent).toContain('我')
    expect(a.undo.undo()).toBe(true)
    sync(a, b)
    expect(b.state.doc.textContent).not.toContain('我')
    expect(b.state.doc.textContent).toContain('他')
    expect(b.undo.undo()).toBe(true)
    expect(a.undo.redo()).toBe(true)
    sync(a, b)
    expect(a.state.doc.textContent).toContain('我')
    expect(a.state.doc.textContent).not.toContain('他')
  })

  it('[U2] restores the selection that a replacement covered', () => {
    const [a] = two()
    const start = a.state.doc.child(0).nodeSize + 1
    select(a, start, start + 2)
    a.dispatch(a.state.tr.insertText('新'))
    a.undo.undo()
    expect([a.state.selection.from, a.state.selection.to]).toEqual([start, start + 2])
  })

  it('[U2] brings the caret back behind what was deleted before it', () => {
    const [a, b] = two()
    const caret = a.state.doc.child(0).nodeSize + 2
    select(a, caret)
    a.dispatch(a.state.tr.delete(caret - 1, caret))
    sync(a, b)
    b.dispatch(b.state.tr.insertText('他们', 1))
    sync(a, b)
    a.undo.undo()
    expect(a.state.doc.textContent).toBe('他们甲乙丙丁')
    expect(a.state.selection.from).toBe(caret + 2)
  })

  it('[RW38] what is recorded in a group belongs to it, and leaves the text before it alone', () => {
    const [a] = two()
    const log: string[] = []
    a.dispatch(a.state.tr.insertText('一', 1))
    a.undo.separate()
    a.undo.group(() => {
      a.undo.record({ undo: () => (log.push('undo'), true), redo: () => (log.push('redo'), true) })
      a.dispatch(a.state.tr.insertText('二', 1))
      return { undo: () => false, redo: () => false }
    })
    expect(a.undo.undo()).toBe(true)
    expect(log).toEqual(['undo'])
    expect(a.state.doc.textContent).toContain('一')
    expect(a.state.doc.textContent).not.toContain('二')
    expect(a.undo.redo()).toBe(true)
    expect(log).toEqual(['undo', 'redo'])
    expect(a.state.doc.textContent).toContain('二一')
  })

  it('[U3] text and other acts come back in the order in which they were done', () => {
    const [a] = two()
    const log: string[] = []
    a.dispatch(a.state.tr.insertText('一', 1))
    a.undo.record({ undo: () => (log.push('undo'), true), redo: () => (log.push('redo'), true) })
    a.dispatch(a.state.tr.insertText('二', 1))
    a.undo.undo()
    expect(log).toEqual([])
    a.undo.undo()
    expect(log).toEqual(['undo'])
    a.undo.undo()
    expect(a.state.doc.textContent).toBe('甲乙丙丁')
    expect(a.undo.canUndo).toBe(false)
    a.undo.redo()
    a.undo.redo()
    expect(log).toEqual(['undo', 'redo'])
  })
})

describe('what only a newer version knows', () => {
  it('[N1] stays as it was through edits of an older client', () => {
    const newer = new Y.Doc()
    newer.clientID = 99
    const body = bodyOf(newer)
    body.insertEmbed(0, { block: 'q1', type: 'table', columns: 3 })
    body.insert(1, '表文')
    body.insertEmbed(2, { chart: 'c1', data: [1, 2] })
    body.insertEmbed(4, { block: 'q2', type: 'section', level: 2, colour: 'red' })
    body.insert(5, '头尾', { footnote: 'n1' })
    body.insertEmbed(7, { figure: 'f1', mask: '*', precision: 2 }, {})
    blockChangesOf(newer).set('q2:shade', 'grey')
    const old = new Peer('o', 30, Y.encodeStateAsUpdate(newer))
    const { doc } = old.state
    expect(doc.child(0).type.name).toBe('unknownBlock')
    expect(doc.child(0).child(1).type.name).toBe('unknown')
    expect(
      doc
        .child(1)
        .child(0)
        .marks.map((mark) => mark.type.name),
    ).toEqual(['unknownMark'])
    // The old client types everywhere, splits and re-levels the block that carries unknown things.
    old.dispatch(old.state.tr.insertText('新', 1))
    const section = old.state.doc.child(0).nodeSize
    old.dispatch(
      old.state.tr.setNodeMarkup(section, schema.nodes['section'], {
        ...old.state.doc.child(1).attrs,
        level: 3,
      }),
    )
    old.dispatch(old.state.tr.split(section + 2))
    expect(old.errors).toEqual([])
    const inserts = bodyOf(old.doc).toDelta() as { insert: unknown; attributes?: object }[]
    expect(inserts).toContainEqual({ insert: { chart: 'c1', data: [1, 2] } })
    expect(inserts.some(({ insert }) => JSON.stringify(insert).includes('"columns":3'))).toBe(true)
    expect(inserts.some(({ insert }) => JSON.stringify(insert).includes('"colour":"red"'))).toBe(
      true,
    )
    expect(inserts.some(({ insert }) => JSON.stringify(insert).includes('"precision":2'))).toBe(
      true,
    )
    expect(
      inserts.filter(({ attributes }) => JSON.stringify(attributes)?.includes('footnote')).length,
    ).toBeGreaterThan(0)
    expect(blockChangesOf(old.doc).get('q2:shade')).toBe('grey')
  })
})
