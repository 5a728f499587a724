import * as Y from 'yjs'
import type { Environment } from './model/environment'
import { bodyOf, partNames, type PartName } from './model/parts'
import { emptyParts, reportOf, type Report } from './model/report'
import { databaseName, type StorageProblem } from './storage/database'
import { openStore, type Store } from './storage/store'
import { fromBase64url } from './sync/bytes'
import { createDigest } from './sync/digest'
import { Gate } from './sync/gate'
import { createLog } from './sync/log'
import { createNetwork } from './sync/network'
import { createPresence, type Presence } from './sync/presence'
import { browserScheduler } from './sync/scheduler'
import { createSealer } from './sync/seal'

/** What the status line tells. */
export interface SessionStatus {
  /** `connecting` also while a relay answers and nobody else is there. */
  readonly sync: 'offline' | 'connecting' | 'syncing' | 'synced'
  /** Whether every change is stored on this machine. */
  readonly saved: boolean
  readonly problem: StorageProblem | undefined
  /** Other members who are connected, by person or by keeper. */
  readonly members: number
  /** How many of these have everything that is here. */
  readonly seenBy: number
  /** Changes from outside that were refused. */
  readonly refused: number
  /** Whether relays are set at all. */
  readonly hasRelay: boolean
  /** Whether a relay answers, or others are there. */
  readonly reached: boolean
}

/** One open report in one browser context: its documents, stored, sealed, and on the network. */
export interface Session {
  readonly report: Report
  readonly presence: Presence
  status(): SessionStatus
  onStatus(listener: () => void): () => void
  /** Holds remote changes of text and figures back until the returned function is called, at most 10 s. */
  hold(): () => void
  /** Called right before a remote change enters a part. */
  onBeforeApply(listener: (part: PartName) => void): () => void
  /** Resolves when all is sealed and stored, as far as the storage works. */
  flush(): Promise<void>
  close(): Promise<void>
}

export interface SessionOptions {
  readonly reportId: string
  /** 32 bytes in base64url; throws on anything else. */
  readonly secret: string
  readonly signalling: readonly string[]
  readonly me: { readonly id: string; readonly name: string }
  readonly environment: Environment
  /** `keeper`: keeps the report in sync with nobody looking. */
  readonly kind?: 'page' | 'keeper'
  readonly iceServers?: readonly RTCIceServer[]
  /** What a new report begins with; left out when the storage holds a text already. */
  readonly seed?: Readonly<Record<PartName, Uint8Array>>
}

/** Milliseconds that two logs may differ before we ask again. */
const patience = 3000

/** Opens a report: loads what is stored, starts the gate, then the network. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { reportId, environment, me, signalling, seed, kind = 'page', iceServers = [] } = options
  const secret = fromBase64url(options.secret)
  if (secret?.length !== 32) throw new RangeError('The secret of a report has 32 bytes')
  const sealer = await createSealer(secret, (bytes) => crypto.getRandomValues(bytes))

  const parts = emptyParts()
  const logDoc = new Y.Doc()
  const listeners = new Set<() => void>()
  const before = new Set<(part: PartName) => void>()
  let told = false
  let closed = false
  /** Many small things change at once; who listens is told once. */
  const tell = (): void => {
    if (told || closed) return
    told = true
    queueMicrotask(() => {
      told = false
      for (const listener of listeners) listener()
    })
  }

  const stores: Store[] = [
    ...partNames.map((part) =>
      openStore({ name: databaseName(reportId, part), doc: parts[part], onStatus: tell }),
    ),
    openStore({ name: databaseName(reportId, 'log'), doc: logDoc, onStatus: tell }),
  ]
  await Promise.all(stores.map(({ whenLoaded }) => whenLoaded))
  if (seed !== undefined && bodyOf(parts.text).length === 0) {
    for (const part of partNames) Y.applyUpdate(parts[part], seed[part], 'seed')
  }

  const log = createLog(logDoc)
  const digest = createDigest(log)
  const presence = createPresence(logDoc, me, kind)
  const gate = new Gate({
    docs: parts,
    log,
    sealer,
    scheduler: browserScheduler(),
    author: me.id,
    onStatus: tell,
    beforeApply: (part) => {
      for (const listener of before) listener(part)
    },
    onError: (error) => console.error('gate', error),
  })
  await gate.start()
  const network = createNetwork({
    reportId,
    log: logDoc,
    presence,
    topic: sealer.topic,
    password: sealer.password,
    signalling,
    iceServers,
  })
  const report = reportOf(parts, { id: reportId, environment, author: me.id })
  if (me.name !== '' && kind === 'page') report.members.setName(me.id, me.name)

  presence.setDigest(digest.value())
  let digestTimer: ReturnType<typeof setTimeout> | undefined
  const stops = [
    digest.onChange(() => {
      digestTimer ??= setTimeout(() => {
        digestTimer = undefined
        presence.setDigest(digest.value())
        tell()
      }, 150)
    }),
    network.onChange(tell),
    presence.onChange(tell),
    listen(window, 'online', () => network.setOnline(true)),
    listen(window, 'offline', () => network.setOnline(false)),
    listen(document, 'visibilitychange', () => void flush()),
    listen(window, 'pagehide', () => void flush()),
  ]
  network.setOnline(navigator.onLine)

  /** Members other than ourselves, with whether one of their contexts has all that is here. */
  const others = (): Map<string, boolean> => {
    const mine = digest.value()
    const list = new Map<string, boolean>()
    for (const { member, digest: theirs } of presence.others()) {
      if (member !== me.id) list.set(member, (list.get(member) ?? false) || theirs === mine)
    }
    return list
  }

  let differing = 0
  const watch = setInterval(() => {
    const same = [...others().values()].every(Boolean)
    differing = same ? 0 : differing + 1
    // A message may have been lost on the way: ask again rather than wait for a reconnection.
    if (differing > 1) network.resync()
  }, patience)

  const flush = async (): Promise<void> => {
    await gate.flush()
    await Promise.all(stores.map((store) => store.flush()))
  }

  const status = (): SessionStatus => {
    const present = [...others().values()]
    const seenBy = present.filter(Boolean).length
    const all =
      seenBy === present.length && gate.status.pendingOut === 0 && gate.status.waiting === 0
    const { state } = network
    return {
      sync:
        state === 'off'
          ? 'offline'
          : present.length === 0
            ? 'connecting'
            : all
              ? 'synced'
              : 'syncing',
      saved: stores.every(({ saved }) => saved),
      problem: stores.find(({ problem }) => problem !== undefined)?.problem,
      members: present.length,
      seenBy,
      refused: Object.values(gate.status.refused).reduce((sum, n) => sum + n, 0),
      hasRelay: signalling.length > 0,
      reached: state === 'on',
    }
  }

  return {
    report,
    presence,
    status,
    onStatus(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    hold: () => gate.hold(),
    onBeforeApply(listener) {
      before.add(listener)
      return () => before.delete(listener)
    },
    flush,
    async close() {
      if (closed) return
      clearInterval(watch)
      clearTimeout(digestTimer)
      for (const stop of stops) stop()
      await gate.close()
      closed = true
      digest.close()
      presence.close()
      await network.close()
      await Promise.all(stores.map((store) => store.close()))
      report.close()
      logDoc.destroy()
    },
  }
}

function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener)
  return () => target.removeEventListener(type, listener)
}
