import { schemaVersion } from '../model/parts'
import type { PartName } from '../model/parts'
import { fromBase64url, toBase64url } from '../trust/bytes'
import { concat } from '../trust/keys'

/**
 * The sealed envelope, version 1: what the log holds and every provider carries.
 *
 *   version u8 | kind u8 | part u8 | flags u8 | epoch u32 | schema u16
 *   | author 32 | sessions: count u8, 8 bytes each | extra: length u16, bytes
 *   | nonce 12 | ciphertext | signature 64
 *
 * The header is everything before the nonce, and is authenticated with the
 * ciphertext; the signature, by the author's device key, covers all before it.
 * `extra` is room for later fields. A reader keeps and passes on what it does not
 * know and never applies it.
 *
 * An `update` holds what its author wrote, in the sessions that it names; a
 * `snapshot` also what others wrote, for which its author vouches.
 */
export const envelopeVersion = 1
/** Bytes. A whole report of a size that we promise fits into one snapshot. */
export const envelopeLimit = 32 * 1024 * 1024

export type EnvelopeKind = 'update' | 'snapshot'

const kinds: readonly EnvelopeKind[] = ['update', 'snapshot']
const parts: readonly PartName[] = ['text', 'figures', 'review']
const authorAt = 10
const authorSize = 32
const sessionSize = 8
const fixedSize = authorAt + authorSize + 1
const nonceSize = 12
const tagSize = 16
export const signatureSize = 64

export interface Header {
  kind: EnvelopeKind
  part: PartName
  /** Which key sealed it, from 1. */
  epoch: number
  schema: number
  /** Public signing key of the author's device, in base64url. */
  author: string
  /** In which sessions the author wrote what is in it: 8 bytes each, in base64url. */
  sessions: readonly string[]
}

export interface Envelope extends Header {
  /** The bytes that the ciphertext vouches for. */
  header: Uint8Array<ArrayBuffer>
  nonce: Uint8Array<ArrayBuffer>
  ciphertext: Uint8Array<ArrayBuffer>
  /** What the signature covers. */
  signed: Uint8Array<ArrayBuffer>
  signature: Uint8Array<ArrayBuffer>
}

export type EnvelopeRefusal = 'not-bytes' | 'too-large' | 'malformed' | 'newer'

export type DecodedEnvelope = { ok: true; value: Envelope } | { ok: false; code: EnvelopeRefusal }

/** Throws a RangeError when author or sessions are none, or more than 255 sessions are named. */
export function encodeHeader(header: Omit<Header, 'schema'>): Uint8Array<ArrayBuffer> {
  const author = fromBase64url(header.author)
  const sessions = header.sessions.map((one) => fromBase64url(one))
  if (author?.length !== authorSize) throw new RangeError('an author is a public key')
  if (sessions.length > 255) throw new RangeError('too many sessions')
  const bytes = new Uint8Array(fixedSize + sessions.length * sessionSize + 2)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, envelopeVersion)
  view.setUint8(1, kinds.indexOf(header.kind))
  view.setUint8(2, parts.indexOf(header.part))
  view.setUint32(4, header.epoch)
  view.setUint16(8, schemaVersion)
  bytes.set(author, authorAt)
  view.setUint8(fixedSize - 1, sessions.length)
  for (const [index, session] of sessions.entries()) {
    if (session?.length !== sessionSize) throw new RangeError('a session has 8 bytes')
    bytes.set(session, fixedSize + index * sessionSize)
  }
  return bytes
}

export function encodeEnvelope(
  header: Uint8Array,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return concat(header, nonce, ciphertext)
}

/** Whether it says that it is a snapshot, without reading the rest: for when thousands come at once. */
export function isSnapshot(raw: unknown): boolean {
  return (
    raw instanceof Uint8Array && raw[0] === envelopeVersion && kinds[raw[1] ?? -1] === 'snapshot'
  )
}

/** Reads what stands in the log, whoever put it there. Never throws. */
export function decodeEnvelope(raw: unknown): DecodedEnvelope {
  if (!(raw instanceof Uint8Array)) return { ok: false, code: 'not-bytes' }
  if (raw.length > envelopeLimit) return { ok: false, code: 'too-large' }
  if (raw.length === 0) return { ok: false, code: 'malformed' }
  if ((raw[0] ?? 0) > envelopeVersion) return { ok: false, code: 'newer' }
  const rest = nonceSize + tagSize + signatureSize
  if (raw[0] !== envelopeVersion || raw.length < fixedSize + 2 + rest) {
    return { ok: false, code: 'malformed' }
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  const extraAt = fixedSize + view.getUint8(fixedSize - 1) * sessionSize
  if (extraAt + 2 + rest > raw.length) return { ok: false, code: 'malformed' }
  const headerSize = extraAt + 2 + view.getUint16(extraAt)
  if (headerSize + rest > raw.length) return { ok: false, code: 'malformed' }
  const kind = kinds[view.getUint8(1)]
  const part = parts[view.getUint8(2)]
  const schema = view.getUint16(8)
  // A kind or part that we do not know was written by a newer program, as was a newer schema.
  if (kind === undefined || part === undefined || schema > schemaVersion) {
    return { ok: false, code: 'newer' }
  }
  const sessions: string[] = []
  for (let at = fixedSize; at < extraAt; at += sessionSize)
    sessions.push(toBase64url(raw.subarray(at, at + sessionSize)))
  const end = raw.length - signatureSize
  return {
    ok: true,
    value: {
      kind,
      part,
      epoch: view.getUint32(4),
      schema,
      author: toBase64url(raw.subarray(authorAt, authorAt + authorSize)),
      sessions,
      header: raw.slice(0, headerSize),
      nonce: raw.slice(headerSize, headerSize + nonceSize),
      ciphertext: raw.slice(headerSize + nonceSize, end),
      signed: raw.slice(0, end),
      signature: raw.slice(end),
    },
  }
}
