import { crc32, fromBase64url, toBase64url } from './bytes'

/**
 * What somebody needs to come in, for as long as the owner leaves the invitation open. The
 * report's key is not in it: whoever lets the newcomer in hands it over, sealed for the seed.
 */
export interface Invite {
  readonly reportId: string
  /** The room's secret, 32 bytes in base64url, as are the next two. */
  readonly secret: string
  /** The owner's public root key. */
  readonly root: string
  /** The invitation's own secret. */
  readonly seed: string
  readonly title: string
  readonly signalling: readonly string[]
}

export type InviteProblem = 'none' | 'damaged' | 'newer'
export type ReadInvite =
  | { readonly ok: true; readonly value: Invite }
  | { readonly ok: false; readonly code: InviteProblem }

const version = 1
const prefix = 'tonggao'

/** The code of an invitation: `tonggao1.` and base64url with a checksum. */
export function makeInvite(invite: Invite): string {
  const json = JSON.stringify([
    invite.reportId,
    invite.secret,
    invite.root,
    invite.seed,
    invite.title.slice(0, 60),
    invite.signalling,
  ])
  const body = new TextEncoder().encode(json)
  const bytes = new Uint8Array(body.length + 4)
  new DataView(bytes.buffer).setUint32(0, crc32(body))
  bytes.set(body, 4)
  return `${prefix}${version}.${toBase64url(bytes)}`
}

/**
 * Finds and reads an invitation in whatever a messenger made of it: text or a link around
 * it, line breaks and spaces in it, full-width letters, a 。 behind it. Never throws.
 */
export function readInvite(text: string): ReadInvite {
  const plain = text
    .replace(/[\uFF01-\uFF5E]/g, (character) =>
      String.fromCharCode(character.charCodeAt(0) - 0xfee0),
    )
    .replace(/[\u200B-\u200F\u2060\uFEFF\u00AD]/g, '')
    .replace(/。/g, '.')
    .replace(/[—–―]/g, '--')
  const start = /tonggao\s*(\d+)\s*\.\s*/i.exec(plain)
  if (start === null) return { ok: false, code: 'none' }
  if (Number(start[1]) > version) return { ok: false, code: 'newer' }
  // Line breaks may stand inside the code and words behind it: take what gives a sound one.
  const pieces = plain.slice(start.index + start[0].length).split(/\s+/)
  let code = ''
  for (const piece of pieces) {
    const letters = /^[\w-]*/.exec(piece)?.[0] ?? ''
    code += letters
    const value = decode(code)
    if (value !== null) return { ok: true, value }
    if (letters !== piece) break
  }
  return { ok: false, code: 'damaged' }
}

function decode(code: string): Invite | null {
  const bytes = fromBase64url(code)
  if (bytes === undefined || bytes.length < 8) return null
  const body = bytes.subarray(4)
  if (new DataView(bytes.buffer).getUint32(0) !== crc32(body)) return null
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(body))
  } catch {
    return null
  }
  if (!Array.isArray(json)) return null
  const [reportId, secret, root, seed, title, signalling]: unknown[] = json
  if (typeof reportId !== 'string' || !/^[\w-]{1,64}$/.test(reportId)) return null
  if (!isKey(secret) || !isKey(root) || !isKey(seed)) return null
  const relays = Array.isArray(signalling) ? signalling.filter(isRelayAddress).slice(0, 5) : []
  return {
    reportId,
    secret,
    root,
    seed,
    title: typeof title === 'string' ? title.slice(0, 60) : '',
    signalling: relays,
  }
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && fromBase64url(value)?.length === 32
}

/** Whether a text is the address of a relay: ws or wss, nothing else. */
export function isRelayAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 200) return false
  return URL.canParse(value) && /^wss?:$/.test(new URL(value).protocol)
}
