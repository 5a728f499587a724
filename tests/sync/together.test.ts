import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { gateLimits, type GateContext } from '../../editor/sync/gate-options'
import type { Extent } from '../../editor/sync/inspect'
import { clientOf, envelopeKey } from '../../editor/sync/seal'
import { WaitingQueue } from '../../editor/sync/waiting-queue'
import {
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
 * What only shows when things come together, or are gone: the order in which they come must not
 * matter to what counts.
 */

async function sealed(
  by: Person,
  kind: 'update' | 'snapshot',
  update: Uint8Array,
): Promise<[string, Uint8Array]> {
  const sessions = kind === 'update' ? [by.session] : []
  const header = { kind, part: 'text', epoch: by.roll.epoch, sessions } as const
  const bytes = await by.sealer.seal(header, update)
  return [await envelopeKey(bytes), bytes]
}

/** Somebody who opens the report anew, and finds this in the carrier. */
async function finds(
  owner: Person & { readonly root: { readonly id: string } },
  member: Person,
  envelopes: readonly [string, Uint8Array][],
): Promise<Person> {
  const one = await person({ root: owner.root.id, device: member.device })
  one.rollShelf.change(
    new Map(owner.rollShelf.keys().map((key) => [key, owner.rollShelf.get(key) as Uint8Array])),
  )
  await settle(one)
  one.log.change(new Map(envelopes))
  await settle(one)
  return one
}

async function group(): Promise<{
  owner: Awaited<ReturnType<typeof founder>>
  victim: Person
  villain: Person
  reader: Person
}> {
  const owner = await founder()
  const [victim, villain] = [await join(owner, 'drafter'), await join(owner, 'drafter')]
  const reader = await join(owner, 'reader')
  victim.docs.text.getText('body').insert(0, '增长三成')
  await exchange(owner, victim, villain, reader)
  return { owner, victim, villain, reader }
}

describe('a snapshot', () => {
  it('[HO51] that has a colleague’s words as nothing, and does not say that they were deleted, is refused', async () => {
    const { owner, victim, villain, reader } = await group()
    const client = await clientOf(victim.device.id, victim.session, 'text')
    const encoder = encoding.createEncoder()
    // One client, one struct from clock 0: four characters of nothing; no deletions.
    for (const value of [1, 1, client, 0]) encoding.writeVarUint(encoder, value)
    encoding.writeUint8(encoder, 0)
    for (const value of [4, 0]) encoding.writeVarUint(encoder, value)
    const hole = await sealed(villain, 'snapshot', encoding.toUint8Array(encoder))
    const cut = await finds(owner, reader, [hole])
    expect(refusals(cut)).toEqual({ structure: 1 })
    await exchange(owner, cut)
    expect(textOf(cut)).toBe('增长三成')
  })

  it('[HO52] of the owner counts against one that comes along with it and says otherwise, whichever is first', async () => {
    const { owner, victim, villain, reader } = await group()
    const lie = Buffer.from(Y.encodeStateAsUpdate(villain.docs.text))
    const at = lie.indexOf(Buffer.from('三'))
    expect(at).toBeGreaterThan(0)
    Buffer.from('一').copy(lie, at)
    // The owner's is the larger one, so that of the two it would be taken last.
    for (let n = 0; n < 9; n++) victim.docs.text.getText('body').insert(0, '又')
    await exchange(owner, victim)
    const truth = await sealed(owner, 'snapshot', Y.encodeStateAsUpdate(owner.docs.text))
    const other = await sealed(villain, 'snapshot', lie)
    for (const order of [
      [truth, other],
      [other, truth],
    ]) {
      const cut = await finds(owner, reader, order)
      expect(textOf(cut)).toBe(textOf(owner))
      expect(refusals(cut)).toEqual({ contradicts: 1 })
      expect(cut.errors).toEqual([])
    }
  })
})

describe('the proof that a device contradicted itself', () => {
  it('[HO59] is with all of ten, of whom half had the one and half the other, after one round', async () => {
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    const people: Person[] = [owner]
    for (let n = 0; n < 9; n++) people.push(await join(owner, n % 2 === 0 ? 'reader' : 'drafter'))
    await exchange(...people)
    const versions: [string, Uint8Array][] = []
    for (const text of ['甲说', '乙说']) {
      const doc = new Y.Doc()
      doc.clientID = await clientOf(villain.device.id, villain.session, 'text')
      doc.getText('body').insert(0, text)
      versions.push(await sealed(villain, 'update', Y.encodeStateAsUpdate(doc)))
    }
    for (const [n, one] of people.entries())
      one.log.change(new Map([versions[n % 2]].flatMap((version) => (version ? [version] : []))))
    await settle(...people)
    expect(new Set(people.map(textOf))).toEqual(new Set(['甲说', '乙说']))
    expect(people.flatMap(({ gate }) => gate.status.forks)).toEqual([])
    // One round: each hears once of two neighbours.
    const carriers = people.map(({ carrier }) => Y.encodeStateAsUpdate(carrier))
    for (const [n, one] of people.entries())
      for (const by of [1, 2])
        Y.applyUpdate(one.carrier, carriers[(n + by) % 10] ?? new Uint8Array())
    await settle(...people)
    const keys = versions.map(([key]) => key).toSorted()
    for (const { gate, errors } of people) {
      expect(gate.status.forks.map(({ device }) => device)).toEqual([villain.device.id])
      expect(gate.status.forks[0]?.proof.toSorted()).toEqual(keys)
      expect(errors).toEqual([])
    }
  })

  it('[HO53] is put back when somebody takes it away, also when all of it is summed up elsewhere', async () => {
    const owner = await founder()
    const [villain, colleague] = [await join(owner, 'drafter'), await join(owner, 'reader')]
    await exchange(owner, villain, colleague)
    const versions: [string, Uint8Array][] = []
    for (const text of ['甲', '乙']) {
      const doc = new Y.Doc()
      doc.clientID = await clientOf(villain.device.id, villain.session, 'text')
      doc.getText('body').insert(0, text)
      versions.push(await sealed(villain, 'update', Y.encodeStateAsUpdate(doc)))
    }
    for (const one of versions) {
      owner.log.change(new Map([one]))
      await settle(owner)
    }
    await owner.gate.vouch()
    await exchange(owner, colleague)
    expect(owner.gate.status.forks).toHaveLength(1)
    const keys = versions.map(([key]) => key)
    for (const key of keys) expect(owner.log.get(key)).toBeDefined()
    colleague.log.change(new Map(), keys)
    await exchange(owner, colleague)
    for (const one of [owner, colleague]) one.clock.pass(10_000)
    await exchange(owner, colleague)
    for (const key of keys) expect(owner.log.get(key)).toBeDefined()
  })
})

describe('what waits', () => {
  it('[HO54] is bounded for everybody together, in number and in bytes', () => {
    const limits = { ...gateLimits, waitingEnvelopes: 5, waitingOfAuthor: 3, waitingBytes: 0 }
    let room = 0
    const context = { limits, refuse: () => undefined } as unknown as GateContext
    const queue = new WaitingQueue(context, () => room++)
    const one = (author: string, size = 1): Parameters<WaitingQueue['add']>[1] => ({
      part: 'text',
      update: new Uint8Array(size),
      extent: {} as Extent,
      author,
      clients: null,
      isOwners: false,
    })
    for (let n = 0; n < 3; n++) queue.add(`a${n}`, one('a'))
    expect(queue.hasRoomFor('a', 1)).toBe(false)
    expect(queue.hasRoomFor('b', 1)).toBe(true)
    queue.leaveOutside('a3', 'a')
    for (let n = 0; n < 2; n++) queue.add(`b${n}`, one('b'))
    expect(queue.hasRoomFor('c', 1)).toBe(false)
    expect(queue.takeFromOutside()).toEqual([])
    queue.take('a0')
    expect(room).toBe(1)
    expect(queue.takeFromOutside()).toEqual(['a3'])
    expect(queue.hasRoomFor('c', 40 * 1024 * 1024)).toBe(false)
    expect(queue.hasRoomFor('c', 1)).toBe(true)
  })
})
