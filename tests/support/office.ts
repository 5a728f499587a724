import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findOffice } from '../commands/ensure.mjs'

/** Whether poppler's tools are here, which read PDF files. */
export const hasPdfTools = ['/usr/bin/pdftotext', '/opt/homebrew/bin/pdftotext'].some((path) =>
  existsSync(path),
)

/** Whether LibreOffice is here too. */
export const hasOffice = hasPdfTools && findOffice() !== undefined

if (!hasOffice) console.warn('LibreOffice or pdftotext is missing; what needs it is left out.')

/** What LibreOffice makes of a Word file: the text of each page, a line for each line. */
export function pagesByLibreOffice(bytes: Uint8Array): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'tonggao-office-'))
  try {
    writeFileSync(join(folder, 'report.docx'), bytes)
    execFileSync(
      findOffice() ?? 'soffice',
      [
        `-env:UserInstallation=file://${folder}/profile`,
        '--headless',
        '--convert-to',
        'pdf',
        '--outdir',
        folder,
        join(folder, 'report.docx'),
      ],
      { stdio: 'pipe', timeout: 120_000 },
    )
    return pagesOfPdf(readFileSync(join(folder, 'report.pdf')))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The lines of each page of a PDF file, without spaces. */
export function pagesOfPdf(bytes: Uint8Array): string[][] {
  return textOfPdf(bytes)
    .split('\f')
    .slice(0, -1)
    .map((page) =>
      page
        .split('\n')
        .map((line) => line.replace(/\s+/g, ''))
        .filter((line) => line !== ''),
    )
}

/** The text of a PDF file as it stands on its pages; a form feed ends each. */
export function textOfPdf(bytes: Uint8Array): string {
  return execFileSync('pdftotext', ['-layout', '-', '-'], {
    input: bytes,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
}
