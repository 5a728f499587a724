import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { inspectUpdate } from '../../editor/sync/inspect'
import { clientOf, envelopeKey } from '../../editor/sync/seal'
import { toBase64url } from '../../editor/trust/bytes'
import { createLog } from '../../editor/sync/log'
import { busyWith, watchBusy } from '../support/busy'
import { tellFigures } from '../support/figures'
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
import { heapInUse } from '../support/heap'

/*
 * What somebody could make others hold, and for how long he could keep them busy.
 */

const isLong = process.env['FAULTS'] !== undefined

function random(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes
}

/** An update written by hand: of each client its first clock and what `write` writes. */
function update(
  clients: readonly {
    client: number
    clock: number
    structs: ((to: encoding.Encoder) => void)[]
  }[],
  deletes: readonly { client: number; clock: number; length: number }[] = [],
): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, clients.length)
  for (const { client, clock, structs } of clients) {
    for (const one of [structs.length, client, clock]) encoding.writeVarUint(encoder, one)
    for (const write of structs) write(encoder)
  }
  encoding.writeVarUint(encoder, deletes.length)
  for (const { client, clock, length } of deletes)
    for (const one of [client, 1, clock, length]) encoding.writeVarUint(encoder, one)
  return encoding.toUint8Array(encoder)
}

const inBody =
  (text: string) =>
  (to: encoding.Encoder): void => {
    encoding.writeUint8(to, 4)
    encoding.writeVarUint(to, 1)
    encoding.writeVarString(to, 'body')
    encoding.writeVarString(to, text)
  }
const gone =
  (info: 0 | 10, length: number) =>
  (to: encoding.Encoder): void => {
    encoding.writeUint8(to, info)
    encoding.writeVarUint(to, length)
  }

describe('the structure of a change', () => {
  it('[HO20] is refused with gaps, leaps of the clock, unknown roots, documents within, too deep, too many', () => {
    const sound = update([{ client: 7, clock: 0, structs: [inBody('甲'), inBody('乙')] }])
    expect(inspectUpdate(sound, 'text').ok).toBe(true)
    expect(inspectUpdate(sound, 'figures').ok).toBe(false)
    const bad: Record<string, Uint8Array> = {
      'a gap': update([
        { client: 7, clock: 0, structs: [inBody('甲'), gone(10, 5), inBody('乙')] },
      ]),
      'one client twice, not one after the other': update([
        { client: 7, clock: 0, structs: [inBody('甲')] },
        { client: 7, clock: 9, structs: [inBody('乙')] },
      ]),
      'one client twice, both from the start': update([
        { client: 7, clock: 0, structs: [inBody('甲')] },
        { client: 7, clock: 0, structs: [inBody('乙')] },
      ]),
      'nothing at all of a length of 2^40': update([
        { client: 7, clock: 0, structs: [gone(0, 2 ** 40)] },
      ]),
      'a clock of 2^40': update([{ client: 7, clock: 2 ** 40, structs: [inBody('甲')] }]),
      'of no length': update([{ client: 7, clock: 0, structs: [gone(0, 0)] }]),
      'a deletion of 2^40': update([], [{ client: 7, clock: 0, length: 2 ** 40 }]),
    }
    for (const [how, bytes] of Object.entries(bad))
      expect(inspectUpdate(bytes, 'text').ok, how).toBe(false)
    const within = new Y.Doc()
    within.getMap('meta').set('x', new Y.Doc())
    expect(inspectUpdate(Y.encodeStateAsUpdate(within), 'text').ok).toBe(false)
    for (const [depth, ok] of [
      [18, true],
      [40, false],
      [2000, false],
    ] as const) {
      const deep = new Y.Doc()
      let map = deep.getMap<unknown>('meta')
      for (let n = 0; n < depth; n++) map = map.set('x', new Y.Map<unknown>())
      expect(inspectUpdate(Y.encodeStateAsUpdate(deep), 'text').ok, `${depth} deep`).toBe(ok)
    }
    const many = update([
      { client: 7, clock: 0, structs: Array.from({ length: 1_000_001 }, () => gone(0, 1)) },
    ])
    expect(inspectUpdate(many, 'text').ok).toBe(false)
  })

  it('[HO21] that builds on what is not there waits outside, and the document never holds a gap', async () => {
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    const behind = (to: encoding.Encoder): void => {
      encoding.writeUint8(to, 4 | 0x80)
      for (const one of [99, 5]) encoding.writeVarUint(to, one)
      encoding.writeVarString(to, '悬')
    }
    const lacking: ((client: number) => Uint8Array)[] = [
      (client) => update([{ client, clock: 0, structs: [behind] }]),
      (client) => update([{ client, clock: 50, structs: [inBody('空')] }]),
      (client) =>
        update(
          [{ client, clock: 0, structs: [inBody('删')] }],
          [{ client: 98, clock: 0, length: 3 }],
        ),
    ]
    for (const make of lacking) {
      const session = toBase64url(random(8))
      const bytes = make(await clientOf(villain.device.id, session, 'text'))
      const fields = { kind: 'update', part: 'text', epoch: 1, sessions: [session] } as const
      const sealed = await villain.sealer.seal(fields, bytes)
      owner.log.change(new Map([[await envelopeKey(sealed), sealed]]))
      await settle(owner)
      const { pendingStructs, pendingDs } = owner.docs.text.store
      expect([pendingStructs, pendingDs, textOf(owner)]).toEqual([null, null, ''])
    }
    expect(owner.gate.status.waiting).toBe(3)
    owner.docs.text.getText('body').insert(0, '照写')
    await exchange(owner, villain)
    const late = await join(owner, 'reader')
    await exchange(owner, late)
    expect(textOf(late)).toBe('照写')
    expect(late.docs.text.store.pendingStructs).toBeNull()
  })
})

/** Sealed changes that each lack what comes before them, in sessions of their own. */
async function gaps(by: Person, count: number, size = 1): Promise<Map<string, Uint8Array>> {
  const made = new Map<string, Uint8Array>()
  for (let n = 0; n < count; n++) {
    const session = toBase64url(random(8))
    const client = await clientOf(by.device.id, session, 'text')
    const bytes = update([{ client, clock: 1 + n, structs: [inBody('悬'.repeat(size))] }])
    const fields = { kind: 'update', part: 'text', epoch: 1, sessions: [session] } as const
    const sealed = await by.sealer.seal(fields, bytes)
    made.set(await envelopeKey(sealed), sealed)
  }
  return made
}

/** Waits in the way of a browser: other tasks get their turn. */
async function drained(...people: Person[]): Promise<void> {
  for (const one of people) {
    one.clock.pass(100)
    await one.gate.drain()
    one.clock.pass(100)
  }
}

describe('a drafter who floods the log', () => {
  const count = isLong ? 10_000 : 2000
  it(`[HO22] with ${count} changes that lack something, of as many sessions: what waits is bounded, the thread is free, honest words pass`, async () => {
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    const honest = await join(owner, 'drafter')
    await exchange(owner, honest, villain)
    const word = async (text: string): Promise<number> => {
      honest.docs.text.getText('body').insert(0, text)
      await honest.gate.flush()
      const before = performance.now()
      carry(honest, owner)
      while (!textOf(owner).includes(text)) {
        owner.clock.pass(20)
        await new Promise((resolve) => setImmediate(resolve))
      }
      return performance.now() - before
    }
    const quiet = await word('洪水之前。')
    const flood = await gaps(villain, count)
    const pieces = [...flood]
    const busy = watchBusy()
    let slowest = 0
    for (let at = 0; at < pieces.length; at += 500) {
      owner.log.change(new Map(pieces.slice(at, at + 500)))
      slowest = Math.max(slowest, await word(`第${at}句。`))
    }
    await drained(owner)
    const blocked = busy()
    // The bound per writer; whatever is over it is only named, and waits in the log.
    expect(owner.gate.status.waiting).toBeLessThanOrEqual(1000)
    expect(refusals(owner)['waiting-full']).toBe(count - owner.gate.status.waiting)
    expect(owner.errors).toEqual([])
    expect(owner.docs.text.store.pendingStructs).toBeNull()
    // What waited comes in when there is room, and nobody else was kept out meanwhile.
    const late = await join(owner, 'reader')
    await exchange(owner, late)
    expect(textOf(late)).toBe(textOf(owner))
    expect(late.docs.text.store.pendingStructs).toBeNull()
    tellFigures('HO22', {
      'changes that lack something': count,
      'ms busy at a time at most': blocked.toFixed(0),
      'ms for honest words, quiet': quiet.toFixed(0),
      'ms for honest words at most': slowest.toFixed(0),
    })
  }, 600_000)

  it(`[CO6] with ${count} in one message: little more than Yjs takes to read it, and the rest in small turns`, async () => {
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    await exchange(owner, villain)
    const flood = await gaps(villain, count)
    const room = new Y.Doc()
    const before = Y.encodeStateAsUpdate(owner.carrier)
    Y.applyUpdate(room, before)
    createLog(room).change(flood)
    const message = Y.encodeStateAsUpdate(room, Y.encodeStateVector(owner.carrier))
    const bare = [1, 2, 3].map(() => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, before)
      return busyWith(() => Y.applyUpdate(doc, message))
    })
    const taken = busyWith(() => Y.applyUpdate(owner.carrier, message, 'network'))
    const after = watchBusy()
    for (
      const judged = () => owner.gate.status.waiting + (refusals(owner)['waiting-full'] ?? 0);
      ;
    ) {
      owner.clock.pass(20)
      if (owner.gate.status.waiting <= 1000 && judged() >= count) break
      await new Promise((resolve) => setImmediate(resolve))
    }
    const turn = after()
    const usual = bare.toSorted((a, b) => a - b)[1] ?? 0
    // Every other copy would read the message as well; what we do of each on top is a look at it.
    expect(taken / usual).toBeLessThan(8)
    expect(owner.docs.text.store.pendingStructs).toBeNull()
    expect(owner.errors).toEqual([])
    tellFigures('CO6', {
      'changes in one message': count,
      'times what Yjs takes': (taken / usual).toFixed(1),
      'ms busy with the message': taken.toFixed(0),
      'ms busy at a time after it': turn.toFixed(0),
    })
  }, 600_000)

  it('[HO23] what was over the bound comes in as soon as there is room', async () => {
    const owner = await founder()
    const busy = await join(owner, 'drafter')
    const [body, count] = [busy.docs.text.getText('body'), 1300]
    const release = owner.gate.hold()
    for (let n = 0; n < count; n++) {
      body.insert(n, '字')
      await busy.gate.flush()
    }
    carry(busy, owner)
    await settle(owner)
    expect(textOf(owner)).toBe('')
    expect(owner.gate.status.waiting).toBe(1000)
    release()
    for (let n = 0; n < 6; n++) await settle(owner)
    expect(textOf(owner)).toHaveLength(count)
    expect(owner.gate.status.waiting).toBe(0)
    expect(refusals(owner)).toEqual({})
  }, 120_000)

  it('[HO24] with the same change sealed over and over: nobody compares each with each', async () => {
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    const session = toBase64url(random(8))
    const client = await clientOf(villain.device.id, session, 'text')
    const fields = { kind: 'update', part: 'text', epoch: 1, sessions: [session] } as const
    const bytes = update([{ client, clock: 0, structs: [inBody('同一句话')] }])
    const all = new Map<string, Uint8Array>()
    const times = isLong ? 3000 : 600
    for (let n = 0; n < times; n++) {
      const sealed = await villain.sealer.seal(fields, bytes)
      all.set(await envelopeKey(sealed), sealed)
    }
    const before = performance.now()
    owner.log.change(all)
    await settle(owner)
    const each = (performance.now() - before) / times
    expect(textOf(owner)).toBe('同一句话')
    expect(owner.gate.status.forks).toEqual([])
    expect(each).toBeLessThan(isLong ? 5 : 20)
    tellFigures('HO24', { 'same change': times, 'ms each': each.toFixed(1) })
  }, 600_000)
})

const pieces = isLong ? 20_000 : 3000

/** What a carrier is when somebody has put junk into it. */
function flooded(carrier: Y.Doc): Uint8Array {
  const room = new Y.Doc()
  Y.applyUpdate(room, Y.encodeStateAsUpdate(carrier))
  const junk = room.getMap<unknown>('log')
  room.transact(() => {
    room.getText('elsewhere').insert(0, 'x'.repeat(2_000_000))
    room.getMap('another').set('x', random(2_000_000))
    for (let n = 0; n < pieces; n++) junk.set(`junk ${n}`, random(50))
    for (let n = 0; n < (isLong ? 60 : 20); n++)
      junk.set(`big ${n}`, random(1_000_000).fill(1, 0, 1))
    for (const odd of [null, 'text', 7, { a: [1] }, 'x'.repeat(100_000)])
      junk.set(`odd ${String(odd).slice(0, 9)}`, odd)
    for (let n = 0; n < 100; n++) {
      const volume = new Y.Map<unknown>()
      junk.set(`volume x ${n}`, volume)
      volume.set('k', random(1000))
    }
  })
  return Y.encodeStateAsUpdate(room, Y.encodeStateVector(carrier))
}

describe('somebody with a link who floods the carrier', () => {
  it('[HO25] with junk, large and in great numbers: it is swept out, and what is honest stays', async () => {
    const owner = await founder()
    const honest = await join(owner, 'drafter')
    owner.docs.text.getText('body').insert(0, '保住')
    await exchange(owner, honest)
    const before = heapInUse()
    const kept = owner.log.keys().toSorted()
    for (const one of [owner, honest]) Y.applyUpdate(one.carrier, flooded(one.carrier), 'network')
    await exchange(owner, honest)
    for (let n = 0; n < 4; n++) {
      for (const one of [owner, honest]) one.clock.pass(20_000)
      await exchange(owner, honest)
    }
    honest.docs.text.getText('body').insert(0, '照写')
    await exchange(owner, honest)
    expect(textOf(owner)).toBe('照写保住')
    expect(owner.log.keys()).toEqual(expect.arrayContaining(kept))
    const left = owner.log.keys().filter((key) => !kept.includes(key))
    // A hundred of junk, and a thousand that could be of a newer program.
    expect(left.length).toBeLessThan(1200)
    const grown = (heapInUse() - before) / 1024 / 1024
    // Of each piece Yjs remembers the key, in both copies; of the large ones nothing is left.
    const each = (grown * 1024 * 1024) / pieces / 2
    expect(each).toBeLessThan(1000)
    const late = await join(owner, 'reader')
    await exchange(owner, late)
    expect(textOf(late)).toBe('照写保住')
    expect(Y.encodeStateAsUpdate(late.carrier).length).toBeLessThan(2_000_000)
    for (const one of [owner, honest, late]) expect(one.errors).toEqual([])
    tellFigures('HO25', {
      'MB of junk kept': grown.toFixed(1),
      'junk left': left.length,
      'bytes remembered of each piece': each.toFixed(0),
    })
  }, 300_000)
})
