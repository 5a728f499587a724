import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { partNames, type PartName } from '../../editor/model/parts'
import { reportOf } from '../../editor/model/report'
import { rootsOf } from '../../editor/sync/inspect'
import { clientOf, envelopeKey } from '../../editor/sync/seal'
import { systemEnvironment } from '../../editor/system'
import { toBase64url } from '../../editor/trust/bytes'
import { exchange, founder, join, textOf, type Person } from '../support/group'
import { tellFigures } from '../support/figures'
import { firstSeed, random, runCount, type Random } from '../support/random'

/*
 * A drafter with a modified program may sign whatever bytes it likes. What is no Yjs update of
 * ours is refused; what is one, however odd, must leave every honest program working.
 */

const shapes = ['body', 'blocks', 'meta', 'infos', 'entries', 'ledger', 'events', 'members']

function oddValue(chance: Random, depth = 0): unknown {
  const kinds = depth > 3 ? 7 : 9
  switch (chance.below(kinds)) {
    case 0:
      return null
    case 1:
      return chance.below(2 ** 31) - 2 ** 30
    case 2:
      return chance.pick([Number.NaN, Infinity, -0, 1e308, 2 ** 53])
    case 3:
      return chance.pick(['', '__proto__', 'constructor', '\u202E倒', '\uD800', '<b>x</b>', '甲'])
    case 4:
      return '长'.repeat(chance.below(3000))
    case 5:
      return chance.chance(0.5)
    case 6:
      return new Uint8Array(chance.below(50))
    case 7:
      return Array.from({ length: chance.below(5) }, () => oddValue(chance, depth + 1))
    default:
      return Object.fromEntries(
        Array.from({ length: chance.below(5) }, () => [
          chance.pick(['type', 'level', 'figure', 'by', 'at', '__proto__', 'toString', 'anchor']),
          oddValue(chance, depth + 1),
        ]),
      )
  }
}

const ofLoose = (value: unknown): object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

function oddType(chance: Random): Y.AbstractType<unknown> {
  return chance.pick([
    () => new Y.Map(),
    () => new Y.Array(),
    () => new Y.Text('内'),
    () => new Y.XmlElement('script'),
    () => new Y.XmlText('x'),
    () => new Y.XmlFragment(),
  ])() as Y.AbstractType<unknown>
}

/** Changes that Yjs itself would make, of contents that no program of ours makes. */
function oddUpdate(
  chance: Random,
  part: PartName,
  on: Uint8Array,
  client: number,
  author: string,
): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, on)
  const before = Y.encodeStateVector(doc)
  doc.clientID = client
  // A root under another type than ours, too.
  const asText = chance.chance(0.9)
  doc.transact(() => {
    for (let n = chance.chance(0.4) ? 1 : chance.below(6) + 1; n > 0; n--) {
      // Mostly in its own part, else hardly any would be let in at all.
      const root = chance.pick(chance.chance(0.7) ? rootsOf[part] : shapes)
      if (root === 'body' && asText) {
        const text = doc.getText('body')
        const at = chance.below(text.length + 1)
        const what = chance.below(5)
        if (what === 0) text.insert(at, String(oddValue(chance, 9)))
        else if (what === 1) text.insertEmbed(at, { odd: oddValue(chance) })
        else if (what === 2) text.insertEmbed(at, oddType(chance))
        else if (what === 3)
          text.format(at, chance.below(text.length - at + 1), {
            [chance.pick(['bold', 'strong', '__proto__', 'figure'])]: oddValue(chance),
          })
        else text.delete(at, Math.min(3, text.length - at))
      } else {
        const map = doc.getMap(root)
        const key = chance.pick(['x', '__proto__', 'title', 'schemaVersion', ...map.keys()])
        // Without one in the author's own name, hardly anything would be let into the review.
        if (chance.chance(0.3))
          map.set(`own ${chance.below(1e6)}`, { ...ofLoose(oddValue(chance)), by: author })
        else if (chance.chance(0.2)) map.delete(key)
        else map.set(key, chance.chance(0.3) ? oddType(chance) : oddValue(chance))
      }
    }
  })
  const update = Y.encodeStateAsUpdate(doc, before)
  doc.destroy()
  return update
}

/** Bytes that are no update, or almost one. */
function brokenUpdate(chance: Random, sound: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(sound)
  switch (chance.below(4)) {
    case 0:
      return Uint8Array.from({ length: chance.below(200) }, () => chance.below(256))
    case 1:
      return bytes.slice(0, chance.below(bytes.length + 1))
    case 2:
      return Uint8Array.from([...bytes, ...Array.from({ length: 5 }, () => chance.below(256))])
    default:
      for (let n = chance.below(4) + 1; n > 0; n--)
        bytes[chance.below(bytes.length)] = chance.below(256)
      return bytes
  }
}

async function sign(
  into: Person,
  part: PartName,
  update: Uint8Array,
  session = into.session,
): Promise<void> {
  const header = { kind: 'update', part, epoch: into.roll.epoch, sessions: [session] } as const
  const bytes = await into.sealer.seal(header, update)
  into.log.change(new Map([[await envelopeKey(bytes), bytes]]))
}

describe('bytes of a drafter who means ill', () => {
  it('[S10] a value that brings a prototype of its own is refused', async () => {
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    const doc = new Y.Doc()
    doc.clientID = await clientOf(villain.device.id, villain.session, 'text')
    const evil = JSON.parse('{"__proto__": 1}') as Record<string, unknown>
    Object.defineProperty(evil, '__proto__', { value: new Uint8Array(3), enumerable: true })
    doc.getMap('blocks').set('odd', { evil })
    await sign(villain, 'text', Y.encodeStateAsUpdate(doc))
    await exchange(owner, villain)
    expect(owner.errors).toEqual([])
    expect(owner.docs.text.getMap('blocks').has('odd')).toBe(false)
    expect(owner.gate.status.refused).toContainEqual(
      expect.objectContaining({ author: villain.device.id, reason: 'structure' }),
    )
  })

  const runs = runCount(1500)
  it(`[S9] ${runs} updates, odd and broken: every honest program goes on`, async () => {
    const seed = firstSeed()
    console.log(`hostile: SEED=${seed} RUNS=${runs}`)
    const chance = random(seed)
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    const honest = await join(owner, 'drafter')
    owner.docs.text.getText('body').insert(0, '一段原文')
    await exchange(owner, villain, honest)
    let worst = 0
    const clients = new Map<PartName, number[]>(partNames.map((part) => [part, []]))
    for (let run = 0; run < runs; run++) {
      const part = chance.pick(partNames)
      const state = Y.encodeStateAsUpdate(owner.docs[part])
      // Each in a session of its own: two things under one clock would shut the device out.
      const session = toBase64url(crypto.getRandomValues(new Uint8Array(8)))
      const client = await clientOf(villain.device.id, session, part)
      clients.get(part)?.push(client)
      const odd = oddUpdate(chance, part, state, client, villain.device.id)
      await sign(villain, part, chance.chance(0.5) ? odd : brokenUpdate(chance, odd), session)
      if (run % 25 !== 24 && run !== runs - 1) continue
      const before = performance.now()
      await exchange(owner, villain, honest)
      worst = Math.max(worst, performance.now() - before)
      for (const one of [owner, honest]) {
        expect(one.errors, `SEED=${seed} run ${run}`).toEqual([])
        for (const name of partNames) {
          const store = one.docs[name].store as unknown as Record<string, unknown>
          expect(store['pendingStructs']).toBeNull()
          expect(store['pendingDs']).toBeNull()
        }
        const report = reportOf(one.docs, {
          id: 'r1',
          environment: systemEnvironment,
          author: one.device.id,
        })
        report.document().check()
        report.summary()
        report.toText()
        report.members.all()
      }
      const word = `第${run}句`
      owner.docs.text.getText('body').insert(0, word)
      await exchange(owner, honest)
      expect(textOf(honest), `SEED=${seed} run ${run}`).toContain(word)
    }
    expect(owner.gate.status.refused.length).toBeGreaterThan(0)
    // The sound ones among them did come in; a test that refuses everything would prove nothing.
    for (const part of partNames) {
      const known = Y.decodeStateVector(Y.encodeStateVector(owner.docs[part]))
      const came = clients.get(part)?.filter((client) => known.has(client)) ?? []
      expect(came.length).toBeGreaterThan(0)
    }
    expect(owner.gate.status.forks).toEqual([])
    tellFigures('S9', { updates: runs, 'ms for 25 at most': worst.toFixed(0) })
  }, 600_000)
})
