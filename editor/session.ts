import * as Y from 'yjs'
import type { Environment } from './model/environment'
import { bodyOf, partNames, type PartName } from './model/parts'
import { noteWriting } from './model/writers'
import { emptyParts, reportOf, type Report } from './model/report'
import type { AtRest } from './storage/at-rest'
import { databaseName, type StorageProblem } from './storage/database'
import { openJournal } from './storage/journal'
import type { JournalEntry } from './storage/journal-file'
import { beginSession, keyPairsFor, type Unkept } from './storage/keyring'
import { openStore, type Store } from './storage/store'
import { fromBase64url } from './trust/bytes'
import { keepAgreeing, watchStranded } from './sync/agreement'
import { createCloak } from './sync/cloak'
import { encodeCarriedRefusal, entriesFor, mergeCarried, type Merged } from './sync/carried'
import { openCore } from './sync/core'
import type { Fork } from './sync/forks'
import { encodeFrozen } from './sync/freezer'
import type { Refused } from './sync/refusals'
import { createHanded, type Since } from './sync/handed'
import { createHandshake } from './sync/handshake'
import { createMet } from './sync/met'
import { createNetwork } from './sync/network'
import { createPresence, type Presence } from './sync/presence'
import type { Rebuilt } from './sync/rebuild'
import { createRebuildMark } from './sync/rebuild-mark'
import { browserScheduler } from './sync/scheduler'
import { clientOf, roomOf } from './sync/seal'
import { browserTrial } from './sync/trial'
import { signerFromSeed, signerOf } from './trust/keys'
import { deviceMemory } from './ui/device-memory'
import type { InviteTerms, Roll, Standing } from './trust/roll'
import { mayVouch, mayWrite, type Role } from './trust/roles'
import { mishaps, newDoc, onMishap, tellAll } from './model/listening'

/** What the status line tells. */
export interface SessionStatus {
  /** `connecting` also while a relay answers and nobody else is there, or nobody has let this device in. */
  readonly sync: 'offline' | 'connecting' | 'syncing' | 'synced'
  /** Whether every change is stored on this machine. */
  readonly saved: boolean
  readonly problem: StorageProblem | undefined
  /** Whether there is a second store at all: saved means stored in both. */
  readonly twice: boolean
  /** The browser has lost what it had stored; whether our second store brought it back. */
  readonly wiped: 'no' | 'recovered' | 'lost'
  /** Other members who are connected, by person or by keeper. */
  readonly members: number
  /** How many of these have everything that is here. */
  readonly seenBy: number
  /** Whether a relay keeps all that is here for whoever comes later; undefined: none keeps anything. */
  readonly relayed: boolean | undefined
  /** Changes from outside that were refused, by whoever signed them. */
  readonly refused: readonly Refused[]
  /** Devices that told different people different things: shown to everybody, decided by the owner. */
  readonly forks: readonly Fork[]
  /** Changes that wait for something that has not come: earlier changes, their author, a key. */
  readonly waiting: number
  /** How this device stands to the report, and in which role. */
  readonly standing: Standing
  readonly role: Role | 'none'
  /** Whether the owner's root key was used in two places at once; see `Roll.isContested`. */
  readonly contested: boolean
  /** Whether the report should be opened anew: this copy is not what the others have, or not what is stored. */
  readonly reopen: boolean
  /** Whether something of ours has failed, so that what is shown may be out of date. */
  readonly mishap: boolean
  /** Whether the machine has a network, as far as the browser knows. */
  readonly online: boolean
  /** Whether relays are set at all. */
  readonly hasRelay: boolean
  /** Whether a relay answers, or others are there. */
  readonly reached: boolean
  /** Something large that is on its way in; undefined while nothing is. */
  readonly arrival: Arrival | undefined
}

/** Something large that comes from somebody else. */
export type Arrival =
  /** `isFirst`: nothing of the text is here yet. Bytes that have come, and about how many there are. */
  | {
      readonly stage: 'receiving'
      readonly isFirst: boolean
      readonly got: number
      readonly total: number
    }
  /** The first copy has come whole; it is opened and checked before anything of it is shown. */
  | { readonly stage: 'checking'; readonly isFirst: true }

/** One open report in one browser context: its documents, stored, sealed, and on the network. */
export interface Session {
  readonly report: Report
  readonly presence: Presence
  /**
   * Resolves when the log that was stored is read: until then the report is what its own store
   * held, which is nearly always the same. Never rejects.
   */
  readonly whenJudged: Promise<void>
  /** Who belongs to the report. */
  readonly roll: Roll
  /** This device's id in this report: whose comments and figures are one's own. */
  readonly me: string
  /** When a device was last connected, in milliseconds since 1970, as far as this machine knows. */
  lastMet(device: string): number | undefined
  /** Whether a device that is connected has all that is here; undefined: it is not connected. */
  hasAll(device: string): boolean | undefined
  /** Whether this device may change a part. */
  may(part: PartName): boolean
  status(): SessionStatus
  onStatus(listener: () => void): () => void
  /** Holds remote changes of text and figures back until the returned function is called, at most 10 s. */
  hold(): () => void
  /** Called right before a remote change enters a part. */
  onBeforeApply(listener: (part: PartName) => void): () => void
  /**
   * The owner lets a device go on that told different people different things; what is here of it
   * counts. Throws where the root is not.
   */
  pardon(device: string): Promise<void>
  /** Somebody has been told that a store was wiped. */
  acknowledgeWipe(): void
  /**
   * Sealed envelopes, and every item of the roll, to be carried to others by hand.
   * @param since of the envelopes only those that came since, and none of either when nothing did;
   *   all when left out
   */
  changes(since?: Since): readonly JournalEntry[]
  /** When changes were last exported on this device; undefined: never, as far as is known. */
  lastExport(): number | undefined
  /** All that is here has gone into a file. */
  noteExport(): void
  /** The same with the keys that open it: for a backup alone. */
  everything(): readonly JournalEntry[]
  /** Takes what somebody carried here, in any order, any number of times. */
  merge(entries: readonly JournalEntry[]): Promise<Merged>
  /** Resolves when all is sealed and stored, as far as the storage works. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** What a device holds of a report: 32 bytes each, in base64url. */
export interface Access {
  /** The room's secret. */
  readonly secret: string
  /** The owner's public root key. */
  readonly root: string
  /** The owner's root itself, on the owner's device. */
  readonly rootSeed?: string
  /** Seed of the invitation that this device came by. */
  readonly inviteSeed?: string
  /** What that invitation said of itself. */
  readonly inviteTerms?: InviteTerms
}

/** See `SessionOptions.marker`. */
export interface Marker {
  /** Characters that the report had, 0 when nothing was ever marked; and whether a store was found wiped. */
  read(): Promise<{ readonly characters: number; readonly wiped: boolean }>
  write(characters: number): Promise<void>
  /** Notes that a store was found wiped, until somebody has been told. */
  setWiped(wiped: boolean): Promise<void>
}

export interface SessionOptions {
  readonly reportId: string
  /** Throws on anything that is not 32 bytes. */
  readonly access: Access
  /** Seals all that is stored, on a device that is locked with a passphrase. */
  readonly atRest?: AtRest | undefined
  readonly signalling: readonly string[]
  readonly name: string
  readonly environment: Environment
  /** `keeper`: keeps the report in sync with nobody looking. */
  readonly kind?: 'page' | 'keeper'
  readonly iceServers?: readonly RTCIceServer[]
  /**
   * A small mark outside the stores: how much this device had of the report. So a store that
   * was wiped is told from a report that is new.
   */
  readonly marker?: Marker
  /** What a backup holds, to begin with. */
  readonly restore?: readonly JournalEntry[]
  /** What a new report begins with; left out when the storage holds a text already. */
  readonly seed?: Readonly<Record<PartName, Uint8Array>>
}

/** Bytes of a first copy from which on it takes a while to check. */
const muchAtOnce = 128 * 1024
/** Milliseconds between looks after mark and journal. */
const upkeepEvery = 5000

/** Opens a report: loads what is stored, starts the gate, then the network. */
export async function openSession(options: SessionOptions): Promise<Session> {
  return await open(options)
}

/** @param again parts that were rebuilt a moment ago */
async function open(options: SessionOptions, again?: readonly Rebuilt[]): Promise<Session> {
  const {
    reportId,
    environment,
    name,
    signalling,
    seed,
    atRest,
    kind = 'page',
    iceServers = [],
  } = options
  const secret = secretBytes(options.access.secret)
  const { rootSeed, inviteSeed, inviteTerms, root } = options.access
  let unkept: Unkept = []
  const device = await signerOf(await keyPairsFor(reportId, atRest, unkept))
  const { session, earlier } = await beginSession(reportId, atRest, unkept)
  const rootSigner =
    rootSeed === undefined ? undefined : await signerFromSeed(secretBytes(rootSeed))
  const invite =
    inviteSeed === undefined ? undefined : await signerFromSeed(secretBytes(inviteSeed))
  const room = await roomOf(secret)

  const parts = emptyParts()
  const logDoc = newDoc()
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
      tellAll(listeners)
    })
  }

  const storeOf = (part: string, doc: Y.Doc): Store =>
    openStore({
      name: databaseName(reportId, part, atRest !== undefined),
      doc,
      atRest,
      onStatus: tell,
    })
  const stores: Store[] = [
    ...partNames.map((part) => storeOf(part, parts[part])),
    storeOf('log', logDoc),
  ]
  const journal = await openJournal({ report: reportId, file: session, atRest, onStatus: tell })
  await Promise.all(stores.map(({ whenLoaded }) => whenLoaded))
  const onError = (error: unknown): void => console.error('sync', error)
  const marked = (await options.marker?.read().catch(onError)) ?? { characters: 0, wiped: false }
  const isEmpty = (): boolean => bodyOf(parts.text).length === 0
  const hadContent =
    marked.characters > 0 || journal?.entries.some((one) => one.kind === 'envelope') === true
  const isBlank = partNames.every((part) => parts[part].store.clients.size === 0)
  const missing = seed === undefined && options.restore === undefined && hadContent && isBlank
  for (const part of partNames) {
    parts[part].clientID = await clientOf(device.id, session, part)
  }
  if (seed !== undefined && bodyOf(parts.text).length === 0) {
    for (const part of partNames) Y.applyUpdate(parts[part], seed[part], 'seed')
  }

  const scheduler = browserScheduler()
  const trial = browserTrial()
  const core = await openCore({
    report: reportId,
    docs: parts,
    carrier: logDoc,
    device,
    session,
    earlierSessions: earlier,
    secret,
    root,
    ...(rootSigner === undefined ? {} : { rootSigner }),
    ...(invite === undefined ? {} : { invite }),
    inviteTerms,
    founds: !missing && options.restore === undefined,
    ...(again === undefined ? {} : { again }),
    now: () => environment.now(),
    scheduler,
    randomBytes: (bytes) => crypto.getRandomValues(bytes),
    // What this device wrote down itself stands against a file that says otherwise.
    kept: [
      ...(options.restore ?? []).filter((one) => one.kind !== 'refused'),
      ...(journal?.entries ?? []),
    ].flatMap(({ kind: what, name: key, bytes }) =>
      what === 'access' ? [] : [{ kind: what, name: key, bytes }],
    ),
    keep: (one) => journal?.add(one),
    onStatus: tell,
    trial,
    beforeApply: (part) => {
      tellAll(before, part)
    },
    onError,
  })
  const { log, shelf, digest, roll, gate } = core
  let isJudged = false
  const whenJudged = core.whenJudged.then(() => {
    isJudged = true
    tell()
  })
  // An empty report is shown to nobody whose log, journal or backup has it.
  if (isBlank || again !== undefined) await whenJudged
  const rebuildMark = createRebuildMark(reportId)
  if (kind === 'page' && again === undefined && rebuildMark.isSet) {
    const rebuilt = await core.rebuild()
    if (rebuilt.length > 0) {
      await core.close()
      trial?.close()
      for (const { part, state } of rebuilt) await stores[partNames.indexOf(part)]?.replace(state)
      await Promise.all([...stores.map((store) => store.close()), journal?.close()])
      for (const doc of [...Object.values(parts), logDoc]) doc.destroy()
      const opened = await open(options, rebuilt)
      rebuildMark.clear()
      return opened
    }
    rebuildMark.clear()
  }
  const presence = await createPresence({
    doc: logDoc,
    report: reportId,
    device,
    name,
    kind,
    admits: (one) => roll.admits(one, ''),
    nameOf: (one, claimed) => report.members.shownName(one, claimed),
  })
  // What cannot be read is not lost: the storage says so itself, and may give it yet.
  const isLost = missing && stores.every(({ problem }) => problem === undefined)
  let wasWiped = isLost || marked.wiped
  if (isLost) await options.marker?.setWiped(true).catch(onError)
  const cloak = createCloak(room.cloakKey)
  const network = createNetwork({
    reportId,
    log: logDoc,
    presence,
    topic: room.topic,
    password: room.password,
    cloak,
    digest: () => digest.value(),
    signalling,
    iceServers,
    handshake: createHandshake({
      report: reportId,
      roll,
      device,
      root,
      ...(invite === undefined ? {} : { invite }),
      ...(rootSigner === undefined ? {} : { rootSigner }),
    }),
  })
  const report = reportOf(parts, { id: reportId, environment, author: device.id })
  const stopNoting = noteWriting(parts.text, {
    by: device.id,
    session,
    now: () => environment.now(),
  })
  /** A final text is nobody's to change, the owner's neither. */
  report.members.setPersons((one) => roll.personOf(one))
  const may = (part: PartName): boolean =>
    mayWrite(roll.role, part) && !report.readOnly && (roll.final === undefined || part === 'review')
  /** A name goes into the review, which not everybody may write, and nobody before the key is there. */
  const sayName = (): void => {
    if (name !== '' && kind === 'page' && may('review')) report.members.setName(device.id, name)
  }
  sayName()
  // Of several pages of one owner, one follows up on who came; the lock goes with the page.
  const governing = new AbortController()
  if (roll.governs) {
    void navigator.locks
      .request(`tonggao-roll:${reportId}`, { signal: governing.signal }, () => {
        roll.tend()
        return new Promise<void>((resolve) =>
          governing.signal.addEventListener('abort', () => resolve()),
        )
      })
      .catch((error: unknown) => {
        if (!governing.signal.aborted) onError(error)
      })
  }

  const met = createMet(reportId, () => environment.now())
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
    presence.onChange(() => {
      met.note(presence.others().map(({ member }) => member))
      tell()
    }),
    report.members.onChange(() => presence.review()),
    roll.onChange(() => {
      sayName()
      network.review(({ device: one, invite: by }) => roll.admits(one, by))
      presence.review()
      tell()
    }),
    listen(window, 'online', () => network.setOnline(true)),
    listen(window, 'offline', () => network.setOnline(false)),
    listen(document, 'visibilitychange', () => void flush()),
    listen(window, 'pagehide', () => void flush()),
  ]
  stops.push(
    onMishap((error) => {
      console.error('listener', error)
      // The first is said; whoever fails on hearing of it is not asked again.
      if (mishaps().count === 1) tell()
    }),
  )
  network.setOnline(navigator.onLine)

  /** Members other than ourselves, with whether one of their contexts has all that is here. */
  const others = (): Map<string, boolean> => {
    const mine = digest.value()
    const list = new Map<string, boolean>()
    for (const { member, digest: theirs } of presence.others()) {
      if (member !== device.id) list.set(member, (list.get(member) ?? false) || theirs === mine)
    }
    return list
  }

  const stopAgreeing = keepAgreeing({
    scheduler,
    differs: () => presence.digests().some((theirs) => theirs !== digest.value()),
    comes: () => network.arriving !== undefined,
    ask: () => network.resync(),
  })

  let reopen = false
  const mustReopen = (): void => {
    reopen = true
    tell()
  }
  stops.push(
    rebuildMark.onRebuilt(mustReopen),
    watchStranded({
      scheduler,
      stranded: () => gate.status.stranded.length > 0,
      agreed: () =>
        presence.others().some(({ member, digest: theirs }) => {
          const role = roll.roleOf(member)
          return role !== 'unknown' && mayVouch(role) && theirs === digest.value()
        }),
      confirm() {
        rebuildMark.set()
        if (kind === 'page') mustReopen()
      },
    }),
  )

  let lastMark = marked.characters
  /** Marks what is here; a wiped store must not make the mark forget what it had. */
  const mark = async (): Promise<void> => {
    const length = bodyOf(parts.text).length
    if (length === 0 || length === lastMark) return
    lastMark = length
    // A mark that cannot be written must keep nothing else from being stored.
    await options.marker?.write(length).catch(onError)
  }
  mark().catch(onError)
  /** Tries again to store keys and session, where the storage failed when the report was opened. */
  const keepLate = async (): Promise<void> => {
    const waiting = unkept
    unkept = []
    for (const store of waiting) await store().catch(() => unkept.push(store))
  }
  const upkeep = setInterval(() => {
    mark().catch(onError)
    keepLate().catch(onError)
    if (isJudged) handed.note(carried())
    journal?.trim(() => [...everything(), ...refusedEntries()])
  }, upkeepEvery)
  const handed = createHanded({
    memory: deviceMemory(`handed:${reportId}`),
    now: () => environment.now(),
  })
  /** All that a file can hold: what stands in the log, and the roll. */
  const carried = (): string[] => [...log.keys(), ...roll.items().keys()]
  const changes = (since?: Since): JournalEntry[] => {
    if (since === undefined) return entriesFor({ roll, log }, log.keys())
    handed.note(carried())
    const newer = handed.newer(carried(), since)
    return newer.length === 0 ? [] : entriesFor({ roll, log }, newer)
  }
  const everything = (): JournalEntry[] => [
    ...[...roll.keys()].map(([epoch, bytes]) => ({
      kind: 'key' as const,
      name: String(epoch),
      bytes,
    })),
    ...gate.frozen().map((one) => ({
      kind: 'fork' as const,
      name: one.device,
      bytes: encodeFrozen(one),
    })),
    ...changes(),
  ]

  const refusedEntries = (): JournalEntry[] =>
    [...gate.carriedRefusals()].map(([key, one]) => ({
      kind: 'refused',
      name: key,
      bytes: encodeCarriedRefusal(one),
    }))

  const flush = async (): Promise<void> => {
    await gate.flush()
    await Promise.all([...stores.map((store) => store.flush()), journal?.flush()])
    await mark()
  }

  /** Whether the log holds more than what somebody types while a first copy comes. */
  const holdsMuch = (): boolean => {
    let bytes = 0
    for (const key of log.keys()) {
      const one = log.get(key)
      if (one instanceof Uint8Array) bytes += one.length
      if (bytes >= muchAtOnce) return true
    }
    return false
  }
  const arrival = (): Arrival | undefined => {
    const isFirst = parts.text.store.clients.size === 0
    const { arriving } = network
    // What waits for another file is told in the status line: nothing is on its way.
    const checks = isFirst && gate.isTakingIn && network.state === 'on'
    // What comes a second time, since the log has changed meanwhile, is not what is waited for.
    if (checks && (arriving === undefined || holdsMuch())) return { stage: 'checking', isFirst }
    return arriving === undefined ? undefined : { stage: 'receiving', isFirst, ...arriving }
  }

  const status = (): SessionStatus => {
    const present = [...others().values()]
    const seenBy = present.filter(Boolean).length
    const all =
      isJudged &&
      seenBy === present.length &&
      gate.status.pendingOut === 0 &&
      gate.status.waiting === 0
    const { state } = network
    return {
      sync:
        state === 'off'
          ? 'offline'
          : present.length === 0 || roll.standing !== 'member'
            ? 'connecting'
            : all
              ? 'synced'
              : 'syncing',
      saved:
        stores.every(({ saved }) => saved) &&
        gate.status.pendingOut === 0 &&
        journal?.saved !== false,
      problem: stores.find(({ problem }) => problem !== undefined)?.problem ?? journal?.problem,
      twice: journal !== undefined,
      wiped: !wasWiped ? 'no' : isEmpty() ? 'lost' : 'recovered',
      members: present.length,
      seenBy,
      relayed: network.relayed,
      refused: gate.status.refused,
      forks: gate.status.forks,
      waiting: gate.status.waiting,
      standing: roll.standing,
      role: roll.role,
      contested: roll.isContested,
      reopen,
      mishap: mishaps().count > 0,
      online: navigator.onLine,
      hasRelay: signalling.length > 0,
      reached: state === 'on',
      arrival: arrival(),
    }
  }

  return {
    report,
    presence,
    whenJudged,
    roll,
    me: device.id,
    may,
    lastMet: (one) => met.get(one),
    hasAll: (one) => others().get(one),
    status,
    onStatus(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    changes,
    everything,
    lastExport: () => handed.lastExport(),
    noteExport: () => handed.exported(carried()),
    async merge(entries) {
      await whenJudged
      return await mergeCarried({ shelf, roll, gate }, entries)
    },
    pardon: async (one) => roll.pardon(one, await gate.writtenUntil(one)),
    acknowledgeWipe() {
      wasWiped = false
      options.marker?.setWiped(false).catch(onError)
      tell()
    },
    hold: () => gate.hold(),
    onBeforeApply(listener) {
      before.add(listener)
      return () => before.delete(listener)
    },
    flush,
    async close() {
      if (closed) return
      stopAgreeing()
      stopNoting()
      clearInterval(upkeep)
      clearTimeout(digestTimer)
      for (const stop of stops) stop()
      governing.abort()
      await core.close()
      trial?.close()
      closed = true
      presence.close()
      await network.close()
      if (isJudged) handed.note(carried())
      await mark()
      await Promise.all([...stores.map((store) => store.close()), journal?.close()])
      report.close()
      logDoc.destroy()
    },
  }
}

function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener)
  return () => target.removeEventListener(type, listener)
}

function secretBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64url(text)
  if (bytes?.length !== 32) throw new RangeError('A secret has 32 bytes')
  return bytes
}
