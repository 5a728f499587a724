import { Inflate } from 'fflate'
import { crc32 } from '../trust/bytes'

/** What an archive may cost. */
export interface ZipLimits {
  /** Entries that it lists. */
  readonly entries: number
  /** Bytes of all that is unpacked. */
  readonly bytes: number
}

/** No ZIP archive; sealed with a password; not whole; it would unpack to more than it may. */
export type ZipRefusal = 'no-zip' | 'locked' | 'damaged' | 'bomb'

/** Text packs to a twentieth; what packs to less than a hundredth is made to hurt. */
const mostRatio = 100
/** Forms of empty rows pack better still; so little harms nobody. */
const smallEnough = 1024 * 1024
/** Packed bytes that are looked at before what came of them is counted: a thousandfold at most. */
const stride = 4096

interface Entry {
  readonly name: string
  readonly method: number
  readonly crc: number
  /** Bytes packed and unpacked, as the archive says. */
  readonly packed: number
  readonly size: number
  /** Where its own head begins. */
  readonly at: number
}

/** Refusals pass up through the inflater as this. */
class Refused extends Error {
  readonly reason: ZipRefusal
  constructor(reason: ZipRefusal) {
    super(reason)
    this.reason = reason
  }
}

/**
 * The wanted files of a ZIP archive by path. Nothing is believed of what it says of itself:
 * bytes are counted while they are unpacked, sums are compared, and entries that share bytes
 * are refused. What is not wanted is not unpacked. Never throws.
 */
export function readZip(
  bytes: Uint8Array,
  limits: ZipLimits,
  wanted: (path: string) => boolean,
): ReadonlyMap<string, Uint8Array<ArrayBuffer>> | ZipRefusal {
  if (!(bytes[0] === 0x50 && bytes[1] === 0x4b)) return 'no-zip'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const entries = listed(view, limits.entries)
    const places = entries.map((entry) => placeOf(view, entry))
    checkApart(entries, places)
    const files = new Map<string, Uint8Array<ArrayBuffer>>()
    let left = limits.bytes
    for (const [index, entry] of entries.entries()) {
      if (!wanted(entry.name)) continue
      const from = places[index] ?? 0
      const file = unpacked(entry, bytes.subarray(from, from + entry.packed), left)
      left -= file.length
      files.set(entry.name, file)
    }
    return files
  } catch (error) {
    // A RangeError: something points beyond the file. The inflater tells damage only by throwing.
    return error instanceof Refused ? error.reason : 'damaged'
  }
}

const endSize = 22
const longestNote = 0xffff
const all16 = 0xffff
const all32 = 0xffffffff

/** What the list at the end of an archive names. */
function listed(view: DataView, most: number): Entry[] {
  let end = view.byteLength - endSize
  const first = Math.max(0, end - longestNote)
  while (end >= first && view.getUint32(end, true) !== 0x06054b50) end--
  if (end < first) throw new Refused('damaged')
  let count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if ((count === all16 || at === all32) && end >= 20) {
    if (view.getUint32(end - 20, true) !== 0x07064b50) throw new Refused('damaged')
    const wide = long(view, end - 12)
    if (view.getUint32(wide, true) !== 0x06064b50) throw new Refused('damaged')
    count = long(view, wide + 32)
    at = long(view, wide + 48)
  }
  if (count > most) throw new Refused('bomb')
  const entries: Entry[] = []
  for (let index = 0; index < count; index++) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Refused('damaged')
    const flags = view.getUint16(at + 8, true)
    if ((flags & 1) !== 0) throw new Refused('locked')
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const noteLength = view.getUint16(at + 32, true)
    const name = new TextDecoder().decode(part(view, at + 46, nameLength))
    const sizes = {
      size: view.getUint32(at + 24, true),
      packed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    }
    widen(view, at + 46 + nameLength, extraLength, sizes)
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...sizes,
    })
    at += 46 + nameLength + extraLength + noteLength
  }
  return entries
}

/** Takes sizes that need eight bytes from where ZIP64 keeps them; in this order, those alone that are missing. */
function widen(
  view: DataView,
  from: number,
  length: number,
  sizes: { size: number; packed: number; at: number },
): void {
  if (![sizes.size, sizes.packed, sizes.at].includes(all32)) return
  for (let at = from; at + 4 <= from + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let next = at + 4
    for (const key of ['size', 'packed', 'at'] as const) {
      if (sizes[key] !== all32) continue
      sizes[key] = long(view, next)
      next += 8
    }
    return
  }
}

/** Where the bytes of an entry begin, behind its own head. */
function placeOf(view: DataView, { at, packed }: Entry): number {
  if (view.getUint32(at, true) !== 0x04034b50) throw new Refused('damaged')
  const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  if (from + packed > view.byteLength) throw new Refused('damaged')
  return from
}

/** Honest programs write one entry behind the other; bytes that several share unpack many times. */
function checkApart(entries: readonly Entry[], places: readonly number[]): void {
  const ranges = entries
    .map(({ at, packed }, index) => ({ from: at, to: (places[index] ?? 0) + packed }))
    .toSorted((a, b) => a.from - b.from)
  ranges.forEach(({ from }, index) => {
    if (from < (ranges[index - 1]?.to ?? 0)) throw new Refused('bomb')
  })
}

function unpacked(
  { method, crc, size }: Entry,
  packed: Uint8Array,
  most: number,
): Uint8Array<ArrayBuffer> {
  if (method !== 0 && method !== 8) throw new Refused('damaged')
  if (size > most) throw new Refused('bomb')
  const file = method === 0 ? packed.slice() : inflated(packed, most)
  if (file.length > most) throw new Refused('bomb')
  if (file.length !== size || crc32(file) !== crc) throw new Refused('damaged')
  return file
}

function inflated(packed: Uint8Array, most: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = []
  let count = 0
  const suspicious = Math.max(smallEnough, packed.length * mostRatio)
  const inflater = new Inflate((part) => {
    count += part.length
    if (count > most || count > suspicious) throw new Refused('bomb')
    parts.push(part)
  })
  for (let at = 0; at < packed.length; at += stride) {
    inflater.push(packed.subarray(at, at + stride), at + stride >= packed.length)
  }
  const file = new Uint8Array(count)
  let at = 0
  for (const part of parts) {
    file.set(part, at)
    at += part.length
  }
  return file
}

function part(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length)
}

function long(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true))
}
