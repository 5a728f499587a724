import * as Y from 'yjs'
import { bodyOf, partNames, type PartName } from '../../editor/model/parts'
import { newDoc } from '../../editor/model/listening'
import { emptyParts } from '../../editor/model/report'
import { Gate } from '../../editor/sync/gate'
import { createLog, type Log } from '../../editor/sync/log'
import type { Scheduler } from '../../editor/sync/scheduler'
import type { Trial } from '../../editor/sync/trial'
import { clientOf, createSealer, type Sealer } from '../../editor/sync/seal'
import { toBase64url } from '../../editor/trust/bytes'
import { makeKeyPairs, signerFromSeed, signerOf, type Signer } from '../../editor/trust/keys'
import { Roll, type InviteTerms } from '../../editor/trust/roll'
import type { Role } from '../../editor/trust/roles'

/** Time that stands until it is moved. */
export class Clock implements Scheduler {
  now = 1_700_000_000_000
  private readonly due: { at: number; run: () => void }[] = []

  after(milliseconds: number, run: () => void): () => void {
    const entry = { at: this.now + milliseconds, run }
    this.due.push(entry)
    return () => {
      const index = this.due.indexOf(entry)
      if (index >= 0) this.due.splice(index, 1)
    }
  }

  frame(run: () => void): () => void {
    return this.after(16, run)
  }

  pass(milliseconds: number): void {
    this.now += milliseconds
    for (;;) {
      const next = this.due.filter(({ at }) => at <= this.now).toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined) return
      this.due.splice(this.due.indexOf(next), 1)
      next.run()
    }
  }
}

/** One person of a group, without a browser: documents, roll, gate and carrier are the real ones. */
export interface Person {
  readonly device: Signer
  readonly docs: Record<PartName, Y.Doc>
  readonly carrier: Y.Doc
  readonly log: Log
  readonly rollShelf: Log
  readonly roll: Roll
  readonly gate: Gate
  readonly sealer: Sealer
  readonly session: string
  readonly clock: Clock
  readonly errors: unknown[]
}

export const report = 'r1'
export const secret = new Uint8Array(32).fill(7)
const bytes8 = (): string => toBase64url(crypto.getRandomValues(new Uint8Array(8)))

export interface PersonOptions {
  readonly root: string
  /** Id of the report; `report` when left out. */
  readonly report?: string
  readonly rootSigner?: Signer
  readonly invite?: Uint8Array<ArrayBuffer>
  readonly inviteTerms?: InviteTerms
  readonly device?: Signer
  readonly secret?: Uint8Array<ArrayBuffer>
  readonly session?: string
  readonly carrier?: Uint8Array
  readonly parts?: Partial<Record<PartName, Uint8Array>>
  readonly earlierSessions?: readonly string[]
  readonly trial?: Trial
}

export async function person(options: PersonOptions): Promise<Person> {
  const device = options.device ?? (await signerOf(await makeKeyPairs()))
  const session = options.session ?? bytes8()
  const docs = emptyParts()
  for (const part of partNames) {
    const stored = options.parts?.[part]
    if (stored !== undefined) Y.applyUpdate(docs[part], stored)
    docs[part].clientID = await clientOf(device.id, session, part)
  }
  const carrier = newDoc()
  if (options.carrier !== undefined) Y.applyUpdate(carrier, options.carrier)
  const log = createLog(carrier)
  const rollShelf = createLog(carrier, 'roll')
  const clock = new Clock()
  const errors: unknown[] = []
  const onError = (error: unknown): void => void errors.push(error)
  let gate: Gate | undefined
  const roll = new Roll({
    shelf: rollShelf,
    report: options.report ?? report,
    secret: options.secret ?? secret,
    root: options.root,
    device,
    ...(options.rootSigner === undefined ? {} : { rootSigner: options.rootSigner }),
    ...(options.invite === undefined ? {} : { invite: await signerFromSeed(options.invite) }),
    ...(options.inviteTerms === undefined ? {} : { inviteTerms: options.inviteTerms }),
    now: () => clock.now,
    randomBytes: (bytes) => crypto.getRandomValues(bytes),
    after: (milliseconds, run) => clock.after(milliseconds, run),
    beforeLoss: async () => gate?.vouch(),
    onError,
  })
  await roll.start()
  const sealer = createSealer(
    device,
    (epoch) => roll.keyOf(epoch),
    (bytes) => crypto.getRandomValues(bytes),
  )
  gate = new Gate({
    docs,
    log,
    roll,
    sealer,
    scheduler: clock,
    device: device.id,
    session,
    earlierSessions: options.earlierSessions ?? [],
    trial: options.trial,
    onError,
  })
  await gate.start()
  return { device, docs, carrier, log, rollShelf, roll, gate, sealer, session, clock, errors }
}

/** A report with its owner. */
export async function founder(
  options: Pick<PersonOptions, 'trial'> = {},
): Promise<Person & { readonly root: Signer }> {
  const root = await signerFromSeed(crypto.getRandomValues(new Uint8Array(32)))
  const owner = await person({ root: root.id, rootSigner: root, ...options })
  owner.roll.tend()
  return { ...owner, root }
}

/** Somebody who came by an invitation of the owner's, and whom the owner has met. */
export async function join(
  owner: Person & { readonly root: Signer },
  role: Exclude<Role, 'owner'>,
  options: Pick<PersonOptions, 'trial'> = {},
): Promise<Person> {
  const invite = await owner.roll.invite({ role, uses: 1, expires: owner.clock.now + 86_400_000 })
  const one = await person({ root: owner.root.id, invite, ...options })
  await exchange(owner, one)
  return one
}

export function carry(from: Person, to: Person): void {
  const update = Y.encodeStateAsUpdate(from.carrier, Y.encodeStateVector(to.carrier))
  Y.applyUpdate(to.carrier, update, 'network')
}

export async function settle(...people: Person[]): Promise<void> {
  for (const one of people) {
    await one.roll.settle()
    one.clock.pass(100)
    await one.gate.flush()
    await one.gate.drain()
    one.clock.pass(100)
    await one.roll.settle()
    await one.gate.flush()
  }
}

/** Everybody gets what everybody has, until nothing new comes of it. */
export async function exchange(...people: Person[]): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await settle(...people)
    for (const from of people) for (const to of people) if (from !== to) carry(from, to)
    await settle(...people)
  }
}

export const textOf = (one: Person): string => bodyOf(one.docs.text).toString()

/** How many changes a person's gate has refused, by reason. */
export function refusals(one: Person): Record<string, number> {
  const counted: Record<string, number> = {}
  for (const { reason, count } of one.gate.status.refused)
    counted[reason] = (counted[reason] ?? 0) + count
  return counted
}
