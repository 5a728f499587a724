import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bodyOf } from '../../editor/model/parts'
import { carry, close, machine, newKeys, open, quiet, type Machine } from '../support/machine'

const keys = newKeys()

/** A report of two: the owner, who has written, and a drafter who has all of it. */
async function two(): Promise<{ owner: Machine; drafter: Machine; hub: Y.Doc }> {
  const hub = new Y.Doc()
  const owner = await machine()
  const first = await open(keys, owner)
  first.core.roll.tend()
  bodyOf(first.docs.text).insert(0, '第一天。')
  const expires = first.clock.now + 86_400_000
  const drafter = await machine(await first.core.roll.invite({ role: 'drafter', uses: 1, expires }))
  await quiet(first, 100)
  carry(first.carrier, hub)
  const joined = await open(keys, drafter, Y.encodeStateAsUpdate(hub))
  await quiet(joined, 100)
  carry(joined.carrier, first.carrier)
  await quiet(first, 100)
  carry(first.carrier, joined.carrier)
  await quiet(joined, 100)
  Y.applyUpdate(hub, await close(first))
  Y.applyUpdate(hub, await close(joined))
  return { owner, drafter, hub }
}

const textIn = (docs: { readonly text: Y.Doc }): string => bodyOf(docs.text).toString()

describe('opening a report', () => {
  it('[LO1] waits for nothing in the log, and what is written meanwhile goes out', async () => {
    const { owner, drafter, hub } = await two()
    const away = await open(keys, owner)
    bodyOf(away.docs.text).insert(0, '第二天。')
    Y.applyUpdate(hub, await close(away))
    const back = await open(keys, drafter, Y.encodeStateAsUpdate(hub))
    expect(textIn(back.docs)).toBe('第一天。')
    bodyOf(back.docs.text).insert(4, '回来就写。')
    await back.core.whenJudged
    expect(textIn(back.docs)).toBe('第二天。第一天。回来就写。')
    Y.applyUpdate(hub, await close(back))
    const again = await open(keys, owner, Y.encodeStateAsUpdate(hub))
    await again.core.whenJudged
    expect(textIn(again.docs)).toBe('第二天。第一天。回来就写。')
    await close(again)
  })

  it('[LO2] closed again at once, it has taken in what the log had and given what was written', async () => {
    const { owner, drafter, hub } = await two()
    const away = await open(keys, owner)
    bodyOf(away.docs.text).insert(0, '第二天。')
    Y.applyUpdate(hub, await close(away))
    const back = await open(keys, drafter, Y.encodeStateAsUpdate(hub))
    bodyOf(back.docs.text).insert(0, '一句。')
    const carrier = await close(back)
    expect(textIn(back.docs)).toContain('第二天。')
    Y.applyUpdate(hub, carrier)
    const again = await open(keys, owner, Y.encodeStateAsUpdate(hub))
    await again.core.whenJudged
    expect(textIn(again.docs)).toContain('一句。')
    await close(again)
  })
})
