import { writeFileSync } from 'node:fs'
import * as Y from 'yjs'
import { bodyOf, partNames, type PartName } from '../../editor/model/parts'
import { emptyParts } from '../../editor/model/report'
import { openCore, type Core, type Kept } from '../../editor/sync/core'
import { clientOf } from '../../editor/sync/seal'
import { toBase64url } from '../../editor/trust/bytes'
import { makeKeyPairs, signerFromSeed, signerOf, type Signer } from '../../editor/trust/keys'
import { Clock } from '../support/group'
import { random } from '../support/random'

/*
 * `npm run bench -- log [EDITS] [PEOPLE]`: a year of work, each edit sealed by itself, two people
 * a day; what the log holds in the end, and how long it takes to open: for somebody who has
 * nothing yet, and for somebody who was there yesterday. Keys, seals, gate and log are real.
 */
const [edits = 100_000, people = 20] = process.argv
  .slice(2)
  .filter((one) => /^\d+$/.test(one))
  .map(Number)
const days = 365
const r = random(1)
const randomBytes = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(bytes)
const root = await signerFromSeed(randomBytes(new Uint8Array(32)))
const secret = randomBytes(new Uint8Array(32))

interface Machine {
  readonly device: Signer
  readonly invite: Signer | undefined
  readonly sessions: string[]
  parts: Record<PartName, Uint8Array> | undefined
  carrier: Uint8Array | undefined
  readonly kept: Map<string, Kept>
}

interface Open {
  readonly machine: Machine
  readonly docs: Record<PartName, Y.Doc>
  readonly carrier: Y.Doc
  readonly core: Core
  readonly clock: Clock
}

async function machine(invite?: Uint8Array<ArrayBuffer>): Promise<Machine> {
  return {
    device: await signerOf(await makeKeyPairs()),
    invite: invite === undefined ? undefined : await signerFromSeed(invite),
    sessions: [],
    parts: undefined,
    carrier: undefined,
    kept: new Map(),
  }
}

async function open(one: Machine, from: Y.Doc | undefined): Promise<Open> {
  const clock = new Clock()
  const docs = emptyParts()
  const carrier = new Y.Doc()
  const session = toBase64url(randomBytes(new Uint8Array(8)))
  for (const part of partNames) {
    if (one.parts !== undefined) Y.applyUpdate(docs[part], one.parts[part])
    docs[part].clientID = await clientOf(one.device.id, session, part)
  }
  if (one.carrier !== undefined) Y.applyUpdate(carrier, one.carrier)
  if (from !== undefined) carry(from, carrier)
  const core = await openCore({
    report: 'r',
    docs,
    carrier,
    device: one.device,
    session,
    earlierSessions: one.sessions,
    secret,
    root: root.id,
    ...(one.invite === undefined ? { rootSigner: root } : { invite: one.invite }),
    now: () => clock.now,
    scheduler: clock,
    randomBytes,
    kept: one.kept.values(),
    keep: (item) => one.kept.set(`${item.kind} ${item.name}`, item),
    onError: (error) => {
      throw error
    },
  })
  one.sessions.unshift(session)
  return { machine: one, docs, carrier, core, clock }
}

async function close({ machine: one, docs, carrier, core }: Open, to: Y.Doc): Promise<void> {
  await core.close()
  carry(carrier, to)
  one.parts = {
    text: Y.encodeStateAsUpdate(docs.text),
    figures: Y.encodeStateAsUpdate(docs.figures),
    review: Y.encodeStateAsUpdate(docs.review),
  }
  one.carrier = Y.encodeStateAsUpdate(carrier)
  // As the journal does, when it holds a thousand that nobody needs.
  const live = new Set([...core.log.keys(), ...core.shelf.keys()])
  if (one.kept.size < live.size + 1000) return
  for (const [name, { kind, name: key }] of one.kept)
    if (kind !== 'key' && !live.has(key)) one.kept.delete(name)
}

function carry(from: Y.Doc, to: Y.Doc): void {
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'network')
}

async function quiet(one: Open, milliseconds: number): Promise<void> {
  one.clock.pass(milliseconds)
  await one.core.roll.settle()
  await one.core.gate.flush()
  await one.core.gate.drain()
}

const hub = new Y.Doc()
const owner = await machine()
const founding = await open(owner, undefined)
founding.core.roll.tend()
const group = [owner]
for (let n = 1; n < people; n++) {
  const expires = founding.clock.now + 86_400_000
  const invite = await founding.core.roll.invite({ role: 'drafter', uses: 1, expires })
  const one = await machine(invite)
  carry(founding.carrier, hub)
  const joining = await open(one, hub)
  await quiet(joining, 100)
  await close(joining, hub)
  carry(hub, founding.carrier)
  await quiet(founding, 100)
  group.push(one)
}
await close(founding, hub)

const begun = performance.now()
let done = 0
let largest = 0
for (let day = 0; day < days; day++) {
  const today = [r.pick(group), r.pick(group)].filter((one, at, all) => all.indexOf(one) === at)
  const at = [] as Open[]
  for (const one of today) at.push(await open(one, hub))
  const until = Math.round(((day + 1) * edits) / days)
  let caret = 0
  for (; done < until; done++) {
    const one = r.pick(at)
    const body = bodyOf(one.docs.text)
    if (r.chance(0.05)) caret = r.below(body.length + 1)
    caret = Math.min(caret, body.length)
    if (r.chance(0.8) || caret === 0) {
      body.insert(caret, String.fromCharCode(0x4e00 + r.below(5000)))
      caret++
    } else body.delete(--caret, 1)
    await one.core.gate.flush()
    if (r.chance(0.02)) {
      for (const from of at) for (const to of at) if (from !== to) carry(from.carrier, to.carrier)
      for (const each of at) await each.core.gate.drain()
    }
    // Somebody thinks for a while, and there is time to compact.
    if (r.chance(0.005)) for (const each of at) await quiet(each, 20_000)
  }
  for (const each of at) await quiet(each, 20_000)
  for (const each of at) await close(each, hub)
  largest = Math.max(largest, Y.encodeStateAsUpdate(hub).length)
}
const wrote = performance.now() - begun

async function timed(one: Machine): Promise<{ milliseconds: number; opened: Open }> {
  const state = Y.encodeStateAsUpdate(hub)
  const start = performance.now()
  const from = new Y.Doc()
  Y.applyUpdate(from, state)
  const opened = await open(one, from)
  await opened.core.gate.drain()
  return { milliseconds: performance.now() - start, opened }
}

const last = await open(owner, hub)
await quiet(last, 20_000)
const text = bodyOf(last.docs.text).toString()
const plain = Y.encodeStateAsUpdate(last.docs.text).length
const envelopes = last.core.log.keys().length
const inside = last.core.log
  .keys()
  .reduce((sum, key) => sum + (last.core.log.get(key) as Uint8Array).length, 0)
const invite = await last.core.roll.invite({
  role: 'reader',
  uses: 1,
  expires: last.clock.now + 1e8,
})
await close(last, hub)
const late = await timed(await machine(invite))
if (bodyOf(late.opened.docs.text).toString() !== text)
  throw new Error('the newcomer has another text')
await late.opened.core.close()
const back = await timed(owner)
await back.opened.core.close()

const rows: Readonly<Record<string, number>> = {
  'edits, each sealed by itself': edits,
  people,
  'characters of the text': text.length,
  'envelopes in the log': envelopes,
  'bytes of these': inside,
  'bytes of the plain text with its history': plain,
  'bytes of the carrier': Y.encodeStateAsUpdate(hub).length,
  'bytes of the carrier at most': largest,
  'opening as a newcomer, ms': Math.round(late.milliseconds),
  'opening again, ms': Math.round(back.milliseconds),
  'one edit for its author and one colleague, ms': Number((wrote / edits).toFixed(2)),
}
console.log('| a year of work | |\n|--|--|')
for (const [name, value] of Object.entries(rows)) console.log(`| ${name} | ${value} |`)
const json = process.argv.indexOf('--json')
const target = json < 0 ? undefined : process.argv[json + 1]
if (target !== undefined) writeFileSync(target, `${JSON.stringify(rows, null, 2)}\n`)
