import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { PartName } from '../../editor/model/parts'
import { bodyOf } from '../../editor/model/parts'
import { watchStranded } from '../../editor/sync/agreement'
import { rebuildParts, writeAgain, type Rebuilt } from '../../editor/sync/rebuild'
import { Clock, exchange, founder, join, settle, textOf, type Person } from '../support/group'

const rebuilt = (one: Person, ...parts: PartName[]): Promise<Rebuilt[]> =>
  rebuildParts(parts, {
    docs: one.docs,
    log: one.log,
    roll: one.roll,
    sealer: one.sealer,
    device: one.device.id,
    session: one.session,
    onError: (error) => one.errors.push(error),
  })

const docOf = (state: Uint8Array | undefined): Y.Doc => {
  const doc = new Y.Doc()
  if (state !== undefined) Y.applyUpdate(doc, state)
  return doc
}

async function later(...people: Person[]): Promise<void> {
  for (let round = 0; round < 3; round++) {
    for (const one of people) one.clock.pass(20_000)
    await exchange(...people)
  }
}

describe('a copy that holds what the others will never have', () => {
  it('[SI6] is found where nobody can put it right, and is made as the log has it', async () => {
    const owner = await founder()
    const [leaving, reader, drafter] = [
      await join(owner, 'drafter'),
      await join(owner, 'reader'),
      await join(owner, 'drafter'),
    ]
    bodyOf(owner.docs.text).insert(0, '原文。')
    await exchange(owner, leaving, reader, drafter)
    bodyOf(leaving.docs.text).insert(0, '只有读者收到的一句。')
    await exchange(leaving, reader)
    expect(reader.gate.status.stranded).toEqual([])
    await owner.roll.remove(leaving.device.id)
    await later(owner, drafter)
    await later(owner, drafter, reader)
    expect(textOf(owner)).toBe('原文。')
    expect(textOf(reader)).toContain('只有读者')
    expect(reader.gate.status.stranded).toEqual(['text'])
    expect(drafter.gate.status.stranded).toEqual([])
    const [fresh] = await rebuilt(reader, 'text')
    expect(bodyOf(docOf(fresh?.state)).toString()).toBe('原文。')
    expect(reader.errors).toEqual([])
    // Nothing of it has gone out.
    await later(owner, reader)
    expect(textOf(owner)).toBe('原文。')
  })

  it('[SI7] what its own member built on that is written again, and reaches everybody', async () => {
    const owner = await founder()
    const [leaving, member] = [await join(owner, 'drafter'), await join(owner, 'contributor')]
    await exchange(owner, leaving, member)
    leaving.docs.figures
      .getMap('entries')
      .set('a', { figure: 'f', value: '1', by: leaving.device.id })
    await exchange(leaving, member)
    const { figures } = member.docs
    const value = { figure: 'f', value: '2', by: member.device.id }
    figures.transact(() => {
      figures.getMap('entries').delete('a')
      figures.getMap('entries').set('b', value)
      figures.getMap('ledger').set('b', value)
    })
    await settle(member)
    await owner.roll.remove(leaving.device.id)
    await later(owner, member)
    // It waits for what never comes.
    expect(owner.docs.figures.getMap('ledger').has('b')).toBe(false)
    expect(owner.gate.status.waiting).toBeGreaterThan(0)
    expect(member.gate.status.stranded).toEqual(['figures'])
    const [fresh] = await rebuilt(member, 'figures')
    expect(fresh?.own.map(({ root, key }) => `${root} ${key}`).toSorted()).toEqual([
      'entries b',
      'ledger b',
    ])
    const doc = docOf(fresh?.state)
    writeAgain(doc, fresh?.own ?? [])
    expect(doc.getMap('ledger').get('b')).toEqual(value)
    expect(doc.getMap('entries').has('a')).toBe(false)
  })

  it('[SI8] what somebody has only taken out of the log is put back, not given up', async () => {
    const owner = await founder()
    const [drafter, reader] = [await join(owner, 'drafter'), await join(owner, 'reader')]
    bodyOf(drafter.docs.text).insert(0, '大家都有的一句。')
    await exchange(owner, drafter, reader)
    reader.log.change(new Map(), reader.log.keys())
    await settle(reader)
    await later(owner, drafter, reader)
    expect(reader.gate.status.stranded).toEqual([])
    expect(textOf(reader)).toContain('大家都有')
  })

  it('[SI9] is confirmed only while somebody is here who could put it right, and does not', () => {
    const clock = new Clock()
    let agreed = false
    let confirmed = 0
    watchStranded({
      scheduler: clock,
      stranded: () => true,
      agreed: () => agreed,
      confirm: () => confirmed++,
    })
    const wait = (seconds: number): void => {
      for (let i = 0; i < seconds; i++) clock.pass(1000)
    }
    wait(600)
    expect(confirmed).toBe(0)
    agreed = true
    wait(60)
    agreed = false
    wait(20)
    agreed = true
    wait(80)
    expect(confirmed).toBe(0)
    wait(30)
    expect(confirmed).toBe(1)
    wait(600)
    expect(confirmed).toBe(1)
  })
})
