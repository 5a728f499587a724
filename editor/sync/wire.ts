import { schemaVersion } from '../model/parts'
import type { PartName } from '../model/parts'

/**
 * The sealed envelope, version 1: what the log holds and every provider carries.
 *
 *   version u8 | kind u8 | part u8 | flags u8 | epoch u32 | schema u16
 *   | author: length u8, UTF-8 | extra: length u16, bytes | nonce 12 | ciphertext
 *
 * The header is everything before the nonce, and is authenticated with the
 * ciphertext. `extra` is room for later fields (certificate, signature, session),
 * `epoch` is 0 until there are epochs. A reader keeps and passes on what it does
 * not know and never applies it.
 */
export const envelopeVersion = 1
/** Bytes. A whole report of a size that we promise fits into one snapshot. */
export const envelopeLimit = 32 * 1024 * 1024

export type EnvelopeKind = 'update' | 'snapshot'

const kinds: readonly EnvelopeKind[] = ['update', 'snapshot']
const parts: readonly PartName[] = ['text', 'figures', 'review']
const fixedSize = 10
const nonceSize = 12
const tagSize = 16
const authorLimit = 64

export interface Header {
  kind: EnvelopeKind
  part: PartName
  epoch: number
  schema: number
  /** Member id, as its writer claims. */
  author: string
}

export interface Envelope extends Header {
  /** The bytes that the ciphertext vouches for. */
  header: Uint8Array<ArrayBuffer>
  nonce: Uint8Array<ArrayBuffer>
  ciphertext: Uint8Array<ArrayBuffer>
}

export type EnvelopeRefusal = 'not-bytes' | 'too-large' | 'malformed' | 'newer'

export type DecodedEnvelope = { ok: true; value: Envelope } | { ok: false; code: EnvelopeRefusal }

export function encodeHeader(
  header: Pick<Header, 'kind' | 'part' | 'author'>,
): Uint8Array<ArrayBuffer> {
  const author = new TextEncoder().encode(header.author).subarray(0, authorLimit)
  const bytes = new Uint8Array(fixedSize + 1 + author.length + 2)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, envelopeVersion)
  view.setUint8(1, kinds.indexOf(header.kind))
  view.setUint8(2, parts.indexOf(header.part))
  view.setUint16(8, schemaVersion)
  view.setUint8(fixedSize, author.length)
  bytes.set(author, fixedSize + 1)
  return bytes
}

export function encodeEnvelope(
  header: Uint8Array,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(header.length + nonce.length + ciphertext.length)
  bytes.set(header, 0)
  bytes.set(nonce, header.length)
  bytes.set(ciphertext, header.length + nonce.length)
  return bytes
}

/** Reads what stands in the log, whoever put it there. Never throws. */
export function decodeEnvelope(raw: unknown): DecodedEnvelope {
  if (!(raw instanceof Uint8Array)) return { ok: false, code: 'not-bytes' }
  if (raw.length > envelopeLimit) return { ok: false, code: 'too-large' }
  if (raw.length === 0) return { ok: false, code: 'malformed' }
  if ((raw[0] ?? 0) > envelopeVersion) return { ok: false, code: 'newer' }
  if (raw[0] !== envelopeVersion || raw.length < fixedSize + 3 + nonceSize + tagSize) {
    return { ok: false, code: 'malformed' }
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  const authorSize = view.getUint8(fixedSize)
  const extraAt = fixedSize + 1 + authorSize
  if (authorSize > authorLimit || extraAt + 2 > raw.length) return { ok: false, code: 'malformed' }
  const headerSize = extraAt + 2 + view.getUint16(extraAt)
  if (headerSize + nonceSize + tagSize > raw.length) return { ok: false, code: 'malformed' }
  const kind = kinds[view.getUint8(1)]
  const part = parts[view.getUint8(2)]
  const schema = view.getUint16(8)
  // A kind or part that we do not know was written by a newer program, as was a newer schema.
  if (kind === undefined || part === undefined || schema > schemaVersion) {
    return { ok: false, code: 'newer' }
  }
  const author = new TextDecoder().decode(raw.subarray(fixedSize + 1, extraAt))
  return {
    ok: true,
    value: {
      kind,
      part,
      epoch: view.getUint32(4),
      schema,
      author,
      header: raw.slice(0, headerSize),
      nonce: raw.slice(headerSize, headerSize + nonceSize),
      ciphertext: raw.slice(headerSize + nonceSize),
    },
  }
}
