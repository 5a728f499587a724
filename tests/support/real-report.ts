import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../shared/report/', import.meta.url))

/** The real report stands beside the checkout, or not at all; it may not be copied into it. */
export const hasRealReport = existsSync(`${folder}annual-report.txt`)

if (!hasRealReport)
  console.warn('The real report is not beside this checkout; its cases are left out.')

export function readReal(name: string): string {
  return readFileSync(folder + name, 'utf8')
}

export function readSample(): string {
  return readFileSync(
    fileURLToPath(new URL('../../extension/public/sample-template.txt', import.meta.url)),
    'utf8',
  )
}
