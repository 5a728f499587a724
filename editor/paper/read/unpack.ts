import { strFromU8, unzipSync } from 'fflate'

/** Why a file cannot be read as a Word document. */
export type DocxRefusal =
  /** No .docx at all: another kind of file, or one that broke on its way. */
  | 'no-docx'
  /** The old .doc. */
  | 'old-word'
  /** Protected by a password. */
  | 'locked'
  /** A part of it cannot be read. */
  | 'damaged'
  /** It would unpack to more than any document has. */
  | 'bomb'

const mostEntries = 2000
const mostBytes = 120 * 1024 * 1024
/** Text packs to a twentieth; what packs to less than a hundredth is made to hurt. */
const mostRatio = 100
const smallEnough = 100 * 1024

/** The parts that are read; pictures and the like are not unpacked. */
const wanted =
  /^(?:word\/[\w-]+\.xml|customXml\/item\d+\.xml|\[Content_Types\]\.xml|word\/_rels\/document\.xml\.rels)$/

/** The text parts of a .docx file by path, or why it is none. Never throws. */
export function unpack(bytes: Uint8Array): ReadonlyMap<string, string> | DocxRefusal {
  if (starts(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return isEncrypted(bytes) ? 'locked' : 'old-word'
  if (!starts(bytes, [0x50, 0x4b])) return 'no-docx'
  let entries = 0
  let total = 0
  let bomb = false
  try {
    const files = unzipSync(bytes, {
      filter({ name, size, originalSize }) {
        entries++
        // What the header promises is what the unpacker reserves: more than that never comes.
        total += originalSize
        const ratio = originalSize / Math.max(1, size)
        if (
          entries > mostEntries ||
          total > mostBytes ||
          (originalSize > smallEnough && ratio > mostRatio)
        )
          bomb = true
        return !bomb && wanted.test(name)
      },
    })
    if (bomb) return 'bomb'
    const parts = new Map(Object.entries(files).map(([path, data]) => [path, strFromU8(data)]))
    return parts.has('word/document.xml') ? parts : 'no-docx'
  } catch {
    // The library tells what is damaged only by throwing.
    return bomb ? 'bomb' : 'damaged'
  }
}

function starts(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((byte, index) => bytes[index] === byte)
}

/** A protected .docx is the old container with a stream that is named so, in UTF-16. */
function isEncrypted(bytes: Uint8Array): boolean {
  const name = [...'EncryptedPackage'].flatMap((character) => [character.charCodeAt(0), 0])
  const last = Math.min(bytes.length, 4 * 1024 * 1024) - name.length
  for (let at = 0; at <= last; at++)
    if (bytes[at] === name[0] && name.every((byte, index) => bytes[at + index] === byte))
      return true
  return false
}
