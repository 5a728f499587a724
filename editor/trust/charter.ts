import { isLoose, numberAt, textAt, type Loose } from '../model/decode'
import { fromBase64url, toBase64url } from './bytes'
import { verify, wrapFor, type RandomBytes, type Signer } from './keys'
import { agreeingKeyOf } from './public-key'
import { RefusedAct } from './refused-act'
import { isRole, type Role } from './roles'

/*
 * 章程: who belongs to a report, in which role, and how they come by its key. Only the
 * owner's root key can sign one; the highest revision counts. What it says holds for every
 * change, also for those that were made before: when a right is taken away, the owner's
 * client first puts what stands into a snapshot of its own.
 */

/** A device that takes part. */
export interface CharterMember {
  /** Public signing key: who it is, everywhere in the report. */
  readonly device: string
  readonly agree: string
  readonly role: Role
  /** Invitation, or link of another device, that it came by; `''` for the owner's own. */
  readonly invite: string
  /** First device of the same person; `''` for a first device. */
  readonly person: string
}

/** An invitation that is open. */
export interface CharterInvite {
  /** Public signing key of the invitation. */
  readonly key: string
  readonly agree: string
  readonly role: Exclude<Role, 'owner'>
  /** Milliseconds since 1970. */
  readonly expires: number
  /** How many devices may come by it. */
  readonly uses: number
  readonly at: number
  /** Whoever comes by it only asks: the owner lets each one in, or not. */
  readonly asks: boolean
}

/** A device that asks to be let in. */
export interface CharterAsking {
  readonly device: string
  /**
   * Chosen by the owner's device after it had seen the device's keys; the six digits come from
   * both, so nobody can search for keys that give the digits of another. `''`: turned away.
   */
  readonly nonce: string
}

/**
 * A device that told different people different things, a disk put back from a copy for one, and
 * that the owner lets go on: what the owner has of it counts, and is not asked about again.
 */
export interface CharterPardon {
  readonly device: string
  /** Up to which clocks it is decided, by Yjs client. */
  readonly until: readonly (readonly [client: number, clock: number])[]
  /** Milliseconds since 1970. */
  readonly at: number
}

/** 定稿: text and figures stand as they are until the owner opens them again. */
export interface CharterFinal {
  /** Of the text with its values; see `model/versions/content.ts`. */
  readonly fingerprint: string
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface Charter {
  readonly report: string
  readonly rev: number
  /** Counts the keys; each removal and each closed invitation begins a new one. */
  readonly epoch: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly members: readonly CharterMember[]
  readonly invites: readonly CharterInvite[]
  readonly asking: readonly CharterAsking[]
  /** Undefined while the text may be changed. */
  readonly final: CharterFinal | undefined
  /** Links of devices that were used: nobody comes by them again. */
  readonly links: readonly string[]
  readonly pardons: readonly CharterPardon[]
  /** The owner's device that signed it; `''` in one of an earlier version. */
  readonly by: string
  /** Charters that whoever signed it knew, by key, newest first: it takes their place. Empty in one of an earlier version. */
  readonly over: readonly string[]
  /** SHA-256 of the epoch's key: nobody can be given another one. */
  readonly commit: string
  /** The epoch's key for each member and each invitation that lets in at once, by public key. */
  readonly wraps: Readonly<Record<string, string>>
  /** The keys of earlier epochs, first epoch first, sealed with this epoch's. */
  readonly olds: readonly string[]
}

const version = 1
/** Whoever is one too many cannot come in. */
export const mostMembers = 500
export const mostInvites = 100
const mostPardons = 100
/** Yjs clients of one pardon: a session has one for each part. */
const mostClients = 100
/** Used links that are remembered; an older one has long run out. */
export const mostLinks = 500
/** So many may have asked, those turned away included. */
export const mostAsking = 200
/** Earlier charters that are named. */
export const mostOver = 32
const nonceSize = 12
const keyText = /^[\w-]{43}$/

/** Keys of all epochs up to the charter's, 32 bytes each; the first epoch is 1. */
export type EpochKeys = ReadonlyMap<number, Uint8Array<ArrayBuffer>>

/**
 * Writes and signs a charter.
 * @param keys those of every epoch up to `charter.epoch`; throws when one is missing.
 */
export async function signCharter(
  root: Signer,
  charter: Pick<
    Charter,
    | 'report'
    | 'rev'
    | 'epoch'
    | 'at'
    | 'members'
    | 'invites'
    | 'asking'
    | 'final'
    | 'links'
    | 'pardons'
    | 'by'
  > &
    Partial<Pick<Charter, 'over'>>,
  keys: EpochKeys,
  randomBytes: RandomBytes,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = keys.get(charter.epoch)
  if (key === undefined) throw new RefusedAct('key-missing')
  const receivers = new Set([
    root.agree,
    ...charter.members.map(({ agree }) => agree),
    ...charter.invites.filter(({ asks }) => !asks).map(({ agree }) => agree),
  ])
  const wraps: Record<string, string> = {}
  for (const agree of receivers) {
    // Whoever an earlier version let in with a key that is none gets nothing, and keeps nobody else from it.
    if (agreeingKeyOf(agree) === undefined) continue
    wraps[agree] = toBase64url(await wrapFor(agree, key, randomBytes))
  }
  const olds: string[] = []
  for (let epoch = 1; epoch < charter.epoch; epoch++) {
    const old = keys.get(epoch)
    if (old === undefined) throw new RefusedAct('key-missing')
    olds.push(toBase64url(await sealOld(key, old, randomBytes)))
  }
  const body = JSON.stringify({
    v: version,
    ...charter,
    commit: await commitmentOf(key),
    wraps,
    olds,
  })
  const bytes = new TextEncoder().encode(body)
  const signature = await root.sign('charter', bytes)
  return new TextEncoder().encode(
    JSON.stringify({ type: 'charter', body, signature: toBase64url(signature) }),
  )
}

/** Reads a charter; undefined when it is none of this root's and this report's. Never throws. */
export async function readCharter(
  item: Loose,
  root: string,
  report: string,
): Promise<Charter | undefined> {
  const { body } = item
  const signature = fromBase64url(textAt(item, 'signature', 200))
  if (typeof body !== 'string' || signature === undefined) return undefined
  const bytes = new TextEncoder().encode(body)
  if (!(await verify(root, 'charter', bytes, signature))) return undefined
  let raw: unknown
  try {
    raw = JSON.parse(body)
  } catch {
    return undefined
  }
  if (!isLoose(raw) || raw['v'] !== version || raw['report'] !== report) return undefined
  const members = Array.isArray(raw['members']) ? raw['members'] : []
  const invites = Array.isArray(raw['invites']) ? raw['invites'] : []
  const asking = Array.isArray(raw['asking']) ? raw['asking'] : []
  const wraps = isLoose(raw['wraps']) ? raw['wraps'] : {}
  const olds = Array.isArray(raw['olds']) ? raw['olds'] : []
  const links = Array.isArray(raw['links']) ? raw['links'] : []
  const over = Array.isArray(raw['over']) ? raw['over'] : []
  const pardons = Array.isArray(raw['pardons']) ? raw['pardons'] : []
  return {
    report,
    rev: numberAt(raw, 'rev'),
    epoch: numberAt(raw, 'epoch'),
    at: numberAt(raw, 'at'),
    members: members.slice(0, mostMembers).flatMap((one) => memberOf(one) ?? []),
    invites: invites.slice(0, mostInvites).flatMap((one) => inviteOf(one) ?? []),
    asking: asking.slice(0, mostAsking).flatMap((one) => askingOf(one) ?? []),
    final: finalOf(raw['final']),
    links: links.slice(-mostLinks).filter((one): one is string => typeof one === 'string'),
    pardons: pardons.slice(-mostPardons).flatMap((one) => pardonOf(one) ?? []),
    by: textAt(raw, 'by', 43),
    over: over.slice(0, mostOver).filter((one): one is string => typeof one === 'string'),
    commit: textAt(raw, 'commit', 60),
    wraps: Object.fromEntries(
      Object.entries(wraps).flatMap(([to, box]) => (typeof box === 'string' ? [[to, box]] : [])),
    ),
    olds: olds.filter((one): one is string => typeof one === 'string'),
  }
}

function memberOf(raw: unknown): CharterMember | undefined {
  if (!isLoose(raw)) return undefined
  const device = textAt(raw, 'device', 43)
  const agree = textAt(raw, 'agree', 43)
  const { role } = raw
  if (!keyText.test(device) || !keyText.test(agree) || !isRole(role)) return undefined
  return {
    device,
    agree,
    role,
    invite: textAt(raw, 'invite', 43),
    person: textAt(raw, 'person', 43),
  }
}

function inviteOf(raw: unknown): CharterInvite | undefined {
  if (!isLoose(raw)) return undefined
  const key = textAt(raw, 'key', 43)
  const agree = textAt(raw, 'agree', 43)
  const { role } = raw
  if (!keyText.test(key) || !keyText.test(agree) || !isRole(role) || role === 'owner')
    return undefined
  return {
    key,
    agree,
    role,
    expires: numberAt(raw, 'expires'),
    uses: numberAt(raw, 'uses'),
    at: numberAt(raw, 'at'),
    asks: raw['asks'] === true,
  }
}

function pardonOf(raw: unknown): CharterPardon | undefined {
  if (!isLoose(raw)) return undefined
  const device = textAt(raw, 'device', 43)
  const until: readonly unknown[] = Array.isArray(raw['until']) ? raw['until'] : []
  if (!keyText.test(device)) return undefined
  return {
    device,
    until: until.slice(0, mostClients).flatMap((pair): [number, number][] => {
      const [client, clock]: unknown[] = Array.isArray(pair) ? pair : []
      return Number.isSafeInteger(client) && Number.isSafeInteger(clock)
        ? [[Number(client), Number(clock)]]
        : []
    }),
    at: numberAt(raw, 'at'),
  }
}

function finalOf(raw: unknown): CharterFinal | undefined {
  if (!isLoose(raw)) return undefined
  return { fingerprint: textAt(raw, 'fingerprint', 40), at: numberAt(raw, 'at') }
}

function askingOf(raw: unknown): CharterAsking | undefined {
  if (!isLoose(raw)) return undefined
  const device = textAt(raw, 'device', 43)
  return keyText.test(device) ? { device, nonce: textAt(raw, 'nonce', 43) } : undefined
}

/** The keys that a charter gives to one of `holders`: that of its epoch, and all before; empty when none. */
export async function keysOf(charter: Charter, holders: readonly Signer[]): Promise<EpochKeys> {
  for (const holder of holders) {
    const box = fromBase64url(charter.wraps[holder.agree] ?? '')
    const key = box === undefined ? undefined : await holder.unwrap(box)
    const found = await keysFrom(charter, key)
    if (found.size > 0) return found
  }
  return new Map()
}

/** The keys that follow from one that is said to be the charter's epoch's; empty when it is not. */
export async function keysFrom(
  charter: Charter,
  key: Uint8Array<ArrayBuffer> | undefined,
): Promise<EpochKeys> {
  const keys = new Map<number, Uint8Array<ArrayBuffer>>()
  if (key?.length !== 32 || (await commitmentOf(key)) !== charter.commit) return keys
  keys.set(charter.epoch, key)
  for (const [index, sealed] of charter.olds.entries()) {
    const old = await openOld(key, fromBase64url(sealed))
    if (old !== undefined) keys.set(index + 1, old)
  }
  return keys
}

async function commitmentOf(key: Uint8Array<ArrayBuffer>): Promise<string> {
  const purpose = new TextEncoder().encode('tonggao/commit/1\n')
  const bytes = new Uint8Array(purpose.length + key.length)
  bytes.set(purpose)
  bytes.set(key, purpose.length)
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

/** What older keys are sealed with: never the key that seals content. */
async function chainKey(key: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const root = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveKey'])
  return await crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new TextEncoder().encode('tonggao/1'),
      info: new TextEncoder().encode('chain'),
    },
    root,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

async function sealOld(
  key: Uint8Array<ArrayBuffer>,
  old: Uint8Array<ArrayBuffer>,
  randomBytes: RandomBytes,
): Promise<Uint8Array> {
  const nonce = randomBytes(new Uint8Array(nonceSize))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce },
    await chainKey(key),
    old,
  )
  return Uint8Array.from([...nonce, ...new Uint8Array(sealed)])
}

async function openOld(
  key: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer> | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (bytes === undefined) return undefined
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: bytes.slice(0, nonceSize) },
      await chainKey(key),
      bytes.slice(nonceSize),
    )
    return new Uint8Array(plain)
  } catch {
    // WebCrypto tells a damaged one only by throwing.
    return undefined
  }
}
