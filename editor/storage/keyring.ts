import { isLoose } from '../model/decode'
import { toBase64url } from '../trust/bytes'
import { exportKeyPairs, importKeyPairs, makeKeyPairs, type KeyPairs } from '../trust/keys'
import type { AtRest } from './at-rest'
import { deleteDatabase, hasDatabase, storageError } from './database'

/*
 * This device's key pairs for each report, and the sessions that it wrote in. A device that is
 * locked with a passphrase keeps them sealed, in a database of their own. Pairs that an earlier
 * version made cannot be read by anybody, this program included, so they stay where they are.
 */
const plainName = 'tonggao-keys'
const sealedName = 'tonggao-keys:sealed'
const pairs = 'pairs'
const sessions = 'sessions'
/** Sessions of a report that are remembered; what older ones wrote is long in the log. */
const mostSessions = 200

/** The key pairs of this device for a report, made when there are none. Rejects with a StorageError. */
export async function keyPairsFor(report: string, atRest?: AtRest): Promise<KeyPairs> {
  if (atRest !== undefined) {
    const left = await pairsOfEarlierVersion(report)
    if (left !== undefined) return left
  }
  const database = await open(nameFor(atRest))
  try {
    const found = await readPairs(
      await request(database.transaction(pairs).objectStore(pairs).get(report)),
      report,
      atRest,
    )
    if (found !== undefined) return found
    const made = await makeKeyPairs()
    const row = await rowOf(made, report, atRest)
    const transaction = database.transaction(pairs, 'readwrite')
    const store = transaction.objectStore(pairs)
    // Another page may have been quicker; then its keys count.
    const existing: unknown = await request(store.get(report))
    if (existing === undefined) await request(store.put(row, report))
    await complete(transaction)
    return existing === undefined ? made : ((await readPairs(existing, report, atRest)) ?? made)
  } finally {
    database.close()
  }
}

/** Begins a session: its name, 8 random bytes in base64url, and the earlier ones, the last first. */
export async function beginSession(
  report: string,
  atRest?: AtRest,
): Promise<{ readonly session: string; readonly earlier: readonly string[] }> {
  const session = toBase64url(crypto.getRandomValues(new Uint8Array(8)))
  const database = await open(nameFor(atRest))
  try {
    const transaction = database.transaction(sessions, 'readwrite')
    const store = transaction.objectStore(sessions)
    const earlier = textsOf(await request(store.get(report)))
    const all = [session, ...earlier].slice(0, mostSessions)
    await request(store.put(all, report))
    await complete(transaction)
    return { session, earlier }
  } finally {
    database.close()
  }
}

/** Forgets a report's keys. What was sealed for them can then not be read here any more. */
export async function forgetKeys(report: string): Promise<void> {
  for (const name of [plainName, sealedName]) {
    if (!(await hasDatabase(name))) continue
    const database = await open(name)
    try {
      const transaction = database.transaction([pairs, sessions], 'readwrite')
      transaction.objectStore(pairs).delete(report)
      transaction.objectStore(sessions).delete(report)
      await complete(transaction)
    } finally {
      database.close()
    }
  }
}

/**
 * Moves every key into the sealed keyring, or back. What was moved is deleted only when the
 * other keyring has it, so it may be stopped at any moment and done again.
 */
export async function moveKeyring(atRest: AtRest, to: 'sealed' | 'plain'): Promise<void> {
  const [from, source] = to === 'sealed' ? [plainName, undefined] : [sealedName, atRest]
  const [into, target] = to === 'sealed' ? [sealedName, atRest] : [plainName, undefined]
  if (!(await hasDatabase(from))) return
  const database = await open(from)
  const other = await open(into)
  let stays = 0
  try {
    const reports = await request(database.transaction(pairs).objectStore(pairs).getAllKeys())
    for (const report of reports) {
      if (typeof report !== 'string') continue
      const row: unknown = await request(database.transaction(pairs).objectStore(pairs).get(report))
      const found = await readPairs(row, report, source)
      if (found === undefined) continue
      if (to === 'sealed' && !found.sign.privateKey.extractable) {
        stays++
        continue
      }
      const written = await rowOf(found, report, target)
      const transaction = other.transaction(pairs, 'readwrite')
      transaction.objectStore(pairs).put(written, report)
      await complete(transaction)
    }
    const store = database.transaction(sessions).objectStore(sessions)
    const [names, lists] = [await request(store.getAllKeys()), await request(store.getAll())]
    const transaction = other.transaction(sessions, 'readwrite')
    const merged = transaction.objectStore(sessions)
    for (const [index, report] of names.entries()) {
      const known = textsOf(await request(merged.get(report)))
      const all = [...new Set([...textsOf(lists[index]), ...known])].slice(0, mostSessions)
      merged.put(all, report)
    }
    await complete(transaction)
  } finally {
    database.close()
    other.close()
  }
  if (stays === 0) await deleteDatabase(from, true)
}

async function pairsOfEarlierVersion(report: string): Promise<KeyPairs | undefined> {
  if (!(await hasDatabase(plainName))) return undefined
  const database = await open(plainName)
  try {
    const found: unknown = await request(database.transaction(pairs).objectStore(pairs).get(report))
    return isKeyPairs(found) && !found.sign.privateKey.extractable ? found : undefined
  } finally {
    database.close()
  }
}

function nameFor(atRest: AtRest | undefined): string {
  return atRest === undefined ? plainName : sealedName
}

function placeOf(report: string): string {
  return `${pairs}\n${report}`
}

async function rowOf(made: KeyPairs, report: string, atRest?: AtRest): Promise<unknown> {
  if (atRest === undefined) return made
  const bytes = await exportKeyPairs(made)
  if (bytes === undefined) throw new Error('these keys cannot be sealed')
  return { sealed: atRest.seal(bytes, placeOf(report)) }
}

async function readPairs(
  row: unknown,
  report: string,
  atRest?: AtRest,
): Promise<KeyPairs | undefined> {
  if (isKeyPairs(row)) return row
  if (!isLoose(row) || atRest === undefined) return undefined
  const bytes = atRest.open(row['sealed'], placeOf(report))
  return bytes === undefined ? undefined : await importKeyPairs(bytes)
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

function isKeyPairs(value: unknown): value is KeyPairs {
  return isLoose(value) && isLoose(value['sign']) && isLoose(value['agree'])
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1)
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
