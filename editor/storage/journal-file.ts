import { crc32 } from '../trust/bytes'

/*
 * The journal's file: frames one after the other, only ever added.
 *
 *   'TGJ1' | frame*      frame: length u32 | CRC-32 of the body u32 | body
 *   body: kind u8 | name: length u8, UTF-8 | bytes
 *
 * A kill may cut the last frame anywhere, and a disk may lose what it had promised; so the
 * file is read up to the first frame that is not whole and sound, and cut there.
 */

/**
 * Sealed envelopes and items of the roll under their hashes, epoch keys under their number, what is
 * kept of a device that contradicted itself, whose changes out of a file were refused; in a backup
 * also what opens the report.
 */
export type JournalKind = 'envelope' | 'roll' | 'key' | 'access' | 'fork' | 'refused'

export interface JournalEntry {
  readonly kind: JournalKind
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const kinds: readonly JournalKind[] = ['envelope', 'roll', 'key', 'access', 'fork', 'refused']
export const journalHead = new TextEncoder().encode('TGJ1')
const frameHead = 8
const bodyLimit = 64 * 1024 * 1024

/** Throws a RangeError when the name is over 255 bytes. */
export function encodeEntry({ kind, name, bytes }: JournalEntry): Uint8Array<ArrayBuffer> {
  const nameBytes = new TextEncoder().encode(name)
  if (nameBytes.length > 255) throw new RangeError('the name is too long')
  const size = 2 + nameBytes.length + bytes.length
  const frame = new Uint8Array(frameHead + size)
  const view = new DataView(frame.buffer)
  view.setUint32(0, size)
  view.setUint8(frameHead, kinds.indexOf(kind))
  view.setUint8(frameHead + 1, nameBytes.length)
  frame.set(nameBytes, frameHead + 2)
  frame.set(bytes, frameHead + 2 + nameBytes.length)
  view.setUint32(4, crc32(frame.subarray(frameHead)))
  return frame
}

/** The sound entries of a file, and up to which byte it is sound; 0 when it is none of ours. Never throws. */
export function decodeJournal(file: Uint8Array): {
  readonly entries: JournalEntry[]
  readonly sound: number
} {
  const entries: JournalEntry[] = []
  if (journalHead.some((byte, index) => file[index] !== byte)) return { entries, sound: 0 }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = journalHead.length
  while (at + frameHead <= file.length) {
    const size = view.getUint32(at)
    const body = at + frameHead
    if (size < 2 || size > bodyLimit || body + size > file.length) break
    const bytes = file.subarray(body, body + size)
    if (crc32(bytes) !== view.getUint32(at + 4)) break
    const kind = kinds[bytes[0] ?? 255]
    const nameEnd = 2 + (bytes[1] ?? 0)
    if (nameEnd > size) break
    // A kind that a newer program wrote is left where it is.
    if (kind !== undefined)
      entries.push({
        kind,
        name: new TextDecoder().decode(bytes.subarray(2, nameEnd)),
        bytes: bytes.slice(nameEnd),
      })
    at = body + size
  }
  return { entries, sound: at }
}
