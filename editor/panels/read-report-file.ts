import { readDocxAside } from '../paper/read/read-aside'
import type { ReadDocument } from '../paper/read/read-docx'
import { readFile } from '../ui/read-file'
import type { StringKey } from '../ui/strings'

/** What is in a file that somebody chose: its text, and more when it is a Word document. */
export type ReportFile =
  | { readonly ok: true; readonly text: string; readonly word: ReadDocument | null }
  /** Why not, as the key of a sentence with `{name}`. */
  | { readonly ok: false; readonly why: StringKey }

/** The kinds of files that are read, for a field that chooses one. */
export const reportFileKinds = '.docx,.doc,.txt,text/plain'

/**
 * Reads a .docx or .txt file. Rejects only when the browser cannot read the file at all.
 * @param idPrefix see `readDocx`
 */
export async function readReportFile(file: File, idPrefix: string): Promise<ReportFile> {
  if (/\.docx?$/i.test(file.name)) {
    const read = await readDocxAside(new Uint8Array(await file.arrayBuffer()), idPrefix)
    return read.ok
      ? { ok: true, text: read.document.text, word: read.document }
      : { ok: false, why: `word-${read.reason}` }
  }
  if (!/\.txt$/i.test(file.name) && file.type !== 'text/plain')
    return { ok: false, why: 'fileKind' }
  const text = await readFile(file)
  return text === null ? { ok: false, why: 'fileUnreadable' } : { ok: true, text, word: null }
}
