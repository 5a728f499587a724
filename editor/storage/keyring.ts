import { isLoose } from '../model/decode'
import { toBase64url } from '../trust/bytes'
import { exportKeyPairs, importKeyPairs, makeKeyPairs, type KeyPairs } from '../trust/keys'
import type { AtRest } from './at-rest'
import { openBucket, removeBucket } from './bucket'
import { deleteDatabase, hasDatabase, storageError } from './database'

/*
 * This device's key pairs for each report, and the sessions that it wrote in. A device that is
 * locked with a passphrase keeps them sealed, in a database of their own. Pairs that an earlier
 * version made cannot be read by anybody, this program included, so they stay where they are.
 *
 * Chromium throws the databases of the extension away when one is damaged, as a full disk damages
 * them; whoever then has no keys could not write any more. So a copy lies beside, in a bucket.
 */
const plainName = 'tonggao-keys'
const sealedName = 'tonggao-keys:sealed'
const pairs = 'pairs'
const sessions = 'sessions'
/** Sessions of a report that are remembered; what older ones wrote is long in the log. */
const mostSessions = 200

/** What could not be stored yet; each rejects until it is, and is to be tried again while the report is open. */
export type Unkept = (() => Promise<void>)[]

/**
 * The key pairs of this device for a report, made when there are none. A storage that fails, as on
 * a full disk, must keep nobody from the report: then they are what lies beside, or in memory.
 */
export async function keyPairsFor(
  report: string,
  atRest?: AtRest,
  unkept: Unkept = [],
): Promise<KeyPairs> {
  const name = nameFor(atRest)
  let found: KeyPairs | undefined
  let failed = false
  try {
    if (atRest !== undefined) {
      const left = await pairsOfEarlierVersion(report)
      if (left !== undefined) return left
    }
    found = await storedPairs(await open(name), report, atRest)
  } catch (error) {
    console.warn('keys', error)
    failed = true
  }
  const known = found ?? (await pairsBeside(report, atRest))
  if (known === undefined) {
    const made = await makeKeyPairs()
    return await orLater(
      () => firstPairs(report, made, atRest),
      () => made,
      unkept,
    )
  }
  // Lost here, and there beside: the database was thrown away. Unreadable is not lost.
  if (found === undefined && !failed)
    return await orLater(
      () => firstPairs(report, known, atRest),
      () => known,
      unkept,
    )
  if (found !== undefined) await putBeside(report, found, atRest)
  return known
}

/** Stores pairs where there are none; returns those that count: another page may have been quicker. */
async function firstPairs(report: string, made: KeyPairs, atRest?: AtRest): Promise<KeyPairs> {
  const row = await rowOf(made, report, atRest)
  const database = await open(nameFor(atRest))
  try {
    const transaction = database.transaction(pairs, 'readwrite')
    const store = transaction.objectStore(pairs)
    const done = complete(transaction)
    const existing: unknown = await request(store.get(report))
    if (existing === undefined) await request(store.put(row, report))
    await done
    const counts = existing === undefined ? made : await readPairs(existing, report, atRest)
    await putBeside(report, counts ?? made, atRest)
    return counts ?? made
  } finally {
    database.close()
  }
}

/** What `run` stores and returns; when it cannot be stored now, something else, and `run` is noted. */
async function orLater<T>(
  run: () => Promise<T>,
  other: () => Promise<T> | T,
  unkept: Unkept,
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    console.warn('keys', error)
    unkept.push(async () => void (await run()))
    return await other()
  }
}

/** Begins a session: its name, 8 random bytes in base64url, and the earlier ones, the last first. */
export async function beginSession(
  report: string,
  atRest?: AtRest,
  unkept: Unkept = [],
): Promise<{ readonly session: string; readonly earlier: readonly string[] }> {
  const session = toBase64url(crypto.getRandomValues(new Uint8Array(8)))
  const note = async (): Promise<string[]> => {
    const database = await open(nameFor(atRest))
    try {
      const transaction = database.transaction(sessions, 'readwrite')
      const done = complete(transaction)
      const store = transaction.objectStore(sessions)
      const earlier = textsOf(await request(store.get(report)))
      await request(store.put([session, ...earlier].slice(0, mostSessions), report))
      await done
      return earlier
    } finally {
      database.close()
    }
  }
  const earlier = await orLater(note, () => earlierSessions(report, atRest), unkept)
  return { session, earlier }
}

/** The sessions that are noted, where they can be read. */
async function earlierSessions(report: string, atRest?: AtRest): Promise<string[]> {
  try {
    const database = await open(nameFor(atRest))
    try {
      return textsOf(
        await request(database.transaction(sessions).objectStore(sessions).get(report)),
      )
    } finally {
      database.close()
    }
  } catch (error) {
    console.warn('sessions', error)
    return []
  }
}

/** Forgets a report's keys. What was sealed for them can then not be read here any more. */
export async function forgetKeys(report: string): Promise<void> {
  await forgetBeside(report)
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
  // What lies beside lies as it was before; it is put there anew when a report is opened.
  await removeBucket()
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

/** The pairs as they lie beside; undefined also where nothing can be read there. */
async function pairsBeside(report: string, atRest?: AtRest): Promise<KeyPairs | undefined> {
  try {
    const bucket = await openBucket()
    if (bucket === undefined) return undefined
    return await storedPairs(await open(nameFor(atRest), bucket), report, atRest)
  } catch (error) {
    console.warn('keys beside', error)
    return undefined
  }
}

/** Puts a copy of the pairs beside, if none lies there. Never rejects: it is one store more than others have. */
async function putBeside(report: string, known: KeyPairs, atRest?: AtRest): Promise<void> {
  try {
    const bucket = await openBucket()
    if (bucket === undefined) return
    const row = await rowOf(known, report, atRest)
    const database = await open(nameFor(atRest), bucket)
    try {
      const there = await request(database.transaction(pairs).objectStore(pairs).count(report))
      if (there > 0) return
      const transaction = database.transaction(pairs, 'readwrite')
      const done = complete(transaction)
      await request(transaction.objectStore(pairs).put(row, report))
      await done
    } finally {
      database.close()
    }
  } catch (error) {
    console.warn('keys beside', error)
  }
}

async function forgetBeside(report: string): Promise<void> {
  const bucket = await openBucket()
  if (bucket === undefined) return
  for (const name of [plainName, sealedName]) {
    const database = await open(name, bucket)
    try {
      const transaction = database.transaction(pairs, 'readwrite')
      const done = complete(transaction)
      transaction.objectStore(pairs).delete(report)
      await done
    } finally {
      database.close()
    }
  }
}

async function storedPairs(
  database: IDBDatabase,
  report: string,
  atRest?: AtRest,
): Promise<KeyPairs | undefined> {
  try {
    const row: unknown = await request(database.transaction(pairs).objectStore(pairs).get(report))
    return await readPairs(row, report, atRest)
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

function open(name: string, where: IDBFactory = indexedDB): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = where.open(name, 1)
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
