import 'fake-indexeddb/auto'
import { describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { createAtRest, isSealed } from '../../editor/storage/at-rest'
import {
  databaseName,
  deleteDatabase,
  hasDatabase,
  openDatabase,
  putAside,
  readAside,
  readRows,
} from '../../editor/storage/database'
import { keyPairsFor, moveKeyring } from '../../editor/storage/keyring'
import {
  makeLockRecord,
  openLockRecord,
  readLockRecord,
  type LockRecord,
} from '../../editor/storage/lock-record'
import { moveReport } from '../../editor/storage/move'
import { openStore } from '../../editor/storage/store'
import { signerOf } from '../../editor/trust/keys'

/* A stand-in for IndexedDB here, to stop it half-way; the browser tests use the real one. */

const bytes = (length: number): Uint8Array<ArrayBuffer> =>
  crypto.getRandomValues(new Uint8Array(length))
const dataKey = bytes(32)
const atRest = createAtRest(dataKey)
let count = 0
const fresh = (): string => `rest${count++}`

async function write(report: string, part: string, text: string, sealed: boolean): Promise<void> {
  const doc = new Y.Doc()
  const store = openStore({
    name: databaseName(report, part, sealed),
    doc,
    atRest: sealed ? atRest : undefined,
  })
  await store.whenLoaded
  doc.getText('body').insert(0, text)
  await store.flush()
  await store.close()
}

async function read(report: string, part: string, sealed: boolean): Promise<string> {
  const doc = new Y.Doc()
  const store = openStore({
    name: databaseName(report, part, sealed),
    doc,
    atRest: sealed ? atRest : undefined,
  })
  await store.whenLoaded
  const text = doc.getText('body').toString()
  await store.close()
  return text
}

/** Lets so many writes through, then throws at each; the returned function ends it. */
function dieAfter(allowed: number): () => void {
  let writes = 0
  const ends = ['add', 'clear'].map((name) => {
    const original: unknown = Reflect.get(IDBObjectStore.prototype, name)
    if (typeof original !== 'function') throw new Error(`no ${name}`)
    const dying = new Proxy(original, {
      apply(target, store, given) {
        if (writes++ >= allowed) throw new DOMException('killed', 'AbortError')
        return Reflect.apply(target, store, given) as unknown
      },
    })
    Reflect.set(IDBObjectStore.prototype, name, dying)
    return () => Reflect.set(IDBObjectStore.prototype, name, original)
  })
  return () => {
    for (const end of ends) end()
  }
}

describe('what lies sealed on the disk', () => {
  it('[RS1] opens with its key in its place only, and never throws', () => {
    const plain = new TextEncoder().encode('一句机密的话')
    const sealed = atRest.seal(plain, 'here')
    expect(isSealed(sealed)).toBe(true)
    expect(Buffer.from(sealed).includes(Buffer.from('机密'))).toBe(false)
    expect(atRest.open(sealed, 'here')).toEqual(plain)
    expect(atRest.open(sealed, 'there')).toBeUndefined()
    expect(createAtRest(bytes(32)).open(sealed, 'here')).toBeUndefined()
    for (let at = 0; at < sealed.length; at++) {
      const bent = sealed.slice()
      bent[at] = (bent[at] ?? 0) ^ 1
      expect(atRest.open(bent, 'here')).toBeUndefined()
      expect(atRest.open(sealed.slice(0, at), 'here')).toBeUndefined()
    }
    for (const odd of [undefined, null, 'x', 7, {}, plain])
      expect(atRest.open(odd, 'here')).toBeUndefined()
  })

  it('[RS2] the passphrase opens the data key, another does not, and another passphrase costs the record alone', async () => {
    const record = await makeLockRecord('正确 的 口令 ①', dataKey, 'on')
    expect(await openLockRecord(record, '正确 的 口令 ①')).toEqual(dataKey)
    // What an input method composes otherwise is the same passphrase.
    expect(await openLockRecord(record, '正确 的 口令 1')).toEqual(dataKey)
    expect(await openLockRecord(record, '正确 的 口令')).toBeUndefined()
    const next = await makeLockRecord('新 的 口令 口令', dataKey, 'on')
    expect(await openLockRecord(next, '新 的 口令 口令')).toEqual(dataKey)
    expect(readLockRecord(JSON.parse(JSON.stringify(record)))).toEqual(record)
    const weak: LockRecord = { ...record, rounds: 1000 }
    for (const odd of [undefined, {}, weak, { ...record, stage: 'off' }, { ...record, v: 2 }])
      expect(readLockRecord(odd)).toBeUndefined()
  })

  it('[RS3] the store seals each row, loads them, merges them, and sets bad ones aside', async () => {
    const report = fresh()
    const name = databaseName(report, 'text', true)
    await write(report, 'text', '机密的话', true)
    await write(report, 'text', '又一句', true)
    const database = await openDatabase(name, 1000)
    const rows = await readRows(database)
    expect(rows.length).toBe(2)
    expect(rows.every(isSealed)).toBe(true)
    for (const row of rows)
      expect(Buffer.from(row as Uint8Array).includes(Buffer.from('机密'))).toBe(false)
    const broken = (rows[1] as Uint8Array).slice()
    broken[40] = (broken[40] ?? 0) ^ 1
    const transaction = database.transaction('updates', 'readwrite')
    transaction.objectStore('updates').add(broken)
    await new Promise((resolve) => {
      transaction.oncomplete = resolve
    })
    database.close()
    const doc = new Y.Doc()
    const store = openStore({ name, doc, atRest, compactAt: 0, idle: 0 })
    await store.whenLoaded
    expect(doc.getText('body').toString()).toContain('机密的话')
    expect(store.badRows).toBe(1)
    doc.getText('body').insert(0, '第三句')
    await store.flush()
    await vi.waitFor(async () => {
      const again = await openDatabase(name, 1000)
      const left = await readRows(again)
      again.close()
      expect(left.length).toBe(1)
      expect(isSealed(left[0])).toBe(true)
    })
    await store.close()
    expect(await read(report, 'text', true)).toContain('第三句')
  })

  it('[RS4] moves a report there and back, and whoever stops it at any write loses nothing', async () => {
    const report = fresh()
    await write(report, 'text', '机密的话', false)
    await write(report, 'log', '外封', false)
    // Each round dies one write later than the one before.
    for (const to of ['sealed', 'plain'] as const) {
      for (let allowed = 0; ; allowed++) {
        const revive = dieAfter(allowed)
        const failed = await moveReport(report, atRest, to).then(
          () => false,
          () => true,
        )
        revive()
        for (const part of ['text', 'log']) {
          const wanted = part === 'text' ? '机密的话' : '外封'
          // Reading would make a database that is not there.
          const found = []
          for (const sealed of [true, false])
            if (await hasDatabase(databaseName(report, part, sealed)))
              found.push(await read(report, part, sealed))
          expect(found, `${to} after ${allowed} writes`).toContain(wanted)
        }
        if (!failed) break
        expect(allowed).toBeLessThan(20)
      }
      const sealed = to === 'sealed'
      expect(await hasDatabase(databaseName(report, 'text', !sealed))).toBe(false)
      expect(await read(report, 'text', sealed)).toBe('机密的话')
    }
  })

  it('[RS31] takes along what was set aside', async () => {
    const report = fresh()
    await write(report, 'text', '机密的话', false)
    const open = (sealed: boolean): Promise<IDBDatabase> =>
      openDatabase(databaseName(report, 'text', sealed), 1000)
    const kept = Uint8Array.from([1, 2, 3])
    const database = await open(false)
    await putAside(database, 'bad:7', kept)
    database.close()
    await moveReport(report, atRest, 'sealed')
    const sealed = await open(true)
    const [[name, value] = ['', undefined]] = await readAside(sealed)
    expect([name, isSealed(value)]).toEqual(['bad:7', true])
    sealed.close()
    await moveReport(report, atRest, 'plain')
    const plain = await open(false)
    expect(await readAside(plain)).toEqual([['bad:7', kept]])
    plain.close()
  })

  it('[RS5] the keys of the device stay the same when they are sealed and unsealed', async () => {
    const report = fresh()
    const idOf = async (rest?: typeof atRest): Promise<string> =>
      (await signerOf(await keyPairsFor(report, rest))).id
    const id = await idOf()
    await moveKeyring(atRest, 'sealed')
    expect(await hasDatabase('tonggao-keys')).toBe(false)
    expect(await idOf(atRest)).toBe(id)
    const later = fresh()
    const laterId = (await signerOf(await keyPairsFor(later, atRest))).id
    await moveKeyring(atRest, 'plain')
    expect(await idOf()).toBe(id)
    expect((await signerOf(await keyPairsFor(later))).id).toBe(laterId)
    await deleteDatabase('tonggao-keys')
  })
})
