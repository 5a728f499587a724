import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { openDatabase, databaseName, addRow } from '../../editor/storage/database'
import { openStore, type Store } from '../../editor/storage/store'
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
