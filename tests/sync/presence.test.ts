import * as encoding from 'lib0/encoding'
import { afterEach, describe, expect, it } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { cleanName, createMembers } from '../../editor/model/members'
import { membersOf } from '../../editor/model/parts'
import { createHandshake } from '../../editor/sync/handshake'
import { createPresence, type Presence } from '../../editor/sync/presence'
import { toBase64url } from '../../editor/trust/bytes'
import { makeKeyPairs, signerOf, type Signer } from '../../editor/trust/keys'
import { tellFigures } from '../support/figures'
import { exchange, founder, join, report } from '../support/group'
import { heapInUse } from '../support/heap'
import { waitFor } from '../support/wait'

const open: { close(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

const someone = async (): Promise<Signer> => signerOf(await makeKeyPairs())

async function presenceOf(
  device: Signer,
  more: Partial<Parameters<typeof createPresence>[0]> = {},
): Promise<Presence> {
  const base = {
    doc: new Y.Doc(),
    report,
    device,
    name: '王芳',
    kind: 'page',
    admits: () => true,
  } as const
  const one = await createPresence({ ...base, ...more })
  open.push(one)
  return one
}

let said = 0
/** Says something of a client that no program of ours would say. */
function say(to: Presence, client: number, state: Record<string, unknown>): void {
  const doc = new Y.Doc()
  doc.clientID = client
  const awareness = new Awareness(doc)
  // Each time later than before.
  for (let n = said++; n >= 0; n--) awareness.setLocalState(state)
  applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(awareness, [client]), 'network')
  awareness.destroy()
}

let invented = 1000
/** The same of many at once, in one message. */
function flood(to: Presence, states: readonly unknown[]): void {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, states.length)
  for (const state of states) {
    encoding.writeVarUint(encoder, invented++)
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarString(encoder, JSON.stringify(state))
  }
  applyAwarenessUpdate(to.awareness, encoding.toUint8Array(encoder), 'network')
}

async function proofOf(device: Signer, client: number): Promise<string> {
  return toBase64url(
    await device.sign('presence', new TextEncoder().encode(`${report}\n${client}`)),
  )
}

describe('who is here', () => {
  it('[HO43] is shown only when the device has signed for that very page, and belongs to the report', async () => {
    const [own, member, stranger] = [await someone(), await someone(), await someone()]
    const here = await presenceOf(own, { admits: (device) => device !== stranger.id })
    const elsewhere = toBase64url(await member.sign('presence', new TextEncoder().encode('r2\n4')))
    say(here, 1, { member: member.id, proof: await proofOf(member, 1), name: '李强' })
    say(here, 2, { member: member.id, proof: await proofOf(member, 1), name: '假' })
    say(here, 3, { member: member.id, proof: await proofOf(stranger, 3), name: '假' })
    say(here, 4, { member: member.id, proof: elsewhere, name: '假' })
    say(here, 5, { member: member.id, name: '假' })
    say(here, 6, { member: stranger.id, proof: await proofOf(stranger, 6), name: '外人' })
    here.others()
    await waitFor(() => here.others().length > 0, 'who has signed is shown')
    // Whatever was looked at is decided by now.
    await waitFor(() => here.awareness.states.size === 3, 'what is false is let go')
    expect(here.others().map(({ client, name }) => [client, name])).toEqual([[1, '李强']])
  })

  it('[HO44] a flood of ten thousand pages, of a megabyte each: the true ones stay, the memory too', async () => {
    const [own, member, stranger] = [await someone(), await someone(), await someone()]
    const here = await presenceOf(own)
    say(here, 1, { member: member.id, proof: await proofOf(member, 1), name: '李强' })
    here.others()
    await waitFor(() => here.others().length === 1, 'she is seen')
    const before = heapInUse()
    const start = performance.now()
    flood(
      here,
      Array.from({ length: 10_000 }, (_, n) => ({
        member: n % 2 === 0 ? stranger.id : `m${n}`,
        proof: 'x'.repeat(86),
        name: `假${n}`,
      })),
    )
    flood(
      here,
      Array.from({ length: 5 }, () => ({ member: stranger.id, more: 'x'.repeat(1_000_000) })),
    )
    flood(
      here,
      Array.from({ length: 5 }, (_, n) => ({ member: `${n}`, deep: deep(500) })),
    )
    const time = performance.now() - start
    for (let n = 0; n < 3; n++) {
      here.others()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(here.others().map(({ name }) => name)).toEqual(['李强'])
    expect(here.awareness.states.size).toBeLessThanOrEqual(310)
    // Somebody who comes now is seen all the same.
    say(here, 2, { member: own.id, proof: await proofOf(own, 2), name: '自己' })
    say(here, 1, { member: member.id, proof: await proofOf(member, 1), name: '李强', digest: 'd' })
    expect(here.others().find(({ client }) => client === 1)?.digest).toBe('d')
    const grown = (heapInUse() - before) / 1024 / 1024
    expect(grown).toBeLessThan(4)
    tellFigures('HO44', {
      'pages invented': 10_010,
      'MB more': grown.toFixed(1),
      'ms each': (time / 10_010).toFixed(2),
    })
  }, 60_000)

  it('[HO55] is a hundred at most, of each device ten pages', async () => {
    const here = await presenceOf(await someone())
    for (let n = 0; n < 12; n++) {
      const device = await someone()
      for (let page = 0; page < 12; page++) {
        const client = 1000 * n + page
        say(here, client, { member: device.id, proof: await proofOf(device, client), name: '多' })
      }
    }
    await waitFor(() => here.others().length >= 90, 'they are seen')
    for (let n = 0; n < 5; n++) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(here.others().length).toBeLessThanOrEqual(100)
    }
    expect(here.awareness.states.size).toBe(121)
  })

  it('[HO45] bears the name that stands in the report, whatever a page says of itself', async () => {
    const review = new Y.Doc()
    const members = createMembers(review)
    membersOf(review).set('li', { name: '李强' })
    membersOf(review).set('wang', { name: '王 芳' })
    expect(members.shownName('li', '王芳')).toBe('李强')
    expect(members.shownName('reader', '读者')).toBe('读者')
    for (const false_ of ['王芳', '王　芳', ' 王芳\u200b', '李强'])
      expect(members.shownName('reader', false_)).toBe('')
    const [own, member] = [await someone(), await someone()]
    membersOf(review).set(member.id, { name: '赵敏' })
    const here = await presenceOf(own, {
      nameOf: (device, name) => members.shownName(device, name),
    })
    say(here, 1, { member: member.id, proof: await proofOf(member, 1), name: '王芳' })
    here.others()
    await waitFor(() => here.others().length > 0, 'she is seen')
    expect(here.others()[0]?.name).toBe('赵敏')
  })

  it('[HO46] has a name of one short line that can be seen, turns nothing around and reaches into no other line', () => {
    const hostile = [
      '<img src=x onerror=alert(1)>',
      '\u202E王芳\u202C',
      '\u2066\u2067\u2068a\u2069',
      '王\u200B芳\u200D\uFEFF\u00AD',
      '名'.repeat(10_000),
      'Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306',
      '\u3164\u115F\u2800',
      'שלום עולם',
      'مرحبا\u202Eabc',
      'a\nb\r\nc\u2028d',
      '\u{E0041}\u{E0042}x',
      '\uD800x\uDC00',
      '👨‍👩‍👧'.repeat(50),
    ]
    for (const one of hostile) {
      const name = cleanName(one)
      const inner = name.replace(/^\u2068(.*)\u2069$/u, '$1')
      expect([...inner].length).toBeLessThanOrEqual(32)
      expect(inner).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{DI}\u2028\u2029]/u)
      expect(inner).not.toMatch(/\p{M}{3}/u)
      // Said again, it is the same.
      expect(cleanName(name)).toBe(name)
    }
    expect(cleanName('\u3164\u115F\u2800')).toBe('')
    expect(cleanName('שלום')).toBe('\u2068שלום\u2069')
    expect(cleanName('مرحبا')).toMatch(/^\u2068.*\u2069$/u)
    for (const plain of ['王芳', 'Anna Müller', '买买提·阿不都', '𠮷田', 'é'])
      expect(cleanName(plain)).toBe(plain)
  })
})

function deep(depth: number): unknown {
  return depth === 0 ? 'x'.repeat(3000) : [deep(depth - 1)]
}

describe('whoever connects', () => {
  it('[HO47] shows for this very connection that the device is theirs and belongs to the report', async () => {
    const owner = await founder()
    const member = await join(owner, 'reader')
    await exchange(owner, member)
    const stranger = await someone()
    const shakes = (one: typeof owner | typeof member, device: Signer) =>
      createHandshake({ report, roll: one.roll, device, root: owner.root.id })
    const [ours, theirs] = [shakes(owner, owner.device), shakes(member, member.device)]
    const proof = await theirs.prove('m', 'o')
    expect(await ours.check(proof, 'm', 'o')).toEqual({ device: member.device.id, invite: '' })
    // The same proof on another connection, or the other way round.
    for (const [one, other] of [
      ['x', 'o'],
      ['m', 'x'],
      ['o', 'm'],
    ] as const)
      expect(await ours.check(proof, one, other)).toBeUndefined()
    // Somebody else, in his own name and in hers.
    const own = shakes(member, stranger)
    expect(await ours.check(await own.prove('m', 'o'), 'm', 'o')).toBeUndefined()
    const posing = shakes(member, { ...stranger, id: member.device.id })
    expect(await ours.check(await posing.prove('m', 'o'), 'm', 'o')).toBeUndefined()
    const root = createHandshake({
      report,
      roll: member.roll,
      device: stranger,
      root: owner.root.id,
      rootSigner: { ...stranger, id: owner.root.id },
    })
    expect(await ours.check(await root.prove('m', 'o'), 'm', 'o')).toBeUndefined()
    for (const odd of ['', 'null', '[]', '{"device":5}', '{'.repeat(1000)])
      expect(await ours.check(new TextEncoder().encode(odd), 'm', 'o')).toBeUndefined()
    expect(await ours.check(new Uint8Array(2 * 1024 * 1024), 'm', 'o')).toBeUndefined()
    await owner.roll.remove(member.device.id)
    expect(await ours.check(proof, 'm', 'o')).toBeUndefined()
  })
})
