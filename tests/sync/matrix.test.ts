import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { partNames, type PartName } from '../../editor/model/parts'
import { createLog } from '../../editor/sync/log'
import { clientOf, createSealer, envelopeKey } from '../../editor/sync/seal'
import { toBase64url } from '../../editor/trust/bytes'
import { makeKeyPairs, signerOf, type Signer } from '../../editor/trust/keys'
import type { Role } from '../../editor/trust/roles'
import { tellFigures } from '../support/figures'
import { carry, exchange, founder, join, person, settle, type Person } from '../support/group'
import { firstSeed, random, type Random } from '../support/random'

/*
 * Whoever may write what: every role and those who have none, every part, every form in which a
 * program of one's own can put it, and every way on which it can come.
 */

const authors = [
  'owner',
  'drafter',
  'contributor',
  'reviewer',
  'reader',
  'removed',
  'asking',
  'stranger',
] as const
type Author = (typeof authors)[number]

const writes: Readonly<Record<Author, readonly PartName[]>> = {
  owner: partNames,
  drafter: partNames,
  contributor: ['figures', 'review'],
  reviewer: ['review'],
  reader: [],
  removed: [],
  asking: [],
  stranger: [],
}

const forms = [
  /** One's own words, in one's own name. */
  'own',
  /** The same, as a summary that vouches for it. */
  'snapshot',
  /** In the name of a colleague. */
  'by-another',
  /** Under a colleague's Yjs client. */
  'as-another',
  /** One's own words, with a colleague's in the same update. */
  'merged',
  /** In an envelope that says it is a colleague's. */
  'author-another',
  /** In an envelope that names a colleague's session as one's own. */
  'session-another',
] as const
type Form = (typeof forms)[number]

const ways = ['direct', 'through a reader', 'over a relay', 'from a file'] as const
type Way = (typeof ways)[number]

function isAllowed(author: Author, part: PartName, form: Form): boolean {
  if (!writes[author].includes(part)) return false
  if (form === 'own') return true
  // The text has no names in it; what is in it belongs to whoever signs.
  if (form === 'by-another') return part === 'text'
  return form === 'snapshot' && (author === 'owner' || author === 'drafter')
}

const fresh = (): string => toBase64url(crypto.getRandomValues(new Uint8Array(8)))

async function words(
  part: PartName,
  mark: string,
  client: number,
  by: string,
): Promise<Uint8Array> {
  const doc = new Y.Doc()
  doc.clientID = client
  if (part === 'text') doc.getText('body').insert(0, mark)
  else if (part === 'figures') doc.getMap('entries').set(mark, { figure: 'f', value: '1', by })
  else doc.getMap('events').set(mark, { id: mark, type: 'thread', by, at: 1, n: 1 })
  return Y.encodeStateAsUpdate(doc)
}

interface Cast {
  readonly signer: Signer
  readonly keys: Person
}

async function forged(
  { signer, keys }: Cast,
  victim: Person,
  part: PartName,
  form: Form,
  mark: string,
  epoch: number,
): Promise<[string, Uint8Array]> {
  const session = fresh()
  const own = await clientOf(signer.id, session, part)
  const theirs = await clientOf(
    victim.device.id,
    form === 'session-another' ? victim.session : fresh(),
    part,
  )
  const foreign = form === 'as-another' || form === 'session-another'
  const by = form === 'by-another' ? victim.device.id : signer.id
  let update = await words(part, mark, foreign ? theirs : own, by)
  if (form === 'merged')
    update = Y.mergeUpdates([update, await words(part, `${mark}他`, theirs, victim.device.id)])
  const id = form === 'author-another' ? victim.device.id : signer.id
  const sealer = createSealer(
    { ...signer, id },
    (one) => keys.roll.keyOf(one),
    (bytes) => crypto.getRandomValues(bytes),
  )
  const kind = form === 'snapshot' ? 'snapshot' : 'update'
  const sessions = [form === 'session-another' ? victim.session : session]
  const bytes = await sealer.seal({ kind, part, epoch, sessions }, update)
  return [await envelopeKey(bytes), bytes]
}

const holds = (one: Person, part: PartName, mark: string): boolean =>
  part === 'text'
    ? one.docs.text.getText('body').toString().includes(mark)
    : one.docs[part].getMap(part === 'figures' ? 'entries' : 'events').has(mark)

interface Attempt {
  readonly author: Author
  readonly part: PartName
  readonly form: Form
  readonly way: Way
  readonly mark: string
  readonly key: string
}

/** One group, with everybody who can try; each writes everything in every form on every way. */
async function round(chance: Random): Promise<{ forbidden: number; allowed: number }> {
  const owner = await founder()
  const members: Partial<Record<Author, Cast>> = { owner: { signer: owner.device, keys: owner } }
  const people: Person[] = [owner]
  for (const role of ['drafter', 'contributor', 'reviewer', 'reader'] as const satisfies Role[]) {
    const one = await join(owner, role)
    members[role] = { signer: one.device, keys: one }
    people.push(one)
  }
  const [victim, honest, between] = [
    await join(owner, 'drafter'),
    await join(owner, 'reviewer'),
    await join(owner, 'reader'),
  ]
  people.push(victim, honest, between)
  const removed = await join(owner, 'drafter')
  await exchange(...people, removed)
  members.removed = { signer: removed.device, keys: removed }
  const epochBefore = owner.roll.epoch
  await owner.roll.remove(removed.device.id)
  await exchange(...people)
  const asks = { role: 'drafter', uses: 1, asks: true } as const
  const invite = await owner.roll.invite({ ...asks, expires: owner.clock.now + 86_400_000 })
  const asking = await person({ root: owner.root.id, invite })
  await exchange(owner, asking)
  // Whoever has no key of his own was given one by somebody who means ill.
  members.asking = { signer: asking.device, keys: owner }
  members.stranger = { signer: await signerOf(await makeKeyPairs()), keys: owner }

  const attempts: Attempt[] = []
  const relay = new Y.Doc()
  const villain = await person({ root: owner.root.id })
  await exchange(owner, villain)
  const filed = new Map<string, Uint8Array>()
  const onRelay = new Map<string, Uint8Array>()
  const direct = new Map<string, Uint8Array>()
  const read = new Map<string, Uint8Array>()
  const places = { direct, 'through a reader': read, 'over a relay': onRelay, 'from a file': filed }
  let count = 0
  for (const author of authors)
    for (const part of partNames)
      for (const form of forms)
        for (const way of ways) {
          const cast = members[author]
          if (cast === undefined) continue
          const mark = `闯${(count++).toString(36)}入${chance.below(1e9).toString(36)}。`
          const epoch = author === 'removed' ? epochBefore : owner.roll.epoch
          const [key, bytes] = await forged(cast, victim, part, form, mark, epoch)
          places[way].set(key, bytes)
          attempts.push({ author, part, form, way, mark, key })
        }
  villain.log.change(direct)
  carry(villain, owner)
  carry(villain, honest)
  await settle(owner, honest)
  villain.log.change(read)
  carry(villain, between)
  await settle(between)
  for (const one of [owner, honest]) carry(between, one)
  createLog(relay).change(onRelay)
  for (const one of [owner, honest, between])
    Y.applyUpdate(one.carrier, Y.encodeStateAsUpdate(relay), 'network')
  await owner.gate.recover(filed)
  await exchange(owner, honest, between)

  let forbidden = 0
  let allowed = 0
  for (const { author, part, form, way, mark } of attempts) {
    const may = isAllowed(author, part, form)
    if (may) allowed++
    else forbidden++
    for (const one of [owner, honest, between])
      expect(holds(one, part, mark), `${author} ${part} ${form} ${way}, SEED=${chance.seed}`).toBe(
        may,
      )
  }
  for (const one of [owner, honest, between]) {
    expect(one.errors).toEqual([])
    expect(one.gate.status.forks).toEqual([])
    const named = new Set(one.gate.status.refused.map(({ author }) => author))
    // Everybody who tried is named; who asks and who is unknown may yet be let in.
    for (const author of ['drafter', 'contributor', 'reviewer', 'reader', 'removed'] as const)
      expect(named.has(members[author]?.signer.id ?? ''), author).toBe(true)
  }
  return { forbidden, allowed }
}

describe('who may write what', () => {
  const rounds = process.env['FAULTS'] === undefined ? 1 : 20
  it(`[HO3] each role, part, form and way, ${rounds} times: nothing forbidden gets in, all that is allowed does`, async () => {
    const seed = firstSeed()
    console.log(`matrix: SEED=${seed}`)
    let [forbidden, allowed] = [0, 0]
    for (let n = 0; n < rounds; n++) {
      const counted = await round(random(seed + n))
      forbidden += counted.forbidden
      allowed += counted.allowed
    }
    tellFigures('HO3', { 'forbidden writes': forbidden, accepted: 0, 'allowed ones': allowed })
  }, 1_200_000)
})
