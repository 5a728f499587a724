import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { openDatabase, databaseName, addRow, readRows } from '../../editor/storage/database'
import { openStore, type Store } from '../../editor/storage/store'
import { firstSeed, random, runCount } from '../support/random'
import { waitFor } from '../support/wait'

/* A stand-in for IndexedDB here, to make it fail at will; the browser tests use the real one. */

let count = 0
const open: Store[] = []

function store(doc: Y.Doc, name: string, options: object = {}): Store {
  const made = openStore({ name, doc, retryAfter: 20, ...options })
  open.push(made)
  return made
}

afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const fresh = (): string => databaseName(`t${count++}`, 'text')

describe('the store', () => {
  it('[O1] keeps what was written and gives it back', async () => {
    const name = fresh()
    const doc = new Y.Doc()
    const first = store(doc, name)
    await first.whenLoaded
    doc.getText('body').insert(0, '甲乙')
    expect(first.saved).toBe(false)
    await first.flush()
    expect(first.saved).toBe(true)
    const again = new Y.Doc()
    await store(again, name).whenLoaded
    expect(again.getText('body').toString()).toBe('甲乙')
  })

  it('[O2] takes what was typed before it was loaded', async () => {
    const name = fresh()
    const doc = new Y.Doc()
    const one = store(doc, name)
    doc.getText('body').insert(0, '早')
    await one.flush()
    const again = new Y.Doc()
    await store(again, name).whenLoaded
    expect(again.getText('body').toString()).toBe('早')
  })

  it('[O3] a failing store never silences the document, says so, and recovers with everything', async () => {
    const name = fresh()
    const doc = new Y.Doc()
    const one = store(doc, name)
    await one.whenLoaded
    const full = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError')
    })
    const heard: string[] = []
    doc.on('update', () => heard.push('u'))
    try {
      doc.getText('body').insert(0, '一')
      doc.getText('body').insert(1, '二')
      await waitFor(() => one.problem, 'the problem is told', 2000)
      expect(one.problem).toBe('storage-full')
      expect(heard).toHaveLength(2)
    } finally {
      full.mockRestore()
    }
    await waitFor(() => one.saved, 'it recovers', 5000)
    const again = new Y.Doc()
    await store(again, name).whenLoaded
    expect(again.getText('body').toString()).toBe('一二')
  })

  it('[O4] a row that cannot be read is set aside, the rest opens', async () => {
    const name = fresh()
    const doc = new Y.Doc()
    const one = store(doc, name)
    await one.whenLoaded
    doc.getText('body').insert(0, '好')
    await one.close()
    const database = await openDatabase(name, 2000)
    await addRow(database, new Uint8Array([9, 9, 9]))
    database.close()
    const again = new Y.Doc()
    const opened = store(again, name)
    await opened.whenLoaded
    expect(again.getText('body').toString()).toBe('好')
    expect(opened.badRows).toBe(1)
  })

  it('[O5] two pages of one report do not lose each other when one compacts', async () => {
    const name = fresh()
    const [a, b] = [new Y.Doc(), new Y.Doc()]
    const first = store(a, name, { compactAt: 10, idle: 5 })
    const second = store(b, name, { compactAt: 10, idle: 5 })
    await Promise.all([first.whenLoaded, second.whenLoaded])
    for (let i = 0; i < 30; i++) {
      a.getMap('m').set(`a${i}`, i)
      b.getMap('m').set(`b${i}`, i)
      await Promise.all([first.flush(), second.flush()])
    }
    await waitFor(() => first.saved && second.saved, 'both saved', 5000)
    const again = new Y.Doc()
    await store(again, name).whenLoaded
    expect(again.getMap('m').size).toBe(60)
  })
})

describe('what must not be taken for stored', () => {
  it('[HO57] a transaction that is aborted after all went well, as a full disk does it', async () => {
    const name = fresh()
    const doc = new Y.Doc()
    const one = store(doc, name)
    await one.whenLoaded
    const add = Reflect.get(IDBObjectStore.prototype, 'add') as (
      this: IDBObjectStore,
      value: unknown,
    ) => IDBRequest<IDBValidKey>
    const failing = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
      this: IDBObjectStore,
      value: unknown,
    ) {
      const request = add.call(this, value)
      // No request fails; only the transaction says that nothing of it counts.
      request.addEventListener('success', () => this.transaction.abort())
      return request
    })
    try {
      doc.getText('body').insert(0, '不能丢')
      await waitFor(() => one.problem, 'it is told', 5000)
      expect(one.saved).toBe(false)
    } finally {
      failing.mockRestore()
    }
    await waitFor(() => one.saved, 'it recovers', 5000)
    const again = new Y.Doc()
    await store(again, name).whenLoaded
    expect(again.getText('body').toString()).toBe('不能丢')
  })

  it('[HO58] rows of another page stay when one writes everything anew', async () => {
    const name = fresh()
    const [a, b] = [new Y.Doc(), new Y.Doc()]
    const first = store(a, name, { compactAt: 3, idle: 5 })
    await first.whenLoaded
    // It never compacts, and never hears of the other.
    const second = store(b, name, { compactAt: 1e6 })
    await second.whenLoaded
    b.getMap('m').set('theirs', 1)
    await second.flush()
    for (let n = 0; n < 6; n++) {
      a.getMap('m').set(`ours ${n}`, n)
      await first.flush()
    }
    const rows = async (): Promise<number> => {
      const database = await openDatabase(name, 2000)
      try {
        return (await readRows(database)).length
      } finally {
        database.close()
      }
    }
    await waitFor(async () => (await rows()) === 1, 'all is one row', 5000)
    const again = new Y.Doc()
    await store(again, name).whenLoaded
    expect(again.getMap('m').size).toBe(7)
  })
})

describe('many small changes', () => {
  it('[LO6] become one row when the report is opened and left alone, and nothing is missing', async () => {
    const name = fresh()
    const doc = new Y.Doc()
    const one = store(doc, name)
    await one.whenLoaded
    for (let n = 0; n < 40; n++) {
      doc.getText('body').insert(n, '字')
      await one.flush()
    }
    await one.close()
    const rows = async (): Promise<number> => {
      const database = await openDatabase(name, 1000)
      const found = await readRows(database)
      database.close()
      return found.length
    }
    expect(await rows()).toBeGreaterThan(39)
    const again = new Y.Doc()
    await store(again, name, { idle: 5 }).whenLoaded
    await waitFor(async () => (await rows()) === 1, 'one row', 5000)
    const third = new Y.Doc()
    await store(third, name).whenLoaded
    expect(third.getText('body').toString()).toBe('字'.repeat(40))
  })
})

describe('the database goes away under us', () => {
  it('[SI17] deleted from another page: writing goes on, and all is there again', async () => {
    const name = fresh()
    const doc = new Y.Doc()
    const one = store(doc, name)
    await one.whenLoaded
    doc.getText('body').insert(0, '先前')
    await one.flush()
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name)
      request.onsuccess = () => resolve()
      request.onerror = () => reject(new Error('not deleted'))
    })
    const heard: string[] = []
    doc.on('update', () => heard.push('u'))
    for (let n = 0; n < 5; n++) doc.getText('body').insert(2 + n, String(n))
    expect(heard).toHaveLength(5)
    await waitFor(() => one.saved, 'it is stored again', 5000)
    const again = new Y.Doc()
    await store(again, name).whenLoaded
    expect(again.getText('body').toString()).toBe('先前01234')
  })

  it('[SI18] held by another program: it is said, writing goes on, and it recovers when that lets go', async () => {
    const name = fresh()
    const blocker = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 99)
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(new Error('not opened'))
    })
    const doc = new Y.Doc()
    const one = store(doc, name, { timeout: 50 })
    await one.whenLoaded
    expect(one.problem).toBeDefined()
    doc.getText('body').insert(0, '照写')
    expect(one.saved).toBe(false)
    blocker.close()
    await new Promise<void>((resolve) => {
      const request = indexedDB.deleteDatabase(name)
      request.onsuccess = () => resolve()
    })
    await waitFor(() => one.saved, 'it recovers', 5000)
    const again = new Y.Doc()
    await store(again, name).whenLoaded
    expect(again.getText('body').toString()).toBe('照写')
  })

  it(
    '[SI19] a transaction that fails now and then: what is stored has never a gap',
    { timeout: 60_000 + runCount(20) * 1000 },
    async () => {
      const seed = firstSeed()
      console.log(`store: SEED=${seed}`)
      const r = random(seed)
      for (let run = 0; run < runCount(20); run++) {
        const name = fresh()
        const doc = new Y.Doc()
        const one = store(doc, name, { retryAfter: 1 })
        await one.whenLoaded
        let broken = true
        const add = Reflect.get(IDBObjectStore.prototype, 'add') as (
          this: IDBObjectStore,
          value: unknown,
        ) => IDBRequest<IDBValidKey>
        const failing = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
          this: IDBObjectStore,
          value: unknown,
        ) {
          const request = add.call(this, value)
          if (broken && r.chance(0.3)) this.transaction.abort()
          return request
        })
        let text = ''
        try {
          for (let n = 0; n < 12; n++) {
            doc.getText('body').insert(text.length, String(n % 10))
            text += String(n % 10)
            if (r.chance(0.5)) await one.flush()
          }
          broken = false
          const middle = new Y.Doc()
          await store(middle, name).whenLoaded
          expect(text.startsWith(middle.getText('body').toString()), `SEED=${seed}`).toBe(true)
        } finally {
          failing.mockRestore()
        }
        await waitFor(() => one.saved, 'it recovers', 5000)
        const again = new Y.Doc()
        await store(again, name).whenLoaded
        expect(again.getText('body').toString(), `SEED=${seed}`).toBe(text)
      }
    },
  )
})
