import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { fromBase64url, toBase64url } from '../../editor/trust/bytes'
import { digitsOf, signCertificate } from '../../editor/trust/certificate'
import {
  keysFrom,
  mostMembers,
  readCharter,
  signCharter,
  type Charter,
} from '../../editor/trust/charter'
import { makeKeyPairs, signerFromSeed, signerOf, type Signer } from '../../editor/trust/keys'
import { tellFigures } from '../support/figures'
import {
  exchange,
  founder,
  join,
  person,
  report,
  secret,
  settle,
  type Person,
} from '../support/group'

/*
 * Charters and certificates of somebody who means ill, or who has got hold of the owner's root.
 */

const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(bytes)
const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Puts something on a person's shelf as everybody who was ever invited can. */
async function shelve(into: Person, plain: Uint8Array<ArrayBuffer>): Promise<string> {
  const root = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: encode('tonggao/1'), info: encode('roll') }
  const aes = { name: 'AES-GCM', length: 256 }
  const key = await crypto.subtle.deriveKey(how, root, aes, false, ['encrypt'])
  const iv = random(new Uint8Array(12))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain)
  const bytes = Uint8Array.from([...iv, ...new Uint8Array(sealed)])
  const hash = await crypto.subtle.digest('SHA-256', bytes)
  const name = toBase64url(new Uint8Array(hash, 0, 24))
  into.rollShelf.change(new Map([[name, bytes]]))
  await settle(into)
  return name
}

type Content = Parameters<typeof signCharter>[1]

/** What a charter like the owner's would say. */
function contentOf(owner: Person & { readonly root: Signer }, more: Partial<Content>): Content {
  const members = owner.roll.members().map(({ device, role }) => ({
    device,
    agree: device,
    role,
    invite: '',
    person: '',
  }))
  const empty = { asking: [], final: undefined, links: [], pardons: [] }
  const now = { report, rev: 99, epoch: owner.roll.epoch, at: 1, members, invites: [] }
  return { ...empty, ...now, by: owner.device.id, ...more }
}

const forgedBy = (signer: Signer, owner: Person & { root: Signer }, more: Partial<Content>) =>
  signCharter(signer, contentOf(owner, more), owner.roll.keys(), random)

const rolesOf = ({ roll }: Person): unknown =>
  roll
    .members()
    .map(({ device, role }) => `${device} ${role}`)
    .toSorted()

describe('a charter', () => {
  it('[HO10] of another root, of another report, changed or older than what is known: no effect', async () => {
    const owner = await founder()
    const member = await join(owner, 'reader')
    await exchange(owner, member)
    const villain = await signerOf(await makeKeyPairs())
    const before = rolesOf(member)
    const grab = [
      {
        device: member.device.id,
        agree: member.device.agree,
        role: 'owner',
        invite: '',
        person: '',
      },
    ] as const
    // Signed by a member, or by anybody.
    for (const signer of [member.device, villain])
      await shelve(member, await forgedBy(signer, owner, { members: grab }))
    // Signed by the root, for another report of the same owner.
    await shelve(member, await forgedBy(owner.root, owner, { report: 'r2', members: grab }))
    // What the root signed, with a word changed.
    const sound = new TextDecoder().decode(await forgedBy(owner.root, owner, { rev: 50 }))
    await shelve(member, encode(sound.replace('reader', 'drafter')))
    // Nothing that is one.
    for (const odd of ['', '{}', '[]', 'null', '{"type":"charter"}', '{"type":"charter","body":7}'])
      await shelve(member, encode(odd))
    expect(rolesOf(member)).toEqual(before)
    expect(member.roll.role).toBe('reader')
    expect(member.errors).toEqual([])
    // One that was true once.
    const old = [...owner.roll.items()].map(([key, bytes]) => [key, bytes] as const)
    await owner.roll.remove(member.device.id)
    await exchange(owner, member)
    expect(member.roll.standing).toBe('removed')
    for (const one of [owner, member]) {
      one.rollShelf.change(new Map(old))
      await settle(one)
    }
    await exchange(owner, member)
    expect(owner.roll.roleOf(member.device.id)).toBe('none')
    expect(member.roll.standing).toBe('removed')
    const late = await join(owner, 'reader')
    late.rollShelf.change(new Map(old))
    await settle(late)
    expect(late.roll.roleOf(member.device.id)).toBe('none')
  })

  it('[HO11] two of one revision from two machines: the same counts everywhere, everybody is told, the owner goes on', async () => {
    const owner = await founder()
    const [one, other] = [await join(owner, 'drafter'), await join(owner, 'reader')]
    await exchange(owner, one, other)
    const rev = 50
    const thief = await signerOf(await makeKeyPairs())
    const first = await forgedBy(owner.root, owner, { rev })
    const second = await forgedBy(owner.root, owner, { rev, by: thief.id, members: [] })
    await shelve(one, first)
    await shelve(other, second)
    expect(one.roll.isContested || other.roll.isContested).toBe(false)
    await exchange(owner, one, other)
    for (const each of [owner, one, other]) expect(each.roll.isContested).toBe(true)
    expect(rolesOf(one)).toEqual(rolesOf(owner))
    expect(rolesOf(other)).toEqual(rolesOf(owner))
    // It is not decided by the way, only by a person.
    owner.roll.tend()
    await exchange(owner, one, other)
    expect(owner.roll.isContested).toBe(true)
    await owner.roll.settleContest()
    await exchange(owner, one, other)
    for (const each of [owner, one, other]) expect(each.roll.isContested).toBe(false)
    const late = await join(owner, 'reader')
    await exchange(owner, late)
    expect(late.roll.isContested).toBe(false)
    for (const each of [owner, one, other, late]) expect(each.errors).toEqual([])
  })

  it('[XC14] two machines of the owner’s that acted apart, one of them more often: nothing is dropped in silence', async () => {
    const owner = await founder()
    const carrier = Y.encodeStateAsUpdate(owner.carrier)
    const second = await person({ root: owner.root.id, rootSigner: owner.root, carrier })
    await exchange(owner, second)
    const [leaving, staying] = [await join(owner, 'drafter'), await join(owner, 'drafter')]
    await exchange(owner, second, leaving, staying)
    const all = [owner, second, staying]
    for (const each of all) expect(each.roll.isContested).toBe(false)
    await owner.roll.remove(leaving.device.id)
    await exchange(owner, staying)
    const terms = { role: 'reader', uses: 1, expires: owner.clock.now + 86_400_000 } as const
    for (let times = 0; times < 3; times++) await second.roll.invite(terms)
    await exchange(...all)
    // The later one counts, and has the removed one in it; whoever looks sees that.
    for (const each of all) expect(each.roll.isContested).toBe(true)
    await owner.roll.remove(leaving.device.id)
    await exchange(...all)
    for (const each of all) {
      expect(each.roll.isContested).toBe(false)
      expect(each.roll.roleOf(leaving.device.id)).not.toBe('drafter')
      expect(each.errors).toEqual([])
    }
    // One after the other, each knowing of the other, is nothing to be told.
    await second.roll.invite(terms)
    await exchange(...all)
    await owner.roll.invite(terms)
    await exchange(...all)
    for (const each of all) expect(each.roll.isContested).toBe(false)
  })

  it('[HO12] two contexts of the owner’s browser act at the same moment: neither act is lost, and nobody is alarmed', async () => {
    for (let n = 0; n < 4; n++) {
      const owner = await founder()
      const [leaving, staying] = [await join(owner, 'drafter'), await join(owner, 'drafter')]
      await exchange(owner, leaving, staying)
      const page = await person({
        root: owner.root.id,
        rootSigner: owner.root,
        device: owner.device,
      })
      await exchange(owner, page)
      await owner.roll.remove(leaving.device.id)
      await page.roll.setRole(staying.device.id, 'reviewer')
      await exchange(owner, page, staying)
      for (const each of [owner, page, staying]) {
        expect(each.roll.roleOf(leaving.device.id)).toBe('none')
        expect(each.roll.roleOf(staying.device.id)).toBe('reviewer')
        expect(each.roll.isContested).toBe(false)
      }
      expect(staying.roll.keyOf(owner.roll.epoch)).toBeDefined()
    }
  })

  it('[HO13] with ten thousand members, with absurd numbers: refused, or held to its bounds', async () => {
    const owner = await founder()
    const member = await join(owner, 'reader')
    await exchange(owner, member)
    const before = rolesOf(member)
    const crowd = (count: number): Charter['members'] =>
      Array.from({ length: count }, () => {
        const device = toBase64url(random(new Uint8Array(32)))
        return { device, agree: owner.device.agree, role: 'drafter', invite: '', person: '' }
      })
    const start = performance.now()
    await shelve(member, await forgedBy(owner.root, owner, { members: crowd(10_000) }))
    expect(rolesOf(member)).toEqual(before)
    const item = JSON.parse(
      new TextDecoder().decode(await forgedBy(owner.root, owner, { members: crowd(2000) })),
    )
    const charter = await readCharter(item, owner.root.id, report)
    expect(charter?.members).toHaveLength(mostMembers)
    for (const odd of [-1, 1.5, Number.NaN, Infinity, 2 ** 60]) {
      await shelve(member, await forgedBy(owner.root, owner, { rev: odd }))
      expect(member.errors).toEqual([])
    }
    await owner.roll.setRole(member.device.id, 'reviewer').catch(() => undefined)
    expect(performance.now() - start).toBeLessThan(20_000)
    tellFigures('HO13', { 'members of one charter': 10_000, taken: 0 })
  })

  it('[HO14] gives nobody another key than the one that all others have', async () => {
    const owner = await founder()
    const item = JSON.parse(new TextDecoder().decode(await forgedBy(owner.root, owner, {})))
    const charter = await readCharter(item, owner.root.id, report)
    if (charter === undefined) throw new Error('no charter')
    const key = owner.roll.keyOf(1)
    expect((await keysFrom(charter, key)).get(1)).toEqual(key)
    expect((await keysFrom(charter, random(new Uint8Array(32)))).size).toBe(0)
    expect((await keysFrom(charter, random(new Uint8Array(16)))).size).toBe(0)
    expect((await keysFrom(charter, undefined)).size).toBe(0)
  })

  it('[XC9] with more invitations than anybody reads is not signed, and says why', async () => {
    const owner = await founder()
    const terms = { role: 'reader', uses: 1, asks: true, expires: owner.clock.now + 1e8 } as const
    for (let n = 0; n < 100; n++) await owner.roll.invite(terms)
    await expect(owner.roll.invite(terms)).rejects.toMatchObject({ problem: 'invites-full' })
    const [first] = owner.roll.invites()
    await owner.roll.closeInvite(first?.key ?? '')
    await owner.roll.invite(terms)
    expect(owner.roll.invites()).toHaveLength(100)
    const drafter = await person({ root: owner.root.id })
    await expect(drafter.roll.invite(terms)).rejects.toMatchObject({ problem: 'not-owner' })
    await expect(drafter.roll.linkDevice(1)).rejects.toMatchObject({ problem: 'not-member' })
  }, 60_000)

  it('[HO15] that nobody could read any more is not signed: the list is full, and what was stays', async () => {
    const owner = await founder()
    const invites = async (): Promise<void> => {
      for (let n = 0; n < 3000; n++)
        await owner.roll.pardon(
          owner.device.id,
          new Map(Array.from({ length: 100 }, (_, i) => [2 ** 50 + n * 100 + i, 2 ** 30 + i])),
        )
    }
    await expect(invites()).rejects.toThrow(/full/)
    const again = await person({ root: owner.root.id })
    await exchange(owner, again)
    expect(again.roll.members()).toEqual(owner.roll.members())
    // What takes no more room can be done all the same.
    await owner.roll.finalise('F')
    await exchange(owner, again)
    expect(again.roll.final?.fingerprint).toBe('F')
    expect(again.errors).toEqual([])
  }, 120_000)
})

describe('whoever asks to be let in', () => {
  it('[HO16] has to be signed for by the device and by the invitation', async () => {
    const owner = await founder()
    const expires = owner.clock.now + 86_400_000
    const seed = await owner.roll.invite({ role: 'drafter', uses: 5, expires })
    const invite = await signerFromSeed(seed)
    const [device, other] = [
      await signerOf(await makeKeyPairs()),
      await signerOf(await makeKeyPairs()),
    ]
    const at = owner.clock.now
    const forged: [string, Signer, Signer, string][] = [
      ['by another device', { ...other, id: device.id }, invite, report],
      ['by another invitation', device, { ...other, id: invite.id }, report],
      ['for another report', device, invite, 'r2'],
    ]
    for (const [how, one, by, of] of forged) {
      await shelve(owner, await signCertificate(one, by, of, at))
      expect(owner.roll.roleOf(device.id), how).toBe('unknown')
    }
    await shelve(owner, await signCertificate(device, invite, report, expires + 3 * 86_400_000))
    expect(owner.roll.roleOf(device.id), 'after it has run out').toBe('none')
    await shelve(owner, await signCertificate(other, invite, report, at))
    expect(owner.roll.roleOf(other.id)).toBe('drafter')
    expect(owner.errors).toEqual([])
  })

  it('[HO17] cannot choose the six digits: they hang on both keys, on the root and on the owner’s number', async () => {
    const [one, other] = [
      await signerOf(await makeKeyPairs()),
      await signerOf(await makeKeyPairs()),
    ]
    const base = { root: one.id, device: one.id, agree: one.agree, nonce: 'n' }
    const digits = (more: Partial<typeof base>): Promise<string> => {
      const { root, nonce, ...keys } = { ...base, ...more }
      return digitsOf(root, keys, nonce)
    }
    const first = await digits({})
    expect(await digits({})).toBe(first)
    const changed = [
      await digits({ device: other.id }),
      await digits({ agree: other.agree }),
      await digits({ root: other.id }),
      await digits({ nonce: 'm' }),
    ]
    // One in a million each that two are the same by chance.
    expect(changed.filter((more) => more === first).length).toBeLessThan(2)
  })

  const many = process.env['FAULTS'] === undefined ? 400 : 3000
  it(`[HO18] ${many} at once by one invitation: as many as it lets in, and nobody waits for the rest`, async () => {
    const owner = await founder()
    const expires = owner.clock.now + 86_400_000
    const seed = await owner.roll.invite({ role: 'reader', uses: 3, expires })
    const invite = await signerFromSeed(seed)
    const member = await join(owner, 'drafter')
    const device = await signerOf(await makeKeyPairs())
    const made: Uint8Array<ArrayBuffer>[] = []
    for (let n = 0; n < many; n++) {
      const id = toBase64url(random(new Uint8Array(32)))
      made.push(
        n % 2 === 0
          ? await signCertificate({ ...device, id }, invite, report, owner.clock.now)
          : await signCertificate(
              await signerOf(await makeKeyPairs()),
              invite,
              report,
              owner.clock.now,
            ),
      )
    }
    for (const one of made.slice(1)) await shelve(member, one)
    const before = performance.now()
    if (made[0] !== undefined) await shelve(member, made[0])
    await exchange(owner, member)
    const time = performance.now() - before
    expect(owner.roll.members().filter(({ role }) => role === 'reader')).toHaveLength(3)
    member.docs.text.getText('body').insert(0, '照写')
    await exchange(owner, member)
    expect(owner.docs.text.getText('body').toString()).toBe('照写')
    expect(owner.errors).toEqual([])
    expect(fromBase64url(invite.id)).toHaveLength(32)
    tellFigures('HO18', { certificates: many, 's to judge': (time / 1000).toFixed(1) })
  }, 600_000)
})

describe('a newcomer whose key nothing can be wrapped for', () => {
  it('[CO4] does not come in, and the owner goes on letting others in', async () => {
    const owner = await founder()
    const terms = { role: 'drafter', uses: 1, expires: owner.clock.now + 86_400_000 } as const
    const honest = await signerOf(await makeKeyPairs())
    for (const agree of [toBase64url(new Uint8Array(32)), 'A'.repeat(42) + '_']) {
      const device = { ...honest, agree }
      const invite = await owner.roll.invite(terms)
      const bad = await person({ root: owner.root.id, invite, device })
      await exchange(owner, bad)
      expect(owner.roll.roleOf(honest.id)).toBe('unknown')
    }
    const late = await join(owner, 'drafter')
    expect(late.roll.standing).toBe('member')
    expect(owner.errors).toEqual([])
  })
})
