import { describe, expect, it } from 'vitest'
import { createAttachments } from '../../editor/attachments/attachments'
import { prepare, type Prepared } from '../../editor/attachments/files'
import { attachmentsOf } from '../../editor/model/parts'
import { exchange, founder, join, person, refusals, type Person } from '../support/group'
import { testEnvironment } from '../support/peer'

const day = 86_400_000

async function file(name: string): Promise<Prepared> {
  const bytes = new Uint8Array(400).fill(7)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  // Its first chunk says how many pixels it has.
  bytes.set([0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 8, 0, 0, 0, 8], 8)
  const result = await prepare(name, bytes)
  if (!result.ok) throw new Error(result.code)
  return result.file
}

/** The attachments as a person's program has them. */
const of = ({ docs, device, roll }: Person) =>
  createAttachments(
    docs.figures,
    testEnvironment(device.id),
    device.id,
    (one) => roll.role === 'owner' || roll.personOf(one) === roll.personOf(device.id),
  )
const has = ({ docs }: Person, id: string): boolean => attachmentsOf(docs.figures).has(id)

describe('an attachment of another device', () => {
  it('[FG40] is taken away by the owner, and by nobody else of the group', async () => {
    const owner = await founder()
    const [one, other] = [await join(owner, 'contributor'), await join(owner, 'drafter')]
    await exchange(owner, one, other)
    const picture = await file('a.png')
    of(one).add([picture])
    const id = of(one).idOf(picture)
    await exchange(owner, one, other)
    expect([owner, one, other].map((who) => has(who, id))).toEqual([true, true, true])
    expect(of(other).removable(id)).toBe('no')
    expect(of(other).remove(id)).toBeNull()
    expect(has(other, id)).toBe(true)
    // A program that does it all the same convinces nobody.
    attachmentsOf(other.docs.figures).delete(id)
    await exchange(owner, one, other)
    expect([has(owner, id), has(one, id)]).toEqual([true, true])
    expect(refusals(owner)).toEqual({ foreign: 1 })
    expect(of(owner).removable(id)).toBe('others')
    of(owner).remove(id)
    await exchange(owner, one)
    expect([owner, one].map((who) => has(who, id))).toEqual([false, false])
    expect(refusals(one)).toEqual({ foreign: 1 })
  })

  it('[FG41] is taken away by the same person with the other device', async () => {
    const owner = await founder()
    const first = await join(owner, 'contributor')
    await exchange(owner, first)
    const picture = await file('b.png')
    of(first).add([picture])
    const id = of(first).idOf(picture)
    const seed = await first.roll.linkDevice(first.clock.now + day)
    const laptop = await person({ root: owner.root.id, invite: seed })
    await exchange(first, laptop)
    expect(of(laptop).removable(id)).toBe('others')
    of(laptop).remove(id)
    await exchange(first, laptop, owner)
    expect([owner, first, laptop].map((who) => has(who, id))).toEqual([false, false, false])
    for (const who of [owner, first, laptop]) expect(refusals(who)).toEqual({})
  })
})
