/*
 * The database of one document, in y-indexeddb's layout: rows of `updates` are
 * Yjs updates under rising keys, `custom` is free. Everything here either resolves
 * after the transaction is complete or rejects; nothing fails in silence.
 */

export type StorageProblem = 'storage-blocked' | 'storage-full' | 'storage-failed'

const updatesStore = 'updates'
const customStore = 'custom'
const sealedSuffix = ':sealed'

/** Name of the database of one part of a report, or of its `log`; sealed rows have one of their own. */
export function databaseName(reportId: string, part: string, sealed = false): string {
  return `tonggao:${reportId}:${part}${sealed ? sealedSuffix : ''}`
}

/** Reports of which this browser has databases, whether the list names them or not. */
export async function storedReports(): Promise<string[]> {
  const names = (await indexedDB.databases()).map(({ name = '' }) => name.split(':'))
  return [
    ...new Set(
      names.flatMap(([first, id]) => (first === 'tonggao' && id !== undefined ? [id] : [])),
    ),
  ]
}

/** Whether there is a database of this name. */
export async function hasDatabase(name: string): Promise<boolean> {
  return (await indexedDB.databases()).some((one) => one.name === name)
}

/**
 * Deletes a database. Chromium clears what it held out of its files too, which it does not do
 * for single rows. Rejects when it stays; with `wait` a database that somebody has open is
 * waited for, otherwise it goes with the last of them.
 */
export function deleteDatabase(name: string, wait = false): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(storageError(request.error))
    // Whoever has it open lets go on `versionchange`; if not, it goes with the last of them.
    request.onblocked = () => {
      if (!wait) resolve()
    }
  })
}

/** All rows, the first written first. */
export function readRows(database: IDBDatabase): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const request = database.transaction(updatesStore).objectStore(updatesStore).getAll()
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(storageError(request.error))
  })
}

/** Opens or makes the database; rejects with a reason, also when nothing answers in time. */
export function openDatabase(name: string, timeout: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let late = false
    const timer = setTimeout(() => {
      late = true
      reject(new StorageError('storage-blocked', `${name} does not open`))
    }, timeout)
    let request: IDBOpenDBRequest
    try {
      request = indexedDB.open(name)
    } catch (error) {
      clearTimeout(timer)
      reject(storageError(error))
      return
    }
    request.onupgradeneeded = () => {
      const { result } = request
      if (!result.objectStoreNames.contains(updatesStore)) {
        result.createObjectStore(updatesStore, { autoIncrement: true })
      }
      if (!result.objectStoreNames.contains(customStore)) result.createObjectStore(customStore)
    }
    request.onerror = () => {
      clearTimeout(timer)
      reject(storageError(request.error))
    }
    request.onsuccess = () => {
      clearTimeout(timer)
      const database = request.result
      // Another context deletes or upgrades: holding on would block it for ever.
      database.onversionchange = () => database.close()
      if (late) database.close()
      else resolve(database)
    }
  })
}

/** Adds one row; resolves when it is on disk as far as the browser tells. */
export function addRow(database: IDBDatabase, row: Uint8Array): Promise<void> {
  return inTransaction(database, (store) => {
    store.add(row)
  })
}

/**
 * Replaces all rows by one, which `merge` makes of them, within one transaction, so
 * that rows of another context are never lost.
 */
export function replaceRows(
  database: IDBDatabase,
  merge: (rows: unknown[]) => Uint8Array,
): Promise<void> {
  return inTransaction(database, (store, fail) => {
    const request = store.getAll()
    request.onsuccess = () => {
      try {
        const row = merge(request.result)
        store.clear()
        store.add(row)
      } catch (error) {
        fail(error)
      }
    }
  })
}

/** What is kept beside the rows, by name. */
export async function readAside(database: IDBDatabase): Promise<[name: string, value: unknown][]> {
  const found: [string, unknown][] = []
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(customStore)
    settle(transaction, resolve, reject)
    const request = transaction.objectStore(customStore).openCursor()
    request.onsuccess = () => {
      const cursor = request.result
      if (cursor === null) return
      found.push([String(cursor.key), cursor.value])
      cursor.continue()
    }
  })
  return found
}

/** Keeps something beside the rows. */
export async function putAside(
  database: IDBDatabase,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(customStore, 'readwrite')
    settle(transaction, resolve, reject)
    transaction.objectStore(customStore).put(bytes, name)
  })
}

/** Moves rows that `isSound` refuses out of the way, kept in `custom` under `bad:<key>`; returns how many. */
export async function setAsideBadRows(
  database: IDBDatabase,
  isSound: (row: unknown) => boolean,
): Promise<{ rows: number; bad: number }> {
  let rows = 0
  let bad = 0
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction([updatesStore, customStore], 'readwrite')
    const updates = transaction.objectStore(updatesStore)
    const custom = transaction.objectStore(customStore)
    // All at once: a cursor asks the browser anew for each of hundreds.
    const keys = updates.getAllKeys()
    const values = updates.getAll()
    values.onsuccess = () => {
      rows = values.result.length
      for (const [index, value] of values.result.entries()) {
        const key = keys.result[index]
        if (key === undefined || isSound(value)) continue
        bad++
        custom.put(value, `bad:${String(key)}`)
        updates.delete(key)
      }
    }
    settle(transaction, resolve, reject)
  })
  return { rows, bad }
}

export class StorageError extends Error {
  readonly problem: StorageProblem

  constructor(problem: StorageProblem, message: string) {
    super(message)
    this.name = 'StorageError'
    this.problem = problem
  }
}

/** Whatever IndexedDB reports, as one of our reasons. */
export function storageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  const message = error instanceof Error ? error.message : String(error)
  return new StorageError(
    name === 'QuotaExceededError' ? 'storage-full' : 'storage-failed',
    message,
  )
}

function inTransaction(
  database: IDBDatabase,
  write: (store: IDBObjectStore, fail: (error: unknown) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(updatesStore, 'readwrite')
    settle(transaction, resolve, reject)
    const fail = (error: unknown): void => {
      reject(storageError(error))
      transaction.abort()
    }
    write(transaction.objectStore(updatesStore), fail)
  })
}

/** A quota failure arrives as `abort`, not as `error`. */
function settle(
  transaction: IDBTransaction,
  resolve: () => void,
  reject: (error: StorageError) => void,
): void {
  transaction.oncomplete = () => resolve()
  transaction.onabort = () => reject(storageError(transaction.error))
  transaction.onerror = () => reject(storageError(transaction.error))
}
