import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bodyOf, partNames } from '../../editor/model/parts'
import { newDoc } from '../../editor/model/listening'
import { emptyParts } from '../../editor/model/report'
import { readExchange, writeChanges } from '../../editor/storage/exchange-file'
import { entriesFor, mergeCarried, type Merged } from '../../editor/sync/carried'
import { openCore, type Core, type Kept } from '../../editor/sync/core'
import { createHanded, type Handed, type Since } from '../../editor/sync/handed'
import { clientOf, envelopeKey } from '../../editor/sync/seal'
import { toBase64url } from '../../editor/trust/bytes'
import { makeKeyPairs, signerOf } from '../../editor/trust/keys'
import {
  Clock,
  exchange,
  founder,
  join,
  person,
  refusals,
  report,
  secret,
  settle,
  textOf,
  type Person,
} from '../support/group'
import { firstSeed, random, runCount, type Random } from '../support/random'

/** What a device keeps, for as long as the test lasts. */
function memory(): { read(): unknown; write(value: unknown): void } {
  let kept = 'null'
  return {
    read: () => JSON.parse(kept) as unknown,
    write: (value) => void (kept = JSON.stringify(value)),
  }
}

const handedOf = (one: Person): Handed =>
  createHanded({ memory: memory(), now: () => one.clock.now })

/** A file of what somebody has, as it would lie on a stick. */
async function fileOf(
  one: Person,
  handed: Handed,
  since?: Since,
): Promise<Uint8Array<ArrayBuffer>> {
  await settle(one)
  const all = one.log.keys()
  handed.note(all)
  const keys = since === undefined ? all : handed.newer(all, since)
  const file = writeChanges(report, one.clock.now, entriesFor(one, keys))
  handed.exported(all)
  return file
}

async function open(one: Person, file: Uint8Array<ArrayBuffer>): Promise<Merged> {
  const read = await readExchange(file)
  if (!read.ok) throw new Error(read.code)
  const merged = await mergeCarried({ ...one, shelf: one.rollShelf }, read.entries)
  await settle(one)
  return merged
}

const write = (one: Person, words: string): void => bodyOf(one.docs.text).insert(0, words)

/** What somebody has, the same for everybody who has the same. */
const stateOf = (one: Person): unknown => ({
  text: one.docs.text.getText('body').toDelta() as unknown,
  ledger: one.docs.figures.getMap('ledger').toJSON(),
  clocks: partNames.map((part) =>
    [...Y.decodeStateVector(Y.encodeStateVector(one.docs[part]))].toSorted((x, y) => x[0] - y[0]),
  ),
})

describe('what a file need not hold again', () => {
  it('[XC1] is what went into the last one, or was here before a day; what is forgotten goes along', () => {
    const place = memory()
    let now = 1000
    const handed = createHanded({ memory: place, now: () => now })
    expect(handed.lastExport()).toBeUndefined()
    expect(handed.newer(['a', 'b'], 'export')).toEqual(['a', 'b'])
    handed.note(['a'])
    now = 2000
    handed.exported(['a', 'b'])
    now = 3000
    handed.note(['b', 'c', 'd'])
    for (const one of [handed, createHanded({ memory: place, now: () => 9000 })]) {
      expect(one.lastExport()).toBe(2000)
      expect(one.newer(['b', 'c', 'd', 'e'], 'export')).toEqual(['c', 'd', 'e'])
      expect(one.newer(['b', 'c', 'd', 'e'], 2500)).toEqual(['c', 'd', 'e'])
      expect(one.newer(['b', 'c'], 1500)).toEqual(['b', 'c'])
      expect(one.newer(['b', 'c'], 9999)).toEqual([])
    }
    for (const junk of [null, 7, 'x', { at: 'x', keys: 1, seen: [] }, { seen: { b: 'x' } }]) {
      const one = createHanded({
        memory: { read: () => junk, write: () => undefined },
        now: () => 5,
      })
      expect(one.lastExport()).toBeUndefined()
      expect(one.newer(['b'], 'export')).toEqual(['b'])
      expect(one.newer(['b'], 1)).toEqual(['b'])
    }
  })

  it('[XC12] is the same in every tab: one that was open before forgets nothing that another exported', () => {
    const place = memory()
    let now = 1000
    const tabs = [0, 1].map(() => createHanded({ memory: place, now: () => now }))
    const [one, other] = tabs
    one?.note(['a'])
    now = 2000
    other?.exported(['a', 'b'])
    now = 3000
    one?.note(['a', 'b', 'c'])
    for (const tab of tabs) {
      expect(tab.lastExport()).toBe(2000)
      expect(tab.newer(['a', 'b', 'c'], 'export')).toEqual(['c'])
      expect(tab.newer(['a', 'b', 'c'], 1500)).toEqual(['b', 'c'])
    }
  })
})

describe('a file of the changes since the last', () => {
  it('[XC2] whose predecessor is not here waits, over a restart too, and goes in once that is here', async () => {
    const owner = await founder()
    const drafter = await join(owner, 'drafter')
    const handed = handedOf(owner)
    write(owner, '一。')
    const first = await fileOf(owner, handed)
    write(owner, '二。')
    const second = await fileOf(owner, handed, 'export')
    write(owner, '三。')
    const third = await fileOf(owner, handed, 'export')
    const all = await fileOf(owner, handed)
    expect(third.length).toBeLessThan(all.length)
    expect(await open(drafter, third)).toMatchObject({ added: 0, refused: 0, waiting: 1 })
    expect(await open(drafter, third)).toMatchObject({ added: 0, refused: 0, waiting: 1 })
    expect(textOf(drafter)).toBe('')
    // Closed and opened again in between.
    const again = await person({
      root: owner.root.id,
      device: drafter.device,
      carrier: Y.encodeStateAsUpdate(drafter.carrier),
      earlierSessions: [drafter.session],
    })
    expect(again.gate.status.waiting).toBe(1)
    expect(await open(again, second)).toMatchObject({ added: 0, waiting: 1, released: 0 })
    expect(await open(again, first)).toMatchObject({ added: 1, waiting: 0, released: 2 })
    expect(textOf(again)).toBe('三。二。一。')
    expect(again.gate.status.waiting).toBe(0)
    expect(await open(again, second)).toMatchObject({ added: 0, waiting: 0, released: 0 })
    // Or the one who made it exports all.
    expect(await open(drafter, all)).toMatchObject({ waiting: 0, released: 1 })
    expect(textOf(drafter)).toBe('三。二。一。')
  })

  it('[XC3] says in its head since when, and who is new comes along with it', async () => {
    const owner = await founder()
    const drafter = await join(owner, 'drafter')
    const handed = handedOf(owner)
    write(owner, '一。')
    await open(drafter, await fileOf(owner, handed))
    // Somebody comes in whom the drafter has never met.
    const newcomer = await join(owner, 'drafter')
    write(newcomer, '新人写的。')
    await exchange(owner, newcomer)
    const { waiting, people } = await open(drafter, await fileOf(owner, handed, 'export'))
    expect([waiting, people]).toEqual([0, true])
    expect(textOf(drafter)).toContain('新人写的。')
    for (const since of [
      { kind: 'export', at: 7 },
      { kind: 'day', at: 8 },
    ] as const) {
      const read = await readExchange(writeChanges('r1', 9, [], since))
      expect(read).toMatchObject({ ok: true, head: { at: 9, since } })
    }
    const file = Buffer.from(writeChanges('r1', 9, [], { kind: 'day', at: 8 }))
    file.write('"kind":"yes"', file.indexOf('"kind":"day"'))
    const odd = await readExchange(new Uint8Array(file))
    expect(odd.ok && odd.head.since).toBeFalsy()
  })

  it('[XC4] three people who have nothing but files agree, whatever is late, doubled or lost', async () => {
    const seed = firstSeed()
    console.log(`by file: SEED=${seed}`)
    for (let run = 0; run < runCount(6); run++)
      await ring(random(seed + run), run % 2 === 0).catch((error: unknown) => {
        throw new Error(`SEED=${seed + run} loses=${run % 2 === 0}`, { cause: error })
      })
  }, 120_000)
})

/** One way through a few weeks of files that go round. */
async function ring(r: Random, loses: boolean): Promise<void> {
  const owner = await founder()
  const people: Person[] = [owner]
  for (const role of ['drafter', 'drafter'] as const) {
    const invite = await owner.roll.invite({ role, uses: 1, expires: owner.clock.now + 1e10 })
    people.push(await person({ root: owner.root.id, invite }))
  }
  const handed = people.map(handedOf)
  const inboxes: Uint8Array<ArrayBuffer>[][] = people.map(() => [])
  const after = (at: number): number => (at + 1) % people.length
  const of = <T>(list: readonly T[], at: number): T => {
    const found = list[at]
    if (found === undefined) throw new RangeError(String(at))
    return found
  }
  const hand = async (at: number, since?: Since): Promise<void> => {
    of(inboxes, after(at)).push(await fileOf(of(people, at), of(handed, at), since))
  }
  const round = async (since?: Since): Promise<void> => {
    for (const at of people.keys()) {
      await hand(at, since)
      for (const file of of(inboxes, after(at)).splice(0)) await open(of(people, after(at)), file)
    }
  }
  // They come in by files too: the charter goes out, certificates go back, the keys go out.
  await round()
  await round()
  const written: string[] = []
  for (let step = 0; step < 40; step++) {
    const at = r.below(people.length)
    const one = of(people, at)
    switch (r.below(4)) {
      case 0: {
        const words = `〔${step}〕`
        written.push(words)
        const body = bodyOf(one.docs.text)
        body.insert(r.below(body.length + 1), words)
        break
      }
      case 1: {
        one.docs.figures.getMap('ledger').set(`l${step}`, { figure: 'f', by: one.device.id })
        // Now and then long enough for the log to be summed up.
        one.clock.pass(r.chance(0.3) ? 200_000 : 1000)
        break
      }
      case 2: {
        const sort = loses ? r.below(3) : 0
        if (sort === 0) await hand(at, 'export')
        else await hand(at, sort === 1 ? one.clock.now - r.below(1e6) : undefined)
        break
      }
      default: {
        const inbox = of(inboxes, at)
        if (inbox.length === 0) break
        const index = r.below(inbox.length)
        const [file] = r.chance(0.3) ? [of(inbox, index)] : inbox.splice(index, 1)
        if (file !== undefined && !(loses && r.chance(0.4))) await open(one, file)
      }
    }
    for (const each of people) each.clock.pass(1000)
  }
  // Nothing lost: files of the changes alone are enough. Else somebody exports all.
  for (const at of people.keys()) {
    for (const file of of(inboxes, at).splice(0)) await open(of(people, at), file)
  }
  for (let times = 0; times < 2; times++) await round(loses ? undefined : 'export')
  const [first, ...others] = people.map(stateOf)
  for (const other of others) expect(other).toEqual(first)
  for (const one of people) {
    expect(one.errors).toEqual([])
    expect(refusals(one)).toEqual({})
    expect(one.gate.status.waiting).toBe(0)
    const text = textOf(one)
    // Somebody else's words may stand in the middle of one.
    for (const words of written)
      for (const character of words)
        expect([words, text.includes(character)]).toEqual([words, true])
    expect([...text].length).toBe(written.join('').length)
  }
}

describe('what was refused out of a file', () => {
  it('[XC5] is still told of after a restart, and not any more once its author may', async () => {
    const owner = await founder()
    const reviewer = await join(owner, 'reviewer')
    await exchange(owner, reviewer)
    // What a modified program of a reviewer's signs.
    const doc = new Y.Doc()
    doc.clientID = await clientOf(reviewer.device.id, reviewer.session, 'text')
    doc.getText('body').insert(0, '闯入')
    const header = { kind: 'update', part: 'text', epoch: owner.roll.epoch } as const
    const bytes = await reviewer.sealer.seal(
      { ...header, sessions: [reviewer.session] },
      Y.encodeStateAsUpdate(doc),
    )
    const key = await envelopeKey(bytes)
    const kept: Kept[] = []
    const device = await signerOf(await makeKeyPairs())
    const cores: Core[] = []
    const start = async (carrier: Y.Doc): Promise<Core> => {
      const core = await openCore({
        report,
        docs: emptyParts(),
        carrier,
        device,
        session: toBase64url(crypto.getRandomValues(new Uint8Array(8))),
        earlierSessions: [],
        secret,
        root: owner.root.id,
        rootSigner: owner.root,
        now: () => owner.clock.now,
        scheduler: new Clock(),
        randomBytes: (into) => crypto.getRandomValues(into),
        kept,
        keep: (one) => kept.push(one),
        onError: (error) => {
          throw error
        },
      })
      await core.whenJudged
      cores.push(core)
      return core
    }
    const carrier = newDoc()
    Y.applyUpdate(carrier, Y.encodeStateAsUpdate(owner.carrier))
    const first = await start(carrier)
    const entries = [{ kind: 'envelope', name: key, bytes }]
    expect(await mergeCarried(first, entries)).toMatchObject({ added: 0, refused: 1 })
    const told = [{ author: reviewer.device.id, part: 'text', reason: 'role', count: 1 }]
    expect(first.gate.status.refused).toEqual(told)
    const stored = newDoc()
    Y.applyUpdate(stored, Y.encodeStateAsUpdate(carrier))
    const second = await start(stored)
    expect(second.gate.status.refused).toEqual(told)
    // The same file again is the same change.
    await mergeCarried(second, entries)
    expect(second.gate.status.refused).toEqual(told)
    await second.roll.invite({ role: 'reader', uses: 1, expires: owner.clock.now + 1000 })
    expect(second.gate.status.refused).toEqual(told)
    await second.roll.setRole(reviewer.device.id, 'drafter')
    await second.roll.settle()
    expect(second.gate.status.refused).toEqual([])
    expect(await mergeCarried(second, entries)).toMatchObject({ added: 1, refused: 0 })
    await Promise.all(cores.map((core) => core.close()))
  })
})
