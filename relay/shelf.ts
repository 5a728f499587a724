import { existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { dirname } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import * as Y from 'yjs'

/** Where the relay keeps what it forwards: a name that says nothing, and bytes that it cannot read. */
export interface Shelf {
  /** The whole state of a document as one Yjs update; undefined when nothing is kept. */
  load(name: string): Uint8Array | undefined
  /** Keeps one more update; written with others a moment later. */
  append(name: string, update: Uint8Array): void
  /** How many documents are kept. */
  count(): number
  /** Writes what waits. Throws when the disk refuses; it waits on. */
  flush(): void
  close(): void
}

/** Updates of one document after which they are written anew as one. */
const compactAfter = 300
/** Milliseconds between a change and its place on the disk. */
const flushAfter = 500
/** Milliseconds after which a document that nobody touched is let go. */
const keptFor = 400 * 24 * 60 * 60 * 1000

/**
 * SQLite in one file: one machine serves hundreds of reports with it, and its one file is
 * what a clerk can copy. `':memory:'` keeps nothing. One relay at a time uses a file.
 *
 * @throws when the file cannot be opened.
 */
export function openShelf(file: string, onError: (error: unknown) => void): Shelf {
  if (file !== ':memory:') {
    mkdirSync(dirname(file), { recursive: true })
    // A relay that was killed in the middle of a write leaves its lock behind.
    if (existsSync(`${file}.lock`)) rmdirSync(`${file}.lock`)
  }
  const database = new sqlite.Database(file)
  database.exec(`
    CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, state BLOB NOT NULL, at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS updates (name TEXT NOT NULL, seq INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (name, seq));
  `)
  const old = Date.now() - keptFor
  database.run('DELETE FROM updates WHERE name IN (SELECT name FROM documents WHERE at < ?)', [old])
  database.run('DELETE FROM documents WHERE at < ?', [old])
  let waiting = new Map<string, Uint8Array[]>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const updatesOf = (name: string): Uint8Array[] =>
    database
      .all('SELECT bytes FROM updates WHERE name = ? ORDER BY seq', [name])
      .flatMap((row) => bytesOf(row['bytes']))
  const stateOf = (name: string): Uint8Array | undefined => {
    const [state] = bytesOf(
      database.get('SELECT state FROM documents WHERE name = ?', [name])?.['state'],
    )
    const all = [...(state === undefined ? [] : [state]), ...updatesOf(name)]
    return all.length < 2 ? all[0] : Y.mergeUpdates(all)
  }
  const write = (name: string, updates: readonly Uint8Array[]): void => {
    const row = database.get('SELECT MAX(seq) AS last FROM updates WHERE name = ?', [name])
    const last = Number(row?.['last'] ?? 0)
    const at = Date.now()
    if (last + updates.length < compactAfter) {
      database.run(
        'INSERT INTO documents VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at',
        [name, emptyState, at],
      )
      updates.forEach((bytes, index) =>
        database.run('INSERT INTO updates VALUES (?, ?, ?)', [name, last + 1 + index, bytes]),
      )
      return
    }
    const kept = stateOf(name)
    // A document, not a merge of updates: only so is what was deleted let go.
    const doc = new Y.Doc()
    for (const one of kept === undefined ? updates : [kept, ...updates]) Y.applyUpdate(doc, one)
    database.run('DELETE FROM updates WHERE name = ?', [name])
    database.run('INSERT OR REPLACE INTO documents VALUES (?, ?, ?)', [
      name,
      Y.encodeStateAsUpdate(doc),
      at,
    ])
    doc.destroy()
  }
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.size === 0) return
    database.exec('BEGIN')
    try {
      for (const [name, updates] of waiting) write(name, updates)
      database.exec('COMMIT')
      waiting = new Map()
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
  return {
    load(name) {
      flush()
      return stateOf(name)
    },
    append(name, update) {
      const updates = waiting.get(name)
      if (updates === undefined) waiting.set(name, [update])
      else updates.push(update)
      timer ??= setTimeout(() => {
        try {
          flush()
        } catch (error) {
          // A full disk: peers hold everything, and the next change tries again.
          onError(error)
        }
      }, flushAfter)
    },
    count: () => Number(database.get('SELECT COUNT(*) AS n FROM documents')?.['n'] ?? 0),
    flush,
    close() {
      try {
        flush()
      } finally {
        database.close()
      }
    },
  }
}

const emptyState = Y.encodeStateAsUpdate(new Y.Doc())

function bytesOf(value: unknown): Uint8Array[] {
  return value instanceof Uint8Array ? [new Uint8Array(value)] : []
}
