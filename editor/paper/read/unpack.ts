import { strFromU8 } from 'fflate'
import { readZip } from '../../unpack/zip'

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
  /** More paragraphs or characters than a report can have. */
  | 'too-long'

const limits = { entries: 2000, bytes: 80 * 1024 * 1024 } as const

/** The parts that are read; pictures and the like are not unpacked. */
const wanted =
  /^(?:word\/[\w-]+\.xml|customXml\/item\d+\.xml|\[Content_Types\]\.xml|word\/_rels\/document\.xml\.rels)$/

/** The text parts of a .docx file by path, or why it is none. Never throws. */
export function unpack(bytes: Uint8Array): ReadonlyMap<string, string> | DocxRefusal {
  if (starts(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return isEncrypted(bytes) ? 'locked' : 'old-word'
  const files = readZip(bytes, limits, (path) => wanted.test(path))
  if (typeof files === 'string') return files === 'no-zip' ? 'no-docx' : files
  const parts = new Map([...files].map(([path, data]) => [path, strFromU8(data)]))
  return parts.has('word/document.xml') ? parts : 'no-docx'
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
