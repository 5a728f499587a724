import { describe, expect, it } from 'vitest'
import {
  readExchange,
  readExchangeFile,
  writeBackup,
  writeChanges,
} from '../../editor/storage/exchange-file'
import { firstSeed, random } from '../support/random'

const entries = [
  { kind: 'key' as const, name: '1', bytes: new Uint8Array(32).fill(9) },
  { kind: 'envelope' as const, name: 'abc', bytes: new TextEncoder().encode('密文') },
]

describe('a file that is carried by hand', () => {
  it('[Q1] of changes: gives back what was put in', async () => {
    const file = writeChanges('r1', 5, entries)
    expect(await readExchange(file)).toEqual({
      ok: true,
      head: { kind: 'changes', report: 'r1', at: 5 },
      entries,
    })
  })

  it('[Q2] a backup opens with its passphrase alone, however it is typed', async () => {
    const file = await writeBackup('r1', 5, entries, 'Ｐａｓｓ口令１２')
    expect(await readExchange(file)).toEqual({ ok: false, code: 'needs-passphrase' })
    expect(await readExchange(file, 'pass口令12')).toEqual({ ok: false, code: 'wrong-passphrase' })
    expect(await readExchange(file, 'Pass口令12')).toMatchObject({ ok: true, entries })
    expect(Buffer.from(file).includes(Buffer.from('密文'))).toBe(false)
  })

  it('[Q3] cut or altered anywhere, it is refused as a whole and never throws', async () => {
    const seed = firstSeed()
    console.log(`exchange: SEED=${seed}`)
    const r = random(seed)
    const file = writeChanges('r1', 5, entries)
    for (let length = 0; length < file.length; length++)
      expect([length, (await readExchange(file.slice(0, length))).ok]).toEqual([length, false])
    for (let i = 0; i < 200; i++) {
      const bytes = crypto.getRandomValues(new Uint8Array(r.below(300)))
      expect((await readExchange(bytes)).ok).toBe(false)
    }
    const backup = await writeBackup('r1', 5, entries, '口令口令口令')
    const broken = backup.slice()
    broken[backup.length - 3] = (broken[backup.length - 3] ?? 0) ^ 1
    expect(await readExchange(broken, '口令口令口令')).toEqual({
      ok: false,
      code: 'wrong-passphrase',
    })
    const head = backup.slice()
    // Another report's name in the head does not pass either.
    head[backup.indexOf('r'.charCodeAt(0), 20)] = 'x'.charCodeAt(0)
    expect((await readExchange(head, '口令口令口令')).ok).toBe(false)
  })

  it('[CN10] what is none of ours, or too large, is refused before it is read', async () => {
    /** A file of any size that tells how much of it was read. */
    const fileOf = (start: Uint8Array, size: number): { blob: Blob; read: () => number } => {
      let read = 0
      const piece = (from: number, to: number): Blob =>
        ({
          size: to - from,
          slice: (a: number, b: number) => piece(from + a, from + Math.min(b, to - from)),
          arrayBuffer: async () => {
            read += to - from
            const bytes = new Uint8Array(to - from)
            bytes.set(start.subarray(from, to))
            return await Promise.resolve(bytes.buffer)
          },
        }) as Blob
      return { blob: piece(0, size), read: () => read }
    }
    const garbage = fileOf(new Uint8Array(100).fill(7), 100 * 1024 * 1024)
    expect(await readExchangeFile(garbage.blob)).toEqual({ ok: false, code: 'none' })
    expect(garbage.read()).toBeLessThan(100)
    const changes = writeChanges('r1', 5, entries)
    const long = fileOf(changes, 300 * 1024 * 1024)
    expect(await readExchangeFile(long.blob)).toEqual({ ok: false, code: 'too-large' })
    expect(long.read()).toBeLessThan(100)
    const behind = fileOf(changes, 100 * 1024 * 1024)
    expect(await readExchangeFile(behind.blob)).toEqual({ ok: false, code: 'damaged' })
    expect(await readExchangeFile(new Blob([changes]))).toMatchObject({ ok: true, entries })
  })

  it('[CN10] one of a newer program is told from a damaged one', async () => {
    const changes = writeChanges('r1', 5, entries)
    const text = new TextDecoder('latin1').decode(changes).replace('"v":1', '"v":2')
    const newer = Uint8Array.from(text, (one) => one.charCodeAt(0))
    expect(await readExchange(newer)).toEqual({ ok: false, code: 'newer' })
  })
})
