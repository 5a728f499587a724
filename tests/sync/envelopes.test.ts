import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { partNames } from '../../editor/model/parts'
import { createSealer, envelopeKey } from '../../editor/sync/seal'
import { decodeEnvelope, envelopeLimit } from '../../editor/sync/wire'
import { toBase64url } from '../../editor/trust/bytes'
import { concat } from '../../editor/trust/keys'
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
import { firstSeed, random } from '../support/random'

const isLong = process.env['FAULTS'] !== undefined

/** Envelopes of a drafter that nobody else has seen. */
async function fromElsewhere(by: Person, count: number): Promise<Uint8Array<ArrayBuffer>[]> {
  const made: Uint8Array<ArrayBuffer>[] = []
  for (let n = 0; n < count; n++) {
    const part = partNames[n % partNames.length] ?? 'text'
    const doc = new Y.Doc()
    doc.getText('body').insert(0, `第${n}句`)
    const session = toBase64url(crypto.getRandomValues(new Uint8Array(8)))
    const header = { kind: 'update', part, epoch: by.roll.epoch, sessions: [session] } as const
    made.push(await by.sealer.seal(header, Y.encodeStateAsUpdate(doc)))
  }
  return made
}

/** Whether anybody would go on to ask what the envelope holds. */
async function isBelieved(by: Person, bytes: Uint8Array): Promise<boolean> {
  const decoded = decodeEnvelope(bytes)
  return decoded.ok && (await by.sealer.isSigned(decoded.value))
}

/** An envelope with each bit in turn turned over, with each end cut off, and with bytes behind it. */
function* altered(bytes: Uint8Array): Generator<Uint8Array<ArrayBuffer>> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const other = new Uint8Array(bytes)
    other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    yield other
  }
  for (let length = 0; length < bytes.length; length++) yield new Uint8Array(bytes.slice(0, length))
  for (let more = 1; more <= 64; more++) yield concat(bytes, new Uint8Array(more).fill(more))
}

/** Header, nonce, ciphertext and signature of different envelopes, put together. */
function* mixed(all: readonly Uint8Array[]): Generator<Uint8Array<ArrayBuffer>> {
  const pieces = all.flatMap((bytes) => {
    const decoded = decodeEnvelope(bytes)
    return decoded.ok ? [decoded.value] : []
  })
  for (const one of pieces)
    for (const other of pieces) {
      if (one === other) continue
      yield concat(other.header, one.nonce, one.ciphertext, one.signature)
      yield concat(one.header, other.nonce, one.ciphertext, one.signature)
      yield concat(one.header, one.nonce, other.ciphertext, one.signature)
      yield concat(one.header, one.nonce, one.ciphertext, other.signature)
    }
}

describe('an envelope', () => {
  const count = isLong ? 200 : 6
  it(`[HO4] with any bit turned over, any end cut off, any piece of another: believed by nobody (${count})`, async () => {
    const owner = await founder()
    const member = await join(owner, 'drafter')
    const sound = await fromElsewhere(member, count)
    for (const one of sound) expect(await isBelieved(owner, one)).toBe(true)
    let tried = 0
    const before = performance.now()
    const believed: string[] = []
    const attempt = async (list: Iterable<Uint8Array<ArrayBuffer>>): Promise<void> => {
      for (const bytes of list) {
        tried++
        if (await isBelieved(owner, bytes)) believed.push(toBase64url(bytes))
      }
    }
    for (const one of sound) await attempt(altered(one))
    await attempt(mixed(sound.slice(0, 20)))
    const each = (performance.now() - before) / tried
    expect(believed).toEqual([])
    expect(each).toBeLessThan(isLong ? 2 : 10)
    tellFigures('HO4', { altered: tried, believed: 0, 'ms each': each.toFixed(2) })
  }, 1_800_000)

  it('[HO5] altered in the log: the gate refuses each, throws nothing, and takes the sound one', async () => {
    const seed = firstSeed()
    console.log(`envelopes: SEED=${seed}`)
    const chance = random(seed)
    const owner = await founder()
    const member = await join(owner, 'drafter')
    const doc = new Y.Doc()
    doc.clientID = member.docs.text.clientID
    doc.getText('body').insert(0, '真的')
    const header = { kind: 'update', part: 'text', epoch: 1, sessions: [member.session] } as const
    const sound = await member.sealer.seal(header, Y.encodeStateAsUpdate(doc))
    const all = [...altered(sound)].filter(() => isLong || chance.chance(0.3))
    const before = performance.now()
    for (let at = 0; at < all.length; at += 100) {
      const some = new Map<string, Uint8Array>()
      for (const bytes of all.slice(at, at + 100)) some.set(await envelopeKey(bytes), bytes)
      owner.log.change(some)
      await settle(owner)
      expect(textOf(owner)).toBe('')
    }
    const each = (performance.now() - before) / all.length
    expect(owner.errors).toEqual([])
    const { signature = 0, malformed = 0 } = refusals(owner)
    expect(signature + malformed + owner.gate.status.newer).toBe(all.length)
    expect(owner.gate.status.waiting).toBe(0)
    // Nobody is blamed for what nobody signed.
    expect(owner.gate.status.refused.filter(({ author }) => author !== '')).toEqual([])
    owner.log.change(new Map([[await envelopeKey(sound), sound]]))
    await settle(owner)
    expect(textOf(owner)).toBe('真的')
    // Under the name of another it is not even looked into.
    owner.log.change(new Map([['anything', sound]]))
    await settle(owner)
    expect(refusals(owner)['wrong-key']).toBe(1)
    tellFigures('HO5', { envelopes: all.length, 'ms each': each.toFixed(2) })
  }, 600_000)

  it('[HO6] too large, of no length, of a later version: refused, or kept and not applied', () => {
    const large = new Uint8Array(envelopeLimit + 1).fill(1)
    expect(decodeEnvelope(large)).toEqual({ ok: false, code: 'too-large' })
    expect(decodeEnvelope(new Uint8Array())).toEqual({ ok: false, code: 'malformed' })
    for (const version of [2, 200, 255])
      expect(decodeEnvelope(new Uint8Array(300).fill(version))).toEqual({
        ok: false,
        code: 'newer',
      })
    for (const odd of [null, undefined, 'x', 7, [], {}, new ArrayBuffer(8), new Uint16Array(90)])
      expect(decodeEnvelope(odd)).toEqual({ ok: false, code: 'not-bytes' })
  })

  it('[HO7] is sealed with its own header, so that nothing of it can be said to be something else', async () => {
    const owner = await founder()
    const [bytes] = await fromElsewhere(owner, 1)
    const decoded = decodeEnvelope(bytes)
    if (!decoded.ok) throw new Error('not sound')
    const { value } = decoded
    expect(await owner.sealer.open(value)).toBeInstanceOf(Uint8Array)
    for (let at = 0; at < value.header.length; at++) {
      const header = new Uint8Array(value.header)
      header[at] = (header[at] ?? 0) ^ 1
      expect(await owner.sealer.open({ ...value, header })).toBe('altered')
    }
    expect(await owner.sealer.open({ ...value, epoch: 2 })).toBe('no-key')
  })
})

describe('an old envelope said again', () => {
  it('[HO8] in another report, another epoch, or after its author is gone: changes nothing', async () => {
    const owner = await founder()
    const other = await founder()
    const drafter = await join(owner, 'drafter')
    owner.docs.text.getText('body').insert(0, '甲报告')
    other.docs.text.getText('body').insert(0, '乙报告')
    drafter.docs.text.getText('body').insert(0, '起草')
    await exchange(owner, drafter)
    await settle(other)
    const old = new Map(drafter.log.keys().map((key) => [key, drafter.log.get(key) as Uint8Array]))
    // Another report, also one that the same owner's device takes part in.
    other.log.change(old)
    await settle(other)
    expect(textOf(other)).toBe('乙报告')
    expect(other.errors).toEqual([])
    // The author is gone, and all of it is said again.
    await owner.roll.remove(drafter.device.id)
    await exchange(owner)
    const text = textOf(owner)
    const state = Y.encodeStateAsUpdate(owner.docs.text)
    owner.log.change(old)
    await settle(owner)
    const late = await join(owner, 'reader')
    await exchange(owner, late)
    expect(Y.encodeStateAsUpdate(owner.docs.text)).toEqual(state)
    expect(textOf(late)).toBe(text)
    // The same words in the new epoch, sealed with the key of the old one.
    const sealer = createSealer(
      drafter.device,
      () => owner.roll.keyOf(1),
      (bytes) => crypto.getRandomValues(bytes),
    )
    const doc = new Y.Doc()
    doc.clientID = drafter.docs.text.clientID
    doc.getText('body').insert(0, '后写')
    const fields = { kind: 'update', part: 'text', sessions: [drafter.session] } as const
    const now = { ...fields, epoch: owner.roll.epoch }
    const bytes = await sealer.seal(now, Y.encodeStateAsUpdate(doc))
    owner.log.change(new Map([[await envelopeKey(bytes), bytes]]))
    await settle(owner)
    expect(textOf(owner)).toBe(text)
    expect(owner.errors).toEqual([])
  })

  it('[HO9] a whole log, many times over: the memory stays where it was', async () => {
    const owner = await founder()
    const member = await join(owner, 'drafter')
    for (let n = 0; n < 150; n++) {
      member.docs.text.getText('body').insert(0, `第${n}句。`)
      await member.gate.flush()
    }
    await exchange(owner, member)
    const all = new Map(owner.log.keys().map((key) => [key, owner.log.get(key) as Uint8Array]))
    const again = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n++) {
        owner.log.change(new Map(), all.keys())
        owner.log.change(all)
        carry(owner, member)
        await settle(owner, member)
      }
    }
    await again(5)
    const text = textOf(owner)
    const before = heapInUse()
    const times = isLong ? 100 : 10
    await again(times)
    const grown = (heapInUse() - before) / 1024 / 1024
    expect(textOf(owner)).toBe(text)
    expect(owner.gate.status.refused).toEqual([])
    expect(owner.errors).toEqual([])
    expect(grown).toBeLessThan(5)
    tellFigures('HO9', { 'said again': times * all.size, 'MB more': grown.toFixed(1) })
  }, 300_000)
})
