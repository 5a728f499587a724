import { monitorEventLoopDelay } from 'node:perf_hooks'
import * as encoding from 'lib0/encoding'
import { afterAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { readyTogether } from '../../editor/sync/inspect'
import { clientOf, envelopeKey } from '../../editor/sync/seal'
import { stepsOf } from '../../editor/sync/steps'
import type { PartName } from '../../editor/model/parts'
import { exchange, founder, join, refusals, textOf, type Person } from '../support/group'
import { firstSeed, random, runCount } from '../support/random'
import { threadTrial } from '../support/trial'

/*
 * A drafter with a modified program may sign what is sound, small and takes minutes to apply. It
 * is found out where it can hang nobody.
 */

const trials = [threadTrial(), threadTrial()] as const

afterAll(() => {
  for (const trial of trials) trial.close()
})

async function sign(into: Person, part: PartName, update: Uint8Array): Promise<void> {
  const header = { kind: 'update', part, epoch: into.roll.epoch, sessions: [into.session] } as const
  const bytes = await into.sealer.seal(header, update)
  into.log.change(new Map([[await envelopeKey(bytes), bytes]]))
}

/**
 * A chain of characters, then as many that each stand behind the first and before another of the
 * chain: for every one Yjs looks at all between. 144 KB take half a minute.
 */
function quadratic(client: number, count: number): Uint8Array {
  const encoder = encoding.createEncoder()
  const number = (value: number): void => encoding.writeVarUint(encoder, value)
  const [stringRef, origin, right] = [4, 0x80, 0x40]
  for (const value of [1, 2 * count, client, 0]) number(value)
  for (let clock = 0; clock < count; clock++) {
    encoding.writeUint8(encoder, stringRef | (clock > 0 ? origin : 0))
    if (clock > 0) for (const value of [client, clock - 1]) number(value)
    else {
      number(1)
      encoding.writeVarString(encoder, 'body')
    }
    encoding.writeVarString(encoder, '字')
  }
  for (let index = 1; index <= count; index++) {
    encoding.writeUint8(encoder, stringRef | origin | (index < count ? right : 0))
    for (const value of [client, 0]) number(value)
    if (index < count) for (const value of [client, index]) number(value)
    encoding.writeVarString(encoder, '字')
  }
  number(0)
  return encoding.toUint8Array(encoder)
}

/** Items that each stand between the first and another of a chain that is there already. */
function wide(client: number, of: number, length: number, count: number): Uint8Array {
  const encoder = encoding.createEncoder()
  const number = (value: number): void => encoding.writeVarUint(encoder, value)
  for (const value of [1, count, client, 0]) number(value)
  for (let index = 0; index < count; index++) {
    encoding.writeUint8(encoder, 4 | 0x80 | 0x40)
    for (const value of [of, 0, of, length - index]) number(value)
    encoding.writeVarString(encoder, '字')
  }
  number(0)
  return encoding.toUint8Array(encoder)
}

function milliseconds(run: () => void): number {
  const before = performance.now()
  run()
  return performance.now() - before
}

describe('changes that would hang whoever applies them', () => {
  it('[RS13] are refused with a reason; meanwhile others are heard, and nothing stands still for 2 s', async () => {
    const owner = await founder({ trial: trials[0] })
    const villain = await join(owner, 'drafter')
    const honest = await join(owner, 'drafter', { trial: trials[1] })
    const client = await clientOf(villain.device.id, villain.session, 'text')
    const update = quadratic(client, 8000)
    await sign(villain, 'text', update)
    const lag = monitorEventLoopDelay({ resolution: 10 })
    lag.enable()
    honest.docs.text.getText('body').insert(0, '一句实话')
    const done = exchange(owner, honest)
    Y.applyUpdate(owner.carrier, Y.encodeStateAsUpdate(villain.carrier))
    await done
    await exchange(owner, honest)
    lag.disable()
    console.log(`trial: ${(lag.max / 1e6).toFixed(0)} ms without an answer at most`)
    expect(textOf(owner)).toContain('一句实话')
    expect(refusals(owner)).toEqual({ slow: 1 })
    expect(lag.max / 1e6).toBeLessThan(2000)
  }, 60_000)

  it('[RS14] a first copy of a long report passes the trial', async () => {
    const owner = await founder()
    const body = owner.docs.text.getText('body')
    for (let n = 0; n < 4000; n++) body.insert((n * 7919) % (body.length + 1), `${n}字`)
    await exchange(owner)
    const late = await join(owner, 'drafter', { trial: trials[1] })
    await exchange(owner, late)
    expect(textOf(late)).toBe(textOf(owner))
    expect(refusals(late)).toEqual({})
  }, 60_000)

  it('[RS15] a name that hangs on a long chain of neighbours is judged at once', async () => {
    const owner = await founder()
    const villain = await join(owner, 'drafter')
    const doc = new Y.Doc()
    doc.clientID = await clientOf(villain.device.id, villain.session, 'review')
    // Each value of one key stands beside the one before.
    const members = doc.getMap('members')
    for (let n = 0; n < 20_000; n++) members.set(villain.device.id, { name: `甲${n}` })
    await sign(villain, 'review', Y.encodeStateAsUpdate(doc))
    const before = performance.now()
    await exchange(owner, villain)
    expect(performance.now() - before).toBeLessThan(4000)
    expect(owner.errors).toEqual([])
  }, 60_000)
})

describe('the steps that a change may take', () => {
  it('[RS32] are few for a few lines in the middle of a very long text, and many for what is meant ill', () => {
    const doc = new Y.Doc()
    const text = doc.getText('body')
    text.applyDelta(
      Array.from({ length: 30_000 }, (_, n) => [
        { insert: '字' },
        { insert: { figure: n } },
      ]).flat(),
    )
    const writer = new Y.Doc()
    Y.applyUpdate(writer, Y.encodeStateAsUpdate(doc))
    const before = Y.encodeStateVector(writer)
    const theirs = writer.getText('body')
    for (let n = 0; n < 30; n++) {
      theirs.insert(20_000 + n * 3, '新写的')
      theirs.insertEmbed(20_001 + n * 3, { figure: `new ${n}` })
      theirs.insert(0, '首')
      theirs.insert(theirs.length, '尾')
    }
    const update = Y.encodeStateAsUpdate(writer, before)
    expect(stepsOf(doc, update, 2_000_000)).toBeLessThan(100_000)
    expect(stepsOf(doc, quadratic(7, 1000), 2_000_000)).toBe(Infinity)
    // And where everything stands already, between the first and each of the last ones.
    const chain = new Y.Doc()
    Y.applyUpdate(chain, quadratic(7, 500))
    expect(stepsOf(chain, wide(9, 7, 499, 400), 100_000)).toBe(Infinity)
  })
})

/** The meaning of `readyTogether`, as slow as it is plain. */
function readyPlainly(
  extents: readonly {
    starts: Map<number, number>
    needs: Map<number, number>
    brings: Map<number, number>
  }[],
  known: ReadonlyMap<number, number>,
): number[] {
  let left = extents.map((_, index) => index)
  for (;;) {
    const reach = new Map(known)
    for (let changed = true; changed;) {
      changed = false
      for (const index of left)
        for (const [client, start] of extents[index]?.starts ?? []) {
          const [now, end] = [reach.get(client) ?? 0, extents[index]?.brings.get(client) ?? start]
          if (start > now || end <= now) continue
          reach.set(client, end)
          changed = true
        }
    }
    const next = left.filter((index) => {
      const one = extents[index]
      return [...(one?.starts ?? []), ...(one?.needs ?? [])].every(
        ([client, clock]) => clock <= (reach.get(client) ?? 0),
      )
    })
    if (next.length === left.length) return left
    left = next
  }
}

describe('what is ready', () => {
  const runs = runCount(3000)
  it(`[RS16] is the same as its plain meaning, ${runs} times`, () => {
    const seed = firstSeed()
    console.log(`ready: SEED=${seed} RUNS=${runs}`)
    const r = random(seed)
    for (let run = 0; run < runs; run++) {
      const known = new Map([1, 2, 3].map((client) => [client, r.below(4)]))
      const extents = Array.from({ length: r.below(9) }, () => {
        const starts = new Map<number, number>()
        const brings = new Map<number, number>()
        for (let n = r.below(3); n > 0; n--) {
          const [client, start] = [r.below(4), r.below(6)]
          starts.set(client, start)
          brings.set(client, start + 1 + r.below(3))
        }
        const needs = new Map(
          Array.from({ length: r.below(3) }, () => [r.below(4), r.below(7)] as const),
        )
        return { starts, needs, brings }
      })
      expect(readyTogether(extents, known), `SEED=${seed} run ${run}`).toEqual(
        readyPlainly(extents, known),
      )
    }
  })

  it('[RS17] is found at once among thousands that fall one after the other', () => {
    const count = 5000
    const extents = Array.from({ length: count }, (_, index) => ({
      starts: new Map([[index, 0]]),
      brings: new Map([[index, 1]]),
      needs: new Map([[index + 1, 1]]),
    }))
    const time = milliseconds(() => expect(readyTogether(extents, new Map())).toEqual([]))
    expect(time).toBeLessThan(1000)
  })
})
