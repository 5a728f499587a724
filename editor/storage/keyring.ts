import { isLoose } from '../model/decode'
import { toBase64url } from '../trust/bytes'
import { makeKeyPairs, type KeyPairs } from '../trust/keys'
import { storageError } from './database'

/**
 * This device's key pairs for each report. Their private halves can be used here and read by
 * nobody, this program included; so they live in IndexedDB, which alone can keep such keys.
 */
const databaseName = 'tonggao-keys'
const pairs = 'pairs'
const sessions = 'sessions'
/** Sessions of a report that are remembered; what older ones wrote is long in the log. */
const mostSessions = 200

/** The key pairs of this device for a report, made when there are none. Rejects with a StorageError. */
export async function keyPairsFor(report: string): Promise<KeyPairs> {
  const database = await open()
  try {
    const found = await request(database.transaction(pairs).objectStore(pairs).get(report))
    if (isKeyPairs(found)) return found
    const made = await makeKeyPairs()
    const transaction = database.transaction(pairs, 'readwrite')
    const store = transaction.objectStore(pairs)
    // Another page may have been quicker; then its keys count.
    const existing = await request(store.get(report))
    if (isKeyPairs(existing)) return existing
    await request(store.put(made, report))
    await complete(transaction)
    return made
  } finally {
    database.close()
  }
}

/** Begins a session: its name, 8 random bytes in base64url, and the earlier ones, the last first. */
export async function beginSession(
  report: string,
): Promise<{ readonly session: string; readonly earlier: readonly string[] }> {
  const session = toBase64url(crypto.getRandomValues(new Uint8Array(8)))
  const database = await open()
  try {
    const transaction = database.transaction(sessions, 'readwrite')
    const store = transaction.objectStore(sessions)
    const found: unknown = await request(store.get(report))
    const earlier = Array.isArray(found) ? found.filter((one) => typeof one === 'string') : []
    await request(store.put([session, ...earlier].slice(0, mostSessions), report))
    await complete(transaction)
    return { session, earlier }
  } finally {
    database.close()
  }
}

/** Forgets a report's keys. What was sealed for them can then not be read here any more. */
export async function forgetKeys(report: string): Promise<void> {
  const database = await open()
  try {
    const transaction = database.transaction([pairs, sessions], 'readwrite')
    transaction.objectStore(pairs).delete(report)
    transaction.objectStore(sessions).delete(report)
    await complete(transaction)
  } finally {
    database.close()
  }
}

function isKeyPairs(value: unknown): value is KeyPairs {
  return isLoose(value) && isLoose(value['sign']) && isLoose(value['agree'])
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(databaseName, 1)
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(pairs)
      opening.result.createObjectStore(sessions)
    }
    opening.onsuccess = () => {
      const database = opening.result
      database.onversionchange = () => database.close()
      resolve(database)
    }
    opening.onerror = () => reject(storageError(opening.error))
  })
}

function request<T>(one: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    one.onsuccess = () => resolve(one.result)
    one.onerror = () => reject(storageError(one.error))
  })
}

function complete(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(storageError(transaction.error))
  })
}
