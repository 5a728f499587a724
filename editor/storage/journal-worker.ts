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
  await begin(name, entries)
  // Only now, with all of it flushed into our own file, may theirs go.
  for (const one of left) await folder.removeEntry(one)
  return entries
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

async function begin(name: string, entries: readonly JournalEntry[]): Promise<void> {
  if (folder === undefined) throw new Error('the journal is not open')
  const file = await folder.getFileHandle(name, { create: true })
  const next = await file.createSyncAccessHandle()
  next.truncate(0)
  let at = next.write(journalHead, { at: 0 })
  for (const entry of entries) at += writeAll(next, encodeEntry(entry), at)
  next.flush()
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

async function answer(request: JournalRequest): Promise<Omit<JournalAnswer & { ok: true }, 'id'>> {
  switch (request.type) {
    case 'open':
      return { ok: true, entries: await open(request.report, request.file), size: end }
    case 'append': {
      if (handle === undefined) throw new Error('the journal is not open')
      for (const entry of request.entries) end += writeAll(handle, encodeEntry(entry), end)
      handle.flush()
      return { ok: true, size: end }
    }
    case 'rewrite': {
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
