import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { bodyOf } from '../../editor/model/parts'
import { reportOf } from '../../editor/model/report'
import * as ours from '../support/group'
import { testEnvironment } from '../support/peer'

const { carry, exchange, founder, join, person, settle, textOf } = ours

/** The same program as a later version: what it writes, this one does not know. */
async function newerProgram(): Promise<typeof ours> {
  vi.resetModules()
  vi.doMock('../../editor/model/parts', async (original) => ({
    ...(await original<object>()),
    schemaVersion: 2,
  }))
  return await import('../support/group')
}

afterEach(() => {
  vi.doUnmock('../../editor/model/parts')
  vi.resetModules()
})

describe('an older and a newer program in one group', () => {
  it('[SI12] the older one loses nothing of the newer one’s, and passes it on, whatever it does', async () => {
    const newer = await newerProgram()
    const owner = await newer.founder()
    const old = await join(owner, 'drafter')
    const late = await newer.join(owner, 'drafter')
    bodyOf(owner.docs.text).insert(0, '新版写的。')
    bodyOf(old.docs.text).insert(0, '旧版写的。')
    await exchange(owner, old)
    expect(textOf(owner)).toContain('旧版写的。')
    expect(textOf(old)).toBe('旧版写的。')
    expect(old.gate.status.newer).toBeGreaterThan(0)
    // It writes, compacts, tidies up; the newer one is away meanwhile.
    for (let n = 0; n < 400; n++) {
      bodyOf(old.docs.text).insert(0, '字')
      await old.gate.flush()
    }
    old.clock.pass(30_000)
    await settle(old)
    expect(old.log.keys().length).toBeLessThan(20)
    carry(old, late)
    await exchange(late)
    expect(textOf(late)).toContain('新版写的。')
    expect(textOf(late)).toContain('旧版写的。')
    await exchange(owner, old, late)
    expect(textOf(late)).toBe(textOf(owner))
    expect([owner.errors, old.errors, late.errors]).toEqual([[], [], []])
  })

  it('[SI13] opening a report of a newer program, and closing it, changes nothing; updated, all is there', async () => {
    const newer = await newerProgram()
    const owner = await newer.founder()
    owner.docs.text.getMap('meta').set('schemaVersion', 2)
    bodyOf(owner.docs.text).insertEmbed(0, { future: '只有新版认识' })
    bodyOf(owner.docs.text).insert(1, '新版的正文')
    await exchange(owner)
    const invite = await owner.roll.invite({
      role: 'drafter',
      uses: 1,
      expires: owner.clock.now + 1e8,
    })
    const old = await person({ root: owner.root.id, invite })
    await exchange(owner, old)
    const keys = owner.log.keys().toSorted()
    // A report that was stored by the newer program, on a machine that has gone back to this one.
    const stored = await person({
      root: owner.root.id,
      device: old.device,
      carrier: Y.encodeStateAsUpdate(old.carrier),
      parts: { text: Y.encodeStateAsUpdate(owner.docs.text) },
    })
    const report = reportOf(stored.docs, {
      id: 'r1',
      environment: testEnvironment('o'),
      author: old.device.id,
    })
    expect(report.readOnly).toBe(true)
    report.document().check()
    report.summary()
    await stored.gate.close()
    expect(Y.encodeStateVector(stored.docs.text)).toEqual(Y.encodeStateVector(owner.docs.text))
    carry(stored, owner)
    await exchange(owner)
    for (const key of keys) expect(owner.log.keys()).toContain(key)
    const updated = await newer.person({
      root: owner.root.id,
      device: old.device,
      carrier: Y.encodeStateAsUpdate(old.carrier),
    })
    await exchange(updated)
    expect(bodyOf(updated.docs.text).toDelta()).toEqual(bodyOf(owner.docs.text).toDelta())
  })
})

describe('clocks that are wrong', () => {
  const year = 365 * 86_400_000

  it('[SI14] by ten years either way, or set back in the middle: all converge, nobody is shut out', async () => {
    const owner = await founder()
    const people = [owner, await join(owner, 'drafter'), await join(owner, 'contributor')]
    const [, behind, ahead] = people
    if (behind === undefined || ahead === undefined) throw new Error('nobody')
    behind.clock.now -= 10 * year
    ahead.clock.now += 10 * year
    for (let round = 0; round < 5; round++) {
      bodyOf(owner.docs.text).insert(0, `统${round}`)
      bodyOf(behind.docs.text).insert(0, `起${round}`)
      const value = { figure: 'f', value: String(round), by: ahead.device.id, at: ahead.clock.now }
      ahead.docs.figures.getMap('ledger').set(`v${round}`, value)
      await exchange(...people)
      owner.clock.now -= 3_600_000
    }
    for (const one of people) {
      expect(textOf(one)).toBe(textOf(owner))
      expect(one.docs.figures.getMap('ledger').size).toBe(5)
      expect([one.errors, one.gate.status.waiting, one.roll.standing]).toEqual([[], 0, 'member'])
    }
    expect(textOf(owner)).toHaveLength(20)
  })

  it('[SI15] an invitation does not mind a clock that is wrong by less than a day', async () => {
    const owner = await founder()
    const options = { role: 'reader', uses: 5, expires: owner.clock.now + 3_600_000 } as const
    const invite = await owner.roll.invite(options)
    for (const [hours, standing] of [
      [20, 'member'],
      [-2000, 'member'],
      [80, 'invitation-over'],
    ] as const) {
      const one = await person({ root: owner.root.id, invite })
      one.clock.now += hours * 3_600_000
      await exchange(owner, one)
      expect(one.roll.standing, `${hours} h`).toBe(standing)
    }
  })
})

describe('a key that is wrong', () => {
  it('[SI16] of the room, of the report or of the epoch: nothing gets in or out, nothing throws', async () => {
    const owner = await founder()
    bodyOf(owner.docs.text).insert(0, '机密以外')
    const invite = await owner.roll.invite({
      role: 'drafter',
      uses: 9,
      expires: owner.clock.now + 1e8,
    })
    const other = await founder()
    const strangers = [
      await person({ root: owner.root.id, invite, secret: new Uint8Array(32).fill(9) }),
      await person({ root: other.root.id, invite }),
      await person({ root: owner.root.id, invite: new Uint8Array(32).fill(3) }),
    ]
    for (const one of strangers) {
      bodyOf(one.docs.text).insert(0, '外人')
      await exchange(owner, one)
      expect(textOf(one)).toBe('外人')
      expect(textOf(owner)).toBe('机密以外')
      expect([one.errors, owner.errors]).toEqual([[], []])
    }
  })
})
