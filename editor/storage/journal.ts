import { isSealed, type AtRest } from './at-rest'
import { storageError, storedReports, type StorageProblem } from './database'
import type { JournalEntry, JournalKind } from './journal-file'
import type { JournalAnswer, JournalRequest } from './journal-worker'

/**
 * The second store of a report, independent of IndexedDB, which browsers sometimes delete as
 * a whole: every sealed envelope in a file of the origin private file system.
 */
export interface Journal {
  /** What it held when it was opened. */
  readonly entries: readonly JournalEntry[]
  /** Whether all that was added is flushed. */
  readonly saved: boolean
  readonly problem: StorageProblem | undefined
  has(kind: JournalKind, name: string): boolean
  add(entry: JournalEntry): void
  /** Writes the file anew with these entries, when it holds much that nobody needs any more. */
  trim(live: () => readonly JournalEntry[]): void
  /** Writes the file anew with all that it held when it was opened. Rejects when that fails. */
  rewrite(): Promise<void>
  /** Resolves when all is flushed, or a try has failed. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Milliseconds. */
const openWithin = 8000
const retryAfter = 1500
/** Bytes of a file that is never trimmed, and how many times what is needed it may hold. */
const smallFile = 2 * 1024 * 1024
const mostWaste = 3
/** Entries that nobody needs any more; each costs time when the report is opened. */
const mostDead = 250
/** Looks until a file that could not be trimmed is trimmed again. */
const trimAgainAfter = 60

/**
 * Opens a report's journal; undefined where the browser has no such files (a private window).
 * @param file a name that no other context uses
 */
export async function openJournal(options: {
  readonly report: string
  readonly file: string
  /** Seals the keys in it, the only entries that anybody could read. */
  readonly atRest?: AtRest | undefined
  /** Opens what stands in it sealed, when that is not what seals. */
  readonly openWith?: AtRest
  readonly onStatus: () => void
}): Promise<Journal | undefined> {
  const { report, file, atRest, openWith, onStatus } = options
  if (typeof Worker === 'undefined' || !hasFiles()) return undefined
  const worker = new Worker(new URL('./journal-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, (answer: JournalAnswer) => void>()
  let nextId = 0
  worker.addEventListener('message', ({ data }: MessageEvent<JournalAnswer>) => {
    waiting.get(data.id)?.(data)
    waiting.delete(data.id)
  })
  const ask = (
    request: WithoutId<JournalRequest>,
  ): Promise<Extract<JournalAnswer, { ok: true }>> => {
    const id = nextId++
    return new Promise((resolve, reject) => {
      waiting.set(id, (answer) => {
        if (answer.ok) resolve(answer)
        else reject(storageError(new DOMException(answer.message, answer.name)))
      })
      worker.postMessage({ ...request, id })
    })
  }

  let opened: Extract<JournalAnswer, { ok: true }>
  try {
    opened = await within(ask({ type: 'open', report, file }), openWithin)
  } catch (error) {
    // IndexedDB alone is what every other program has; that is said nowhere but here.
    console.warn('no journal', error)
    worker.terminate()
    return undefined
  }

  const place = ({ name }: JournalEntry): string => `journal ${report} ${name}`
  /** An entry as it stands in the file. */
  const closedEntry = (entry: JournalEntry): JournalEntry =>
    entry.kind === 'key' && atRest !== undefined
      ? { ...entry, bytes: atRest.seal(entry.bytes, place(entry)) }
      : entry
  const entries = (opened.entries ?? []).flatMap((entry) => {
    if (entry.kind !== 'key' || !isSealed(entry.bytes)) return [entry]
    const bytes = (openWith ?? atRest)?.open(entry.bytes, place(entry))
    return bytes === undefined ? [] : [{ ...entry, bytes }]
  })
  const names = new Set(entries.map(({ kind, name }) => `${kind} ${name}`))
  let unsaved: JournalEntry[] = []
  let writing: Promise<void> | undefined
  let problem: StorageProblem | undefined
  let size = 0
  let generation = 0
  let lastNeeded = 0
  /** How often it is not to be trimmed: there was no room for the smaller file beside the larger. */
  let noTrims = 0
  let closed = false
  let retry: ReturnType<typeof setTimeout> | undefined

  const run = (batch: JournalEntry[], request: WithoutId<JournalRequest>): void => {
    writing = ask(request)
      .then((answer) => {
        problem = undefined
        size = answer.size ?? size
      })
      .catch((error: unknown) => {
        if (request.type === 'rewrite') {
          // The file stays what it was, and everything is in it.
          console.warn('journal', error)
          noTrims = trimAgainAfter
          return
        }
        unsaved = [...batch, ...unsaved]
        problem = storageError(error).problem
        if (closed) return
        clearTimeout(retry)
        retry = setTimeout(() => {
          retry = undefined
          write()
        }, retryAfter)
      })
      .finally(() => {
        writing = undefined
        if (retry === undefined && !closed) write()
        onStatus()
      })
  }
  const write = (): void => {
    // With nothing to add it is tried whether there is room now.
    if (writing !== undefined || (unsaved.length === 0 && problem === undefined)) return
    const batch = unsaved
    unsaved = []
    run(batch, { type: 'append', entries: batch })
  }

  async function flush(): Promise<void> {
    write()
    while (writing !== undefined) await writing
  }

  // What contexts that are gone have left is put into our own file.
  run([], { type: 'append', entries: [] })

  return {
    entries,
    get saved() {
      return problem === undefined && unsaved.length === 0 && writing === undefined
    },
    get problem() {
      return problem
    },
    has: (kind, name) => names.has(`${kind} ${name}`),
    add(entry) {
      const name = `${entry.kind} ${entry.name}`
      if (closed || names.has(name)) return
      names.add(name)
      unsaved.push(closedEntry(entry))
      write()
    },
    trim(live) {
      if (closed || writing !== undefined || unsaved.length > 0 || noTrims-- > 0) return
      noTrims = 0
      if (size < smallFile && names.size < lastNeeded + mostDead) return
      const needed = live()
      lastNeeded = needed.length
      const bytes = needed.reduce((sum, one) => sum + one.bytes.length, 0)
      if (size < mostWaste * bytes + smallFile && names.size < lastNeeded + mostDead) return
      names.clear()
      for (const { kind, name } of needed) names.add(`${kind} ${name}`)
      run([], {
        type: 'rewrite',
        file: `${file}-${++generation}`,
        entries: needed.map(closedEntry),
      })
    },
    async rewrite() {
      await flush()
      const all = entries.map(closedEntry)
      await ask({ type: 'rewrite', file: `${file}-${++generation}`, entries: all })
    },
    flush,
    async close() {
      if (closed) return
      await flush()
      closed = true
      clearTimeout(retry)
      await within(ask({ type: 'close' }), retryAfter).catch(() => undefined)
      worker.terminate()
    },
  }
}

type WithoutId<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never

async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), milliseconds)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Whether there is a place for journals. */
function hasFiles(): boolean {
  return typeof navigator !== 'undefined' && typeof navigator.storage?.getDirectory === 'function'
}

/** Reports of which this device has a journal. */
export async function journalledReports(): Promise<string[]> {
  if (!hasFiles()) return []
  const root = await navigator.storage.getDirectory()
  const journals = await root.getDirectoryHandle('journal', { create: true })
  const reports: string[] = []
  for await (const { kind, name } of journals.values()) if (kind === 'directory') reports.push(name)
  return reports
}

/** Every report of which there is anything on this device. */
export async function reportsOnDisk(): Promise<string[]> {
  return [...new Set([...(await storedReports()), ...(await journalledReports())])]
}

/** Removes the journal of a report from this device. */
export async function removeJournal(report: string): Promise<void> {
  if (!hasFiles()) return
  const root = await navigator.storage.getDirectory()
  try {
    const journals = await root.getDirectoryHandle('journal')
    await journals.removeEntry(report, { recursive: true })
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotFoundError') throw error
  }
}
