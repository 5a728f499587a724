import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { partNames, type PartName } from '../../editor/model/parts'
import { bodyOf } from '../../editor/model/parts'
import { emptyParts } from '../../editor/model/report'
import { Gate } from '../../editor/sync/gate'
import { rootsOf } from '../../editor/sync/inspect'
import { createLog, type Log } from '../../editor/sync/log'
import type { Scheduler } from '../../editor/sync/scheduler'
import { createSealer, envelopeKey } from '../../editor/sync/seal'
import { createReport } from '../../editor/index'
import { firstSeed, random, runCount } from '../support/random'

/** Time that stands until it is moved. */
class Clock implements Scheduler {
  private now = 0
  private readonly due: { at: number; run: () => void }[] = []

  after(milliseconds: number, run: () => void): () => void {
    const entry = { at: this.now + milliseconds, run }
    this.due.push(entry)
    return () => {
      const index = this.due.indexOf(entry)
      if (index >= 0) this.due.splice(index, 1)
    }
  }

  frame(run: () => void): () => void {
    return this.after(16, run)
  }

  pass(milliseconds: number): void {
    this.now += milliseconds
    for (;;) {
      const next = this.due.filter(({ at }) => at <= this.now).toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined) return
      this.due.splice(this.due.indexOf(next), 1)
      next.run()
    }
  }
}

interface Peer {
  readonly docs: Record<PartName, Y.Doc>
  readonly log: Log
  readonly gate: Gate
  readonly clock: Clock
  readonly errors: unknown[]
}

const secret = (fill: number): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(fill)
const sealerOf = (fill: number) =>
  createSealer(secret(fill), (bytes) => crypto.getRandomValues(bytes))

async function peer(fill = 1, clientID?: number): Promise<Peer> {
  const docs = emptyParts()
  if (clientID !== undefined) for (const part of partNames) docs[part].clientID = clientID
  const log = createLog(new Y.Doc())
  const clock = new Clock()
  const errors: unknown[] = []
  const gate = new Gate({
    docs,
    log,
    sealer: await sealerOf(fill),
    scheduler: clock,
    author: 'm',
    onError: (error) => errors.push(error),
  })
  await gate.start()
  return { docs, log, gate, clock, errors }
}

function carry(from: Peer, to: Peer): void {
  Y.applyUpdate(to.log.doc, Y.encodeStateAsUpdate(from.log.doc, Y.encodeStateVector(to.log.doc)))
}

async function settle(...peers: Peer[]): Promise<void> {
  for (const one of peers) {
    await one.gate.flush()
    await one.gate.drain()
    one.clock.pass(20)
  }
}

async function exchange(...peers: Peer[]): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await settle(...peers)
    for (const from of peers) for (const to of peers) if (from !== to) carry(from, to)
    await settle(...peers)
  }
}

const text = (one: Peer): string => bodyOf(one.docs.text).toString()

describe('the gate', () => {
  it('[S1] carries changes both ways, and only sealed ones stand in the log', async () => {
    const [a, b] = [await peer(), await peer()]
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
    const [a, stranger] = [await peer(1), await peer(2)]
    bodyOf(stranger.docs.text).insert(0, '外人')
    await exchange(a, stranger)
    expect(text(a)).toBe('')
    expect(a.gate.status.refused['sealed-otherwise']).toBe(1)
  })

  it('[S3] junk in the log is refused and stops nothing', async () => {
    const [a, b] = [await peer(), await peer()]
    const sealer = await sealerOf(1)
    const foreign = new Y.Doc()
    foreign.getMap('elsewhere').set('x', 1)
    const odd = await sealer.seal(
      { kind: 'update', part: 'text', author: 'm' },
      Y.encodeStateAsUpdate(foreign),
    )
    const cut = await sealer.seal(
      { kind: 'update', part: 'text', author: 'm' },
      new Uint8Array([1, 2, 3]),
    )
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
    expect(
      Object.values(a.gate.status.refused).reduce((sum, n) => sum + n, 0),
    ).toBeGreaterThanOrEqual(5)
    expect(a.docs.text.share.has('elsewhere')).toBe(false)
  })

  it('[S4] holds the text while somebody composes, and lets the review through', async () => {
    const [a, b] = [await peer(), await peer()]
    const release = a.gate.hold()
    bodyOf(b.docs.text).insert(0, '等一等')
    b.docs.review.getMap('events').set('e', { type: 'thread' })
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
    const [a, b] = [await peer(), await peer()]
    bodyOf(a.docs.text).insert(0, '保住')
    await exchange(a, b)
    const before = a.log.keys()
    a.log.change(new Map(), before)
    expect(a.log.keys()).toEqual([])
    a.clock.pass(5000)
    await settle(a)
    const late = await peer()
    await exchange(a, late)
    expect(text(late)).toBe('保住')
  })

  it('[S6] many small envelopes become one, and somebody who joins later gets all', async () => {
    const a = await peer()
    for (let i = 0; i < 400; i++) {
      bodyOf(a.docs.text).insert(0, 'x')
      await a.gate.flush()
    }
    expect(a.log.keys().length).toBeGreaterThan(300)
    a.clock.pass(20_000)
    await settle(a)
    expect(a.log.keys().length).toBeLessThan(5)
    const late = await peer()
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
      // Ids of Yjs clients decide orders, so they come from the seed too.
      const peers = [
        await peer(1, 1 + r.below(1e6)),
        await peer(1, 1e6 + r.below(1e6)),
        await peer(1, 2e6 + r.below(1e6)),
      ]
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
