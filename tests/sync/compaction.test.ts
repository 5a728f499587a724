import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bodyOf } from '../../editor/model/parts'
import { beyond } from '../../editor/sync/coverage'
import { inspectUpdate, type Extent } from '../../editor/sync/inspect'
import { carry, exchange, founder, join, settle, textOf, type Person } from '../support/group'
import { firstSeed, random, runCount } from '../support/random'

function extentOf(update: Uint8Array): Extent {
  const inspected = inspectUpdate(update, 'text')
  if (!inspected.ok) throw new Error('an update of our own is not sound')
  return inspected.extent
}

/** Everybody is quiet until nothing is left to be summed up. */
async function rest(...people: Person[]): Promise<void> {
  for (const one of people) {
    one.clock.pass(20_000)
    await settle(one)
  }
}

const sizes = (one: Person): number[] =>
  one.log
    .keys()
    .map((key) => (one.log.get(key) as Uint8Array).length)
    .toSorted((a, b) => b - a)

describe('sealing', () => {
  it('[BI6] of something large takes a while, and is not begun again when the roll changes meanwhile', async () => {
    const owner = await founder()
    await settle(owner)
    const held: (() => void)[] = []
    let isSlow = true
    const seal = owner.sealer.seal.bind(owner.sealer)
    Object.assign(owner.sealer, {
      async seal(...given: Parameters<typeof owner.sealer.seal>) {
        if (isSlow && given[1].length > 100_000) await new Promise<void>((go) => held.push(go))
        return await seal(...given)
      },
    })
    bodyOf(owner.docs.text).insert(0, '全市数据归集工作按期完成。'.repeat(10_000))
    owner.clock.pass(100)
    expect(held).toHaveLength(1)
    await owner.roll.invite({ role: 'drafter', uses: 1, expires: owner.clock.now + 86_400_000 })
    owner.clock.pass(5000)
    await new Promise((resolve) => setImmediate(resolve))
    isSlow = false
    for (const go of held) go()
    await settle(owner)
    expect(sizes(owner).filter((size) => size > 100_000)).toHaveLength(1)
    expect(owner.errors).toEqual([])
  })
})

describe('summing up', () => {
  it('[LO3] what a document holds beyond others makes it whole with them, and says each deletion once', () => {
    const seed = firstSeed()
    for (let run = 0; run < runCount(60); run++) {
      const r = random(seed + run)
      const told = `SEED=${seed + run}`
      const docs = [1, 2, 3].map((client) => {
        const doc = new Y.Doc()
        doc.clientID = client
        return doc
      })
      const made: Uint8Array[] = []
      for (const doc of docs) doc.on('update', (update: Uint8Array) => made.push(update))
      for (let n = 0; n < 60; n++) {
        const doc = r.pick(docs)
        const body = doc.getText('body')
        if (r.chance(0.6) || body.length < 3) body.insert(r.below(body.length + 1), '字词句')
        else body.delete(r.below(body.length - 2), 1 + r.below(2))
        if (r.chance(0.1)) doc.getMap('meta').set('title', n)
        if (r.chance(0.2))
          for (const other of docs)
            if (other !== doc) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
      }
      const [whole, ...others] = docs
      if (whole === undefined) throw new Error('no document')
      for (const other of others) Y.applyUpdate(whole, Y.encodeStateAsUpdate(other))
      const parts = made.filter(() => r.chance(0.5))
      const stage = new Y.Doc()
      for (const one of made.slice(0, r.below(made.length))) Y.applyUpdate(stage, one)
      if (stage.store.pendingStructs === null && r.chance(0.7))
        parts.push(Y.encodeStateAsUpdate(stage))
      const covers = parts.map(extentOf)
      const rest = beyond(whole, covers)
      expect(extentOf(rest).isWhole, told).toBe(true)
      const copy = new Y.Doc()
      Y.applyUpdate(copy, Y.mergeUpdates([...parts, rest]))
      expect(copy.store.pendingStructs, told).toBe(null)
      expect(copy.getText('body').toString(), told).toBe(whole.getText('body').toString())
      expect(Y.encodeStateVector(copy), told).toEqual(Y.encodeStateVector(whole))
      const all = beyond(whole, [extentOf(Y.encodeStateAsUpdate(whole))])
      expect([...all], told).toEqual([0, 0])
    }
  })

  it('[LO4] a day of work is summed up by itself: the large snapshot is not sent again', async () => {
    const owner = await founder()
    const drafter = await join(owner, 'drafter')
    const r = random(firstSeed())
    const words = Array.from({ length: 40_000 }, () => String.fromCharCode(0x4e00 + r.below(5000)))
    const body = owner.docs.text.getText('body')
    body.insert(0, words.join(''))
    await owner.gate.vouch()
    await exchange(owner, drafter)
    await rest(owner, drafter)
    await exchange(owner, drafter)
    const [before = 0] = sizes(owner)
    for (let n = 0; n < 310; n++) {
      if (n % 3 === 0) body.delete(r.below(body.length), 1)
      else body.insert(r.below(body.length), '新')
      await owner.gate.flush()
    }
    await exchange(owner, drafter)
    expect(sizes(owner).length).toBeGreaterThan(300)
    await rest(owner)
    await exchange(owner, drafter)
    const [largest, next, ...others] = sizes(drafter)
    expect(largest).toBe(before)
    expect(next).toBeLessThan(before / 8)
    expect(others.length).toBeLessThan(10)
    const late = await join(owner, 'reader')
    await exchange(owner, drafter, late)
    for (const one of [owner, drafter, late]) {
      expect(textOf(one)).toBe(body.toString())
      expect([one.gate.status.refused, one.gate.status.stranded, one.errors]).toEqual([[], [], []])
    }
  })

  it('[LO5] however long it goes on, few snapshots stand, and each word was summed up a few times', async () => {
    const owner = await founder()
    const body = owner.docs.text.getText('body')
    const r = random(firstSeed())
    let published = 0
    let written = 0
    owner.log.onChange((added) => {
      for (const key of added) {
        const { length } = owner.log.get(key) as Uint8Array
        if (length > 200) published += length
      }
    })
    for (let day = 0; day < 16; day++) {
      for (let n = 0; n < 301; n++) {
        body.insert(r.below(body.length + 1), '字')
        await owner.gate.flush()
      }
      await rest(owner)
      written = Y.encodeStateAsUpdate(owner.docs.text).length
      expect(sizes(owner).length).toBeLessThan(12)
    }
    expect(published / written).toBeLessThan(6)
    const late = await join(owner, 'reader')
    expect(textOf(late)).toBe(body.toString())
  })

  it('[LO9] waits for quiet, but not for ever: who types without a pause leaves no long log', async () => {
    const owner = await founder()
    const drafter = await join(owner, 'drafter')
    const body = owner.docs.text.getText('body')
    let longest = 0
    for (let second = 0; second < 900; second++) {
      body.insert(body.length, '字')
      owner.clock.pass(1000)
      await owner.gate.flush()
      longest = Math.max(longest, owner.log.keys().length)
    }
    expect(longest).toBeLessThan(450)
    await exchange(owner, drafter)
    expect(textOf(drafter)).toBe(body.toString())
  })

  it('[LO10] is not undone by somebody who types meanwhile, and what is really missing is put back', async () => {
    const owner = await founder()
    const drafter = await join(owner, 'drafter')
    const body = owner.docs.text.getText('body')
    for (let n = 0; n < 60; n++) {
      body.insert(body.length, '字')
      await owner.gate.flush()
    }
    await exchange(owner, drafter)
    await owner.gate.vouch()
    carry(owner, drafter)
    await drafter.gate.drain()
    // A change of one's own is on its way when it is looked whether anything is missing.
    drafter.docs.text.getText('body').insert(0, '正在写')
    drafter.clock.pass(3000)
    await settle(drafter)
    expect(sizes(drafter).length).toBeLessThan(6)
    await exchange(owner, drafter)
    expect(sizes(drafter).length).toBeLessThan(6)
    // Somebody takes the summary away: one who still has what it summed up puts that back.
    const all = drafter.log.keys()
    drafter.log.change(new Map(), all)
    drafter.clock.pass(3000)
    await settle(drafter)
    expect(drafter.log.keys().length).toBeGreaterThan(0)
    await exchange(drafter, owner)
    const reader = await join(owner, 'reader')
    expect(textOf(reader)).toBe(textOf(drafter))
  })
})
