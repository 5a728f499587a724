import { readDocxAside } from '../paper/read/read-aside'
import type { ReadDocument } from '../paper/read/read-docx'
import { readFile } from '../ui/read-file'
import type { StringKey } from '../ui/strings'

/** What is in a file that somebody chose: its text, and more when it is a Word document. */
export type ReportFile =
  | { readonly ok: true; readonly text: string; readonly word: ReadDocument | null }
  /** Why not, as the key of a sentence, and what stands in it. */
  | {
      readonly ok: false
      readonly why: StringKey
      readonly values: Readonly<Record<string, string | number>>
    }

/** The kinds of files that are read, for a field that chooses one. */
export const reportFileKinds = '.docx,.doc,.txt,text/plain'

const megabyte = 1024 * 1024
/** Larger files are not read at all. Megabytes: text in any encoding; Word files with their pictures. */
const largest = { text: 24, word: 100 } as const

/**
 * Reads a .docx or .txt file. Rejects only when the browser cannot read the file at all.
 * @param idPrefix see `readDocx`
 */
export async function readReportFile(file: File, idPrefix: string): Promise<ReportFile> {
  const { name } = file
  const refuse = (why: StringKey): ReportFile => ({ ok: false, why, values: { name } })
  const isWord = /\.docx?$/i.test(name)
  if (!isWord && !/\.txt$/i.test(name) && file.type !== 'text/plain') return refuse('fileKind')
  if (file.size > largest[isWord ? 'word' : 'text'] * megabyte) {
    const size = Math.ceil(file.size / megabyte)
    return { ok: false, why: 'fileTooLarge', values: { name, size, ...largest } }
  }
  if (isWord) {
    const read = await readDocxAside(new Uint8Array(await file.arrayBuffer()), idPrefix)
    return read.ok
      ? { ok: true, text: read.document.text, word: read.document }
      : refuse(`word-${read.reason}`)
  }
  const text = await readFile(file)
  return text === null ? refuse('fileUnreadable') : { ok: true, text, word: null }
}
