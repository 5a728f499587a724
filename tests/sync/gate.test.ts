import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bodyOf, partNames } from '../../editor/model/parts'
import { rootsOf } from '../../editor/sync/inspect'
import { envelopeKey } from '../../editor/sync/seal'
import { createReport } from '../../editor/index'
import { carry, exchange, founder, join, refusals, settle, textOf as text } from '../support/group'
import { firstSeed, random, runCount } from '../support/random'

describe('the gate', () => {
  it('[S1] carries changes both ways, and only sealed ones stand in the log', async () => {
    const a = await founder()
    const b = await join(a, 'drafter')
    bodyOf(a.docs.text).insert(0, '机密以外的正文')
    await exchange(a, b)
    expect(text(b)).toBe('机密以外的正文')
    bodyOf(b.docs.text).insert(0, '乙')
    await exchange(a, b)
    expect(text(a)).toBe('乙机密以外的正文')
    const log = Buffer.from(Y.encodeStateAsUpdate(a.log.doc)).toString('utf8')
    expect(log).not.toContain('正文')
    expect([a.errors, b.errors]).toEqual([[], []])
  })

  it('[S2] somebody with another key gets nothing in, and it is counted', async () => {
    const a = await founder()
    const stranger = await founder()
    bodyOf(stranger.docs.text).insert(0, '外人')
    await exchange(a, stranger)
    expect(text(a)).toBe('')
    expect(a.gate.status.waiting).toBeGreaterThan(0)
  })

  it('[S3] junk in the log is refused and stops nothing', async () => {
    const a = await founder()
    const b = await join(a, 'drafter')
    const fields = { kind: 'update', part: 'text', epoch: b.roll.epoch, sessions: [] } as const
    const foreign = new Y.Doc()
    foreign.getMap('elsewhere').set('x', 1)
    const odd = await b.sealer.seal(fields, Y.encodeStateAsUpdate(foreign))
    const cut = await b.sealer.seal(fields, new Uint8Array([1, 2, 3]))
    const junk = new Map<string, Uint8Array>([
      ['a', new Uint8Array(0)],
      ['b', crypto.getRandomValues(new Uint8Array(500))],
      ['c', odd],
      [await envelopeKey(odd), odd],
      [await envelopeKey(cut), cut],
    ])
    b.log.change(junk)
    b.log.doc.getMap<unknown>('log').set('text', 'no bytes')
    bodyOf(b.docs.text).insert(0, '正常')
    await exchange(a, b)
    expect(text(a)).toBe('正常')
    expect(refusals(a)).toMatchObject({ 'not-bytes': 1, 'wrong-key': 1, structure: 2 })
    expect(a.docs.text.share.has('elsewhere')).toBe(false)
  })

  it('[S4] holds the text while somebody composes, and lets the review through', async () => {
    const a = await founder()
    const b = await join(a, 'drafter')
    const release = a.gate.hold()
    bodyOf(b.docs.text).insert(0, '等一等')
    b.docs.review.getMap('events').set('e', { type: 'thread', by: b.device.id })
    await exchange(a, b)
    expect(text(a)).toBe('')
    expect(a.docs.review.getMap('events').has('e')).toBe(true)
    release()
    expect(text(a)).toBe('等一等')
    // A hold that nobody ends lasts 10 s.
    a.gate.hold()
    bodyOf(b.docs.text).insert(0, '再')
    await exchange(a, b)
    expect(text(a)).toBe('等一等')
    a.clock.pass(10_000)
    expect(text(a)).toBe('再等一等')
  })

  it('[S5] whoever empties the log destroys nothing', async () => {
    const a = await founder()
    const b = await join(a, 'drafter')
    bodyOf(a.docs.text).insert(0, '保住')
    await exchange(a, b)
    const before = a.log.keys()
    a.log.change(new Map(), before)
    expect(a.log.keys()).toEqual([])
    a.clock.pass(5000)
    await settle(a)
    const late = await join(a, 'reader')
    await exchange(a, late)
    expect(text(late)).toBe('保住')
  })

  it('[S6] many small envelopes become one, and somebody who joins later gets all', async () => {
    const a = await founder()
    for (let i = 0; i < 400; i++) {
      bodyOf(a.docs.text).insert(0, 'x')
      await a.gate.flush()
    }
    expect(a.log.keys().length).toBeGreaterThan(300)
    a.clock.pass(20_000)
    await settle(a)
    expect(a.log.keys().length).toBeLessThan(5)
    const late = await join(a, 'reader')
    await exchange(a, late)
    expect(text(late)).toHaveLength(400)
  })

  it('[S7] knows every root that the parts have', () => {
    const report = createReport({ text: '甲*次' })
    report.figures.fill(report.figures.ids()[0] ?? '', '3')
    report.review.create({ type: 'report' }, '批注')
    report.members.setName('m', '王')
    for (const part of partNames) {
      for (const root of report.parts[part].share.keys()) expect(rootsOf[part]).toContain(root)
    }
  })

  it('[S8] whatever is lost, doubled or late on the way: in the end all have everything', async () => {
    const seed = firstSeed()
    console.log(`gate: SEED=${seed}`)
    for (let run = 0; run < runCount(6); run++) {
      const r = random(seed + run)
      const owner = await founder()
      const peers = [owner, await join(owner, 'drafter'), await join(owner, 'drafter')]
      for (let step = 0; step < 30; step++) {
        const one = r.pick(peers)
        const body = bodyOf(one.docs.text)
        if (r.chance(0.7))
          body.insert(r.below(body.length + 1), String.fromCharCode(0x4e00 + r.below(2000)))
        else if (body.length > 0) body.delete(r.below(body.length), 1)
        if (r.chance(0.5)) await one.gate.flush()
        if (r.chance(0.4)) {
          const [from, to] = [r.pick(peers), r.pick(peers)]
          if (from !== to) carry(from, to)
          if (r.chance(0.2)) carry(from, to)
        }
        if (r.chance(0.1)) one.log.change(new Map(), [r.pick([...one.log.keys(), 'none'])])
        one.clock.pass(r.below(3000))
      }
      for (let round = 0; round < 4; round++) {
        for (const one of peers) one.clock.pass(20_000)
        await exchange(...peers)
      }
      const [first, ...others] = peers.map(text)
      for (const other of others) expect(other, `SEED=${seed + run}`).toBe(first)
      for (const { errors, gate } of peers)
        expect([errors, gate.status.waiting], `SEED=${seed + run}`).toEqual([[], 0])
    }
  })
})
