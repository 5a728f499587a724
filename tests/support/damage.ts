import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from './random'

/** Every file below a folder; none where there is no such folder. */
export function* filesBelow(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  for (const entry of entries) if (entry.isFile()) yield join(entry.parentPath, entry.name)
}

/** Flips a bit of so many bytes of a file, from a position on. */
export function flipBytes(file: string, r: Random, count: number, from = 0): void {
  const bytes = readFileSync(file)
  if (bytes.length <= from) return
  for (let n = 0; n < count; n++) {
    const at = from + r.below(bytes.length - from)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << r.below(8))
  }
  writeFileSync(file, bytes)
}

/** What can befall a database of Chromium's, which is a folder of files (LevelDB). */
export const databaseDamages: Readonly<Record<string, (folder: string, r: Random) => void>> = {
  'bytes of the log flipped': (folder, r) => {
    for (const file of filesBelow(folder)) if (file.endsWith('.log')) flipBytes(file, r, 40)
  },
  'the log cut': (folder, r) => {
    for (const file of filesBelow(folder))
      if (file.endsWith('.log')) truncateSync(file, r.below(statSync(file).size + 1))
  },
  'CURRENT removed': (folder) => {
    for (const file of filesBelow(folder)) if (file.endsWith('CURRENT')) rmSync(file)
  },
  'CURRENT overwritten': (folder) => {
    for (const file of filesBelow(folder))
      if (file.endsWith('CURRENT')) writeFileSync(file, Buffer.alloc(16))
  },
  'the manifest flipped': (folder, r) => {
    for (const file of filesBelow(folder)) if (file.includes('MANIFEST')) flipBytes(file, r, 3)
  },
  'all of it gone': (folder) => {
    rmSync(folder, { recursive: true })
  },
}
