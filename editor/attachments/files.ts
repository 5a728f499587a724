import { isTooWide } from './picture-size'
import { toBase64url } from '../trust/bytes'

/** Bytes of one attachment, and of all that one report keeps. */
export const fileLimit = 2 * 1024 * 1024
export const totalLimit = 20 * 1024 * 1024

/** Why a file is not taken. */
export type FileProblem = 'empty' | 'too-large' | 'too-wide' | 'kind' | 'not-what-it-says'

/** A file that is fit to be attached. */
export interface Prepared {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** SHA-256 in base64url. */
  readonly hash: string
}

export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp'

/** What each kind of file begins with; an empty one: text, which has no zero bytes. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  png: ['89504e47'],
  jpg: ['ffd8ff'],
  jpeg: ['ffd8ff'],
  webp: ['52494646'],
  pdf: ['25504446'],
  ofd: ['504b0304'],
  docx: ['504b0304'],
  xlsx: ['504b0304'],
  doc: ['d0cf11e0'],
  xls: ['d0cf11e0'],
  wps: ['d0cf11e0', '504b0304'],
  et: ['d0cf11e0', '504b0304'],
  csv: [],
  txt: [],
}

/** What a chooser of files offers. */
export const accepted = Object.keys(kinds)
  .map((kind) => `.${kind}`)
  .join(',')

/** Looks at a file before it is attached: its size, its kind, and that it is what its name says. */
export async function prepare(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ readonly ok: true; readonly file: Prepared } | { ok: false; code: FileProblem }> {
  if (bytes.length === 0) return { ok: false, code: 'empty' }
  const kind = extensionOf(name)
  const heads = kinds[kind]
  if (heads === undefined) return { ok: false, code: 'kind' }
  if (!beginsAs(bytes, heads)) return { ok: false, code: 'not-what-it-says' }
  if (isTooWide(bytes)) return { ok: false, code: 'too-wide' }
  if (bytes.length > fileLimit) return { ok: false, code: 'too-large' }
  return { ok: true, file: { name: safeName(name), bytes, hash: await hashOf(bytes) } }
}

export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

/** The type of a picture that may be shown, from its bytes alone; undefined for all else. */
export function pictureType(bytes: Uint8Array): PictureType | undefined {
  if (beginsAs(bytes, ['89504e470d0a1a0a'])) return 'image/png'
  if (beginsAs(bytes, ['ffd8ff'])) return 'image/jpeg'
  const isWebp = beginsAs(bytes, ['52494646']) && hex(bytes.subarray(8, 12)) === '57454250'
  return isWebp ? 'image/webp' : undefined
}

/** A name to save a file under, whoever gave it: one line, no path, no kind that runs. */
export function safeName(raw: string): string {
  const plain = raw
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, '')
    .replace(/^.*[\\/]/, '')
    .replace(/[:*?"<>|\s]+/g, '_')
    .replace(/^[._]+/, '')
  const kind = extensionOf(plain)
  const isKnown = kinds[kind] !== undefined
  const stem = isKnown ? plain.slice(0, -kind.length - 1) : plain
  return `${[...stem].slice(0, 60).join('') || 'file'}.${isKnown ? kind : 'bin'}`
}

function extensionOf(name: string): string {
  const kind = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  return Object.hasOwn(kinds, kind) ? kind : ''
}

function beginsAs(bytes: Uint8Array, heads: readonly string[]): boolean {
  if (heads.length > 0)
    return heads.some((head) => hex(bytes.subarray(0, head.length / 2)) === head)
  const isWide = ['fffe', 'feff'].includes(hex(bytes.subarray(0, 2)))
  return isWide || !bytes.subarray(0, 4096).includes(0)
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
