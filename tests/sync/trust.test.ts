import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  bodyOf,
  partNames,
  versionBlocksOf,
  versionsOf,
  type PartName,
} from '../../editor/model/parts'
import { clientOf, createSealer, envelopeKey } from '../../editor/sync/seal'
import { roles, type Role } from '../../editor/trust/roles'
import { toBase64url } from '../../editor/trust/bytes'
import { makeKeyPairs, signerOf, type Signer } from '../../editor/trust/keys'
import type { InviteTerms } from '../../editor/trust/roll'
import {
  carry,
  exchange,
  founder,
  join,
  person,
  refusals,
  settle,
  textOf,
  type Person,
} from '../support/group'
import { firstSeed, random, runCount } from '../support/random'

/** An update of one insertion into a part, written under the client of a device's session. */
async function updateOf(
  part: PartName,
  device: string,
  session: string,
  by = device,
  on?: Uint8Array,
): Promise<Uint8Array> {
  const doc = new Y.Doc()
  if (on !== undefined) Y.applyUpdate(doc, on)
  const before = Y.encodeStateVector(doc)
  doc.clientID = await clientOf(device, session, part)
  if (part === 'text') doc.getText('body').insert(0, '闯入')
  if (part === 'figures') doc.getMap('entries').set('闯入', { figure: 'f', value: '1', by })
  if (part === 'review') doc.getMap('events').set('闯入', { type: 'thread', body: '闯入', by })
  return Y.encodeStateAsUpdate(doc, before)
}

/** Puts an envelope of a modified program into somebody's log. */
async function forge(
  into: Person,
  options: {
    readonly signer: Signer
    readonly part: PartName
    readonly kind?: 'update' | 'snapshot'
    readonly epoch?: number
    readonly update?: Uint8Array
    readonly keyFrom?: Person
  },
): Promise<string> {
  const { signer, part, kind = 'update', keyFrom = into } = options
  const session = toBase64url(crypto.getRandomValues(new Uint8Array(8)))
  const update = options.update ?? (await updateOf(part, signer.id, session))
  const sealer = createSealer(
    signer,
    (epoch) => keyFrom.roll.keyOf(epoch),
    (bytes) => crypto.getRandomValues(bytes),
  )
  const epoch = options.epoch ?? keyFrom.roll.epoch
  const bytes = await sealer.seal({ kind, part, epoch, sessions: [session] }, update)
  const key = await envelopeKey(bytes)
  into.log.change(new Map([[key, bytes]]))
  return key
}

const hasIntruder = (one: Person, part: PartName): boolean =>
  part === 'text'
    ? textOf(one).includes('闯入')
    : one.docs[part].getMap(part === 'figures' ? 'entries' : 'events').has('闯入')

const allowed: Readonly<Record<Role, readonly PartName[]>> = {
  owner: ['text', 'figures', 'review'],
  drafter: ['text', 'figures', 'review'],
  contributor: ['figures', 'review'],
  reviewer: ['review'],
  reader: [],
}

describe('roles between peers', () => {
  it('[T1] each role writes what it may and nothing else, with whatever program', async () => {
    for (const role of roles) {
      for (const part of partNames) {
        for (const kind of ['update', 'snapshot'] as const) {
          const owner = await founder()
          const member = role === 'owner' ? owner : await join(owner, role)
          const other = await join(owner, 'reader')
          expect(member.roll.role).toBe(role)
          await forge(member, { signer: member.device, part, kind })
          await exchange(owner, member, other)
          const may =
            allowed[role].includes(part) &&
            (kind === 'update' || role === 'owner' || role === 'drafter')
          for (const one of [owner, other])
            expect(hasIntruder(one, part), `${role} ${part} ${kind}`).toBe(may)
          if (!may)
            expect(owner.gate.status.refused).toContainEqual({
              author: member.device.id,
              part,
              reason: 'role',
              count: 1,
            })
          expect([owner.errors, other.errors]).toEqual([[], []])
        }
      }
    }
  })

  it('[T2] nobody writes in the name of somebody else', async () => {
    const owner = await founder()
    const member = await join(owner, 'contributor')
    const session = toBase64url(new Uint8Array(8))
    for (const part of ['figures', 'review'] as const) {
      // Under one's own Yjs client, but in another's name.
      const forged = await updateOf(part, member.device.id, session, owner.device.id)
      const sealer = createSealer(
        member.device,
        (epoch) => member.roll.keyOf(epoch),
        (bytes) => crypto.getRandomValues(bytes),
      )
      const fields = { kind: 'update', part, epoch: 1, sessions: [session] } as const
      const bytes = await sealer.seal(fields, forged)
      member.log.change(new Map([[await envelopeKey(bytes), bytes]]))
      // Under the Yjs client of another.
      await forge(member, {
        signer: member.device,
        part,
        update: await updateOf(part, owner.device.id, owner.session),
      })
    }
    const names = new Y.Doc()
    // In another session: two things under one clock would be another offence.
    const later = toBase64url(new Uint8Array(8).fill(1))
    names.clientID = await clientOf(member.device.id, later, 'review')
    names.getMap('members').set(owner.device.id, { name: '冒名' })
    const sealed = await member.sealer.seal(
      { kind: 'update', part: 'review', epoch: 1, sessions: [later] },
      Y.encodeStateAsUpdate(names),
    )
    member.log.change(new Map([[await envelopeKey(sealed), sealed]]))
    await exchange(owner, member)
    for (const part of ['figures', 'review'] as const) expect(hasIntruder(owner, part)).toBe(false)
    expect(owner.docs.review.getMap('members').has(owner.device.id)).toBe(false)
    expect(refusals(owner)).toEqual({ foreign: 5 })
  })

  it('[T3] nobody takes back what others said, or a line of the ledger', async () => {
    const owner = await founder()
    const member = await join(owner, 'contributor')
    const by = owner.device.id
    owner.docs.review.getMap('events').set('e', { type: 'thread', by, body: '意见' })
    owner.docs.review.getMap('members').set(by, { name: '统稿' })
    owner.docs.figures.getMap('ledger').set('l', { figure: 'f', value: '1', by })
    owner.docs.figures.getMap('entries').set('l', { figure: 'f', value: '1', by })
    await exchange(owner, member)
    member.docs.review.getMap('events').delete('e')
    await exchange(owner, member)
    member.docs.review.getMap('members').set(by, { name: '改名' })
    await exchange(owner, member)
    member.docs.figures.getMap('ledger').delete('l')
    await exchange(owner, member)
    expect(owner.docs.review.getMap('events').has('e')).toBe(true)
    expect(owner.docs.review.getMap('members').get(by)).toEqual({ name: '统稿' })
    expect(owner.docs.figures.getMap('ledger').has('l')).toBe(true)
    expect(refusals(owner)).toEqual({ foreign: 3 })
    // A value that somebody has seen, another may replace.
    const entries = member.docs.figures.getMap('entries')
    const honest = await join(owner, 'contributor')
    await exchange(owner, honest)
    honest.docs.figures.transact(() => {
      const map = honest.docs.figures.getMap('entries')
      map.delete('l')
      map.set('m', { figure: 'f', value: '2', by: honest.device.id })
    })
    await exchange(owner, honest)
    expect([...owner.docs.figures.getMap('entries').keys()]).toEqual(['m'])
    expect(entries.has('l')).toBe(true)
  })

  it('[T13] nobody names a version for another, or takes back what another named', async () => {
    const owner = await founder()
    const member = await join(owner, 'drafter')
    const version = { by: owner.device.id, at: 1, fingerprint: 'x', blocks: ['b'], figures: {} }
    versionsOf(owner.docs.text).set('v', version)
    versionBlocksOf(owner.docs.text).set('b.1', '[{}]')
    await exchange(owner, member)
    versionsOf(member.docs.text).delete('v')
    await exchange(owner, member)
    versionBlocksOf(member.docs.text).delete('b.1')
    await exchange(owner, member)
    versionsOf(member.docs.text).set('w', version)
    await exchange(owner, member)
    expect([...versionsOf(owner.docs.text).keys()]).toEqual(['v'])
    expect([...versionBlocksOf(owner.docs.text).keys()]).toEqual(['b.1'])
    expect(refusals(owner)).toEqual({ foreign: 3 })
    // The text itself stays everybody's who may write it.
    const honest = await join(owner, 'drafter')
    bodyOf(owner.docs.text).insert(0, '旧文')
    await exchange(owner, honest)
    bodyOf(honest.docs.text).delete(0, 1)
    versionsOf(honest.docs.text).set('h', { ...version, by: honest.device.id })
    await exchange(owner, honest)
    expect(textOf(owner)).toBe('文')
    expect([...versionsOf(owner.docs.text).keys()].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'h',
      'v',
    ])
  })

  it('[T14] a final text is nobody’s to change; what was written offline comes in when it is reopened', async () => {
    const owner = await founder()
    const writer = await join(owner, 'drafter')
    const reviewer = await join(owner, 'reviewer')
    bodyOf(owner.docs.text).insert(0, '文')
    await exchange(owner, writer, reviewer)
    // Written before the writer has heard of it.
    bodyOf(writer.docs.text).insert(1, '迟')
    writer.docs.figures
      .getMap('entries')
      .set('e', { figure: 'f', value: '1', by: writer.device.id })
    await owner.roll.finalise('ABCD')
    await exchange(owner, reviewer)
    await exchange(owner, writer, reviewer)
    expect([textOf(owner), textOf(reviewer)]).toEqual(['文', '文'])
    expect(owner.docs.figures.getMap('entries').size).toBe(0)
    expect(refusals(owner)).toEqual({ final: 2 })
    expect(writer.roll.final?.fingerprint).toBe('ABCD')
    // A modified program goes on writing, and puts everything into a snapshot.
    await forge(writer, { signer: writer.device, part: 'text' })
    await forge(writer, {
      signer: writer.device,
      part: 'text',
      kind: 'snapshot',
      update: Y.encodeStateAsUpdate(writer.docs.text),
    })
    await exchange(owner, writer, reviewer)
    expect([textOf(owner), textOf(reviewer)]).toEqual(['文', '文'])
    // The review goes on, and whoever joins now gets the final text.
    const by = reviewer.device.id
    reviewer.docs.review.getMap('events').set('r', { type: 'thread', by, body: '意见' })
    const late = await join(owner, 'reader')
    await exchange(owner, writer, reviewer, late)
    expect(owner.docs.review.getMap('events').has('r')).toBe(true)
    expect(textOf(late)).toBe('文')
    await owner.roll.reopen()
    await exchange(owner, writer, reviewer, late)
    for (const one of [owner, writer, reviewer, late]) expect(textOf(one)).toContain('迟')
    expect(owner.docs.figures.getMap('entries').size).toBe(1)
    expect(owner.roll.final).toBeUndefined()
  })

  it('[T4] bits flipped, ends cut, headers exchanged, keys of others: nothing gets in, nothing throws', async () => {
    const seed = firstSeed()
    console.log(`envelopes: SEED=${seed}`)
    const r = random(seed)
    const owner = await founder()
    const member = await join(owner, 'drafter')
    bodyOf(member.docs.text).insert(0, '真')
    await exchange(owner, member)
    const key = member.log.keys().find((one) => !owner.log.keys().slice(0, -1).includes(one))
    const sound = member.log.get(key ?? '')
    if (!(sound instanceof Uint8Array)) throw new Error('no envelope')
    const before = Y.encodeStateAsUpdate(owner.docs.text)
    const stranger = await signerOf(await makeKeyPairs())
    for (let i = 0; i < runCount(300); i++) {
      const bytes = sound.slice(0, r.chance(0.3) ? r.below(sound.length) : sound.length)
      if (bytes.length > 0 && bytes.length === sound.length) {
        const at = r.below(bytes.length)
        bytes[at] = (bytes[at] ?? 0) ^ (1 << r.below(8))
      }
      owner.log.change(new Map([[await envelopeKey(bytes), bytes]]))
    }
    await forge(owner, { signer: stranger, part: 'text', keyFrom: member })
    await settle(owner)
    expect(Y.encodeStateAsUpdate(owner.docs.text)).toEqual(before)
    expect(owner.errors).toEqual([])
    // The stranger may yet show by whom he was invited; until then he waits.
    expect(owner.gate.status.waiting).toBeGreaterThan(0)
  })

  it('[T5] a removed member reads and writes nothing more; the others go on', async () => {
    const owner = await founder()
    const [leaving, staying] = [await join(owner, 'drafter'), await join(owner, 'drafter')]
    bodyOf(leaving.docs.text).insert(0, '离任前写的。')
    await exchange(owner, leaving, staying)
    await owner.roll.remove(leaving.device.id)
    await exchange(owner, leaving, staying)
    bodyOf(owner.docs.text).insert(0, '之后的。')
    bodyOf(staying.docs.text).insert(0, '也在之后。')
    bodyOf(leaving.docs.text).insert(0, '偷改')
    await forge(leaving, { signer: leaving.device, part: 'text', epoch: 1 })
    await exchange(owner, leaving, staying)
    expect(leaving.roll.standing).toBe('removed')
    expect(leaving.roll.epoch).toBe(owner.roll.epoch)
    expect(leaving.roll.keyOf(owner.roll.epoch)).toBeUndefined()
    expect(textOf(leaving)).not.toContain('之后')
    for (const one of [owner, staying]) {
      expect(textOf(one)).toContain('离任前写的。')
      expect(textOf(one)).toContain('之后的。')
      expect(textOf(one)).not.toContain('偷改')
      expect(textOf(one)).not.toContain('闯入')
    }
    expect(textOf(staying)).toBe(textOf(owner))
    const late = await join(owner, 'drafter')
    await exchange(owner, late)
    expect(textOf(late)).toBe(textOf(owner))
  })

  it('[T6] what a colleague had taken over before hearing of the removal is kept by everybody', async () => {
    const owner = await founder()
    const [leaving, near] = [await join(owner, 'drafter'), await join(owner, 'drafter')]
    await exchange(owner, leaving, near)
    bodyOf(leaving.docs.text).insert(0, '最后一句。')
    await exchange(leaving, near)
    bodyOf(near.docs.text).insert(6, '接着写。')
    await owner.roll.remove(leaving.device.id)
    for (const one of [owner, near]) one.clock.pass(20_000)
    await exchange(owner, near)
    for (const one of [owner, near]) one.clock.pass(20_000)
    await exchange(owner, near)
    expect(textOf(near)).toContain('最后一句。')
    expect(textOf(near)).toContain('接着写。')
    expect(textOf(owner)).toBe(textOf(near))
    expect(owner.gate.status.waiting).toBe(0)
  })

  it('[T7] an invitation lets in as many as it says, until it runs out or is closed', async () => {
    const owner = await founder()
    const invite = await owner.roll.invite({
      role: 'drafter',
      uses: 2,
      expires: owner.clock.now + 86_400_000,
    })
    const people: Person[] = []
    for (let i = 0; i < 3; i++) {
      const one = await person({ root: owner.root.id, invite })
      people.push(one)
      await exchange(owner, one)
    }
    expect(people.map(({ roll }) => roll.role)).toEqual(['drafter', 'drafter', 'none'])
    expect(people[2]?.roll.standing).toBe('invitation-over')
    expect(owner.roll.invites()).toEqual([])
    const open = await owner.roll.invite({
      role: 'reviewer',
      uses: 5,
      expires: owner.clock.now + 3_600_000,
    })
    const [key = ''] = owner.roll.invites().map((one) => one.key)
    await owner.roll.closeInvite(key)
    const late = await person({ root: owner.root.id, invite: open })
    await exchange(owner, late)
    expect([late.roll.role, late.roll.standing]).toEqual(['none', 'invitation-over'])
    const brief = await owner.roll.invite({
      role: 'reviewer',
      uses: 5,
      expires: owner.clock.now + 3_600_000,
    })
    const tooLate = await person({ root: owner.root.id, invite: brief })
    tooLate.clock.pass(3 * 86_400_000)
    await exchange(owner, tooLate)
    expect(tooLate.roll.standing).toBe('invitation-over')
    // A program that turns its clock back gets no further once the owner's has moved on.
    owner.clock.pass(3 * 86_400_000)
    owner.roll.tend()
    await exchange(owner)
    const sly = await person({ root: owner.root.id, invite: brief })
    await exchange(owner, sly)
    expect(sly.roll.role).toBe('none')
  })

  it('[T8] who was away for a while gets the keys of all that happened meanwhile', async () => {
    const owner = await founder()
    const [away, leaving] = [await join(owner, 'contributor'), await join(owner, 'drafter')]
    await exchange(owner, away, leaving)
    bodyOf(owner.docs.text).insert(0, '一')
    await owner.roll.remove(leaving.device.id)
    bodyOf(owner.docs.text).insert(1, '二')
    await settle(owner)
    const another = await join(owner, 'drafter')
    await owner.roll.remove(another.device.id)
    bodyOf(owner.docs.text).insert(2, '三')
    await exchange(owner, away)
    expect(owner.roll.epoch).toBeGreaterThan(2)
    expect(textOf(away)).toBe('一二三')
  })

  it('[T9] a role that changes counts from then on, and what was written before stays', async () => {
    const owner = await founder()
    const one = await join(owner, 'drafter')
    bodyOf(one.docs.text).insert(0, '起草时写的。')
    await exchange(owner, one)
    await owner.roll.setRole(one.device.id, 'reviewer')
    await exchange(owner, one)
    expect(one.roll.role).toBe('reviewer')
    bodyOf(one.docs.text).insert(0, '越权')
    one.docs.review.getMap('events').set('e', { type: 'thread', by: one.device.id, body: '意见' })
    await exchange(owner, one)
    expect(textOf(owner)).toBe('起草时写的。')
    expect(owner.docs.review.getMap('events').has('e')).toBe(true)
    await owner.roll.setRole(one.device.id, 'drafter')
    await exchange(owner, one)
    // What was written against the rule was never sealed; it goes out when the rule allows it.
    for (const each of [owner, one]) each.clock.pass(20_000)
    await exchange(owner, one)
    expect(textOf(owner)).toBe(textOf(one))
  })

  it('[T10] nobody but the root writes the charter, and whoever empties the roll destroys nothing', async () => {
    const owner = await founder()
    const member = await join(owner, 'drafter')
    await exchange(owner, member)
    const before = owner.roll.members()
    const impostor = await person({
      root: owner.root.id,
      rootSigner: await signerOf(await makeKeyPairs()),
    })
    await exchange(owner, impostor, member)
    expect(owner.roll.members()).toEqual(before)
    member.rollShelf.change(new Map(), member.rollShelf.keys())
    carry(member, owner)
    expect(owner.rollShelf.keys()).toEqual([])
    owner.clock.pass(10_000)
    await exchange(owner)
    const late = await join(owner, 'reader')
    expect(late.roll.role).toBe('reader')
    expect(late.roll.members()).toHaveLength(3)
  })

  it('[T11] a whole log said again, ten times, changes nothing', async () => {
    const owner = await founder()
    const member = await join(owner, 'drafter')
    for (let i = 0; i < 20; i++) {
      bodyOf(member.docs.text).insert(0, `第${i}句。`)
      await member.gate.flush()
    }
    await exchange(owner, member)
    const text = textOf(owner)
    const all = new Map(
      owner.log.keys().map((key) => [key, owner.log.get(key) as Uint8Array] as const),
    )
    for (let i = 0; i < 10; i++) {
      owner.log.change(new Map(), all.keys())
      owner.log.change(all)
      await settle(owner)
    }
    expect(textOf(owner)).toBe(text)
    expect(owner.gate.status.refused).toEqual([])
    expect(owner.errors).toEqual([])
  })

  it('[T12] whoever only asks reads and writes nothing until the owner says yes; both see the same digits', async () => {
    const owner = await founder()
    owner.docs.text.transact(() => bodyOf(owner.docs.text).insert(0, '机密一句'))
    await exchange(owner)
    const invite = await owner.roll.invite({
      role: 'drafter',
      uses: 1,
      asks: true,
      expires: owner.clock.now + 86_400_000,
    })
    const people = [
      await person({ root: owner.root.id, invite }),
      await person({ root: owner.root.id, invite }),
      await person({ root: owner.root.id, invite }),
    ] as const
    const [li, thief, third] = people
    await exchange(owner, ...people)
    await exchange(owner, ...people)
    for (const one of people) {
      expect(one.roll.standing).toBe('asking')
      expect(one.roll.keyOf(1)).toBeUndefined()
      expect(textOf(one)).toBe('')
    }
    // Each has its own digits, and owner and asker see the same ones.
    const shown = new Map(owner.roll.applicants().map(({ device, digits }) => [device, digits]))
    expect(shown.get(li.device.id)).toMatch(/^\d{6}$/)
    expect(li.roll.digits).toBe(shown.get(li.device.id))
    expect(new Set(shown.values()).size).toBe(3)
    await owner.roll.turnAway(thief.device.id)
    await owner.roll.approve(li.device.id)
    await exchange(owner, ...people)
    expect(li.roll.role).toBe('drafter')
    expect(textOf(li)).toContain('机密一句')
    // The one use is spent: the third is not let in any more, whatever is pressed.
    await owner.roll.approve(third.device.id)
    await exchange(owner, ...people)
    for (const one of [thief, third]) {
      expect(one.roll.role).toBe('none')
      expect(one.roll.keyOf(owner.roll.epoch)).toBeUndefined()
      expect(textOf(one)).toBe('')
      expect(owner.roll.roleOf(one.device.id)).not.toBe('drafter')
    }
    bodyOf(li.docs.text).insert(0, '李写的')
    await exchange(owner, ...people)
    expect(textOf(owner)).toContain('李写的')
    expect(owner.roll.applicants()).toEqual([])
  })
})

describe('what is said of it', () => {
  it('[AU6] changes that somebody carries in a file and may not make are refused, counted and named', async () => {
    const owner = await founder()
    const reviewer = await join(owner, 'reviewer')
    owner.docs.text.getText('body').insert(0, '原文')
    await exchange(owner, reviewer)
    const keys = [
      await forge(reviewer, { signer: reviewer.device, part: 'text' }),
      await forge(reviewer, { signer: reviewer.device, part: 'figures' }),
      await forge(reviewer, { signer: reviewer.device, part: 'review' }),
    ]
    const file = new Map(keys.map((key) => [key, reviewer.log.get(key) as Uint8Array]))
    // What nobody can read keeps nothing else of the file out.
    const garbage = Uint8Array.from({ length: 40 }, () => 255)
    const broken = await forge(reviewer, {
      signer: reviewer.device,
      part: 'review',
      update: garbage,
    })
    const whole = new Map([[broken, reviewer.log.get(broken) as Uint8Array], ...file])
    const newer = new Uint8Array(reviewer.log.get(broken) as Uint8Array)
    newer[0] = 255
    whole.set(await envelopeKey(newer), newer)
    // What a store gives back is not blamed on anybody.
    const copy = await person({ root: owner.root.id, rootSigner: owner.root })
    carry(owner, copy)
    await settle(copy)
    expect(await copy.gate.recover(file)).toBe(1)
    expect(refusals(copy)).toEqual({})
    for (let times = 0; times < 2; times++) {
      expect(await owner.gate.recover(whole, true)).toBe(times === 0 ? 1 : 0)
      const refused = owner.gate.status.refused.filter(({ reason }) => reason === 'role')
      expect(refusals(owner)).toEqual({ role: 2, structure: 1 })
      expect(refused).toEqual(
        ['text', 'figures'].map((part) => ({
          author: reviewer.device.id,
          part,
          reason: 'role',
          count: 1,
        })),
      )
    }
    expect(hasIntruder(owner, 'text')).toBe(false)
    expect(hasIntruder(owner, 'review')).toBe(true)
    expect(owner.log.get(await envelopeKey(newer)), 'of a newer version').toBeDefined()
    expect(owner.errors).toEqual([])
  })

  it('[AU7] whoever an invitation does not let in is told why: used up, run out, closed, turned away', async () => {
    const owner = await founder()
    const day = 86_400_000
    const invited = async (asks = false): Promise<[Uint8Array<ArrayBuffer>, InviteTerms]> => {
      const terms = { uses: 1, expires: owner.clock.now + day }
      return [await owner.roll.invite({ role: 'drafter', asks, ...terms }), terms]
    }
    const come = (invite: Uint8Array<ArrayBuffer>, inviteTerms?: InviteTerms): Promise<Person> =>
      person({ root: owner.root.id, invite, ...(inviteTerms === undefined ? {} : { inviteTerms }) })

    // Two at once by an invitation for one, and one later.
    const [single, terms] = await invited()
    const two = [await come(single, terms), await come(single, terms)]
    for (const one of two) carry(owner, one)
    await settle(...two)
    await exchange(owner, ...two)
    expect(two.map(({ roll }) => roll.standing).toSorted()).toEqual(['invitation-over', 'member'])
    const late = await come(single, terms)
    const unknowing = await come(single)
    await exchange(owner, late, unknowing)
    for (const one of [...two, late])
      if (one.roll.standing !== 'member') expect(one.roll.over).toBe('used-up')
    expect([late.roll.standing, unknowing.roll.standing]).toEqual([
      'invitation-over',
      'invitation-over',
    ])
    expect(unknowing.roll.over).toBe('unknown')
    // Whoever was a member by it is told that, and not that it is used up.
    const member = two.find(({ roll }) => roll.standing === 'member') ?? two[0]
    if (member === undefined) throw new Error('nobody came in')
    await owner.roll.remove(member.device.id)
    await exchange(owner, member)
    expect(member.roll.standing).toBe('removed')

    const [closed, closedTerms] = await invited()
    await owner.roll.closeInvite(owner.roll.invites().at(-1)?.key ?? '')
    const tooLate = await come(closed, closedTerms)
    await exchange(owner, tooLate)
    expect([tooLate.roll.standing, tooLate.roll.over]).toEqual(['invitation-over', 'closed'])

    const [asking, askingTerms] = await invited(true)
    const [turned, left] = [await come(asking, askingTerms), await come(asking, askingTerms)]
    await exchange(owner, turned, left)
    expect([turned.roll.standing, left.roll.standing]).toEqual(['asking', 'asking'])
    await owner.roll.turnAway(turned.device.id)
    await exchange(owner, turned, left)
    expect(turned.roll.standing).toBe('turned-away')
    await owner.roll.closeInvite(owner.roll.invites().at(-1)?.key ?? '')
    await exchange(owner, turned, left)
    expect([left.roll.standing, left.roll.over]).toEqual(['invitation-over', 'closed'])

    const [stale, staleTerms] = await invited()
    const tardy = await come(stale, staleTerms)
    for (const one of [owner, tardy]) one.clock.now += 3 * day
    await exchange(owner, tardy)
    expect([tardy.roll.standing, tardy.roll.over]).toEqual(['invitation-over', 'run-out'])
  })
})
