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
  /** Until when it lets in, in milliseconds since 1970, and how many; invitations of earlier versions do not say. */
  readonly expires?: number
  readonly uses?: number
}

export type InviteProblem = 'none' | 'damaged' | 'newer'
export type ReadInvite =
  | { readonly ok: true; readonly value: Invite }
  | { readonly ok: false; readonly code: InviteProblem }

const version = 1
/** Characters of a text in which an invitation is sought. */
const longestText = 20_000
/** Characters of the longest code. */
const longestCode = 4000
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
    ...(invite.expires === undefined ? [] : [invite.expires, invite.uses ?? 0]),
  ])
  const body = new TextEncoder().encode(json)
  const bytes = new Uint8Array(body.length + 4)
  new DataView(bytes.buffer).setUint32(0, crc32(body))
  bytes.set(body, 4)
  return `${prefix}${version}.${toBase64url(bytes)}`
}

/** What a dash stands for: programs make one of a hyphen or of two. */
const dashes: readonly (readonly [en: string, em: string])[] = [
  ['-', '--'],
  ['-', '-'],
  ['--', '--'],
  ['--', '-'],
]

/**
 * Finds and reads an invitation in whatever a messenger or a mail program made of it: text or a
 * link around it, line breaks, spaces and quotation marks in it, full-width letters, other dashes,
 * escapes, a 。 behind it, a cut one before the whole one. Never throws.
 */
export function readInvite(text: string): ReadInvite {
  const plain = text
    .slice(0, longestText)
    .replace(/[\uFF01-\uFF5E]/g, (character) =>
      String.fromCharCode(character.charCodeAt(0) - 0xfee0),
    )
    .replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD]/g, '')
    .replace(/&nbsp;|<\/?(?:br|wbr|p|div|span)\b[^>]*>/gi, ' ')
    // Mail: soft line ends, and marks of what is quoted.
    .replace(/=\r?\n/g, '')
    .replace(/^[ \t]*(?:>[ \t]*)+/gm, '')
    .replace(/[\\`]/g, '')
    .replace(/。/g, '.')
    .replace(/[\u2010\u2011\u2212]/g, '-')
  let code: InviteProblem = 'none'
  for (const [en, em] of dashes) {
    const read = readPlain(plain.replace(/[\u2012\u2013]/g, en).replace(/[\u2014\u2015]/g, em))
    if (read.ok) return read
    code = read.code
  }
  const joined = code === 'damaged' ? readParts(plain) : null
  return joined === null ? { ok: false, code } : { ok: true, value: joined }
}

/** Takes the first sound one; else tells what is wrong with the last. */
function readPlain(plain: string): ReadInvite {
  let code: InviteProblem = 'none'
  for (const start of plain.matchAll(/tonggao\s*(\d+)\s*\.\s*/gi)) {
    if (Number(start[1]) > version) {
      code = 'newer'
      continue
    }
    const value = readAt(plain.slice(start.index + start[0].length))
    if (value !== null) return { ok: true, value }
    code = 'damaged'
  }
  return { ok: false, code }
}

/** Line breaks may stand inside the code and words behind it: take what gives a sound one. */
function readAt(rest: string): Invite | null {
  let code = ''
  for (const piece of rest.split(/\s+/)) {
    const letters = /^[\w-]*/.exec(piece)?.[0] ?? ''
    code += letters
    if (code.length > longestCode) return null
    const value = decode(code)
    if (value !== null) return value
    if (letters !== piece) return null
  }
  return null
}

/** Words shorter than this are no part of a code that was sent in several messages. */
const shortestPart = 4
/** Words that are tried as parts, and codes that are tried to be put together. */
const mostParts = 11
const mostBegun = 3

/**
 * A code that was sent in several messages, with names and times between them: of the words that
 * could be parts, those are taken in their order with which the checksum agrees.
 */
function readParts(plain: string): Invite | null {
  for (const start of [...plain.matchAll(/tonggao\s*\d+\s*\.\s*/gi)].slice(0, mostBegun)) {
    const rest = plain.slice(start.index + start[0].length)
    const [first = '', ...more] = (rest.match(/[\w-]+/g) ?? [])
      .filter((word) => word.length >= shortestPart)
      .slice(0, mostParts)
    // More parts first: what is left out is the exception.
    for (let chosen = 2 ** more.length - 1; chosen > 0; chosen--) {
      const code = first + more.filter((_, index) => (chosen >> index) & 1).join('')
      const value = code.length > longestCode ? null : decode(code)
      if (value !== null) return value
    }
  }
  return null
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
  const [reportId, secret, root, seed, title, signalling, expires, uses]: unknown[] = json
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
    ...(isCount(expires) ? { expires } : {}),
    ...(isCount(uses) ? { uses } : {}),
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && fromBase64url(value)?.length === 32
}

/** Whether a text is the address of a relay: ws or wss, nothing else. */
export function isRelayAddress(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 200) return false
  return URL.canParse(value) && /^wss?:$/.test(new URL(value).protocol)
}
