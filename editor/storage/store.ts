import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import type { AtRest } from './at-rest'
import {
  addRow,
  openDatabase,
  putAside,
  readRows,
  replaceRows,
  setAsideBadRows,
  storageError,
} from './database'
import type { StorageProblem } from './database'

export interface Store {
  /** Whether every change so far is in a complete transaction. */
  readonly saved: boolean
  readonly problem: StorageProblem | undefined
  /** Rows that could not be read; they are set aside, not deleted. */
  readonly badRows: number
  /** Resolves when what was stored is in the document, or when the storage gave no answer in time. */
  readonly whenLoaded: Promise<void>
  /** Resolves when all is saved, or when a try to save has failed. */
  flush(): Promise<void>
  /**
   * Stores another state in the place of everything, which is kept aside; the document is not
   * followed any more. Rejects with a StorageError when it could not.
   */
  replace(state: Uint8Array): Promise<void>
  /** Saves what is left and lets go of the database. Twice is harmless. */
  close(): Promise<void>
}

export interface StoreOptions {
  name: string
  doc: Y.Doc
  /** Seals the rows of a device that is locked with a passphrase; without it they are y-indexeddb's. */
  atRest?: AtRest | undefined
  onStatus?: () => void
  /** Milliseconds until opening counts as blocked. */
  timeout?: number
  /** Milliseconds until a failed write is tried again. */
  retryAfter?: number
  /** Rows that are too many while somebody writes, and when it is opened. */
  compactAt?: number
  compactOnOpenAt?: number
  /** Milliseconds of quiet before compaction. */
  idle?: number
}

/**
 * Keeps a document in IndexedDB. y-indexeddb loads it and defines the layout; the
 * writing is ours, because its own write is invisible when it fails, and a throw in
 * its listener would silence the document. Updates that could not be written stay
 * in memory, in order, and go out together with the next try: a gap never gets
 * into the store.
 */
export function openStore(options: StoreOptions): Store {
  const { name, doc, timeout = 8000, retryAfter = 1500, idle = 5000 } = options
  const { compactAt = 200, compactOnOpenAt = Math.min(20, compactAt) } = options
  const { seal, open } = rowsOf(name, options.atRest)
  const origin = { store: name }
  let database: IDBDatabase | undefined
  let persistence: IndexeddbPersistence | undefined
  let unsaved: Uint8Array[] = []
  let writing: Promise<void> | undefined
  let problem: StorageProblem | undefined
  let rows = 0
  let badRows = 0
  let closed = false
  let loaded = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let compaction: ReturnType<typeof setTimeout> | undefined

  const changed = (): void => options.onStatus?.()

  const listener = (update: Uint8Array, by: unknown): void => {
    if (by === origin || (persistence !== undefined && by === persistence)) return
    unsaved.push(update)
    write()
    changed()
  }
  doc.on('update', listener)

  const whenLoaded = load()

  async function load(): Promise<void> {
    try {
      database = await openDatabase(name, timeout)
      const found = await setAsideBadRows(database, (row) => open(row) !== undefined)
      rows = found.rows
      badRows = found.bad
      if (closed) return
      if (options.atRest === undefined) {
        const loader = new IndexeddbPersistence(name, doc)
        persistence = loader
        doc.off('update', loader._storeUpdate)
        await within(loader.whenSynced, timeout)
        rows++
      } else {
        const stored = (await readRows(database)).flatMap((row) => open(row) ?? [])
        if (stored.length > 0) Y.applyUpdate(doc, Y.mergeUpdates(stored), origin)
      }
      loaded = true
      problem = undefined
      // Each row costs time when it is opened; but whoever has just opened it wants to read.
      if (rows > compactOnOpenAt) compactSoon(idle)
      write()
    } catch (error) {
      failed(error)
    }
    changed()
  }

  /** One write at a time; what comes meanwhile goes into the next. Writes in the same turn as the change. */
  function write(): void {
    if (writing !== undefined || unsaved.length === 0 || !loaded) return
    const batch = unsaved
    unsaved = []
    writing = writeBatch(batch)
      .then(() => {
        problem = undefined
        rows++
        if (rows > compactAt) compactSoon(idle)
      })
      .catch((error: unknown) => {
        unsaved = [...batch, ...unsaved]
        failed(error)
      })
      .finally(() => {
        writing = undefined
        if (retry === undefined) write()
        changed()
      })
  }

  async function writeBatch(batch: Uint8Array[]): Promise<void> {
    const row = batch.length === 1 ? batch[0] : Y.mergeUpdates(batch)
    if (row === undefined) return
    if (database === undefined) {
      database = await openDatabase(name, timeout)
      // It may have been deleted under us: what it held is written anew.
      await replaceRows(database, merged)
      return
    }
    try {
      await addRow(database, seal(row))
    } catch (error) {
      if (error instanceof Error && error.name === 'InvalidStateError') database = undefined
      throw error
    }
  }

  function failed(error: unknown): void {
    problem = storageError(error).problem
    if (closed) return
    clearTimeout(retry)
    retry = setTimeout(() => {
      retry = undefined
      if (loaded) write()
      else void load()
    }, retryAfter)
  }

  /** The document with whatever another context has stored meanwhile. */
  function merged(stored: unknown[]): Uint8Array {
    for (const row of stored) {
      const update = open(row)
      if (update !== undefined) Y.applyUpdate(doc, update, origin)
    }
    return seal(Y.encodeStateAsUpdate(doc))
  }

  function compactSoon(after: number): void {
    clearTimeout(compaction)
    compaction = setTimeout(() => {
      if (database === undefined || closed) return
      if (writing !== undefined) {
        compactSoon(after)
        return
      }
      writing = replaceRows(database, merged)
        .then(() => {
          rows = 1
        })
        .catch(failed)
        .finally(() => {
          writing = undefined
          write()
          changed()
        })
    }, after)
  }

  async function flush(): Promise<void> {
    await whenLoaded
    write()
    while (writing !== undefined) await writing
  }

  return {
    get saved() {
      return loaded && problem === undefined && unsaved.length === 0 && writing === undefined
    },
    get problem() {
      return problem
    },
    get badRows() {
      return badRows
    },
    whenLoaded,
    flush,
    async replace(state) {
      await flush()
      doc.off('update', listener)
      clearTimeout(retry)
      clearTimeout(compaction)
      database ??= await openDatabase(name, timeout)
      await putAside(database, `aside:${Date.now()}`, seal(Y.encodeStateAsUpdate(doc)))
      await replaceRows(database, () => seal(state))
    },
    async close() {
      if (closed) return
      await flush()
      closed = true
      clearTimeout(retry)
      clearTimeout(compaction)
      doc.off('update', listener)
      database?.close()
      await persistence?.destroy()
    },
  }
}

/** How the rows of a database are written and read: as they are, or sealed. */
export function rowsOf(
  name: string,
  atRest: AtRest | undefined,
): {
  readonly seal: (update: Uint8Array) => Uint8Array
  /** Undefined for what is no update of Yjs, or cannot be opened. */
  readonly open: (row: unknown) => Uint8Array | undefined
} {
  return {
    seal: (update) => atRest?.seal(update, name) ?? update,
    open(row) {
      const update = atRest === undefined ? row : atRest.open(row, name)
      if (!(update instanceof Uint8Array)) return undefined
      try {
        Y.decodeUpdate(update)
        return update
      } catch {
        // Yjs tells malformed bytes only by throwing.
        return undefined
      }
    },
  }
}

async function within<T>(promise: Promise<T>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), milliseconds)
  })
  try {
    await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
