import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { PartName } from '../../editor/model/parts'
import { contradict } from '../../editor/sync/forks'
import { decodeFrozen, encodeFrozen } from '../../editor/sync/freezer'
import { rebuildParts } from '../../editor/sync/rebuild'
import { clientOf, envelopeKey } from '../../editor/sync/seal'
import {
  carry,
  exchange,
  founder,
  join,
  refusals,
  settle,
  textOf,
  type Person,
} from '../support/group'
import { firstSeed, random, runCount } from '../support/random'

/*
 * A member with a modified program tells two people two things under one Yjs clock. Whoever sees
 * both holds the proof.
 */

async function seal(by: Person, part: PartName, update: Uint8Array): Promise<[string, Uint8Array]> {
  const header = { kind: 'update', part, epoch: by.roll.epoch, sessions: [by.session] } as const
  const bytes = await by.sealer.seal(header, update)
  return [await envelopeKey(bytes), bytes]
}

/** An update of the text that a program which means ill could make of its own clocks. */
async function version(by: Person, text: string): Promise<Uint8Array> {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(by.docs.text))
  doc.clientID = await clientOf(by.device.id, by.session, 'text')
  const before = Y.encodeStateVector(doc)
  doc.getText('body').insert(0, text)
  return Y.encodeStateAsUpdate(doc, before)
}

describe('a device that tells two people two things', () => {
  it('[RS18] is found out by everybody who sees both, named, and frozen until the owner has decided', async () => {
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    const colleague = await join(owner, 'drafter')
    const reader = await join(owner, 'reader')
    owner.docs.text.getText('body').insert(0, '原文')
    await exchange(owner, villain, colleague, reader)
    const one = await seal(villain, 'text', await version(villain, '甲乙'))
    const other = await seal(villain, 'text', await version(villain, '丙丁'))
    owner.log.change(new Map([one]))
    colleague.log.change(new Map([other]))
    await settle(owner, colleague)
    expect(textOf(owner)).toBe('甲乙原文')
    expect(textOf(colleague)).toBe('丙丁原文')
    await exchange(owner, colleague, reader)
    for (const person of [owner, colleague, reader]) {
      expect(person.gate.status.forks.map(({ device }) => device)).toEqual([villain.device.id])
      const { proof } = person.gate.status.forks[0] ?? { proof: [] }
      expect([...proof].toSorted()).toEqual([one[0], other[0]].toSorted())
      expect(refusals(person)['forked']).toBeGreaterThan(0)
    }
    // What it says from now on stays out.
    const later = await seal(villain, 'figures', Y.encodeStateAsUpdate(new Y.Doc()))
    owner.log.change(new Map([later]))
    await exchange(owner, colleague, reader)
    const word = await seal(villain, 'text', await version(villain, '戊己庚辛'))
    owner.log.change(new Map([word]))
    await exchange(owner, colleague, reader)
    expect(textOf(owner)).not.toContain('戊己')
    // Honest work goes on, and nobody can take the proof away.
    owner.docs.text.getText('body').insert(0, '仍可写')
    colleague.log.change(new Map(), [one[0], other[0]])
    await exchange(owner, colleague, reader)
    for (const person of [owner, colleague]) person.clock.pass(5000)
    await exchange(owner, colleague, reader)
    for (const key of [one[0], other[0]]) expect(reader.log.get(key)).toBeDefined()
    expect(textOf(colleague)).toContain('仍可写')

    // The owner decides: the device goes, and whoever holds the other version is told to rebuild.
    await owner.roll.remove(villain.device.id)
    await exchange(owner, colleague, reader)
    for (const person of [owner, colleague, reader]) person.clock.pass(20_000)
    await exchange(owner, colleague, reader)
    expect(owner.gate.status.stranded).toEqual([])
    expect(colleague.gate.status.stranded).toEqual(['text'])
    const [rebuilt] = await rebuildParts(['text'], {
      docs: colleague.docs,
      log: colleague.log,
      roll: colleague.roll,
      sealer: colleague.sealer,
      device: colleague.device.id,
      session: colleague.session,
      onError: (error) => colleague.errors.push(error),
    })
    const doc = new Y.Doc()
    Y.applyUpdate(doc, rebuilt?.state ?? new Uint8Array())
    expect(doc.getText('body').toString()).toBe(textOf(owner))
    for (const person of [owner, colleague, reader]) expect(person.errors).toEqual([])
  })

  it('[RS19] whoever comes later sees the proof in the log', async () => {
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    await exchange(owner, villain)
    const one = await seal(villain, 'text', await version(villain, '甲'))
    const other = await seal(villain, 'text', await version(villain, '乙'))
    owner.log.change(new Map([one]))
    await settle(owner)
    owner.log.change(new Map([other]))
    await settle(owner)
    await owner.gate.vouch()
    const late = await join(owner, 'drafter')
    carry(owner, late)
    await exchange(owner, late)
    expect(late.gate.status.forks.length).toBe(1)
  })

  it('[RS20] what is kept of it survives being written down', () => {
    const frozen = { device: 'd', proof: ['a', 'b'], here: new Set(['a', 'c']) } as const
    expect(decodeFrozen('d', encodeFrozen(frozen))).toEqual(frozen)
    for (const odd of ['', '[]', '{"proof":["a"]}', '{"proof":3}'])
      expect(decodeFrozen('d', new TextEncoder().encode(odd))).toBeUndefined()
  })
})

describe('the same writing', () => {
  const runs = runCount(120)
  it(`[RS21] never contradicts itself, however it is cut, merged, deleted and formatted: ${runs} times`, () => {
    const seed = firstSeed()
    console.log(`forks: SEED=${seed} RUNS=${runs}`)
    const r = random(seed)
    let compared = 0
    for (let run = 0; run < runs; run++) {
      const doc = new Y.Doc()
      const peer = new Y.Doc()
      const versions: Uint8Array[] = []
      doc.on('update', (update: Uint8Array) => versions.push(update))
      for (let n = 0; n < 12; n++) {
        const text = doc.getText('body')
        const at = r.below(text.length + 1)
        const what = r.below(6)
        if (what < 2) text.insert(at, r.pick(['甲乙丙丁', '😀笑', 'ab', '\uD800']))
        else if (what === 2) text.delete(at, Math.min(2, text.length - at))
        else if (what === 3) text.insertEmbed(at, { figure: `f${n}`, n })
        else if (what === 4) text.format(at, Math.min(3, text.length - at), { bold: r.chance(0.5) })
        else doc.getMap('meta').set(r.pick(['a', 'b']), { z: n, a: [n, null] })
        if (r.chance(0.3)) versions.push(Y.encodeStateAsUpdate(doc))
        if (r.chance(0.3)) versions.push(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(peer)))
        if (r.chance(0.3)) {
          Y.applyUpdate(peer, Y.encodeStateAsUpdate(doc))
          const theirs = peer.getText('body')
          if (theirs.length > 0) theirs.delete(r.below(theirs.length), 1)
          theirs.insert(r.below(theirs.length + 1), '插')
          Y.applyUpdate(doc, Y.encodeStateAsUpdate(peer))
        }
      }
      if (versions.length > 3) versions.push(Y.mergeUpdates(versions.slice(1, 3)))
      for (const one of versions)
        for (const other of versions) {
          expect(contradict(one, other), `SEED=${seed} run ${run}`).toBe(false)
          compared++
        }
    }
    expect(compared).toBeGreaterThan(runs)
  })
})

describe('what contradicts and comes in a file', () => {
  it('[AU8] is the proof as well, though it brings nothing that is not here', async () => {
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    owner.docs.text.getText('body').insert(0, '原文')
    await exchange(owner, villain)
    const one = await seal(villain, 'text', await version(villain, '甲乙'))
    const other = await seal(villain, 'text', await version(villain, '丙丁'))
    owner.log.change(new Map([one]))
    await settle(owner)
    expect(await owner.gate.recover(new Map([one]), true)).toBe(0)
    expect(owner.gate.status.forks).toEqual([])
    await owner.gate.recover(new Map([other]), true)
    await settle(owner)
    expect(owner.gate.status.forks.map(({ device }) => device)).toEqual([villain.device.id])
    expect(textOf(owner)).toBe('甲乙原文')
    expect(owner.errors).toEqual([])
  })
})

describe('a device that the owner lets go on', () => {
  it('[SY7] writes again, everybody has what the owner has, and a new contradiction is found out anew', async () => {
    const owner = await founder()
    const restored = await join(owner, 'drafter')
    const colleague = await join(owner, 'drafter')
    owner.docs.text.getText('body').insert(0, '原文')
    await exchange(owner, restored, colleague)
    const one = await seal(restored, 'text', await version(restored, '甲乙'))
    const other = await seal(restored, 'text', await version(restored, '丙丁'))
    owner.log.change(new Map([one]))
    colleague.log.change(new Map([other]))
    await settle(owner, colleague)
    await exchange(owner, colleague)
    const { id } = restored.device
    for (const person of [owner, colleague])
      expect(person.gate.status.forks.map(({ device }) => device)).toEqual([id])
    await owner.roll.pardon(id, await owner.gate.writtenUntil(id))
    for (let round = 0; round < 3; round++) {
      await exchange(owner, colleague)
      for (const person of [owner, colleague]) person.clock.pass(20_000)
    }
    await exchange(owner, colleague)
    expect(owner.gate.status.forks).toEqual([])
    expect(colleague.gate.status.forks).toEqual([])
    expect(textOf(owner)).toBe('甲乙原文')
    // Whoever holds the other version builds anew what the owner has.
    expect(owner.gate.status.stranded).toEqual([])
    expect(colleague.gate.status.stranded).toEqual(['text'])
    const [rebuilt] = await rebuildParts(['text'], {
      docs: colleague.docs,
      log: colleague.log,
      roll: colleague.roll,
      sealer: colleague.sealer,
      device: colleague.device.id,
      session: colleague.session,
      onError: (error) => colleague.errors.push(error),
    })
    const doc = new Y.Doc()
    Y.applyUpdate(doc, rebuilt?.state ?? new Uint8Array())
    expect(doc.getText('body').toString()).toBe('甲乙原文')
    // Somebody who comes now hears of no contradiction, and of what the device writes from now on.
    const late = await join(owner, 'reader')
    await exchange(owner, late)
    expect(late.gate.status.forks).toEqual([])
    expect(textOf(late)).toBe('甲乙原文')
    carry(owner, restored)
    await settle(restored)
    expect(restored.gate.status.forks).toEqual([])
    restored.docs.review.getMap('events').set('e', { type: 'thread', by: id })
    await exchange(restored, owner, late)
    for (const person of [owner, late])
      expect(person.docs.review.getMap('events').has('e')).toBe(true)
    // What it says twice after that is another matter.
    const words = async (text: string): Promise<[string, Uint8Array]> => {
      const copy = new Y.Doc()
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(restored.docs.review))
      copy.clientID = await clientOf(id, restored.session, 'review')
      const before = Y.encodeStateVector(copy)
      copy.getMap('events').set(text, { type: 'thread', by: id })
      return await seal(restored, 'review', Y.encodeStateAsUpdate(copy, before))
    }
    owner.log.change(new Map([await words('x')]))
    late.log.change(new Map([await words('y')]))
    await exchange(owner, late)
    for (const person of [owner, late])
      expect(person.gate.status.forks.map(({ device }) => device)).toEqual([id])
    for (const person of [owner, colleague, late]) expect(person.errors).toEqual([])
  })

  it('[SY8] only the owner says so, and nobody else’s clocks are settled by it', async () => {
    const owner = await founder()
    const drafter = await join(owner, 'drafter')
    await expect(drafter.roll.pardon(owner.device.id, new Map())).rejects.toThrow(/owner/)
    const villain = await join(owner, 'drafter')
    await exchange(owner, drafter, villain)
    const foreign = new Y.Doc()
    foreign.clientID = owner.docs.text.clientID
    foreign.getText('body').insert(0, '别人的')
    owner.log.change(new Map([await seal(villain, 'text', Y.encodeStateAsUpdate(foreign))]))
    await settle(owner)
    const until = await owner.gate.writtenUntil(villain.device.id)
    expect([...until.keys()]).not.toContain(owner.docs.text.clientID)
  })
})
