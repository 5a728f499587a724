import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { PartName } from '../../editor/model/parts'
import { rebuildParts } from '../../editor/sync/rebuild'
import { envelopeKey } from '../../editor/sync/seal'
import { firstSeed, random } from '../support/random'
import {
  carry,
  exchange,
  founder,
  join,
  person,
  refusals,
  settle,
  textOf,
  type Person,
} from '../support/group'

/*
 * A drafter may vouch for what others wrote, since somebody has to sum up the log. Whoever holds
 * the originals compares.
 */

/** Puts a snapshot of `doc` into the log of a drafter who means ill, in the place of all others of the part. */
async function sumUp(
  by: Person,
  part: PartName,
  doc: Y.Doc,
  covered = by.log.keys(),
): Promise<string> {
  const header = { kind: 'snapshot', part, epoch: by.roll.epoch, sessions: [] } as const
  const bytes = await by.sealer.seal(header, Y.encodeStateAsUpdate(doc))
  const key = await envelopeKey(bytes)
  by.log.change(new Map([[key, bytes]]), covered)
  return key
}

/** What stands in a part, with each of `words` said otherwise under the same clocks. */
function altered(doc: Y.Doc, words: Readonly<Record<string, string>>): Y.Doc {
  let text = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('latin1')
  const raw = (word: string): string => Buffer.from(word).toString('latin1')
  for (const [word, other] of Object.entries(words)) {
    expect(text).toContain(raw(word))
    text = text.replace(raw(word), raw(other))
  }
  const made = new Y.Doc()
  Y.applyUpdate(made, Buffer.from(text, 'latin1'))
  return made
}

async function later(...people: Person[]): Promise<void> {
  for (let round = 0; round < 3; round++) {
    for (const one of people) one.clock.pass(20_000)
    await exchange(...people)
  }
}

async function group(): Promise<{
  owner: Awaited<ReturnType<typeof founder>>
  victim: Person
  villain: Person
}> {
  const owner = await founder()
  const victim = await join(owner, 'drafter')
  const villain = await join(owner, 'drafter')
  owner.docs.text.getText('body').insert(0, '总收入')
  await exchange(owner, victim, villain)
  victim.docs.text.getText('body').insert(3, '增长三成')
  await exchange(owner, victim, villain)
  return { owner, victim, villain }
}

describe('a snapshot of a drafter', () => {
  it('[SY1] that says otherwise what a colleague wrote is refused by whoever has it, and newcomers get the truth', async () => {
    const { owner, victim, villain } = await group()
    const key = await sumUp(villain, 'text', altered(villain.docs.text, { 三成: '一成' }))
    await villain.gate.close()
    carry(villain, owner)
    carry(villain, victim)
    await settle(owner, victim)
    for (const one of [owner, victim]) {
      expect(textOf(one)).toBe('总收入增长三成')
      expect(refusals(one)['contradicts']).toBe(1)
      expect(one.gate.status.refused.at(-1)?.author).toBe(villain.device.id)
    }
    await later(owner, victim)
    expect(owner.log.get(key)).toBeDefined()
    const late = await join(owner, 'reader')
    await later(owner, victim, late)
    expect(textOf(late)).toBe('总收入增长三成')
    for (const one of [owner, victim, late]) {
      expect(one.gate.status.stranded).toEqual([])
      expect(one.errors).toEqual([])
    }
    // Work goes on.
    victim.docs.text.getText('body').insert(0, '全年')
    await exchange(owner, victim, late)
    expect(textOf(late)).toBe('全年总收入增长三成')
  })

  it('[SY16] that is opened before what the owner says of it waits for that', async () => {
    const { owner, victim, villain } = await group()
    const { device } = await join(owner, 'reader')
    await sumUp(villain, 'text', altered(villain.docs.text, { 三成: '一成' }))
    await villain.gate.close()
    carry(villain, owner)
    await later(owner, victim)
    const late = await person({ root: owner.root.id, device })
    // The owner's snapshot takes longer to open than the other.
    const open = late.sealer.open.bind(late.sealer)
    let release = (): void => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    late.sealer.open = async (envelope) => {
      if (envelope.author === owner.device.id) await held
      return await open(envelope)
    }
    carry(owner, late)
    await late.roll.settle()
    while (late.gate.status.waiting < 1) await new Promise((resolve) => setImmediate(resolve))
    late.clock.pass(100)
    release()
    await later(late)
    expect(textOf(late)).toBe('总收入增长三成')
    expect(late.gate.status.stranded).toEqual([])
    expect(refusals(late)['contradicts']).toBe(1)
  })

  it('[SY2] who got it before anything else is told, and rebuilds what the owner has', async () => {
    const { owner, victim, villain } = await group()
    const fresh = await join(owner, 'reader')
    await exchange(owner, fresh, victim, villain)
    // On another machine's disk it gets the lie alone.
    await sumUp(villain, 'text', altered(villain.docs.text, { 三成: '一成' }))
    await villain.gate.close()
    const cut = await person({
      root: owner.root.id,
      device: fresh.device,
      carrier: Y.encodeStateAsUpdate(villain.carrier),
    })
    await settle(cut)
    expect(textOf(cut)).toBe('总收入增长一成')
    await later(owner, victim, cut)
    expect(textOf(owner)).toBe('总收入增长三成')
    expect(cut.gate.status.stranded).toEqual(['text'])
    const [rebuilt] = await rebuildParts(['text'], {
      docs: cut.docs,
      log: cut.log,
      roll: cut.roll,
      sealer: cut.sealer,
      device: cut.device.id,
      session: cut.session,
      onError: (error) => cut.errors.push(error),
    })
    const doc = new Y.Doc()
    Y.applyUpdate(doc, rebuilt?.state ?? new Uint8Array())
    expect(doc.getText('body').toString()).toBe('总收入增长三成')
    expect(cut.errors).toEqual([])
  })

  it('[SY3] that leaves out a colleague’s words takes them from nobody', async () => {
    const { owner, victim, villain } = await group()
    const without = new Y.Doc()
    without.clientID = villain.docs.text.clientID
    without.getText('body').insert(0, '我的稿子')
    await sumUp(villain, 'text', without)
    await villain.gate.close()
    carry(villain, owner)
    carry(villain, victim)
    await later(owner, victim)
    const late = await join(owner, 'contributor')
    await later(owner, victim, late)
    for (const one of [owner, victim, late]) expect(textOf(one)).toContain('总收入增长三成')
    expect(textOf(late)).toBe(textOf(owner))
  })

  it('[SY4] that takes back a comment or a line of the ledger is refused', async () => {
    const { owner, victim, villain } = await group()
    victim.docs.review.getMap('events').set('e1', { type: 'thread', by: victim.device.id })
    victim.docs.figures.getMap('ledger').set('l1', { by: victim.device.id, value: '3' })
    await exchange(owner, victim, villain)
    const covered = villain.log.keys()
    for (const [part, root] of [
      ['review', 'events'],
      ['figures', 'ledger'],
    ] as const) {
      const copy = new Y.Doc()
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(villain.docs[part]))
      for (const key of copy.getMap(root).keys()) copy.getMap(root).delete(key)
      await sumUp(villain, part, copy, covered)
    }
    await villain.gate.close()
    carry(villain, owner)
    carry(villain, victim)
    await later(owner, victim)
    for (const one of [owner, victim]) {
      expect(refusals(one)['contradicts']).toBe(2)
      expect(one.docs.review.getMap('events').has('e1')).toBe(true)
      expect(one.docs.figures.getMap('ledger').has('l1')).toBe(true)
    }
    const late = await join(owner, 'reader')
    await later(owner, victim, late)
    expect(late.docs.review.getMap('events').has('e1')).toBe(true)
  })

  it('[SY5] nobody can say what somebody is about to write', async () => {
    const { victim, villain } = await group()
    const forged = new Y.Doc()
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(villain.docs.text))
    forged.clientID = victim.docs.text.clientID
    forged.getText('body').insert(0, '伪造')
    await sumUp(villain, 'text', forged)
    carry(villain, victim)
    await settle(victim)
    expect(textOf(victim)).toBe('总收入增长三成')
    expect(refusals(victim)['contradicts']).toBe(1)
    victim.docs.text.getText('body').insert(0, '本人')
    expect(textOf(victim)).toBe('本人总收入增长三成')
  })

  it('[SY14] of two that say nearly the same one goes, and nothing with it', async () => {
    const { owner, victim, villain: other } = await group()
    const r = random(firstSeed())
    const words = Array.from({ length: 40_000 }, () => String.fromCharCode(0x4e00 + r.below(5000)))
    victim.docs.text.getText('body').insert(0, words.join(''))
    await exchange(owner, victim, other)
    // Both sum up while they do not see each other, and each has a word of its own.
    victim.docs.text.getText('body').insert(0, '甲的话')
    other.docs.text.getText('body').insert(3, '乙的话')
    await victim.gate.vouch()
    await other.gate.vouch()
    const large = (one: Person): number =>
      one.log.keys().filter((key) => (one.log.get(key) as Uint8Array).length > 64 * 1024).length
    await exchange(owner, victim, other)
    expect(large(owner)).toBe(2)
    await later(owner, victim, other)
    expect(large(owner)).toBe(1)
    const late = await join(owner, 'reader')
    await later(owner, victim, other, late)
    for (const one of [owner, victim, other, late]) {
      expect(textOf(one)).toBe(textOf(owner))
      expect(textOf(one)).toContain('甲的话')
      expect(textOf(one)).toContain('乙的话')
      expect([one.gate.status.refused, one.gate.status.stranded, one.errors]).toEqual([[], [], []])
    }
  })

  it('[SY6] an honest one is taken, whatever was deleted, formatted or split before', async () => {
    const { owner, victim, villain } = await group()
    const body = victim.docs.text.getText('body')
    body.insert(body.length, '，其中市级四成')
    body.format(1, 4, { bold: true })
    body.delete(2, 3)
    body.insert(2, '😀')
    body.insertEmbed(1, { figure: 'f1' })
    await exchange(owner, victim, villain)
    owner.docs.text.getText('body').delete(0, 2)
    await exchange(owner, victim, villain)
    for (const one of [villain, victim, owner]) {
      await one.gate.vouch()
      await later(owner, victim, villain)
    }
    for (const one of [owner, victim, villain]) {
      expect(refusals(one)).toEqual({})
      expect(textOf(one)).toBe(textOf(owner))
    }
  })
})
