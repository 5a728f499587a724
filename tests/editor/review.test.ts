import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { plainBody } from '../../editor/model/flat'
import {
  anchorRange,
  readable,
  resolveRange,
  type RangeAnchor,
} from '../../editor/model/review/anchors'
import { createReview } from '../../editor/model/review/review'
import { readText } from '../../schema/index'
import { Peer, seedOf, sync, testEnvironment } from '../support/peer'

function setup(): { a: Peer; b: Peer; anchor: RangeAnchor } {
  const state = seedOf(readText('标题\n一、头\n（一）甲乙。丙丁*戊己\n庚辛').doc)
  const [a, b] = [new Peer('a', 11, state), new Peer('b', 12, state)]
  const at = plainBody(a.doc).indexOf('丙丁')
  return { a, b, anchor: anchorRange(a.doc, { from: at, to: at + 4 }) }
}

/** What an anchor covers on a peer; a blank is ＊, nothing is null. */
function covered(peer: Peer, anchor: RangeAnchor): string | null {
  const range = resolveRange(peer.doc, anchor)
  return range === null ? null : readable(plainBody(peer.doc).slice(range.from, range.to))
}

const position = (peer: Peer, text: string): number => {
  let found = -1
  peer.state.doc.descendants((node, pos) => {
    const at = node.isText ? (node.text ?? '').indexOf(text) : -1
    if (found < 0 && at >= 0) found = pos + at
  })
  return found
}

describe('the anchor of a comment on 丙丁＊戊', () => {
  const cases: [string, (peer: Peer) => void, string | null][] = [
    [
      'typing inside',
      (p) => p.dispatch(p.state.tr.insertText('新', position(p, '丁'))),
      '丙新丁＊戊',
    ],
    [
      'typing before',
      (p) => p.dispatch(p.state.tr.insertText('新', position(p, '丙'))),
      '丙丁＊戊',
    ],
    [
      'typing behind',
      (p) => p.dispatch(p.state.tr.insertText('新', position(p, '己'))),
      '丙丁＊戊',
    ],
    ['a split before', (p) => p.dispatch(p.state.tr.split(position(p, '乙'))), '丙丁＊戊'],
    ['a split at its start', (p) => p.dispatch(p.state.tr.split(position(p, '丙'))), '丙丁＊戊'],
    ['a split inside', (p) => p.dispatch(p.state.tr.split(position(p, '丁'))), '丙↵丁＊戊'],
    [
      'a join with the next paragraph',
      (p) => p.dispatch(p.state.tr.join(position(p, '庚') - 1)),
      '丙丁＊戊',
    ],
    [
      'deleting a part',
      (p) => p.dispatch(p.state.tr.delete(position(p, '丁'), position(p, '丁') + 1)),
      '丙＊戊',
    ],
    [
      'deleting all of it',
      (p) => p.dispatch(p.state.tr.delete(position(p, '丙'), position(p, '己'))),
      null,
    ],
    [
      'a new paragraph before all',
      (p) => p.dispatch(p.state.tr.insert(0, readText('新段').doc.child(0))),
      '丙丁＊戊',
    ],
  ]
  it.each(cases)('[A1] %s', (_name, act, expected) => {
    const { a, b, anchor } = setup()
    act(b)
    sync(a, b)
    expect([covered(a, anchor), covered(b, anchor)]).toEqual([expected, expected])
  })

  it('[A2] comes back with the text, on both sides, when its deletion is undone', () => {
    const { a, b, anchor } = setup()
    b.dispatch(b.state.tr.delete(position(b, '丙'), position(b, '己')))
    sync(a, b)
    expect(covered(a, anchor)).toBeNull()
    b.undo.undo()
    sync(a, b)
    expect([covered(a, anchor), covered(b, anchor)]).toEqual(['丙丁＊戊', '丙丁＊戊'])
  })

  it('[A3] is lost rather than guessed when the same words stand twice', () => {
    const { a, anchor } = setup()
    const plainAnchor: RangeAnchor = { ...anchor, quote: '庚辛', start: '{}', end: 'x' }
    expect(covered(a, plainAnchor)).toBe('庚辛')
    a.dispatch(a.state.tr.insertText('庚辛', position(a, '庚')))
    expect(covered(a, plainAnchor)).toBeNull()
  })
})

describe('threads', () => {
  const two = () =>
    [new Y.Doc(), new Y.Doc()].map((doc, i) => ({
      doc,
      review: createReview(doc, testEnvironment('ab'[i] ?? ''), () => 'ab'[i] ?? ''),
    }))
  const exchange = (docs: readonly { doc: Y.Doc }[]): void => {
    for (const from of docs)
      for (const to of docs) if (from !== to) Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc))
  }

  it('[T1] replies, resolving and reopening add up; nothing that was said is lost', () => {
    const [a, b] = two()
    if (a === undefined || b === undefined) throw new Error('two')
    const id = a.review.create({ type: 'report' }, '请核对')
    exchange([a, b])
    a.review.reply(id, '我来')
    b.review.reply(id, '已核')
    b.review.resolve(id)
    exchange([a, b])
    expect(a.review.thread(id)).toEqual(b.review.thread(id))
    expect(
      a.review
        .thread(id)
        ?.messages.map(({ body }) => body)
        .sort(),
    ).toEqual(['请核对', '我来', '已核'].sort())
    expect(a.review.thread(id)?.resolved).toBe(true)
    a.review.reopen(id)
    exchange([a, b])
    expect(b.review.thread(id)?.resolved).toBe(false)
  })

  it("[T2] one can change and take back one's own words, and nobody else's", () => {
    const [a, b] = two()
    if (a === undefined || b === undefined) throw new Error('two')
    const id = a.review.create({ type: 'report' }, '原文')
    exchange([a, b])
    b.review.edit(id, '篡改')
    b.review.withdraw(id)
    expect(b.review.thread(id)?.messages[0]).toMatchObject({
      body: '原文',
      edited: false,
      withdrawn: false,
    })
    a.review.edit(id, '改后')
    expect(a.review.thread(id)?.messages[0]).toMatchObject({ body: '改后', edited: true })
    a.review.withdraw(id)
    expect(a.review.thread(id)?.messages[0]).toMatchObject({ body: '', withdrawn: true })
  })

  it('[T3] a blank comment is refused, junk from a peer does no harm', () => {
    const [a] = two()
    expect(() => a?.review.create({ type: 'report' }, '  ')).toThrow(RangeError)
    a?.doc
      .getMap('events')
      .set('x', { type: 'thread', anchor: { type: 'range', start: 5 }, body: 3, n: 'a' })
    a?.doc.getMap('events').set('y', ['junk'])
    expect(a?.review.threads()).toHaveLength(1)
  })
})
