import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { membersOf, partNames, type PartName } from '../../editor/model/parts'
import { emptyParts } from '../../editor/model/report'
import { createCloak } from '../../editor/sync/cloak'
import { openCore, type Core } from '../../editor/sync/core'
import { createPresence, type Presence } from '../../editor/sync/presence'
import { browserScheduler } from '../../editor/sync/scheduler'
import { clientOf, createSealer, envelopeKey, roomOf } from '../../editor/sync/seal'
import { openStoreLink } from '../../editor/sync/store-link'
import { fromBase64url, toBase64url } from '../../editor/trust/bytes'
import { readInvite } from '../../editor/trust/invite'
import { makeKeyPairs, signerFromSeed, signerOf, type Signer } from '../../editor/trust/keys'
import { waitFor } from './wait'

/** Somebody who was invited and whose program does as he likes; in Node, over a relay that stores. */
export interface HostileMember {
  readonly device: Signer
  readonly core: Core
  readonly docs: Readonly<Record<PartName, Y.Doc>>
  readonly presence: Presence
  /** Calls himself so in the report. */
  callMyself(name: string): Promise<void>
  /** Says so of himself to whoever is there. */
  present(state: Record<string, unknown>): void
  /** Signs a change and puts it into the log, whatever his role. */
  sign(part: PartName, change: (doc: Y.Doc) => void): Promise<void>
  close(): Promise<void>
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = fromBase64url(text)
  if (bytes === undefined) throw new Error('no bytes')
  return bytes
}

export async function joinAsHostile(code: string): Promise<HostileMember> {
  globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket
  const read = readInvite(code)
  if (!read.ok) throw new Error(`no invitation: ${read.code}`)
  const { reportId, secret, root, seed, signalling } = read.value
  const device = await signerOf(await makeKeyPairs())
  const session = toBase64url(crypto.getRandomValues(new Uint8Array(8)))
  const docs = emptyParts()
  for (const part of partNames) docs[part].clientID = await clientOf(device.id, session, part)
  const carrier = new Y.Doc()
  const core = await openCore({
    report: reportId,
    docs,
    carrier,
    device,
    session,
    earlierSessions: [],
    secret: bytesOf(secret),
    root,
    invite: await signerFromSeed(bytesOf(seed)),
    now: () => Date.now(),
    scheduler: browserScheduler(),
    randomBytes: (bytes) => crypto.getRandomValues(bytes),
    kept: [],
    keep: () => undefined,
    onError: () => undefined,
  })
  const room = await roomOf(bytesOf(secret))
  const presence = await createPresence({
    doc: carrier,
    report: reportId,
    device,
    name: '',
    kind: 'page',
    admits: () => true,
  })
  const link = openStoreLink({
    url: signalling[0] ?? '',
    topic: room.topic,
    log: carrier,
    presence,
    cloak: createCloak(room.cloakKey),
    onChange: () => undefined,
  })
  await waitFor(() => core.roll.standing === 'member', 'he is a member', 30_000)
  const sealer = createSealer(
    device,
    (epoch) => core.roll.keyOf(epoch),
    (bytes) => crypto.getRandomValues(bytes),
  )
  return {
    device,
    core,
    docs,
    presence,
    async callMyself(name) {
      membersOf(docs.review).set(device.id, { name })
      await core.gate.flush()
    },
    present(state) {
      const { awareness } = presence
      awareness.setLocalState({ ...awareness.getLocalState(), ...state })
    },
    async sign(part, change) {
      const other = toBase64url(crypto.getRandomValues(new Uint8Array(8)))
      const doc = new Y.Doc()
      doc.clientID = await clientOf(device.id, other, part)
      change(doc)
      const header = { kind: 'update', part, epoch: core.roll.epoch, sessions: [other] } as const
      const bytes = await sealer.seal(header, Y.encodeStateAsUpdate(doc))
      core.log.change(new Map([[await envelopeKey(bytes), bytes]]))
    },
    async close() {
      link.close()
      presence.close()
      await core.close()
    },
  }
}
