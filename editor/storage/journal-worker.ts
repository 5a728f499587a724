/// <reference lib="webworker" />
import { decodeJournal, encodeEntry, journalHead, type JournalEntry } from './journal-file'

/*
 * The journal's worker: only here does the browser give a file that is written in place and
 * flushed. Each context that has a report open has a file of its own, because such a file
 * belongs to one at a time; what contexts that are gone have left is taken over.
 */

export type JournalRequest =
  | { readonly id: number; readonly type: 'open'; readonly report: string; readonly file: string }
  | { readonly id: number; readonly type: 'append'; readonly entries: readonly JournalEntry[] }
  /** Writes a new file with these entries alone and lets go of the old one. */
  | {
      readonly id: number
      readonly type: 'rewrite'
      readonly file: string
      readonly entries: readonly JournalEntry[]
    }
  | { readonly id: number; readonly type: 'close' }

export type JournalAnswer =
  | {
      readonly id: number
      readonly ok: true
      readonly entries?: readonly JournalEntry[]
      readonly size?: number
    }
  | { readonly id: number; readonly ok: false; readonly name: string; readonly message: string }

let folder: FileSystemDirectoryHandle | undefined
let handle: FileSystemSyncAccessHandle | undefined
let fileName = ''
let end = 0
/** What was found and does not stand in our own file yet: there was no room for it. */
let waiting: { name: string; entries: readonly JournalEntry[]; left: readonly string[] } | undefined

async function open(report: string, name: string): Promise<JournalEntry[]> {
  const root = await navigator.storage.getDirectory()
  const journals = await root.getDirectoryHandle('journal', { create: true })
  folder = await journals.getDirectoryHandle(report, { create: true })
  const found = new Map<string, JournalEntry>()
  const left: string[] = []
  for await (const entry of folder.values()) {
    if (entry.kind !== 'file') continue
    const bytes = await readIfFree(entry)
    if (bytes === undefined) continue
    left.push(entry.name)
    for (const one of decodeJournal(bytes).entries) found.set(`${one.kind} ${one.name}`, one)
  }
  const entries = [...found.values()]
  waiting = { name, entries, left }
  return entries
}

/** Puts what was found into our own file, if it does not stand there yet. */
async function takeOver(): Promise<void> {
  if (waiting === undefined) return
  const { name, entries, left } = waiting
  await begin(name, entries)
  waiting = undefined
  // Only now, with all of it flushed into our own file, may theirs go.
  for (const one of left) await letGo(one)
}

/** Removes a file that nobody needs; another context may have been quicker, or read it just now. */
async function letGo(name: string): Promise<void> {
  await folder?.removeEntry(name).catch((error: unknown) => console.warn('journal', name, error))
}

/** What stands in a file that nobody has open; undefined when somebody has. */
async function readIfFree(file: FileSystemFileHandle): Promise<Uint8Array | undefined> {
  let access: FileSystemSyncAccessHandle
  try {
    access = await file.createSyncAccessHandle()
  } catch {
    // Another context writes it; what is in it comes to us through that one.
    return undefined
  }
  try {
    const bytes = new Uint8Array(access.getSize())
    access.read(bytes, { at: 0 })
    return bytes
  } finally {
    access.close()
  }
}

/** Begins a file with these entries; what was written before stays the file when that fails. */
async function begin(name: string, entries: readonly JournalEntry[]): Promise<void> {
  if (folder === undefined) throw new Error('the journal is not open')
  const file = await folder.getFileHandle(name, { create: true })
  const next = await file.createSyncAccessHandle()
  let at = 0
  try {
    next.truncate(0)
    at = writeAll(next, journalHead, 0)
    for (const entry of entries) at += writeAll(next, encodeEntry(entry), at)
    next.flush()
  } catch (error) {
    next.close()
    await letGo(name)
    throw error
  }
  handle?.close()
  handle = next
  fileName = name
  end = at
}

/** Writes whole or throws; a disk that is full writes a part. */
function writeAll(
  to: FileSystemSyncAccessHandle,
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
): number {
  const written = to.write(bytes, { at })
  if (written === bytes.length) return written
  to.truncate(at)
  throw new DOMException('the disk is full', 'QuotaExceededError')
}

/** Adds all of these or none: what is half there would be written once more with each new try. */
function append(to: FileSystemSyncAccessHandle, entries: readonly JournalEntry[]): void {
  let at = end
  try {
    for (const entry of entries) at += writeAll(to, encodeEntry(entry), at)
    to.flush()
  } catch (error) {
    to.truncate(end)
    throw error
  }
  end = at
}

async function answer(request: JournalRequest): Promise<Omit<JournalAnswer & { ok: true }, 'id'>> {
  switch (request.type) {
    case 'open':
      return { ok: true, entries: await open(request.report, request.file) }
    case 'append': {
      await takeOver()
      if (handle === undefined) throw new Error('the journal is not open')
      append(handle, request.entries)
      return { ok: true, size: end }
    }
    case 'rewrite': {
      await takeOver()
      const before = fileName
      await begin(request.file, request.entries)
      await folder?.removeEntry(before)
      return { ok: true, size: end }
    }
    case 'close':
      handle?.close()
      handle = undefined
      return { ok: true }
  }
}

let work: Promise<void> = Promise.resolve()

addEventListener('message', ({ data }: MessageEvent<JournalRequest>) => {
  // One after the other: a second append must not write where the first does.
  work = work.then(async () => {
    try {
      postMessage({ id: data.id, ...(await answer(data)) })
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      postMessage({ id: data.id, ok: false, name, message })
    }
  })
})
