import { describe, expect, it } from 'vitest'
import { exchange, founder, join, person, refusals, textOf, type Person } from '../support/group'

/* A person comes in with a second computer by a link from the first. */

const day = 86_400_000

async function second(of: Person, root: string, seed?: Uint8Array<ArrayBuffer>): Promise<Person> {
  const invite = seed ?? (await of.roll.linkDevice(of.clock.now + day))
  return await person({ root, invite })
}

describe('a second device', () => {
  it('[RS22] comes in by a link of the first with nobody else there, in its role and as the same person', async () => {
    const owner = await founder()
    owner.docs.text.getText('body').insert(0, '原文')
    const first = await join(owner, 'drafter')
    await exchange(owner, first)
    const other = await second(first, owner.root.id)
    await exchange(first, other)
    expect(textOf(other)).toBe('原文')
    expect(other.roll.standing).toBe('member')
    expect(other.roll.role).toBe('drafter')
    other.docs.text.getText('body').insert(0, '第二台')
    await exchange(first, other)
    expect(textOf(first)).toBe('第二台原文')
    // The owner hears of it later and makes it a member.
    await exchange(owner, first, other)
    expect(textOf(owner)).toBe('第二台原文')
    for (const one of [owner, first, other]) {
      expect(one.roll.personOf(other.device.id)).toBe(first.device.id)
      const found = one.roll.members().find(({ device }) => device === other.device.id)
      expect(found).toEqual({ device: other.device.id, role: 'drafter', confirmed: true })
      expect(refusals(one)).toEqual({})
    }
  })

  it('[RS23] is one: the link lets nobody else in, and is nobody else’s to claim', async () => {
    const owner = await founder()
    const first = await join(owner, 'drafter')
    const stranger = await join(owner, 'reader')
    const seed = await first.roll.linkDevice(first.clock.now + day)
    const other = await second(first, owner.root.id, seed)
    await exchange(first, other, owner)
    const third = await second(first, owner.root.id, seed)
    await exchange(owner, first, other, third, stranger)
    expect(third.roll.role).toBe('none')
    expect(owner.roll.members().some(({ device }) => device === third.device.id)).toBe(false)
    // Nor does it when both come before the owner hears of either.
    const again = await first.roll.linkDevice(first.clock.now + day)
    const [one, two] = [
      await second(first, owner.root.id, again),
      await second(first, owner.root.id, again),
    ]
    await exchange(first, one, two)
    await exchange(owner, first, one, two)
    const roles = [one, two].map(({ device }) => owner.roll.roleOf(device.id))
    expect(roles.toSorted()).toEqual(['drafter', 'none'])
  })

  it('[RS24] goes singly, and with the first when that has not been confirmed', async () => {
    const owner = await founder()
    const first = await join(owner, 'drafter')
    const other = await second(first, owner.root.id)
    await exchange(owner, first, other)
    await owner.roll.remove(other.device.id)
    await exchange(owner, first, other)
    expect(other.roll.standing).toBe('removed')
    expect(first.roll.role).toBe('drafter')
    other.docs.text.getText('body').insert(0, '不再算数')
    await exchange(owner, first, other)
    expect(textOf(owner)).not.toContain('不再算数')
    // Its own link does not let it in again.
    await exchange(owner, first, other)
    expect(owner.roll.roleOf(other.device.id)).toBe('none')

    const late = await second(first, owner.root.id)
    await exchange(first, late)
    expect(late.roll.role).toBe('drafter')
    await owner.roll.remove(first.device.id)
    await exchange(owner, first, late)
    expect(owner.roll.roleOf(late.device.id)).toBe('none')
  })

  it('[RS25] has the role that the person is given, and the key of a later epoch', async () => {
    const owner = await founder()
    const first = await join(owner, 'drafter')
    const reader = await join(owner, 'reader')
    const seed = await first.roll.linkDevice(first.clock.now + day)
    // A key changes between link and joining.
    await owner.roll.remove(reader.device.id)
    owner.docs.text.getText('body').insert(0, '新钥匙')
    await exchange(owner, first)
    const other = await second(first, owner.root.id, seed)
    await exchange(first, other)
    expect(textOf(other)).toBe('新钥匙')
    await exchange(owner, first, other)
    await owner.roll.setRole(first.device.id, 'reviewer')
    await exchange(owner, first, other)
    expect(other.roll.role).toBe('reviewer')
  })

  it('[RS26] runs out', async () => {
    const owner = await founder()
    const first = await join(owner, 'drafter')
    const seed = await first.roll.linkDevice(first.clock.now + 1000)
    const other = await person({ root: owner.root.id, invite: seed })
    other.clock.now += 3 * day
    await exchange(owner, first, other)
    expect(other.roll.standing).toBe('invitation-over')
    expect(textOf(other)).toBe('')
  })
})
