import { spawnSync } from 'node:child_process'
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  rmdirSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A disk of its own in memory, that can be filled to the last byte. */
export interface SmallDisk {
  readonly folder: string
  /** Takes all the room that is left, but for so many bytes; less is left when the browser takes it. */
  fill(left?: number): void
  /** Gives the room back. */
  empty(): void
  /** Lets go of it. Nothing may run on it any more. */
  remove(): void
}

/** Makes one of so many MiB; undefined where this account may mount nothing. */
export function smallDisk(size: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tonggao-disk-'))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs', folder])
  if (mounted.status !== 0) {
    rmdirSync(folder)
    return undefined
  }
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill(left = 0) {
      const file = openSync(ballast, 'a')
      let size = 0
      try {
        for (const piece of [1024 * 1024, 4096]) {
          try {
            for (;;) size += writeSync(file, Buffer.alloc(piece))
          } catch (error) {
            if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
          }
        }
      } finally {
        closeSync(file)
      }
      if (left > 0) truncateSync(ballast, Math.max(0, size - left))
    },
    empty() {
      rmSync(ballast, { force: true })
    },
    remove() {
      spawnSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
