import { isLoose, numberAt, textAt } from '../model/decode'
import { concat } from '../trust/keys'
import { passphraseKey } from '../trust/passphrase'
import { decodeJournal, encodeEntry, journalHead, type JournalEntry } from './journal-file'

/*
 * The file in which a report travels where no network does.
 *
 *   'TGX1' | head: length u32, JSON | body
 *
 * A file of changes has sealed envelopes and items of the roll as they are, which only
 * members can read; merging it twice, late or out of order does no harm. A backup also has
 * what opens the report, so all of its body is sealed with a passphrase: PBKDF2-SHA256 with
 * 600,000 rounds, then AES-256-GCM with the head as associated data.
 */

export interface ExchangeHead {
  readonly kind: 'changes' | 'backup'
  readonly report: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** Left out when a file of changes has all of them. */
  readonly since?: ExchangeSince
}

/** What a file of changes begins after: the file before it, or the day before one, by the clock of whoever made it. */
export interface ExchangeSince {
  readonly kind: 'export' | 'day'
  /** Milliseconds since 1970. */
  readonly at: number
}

export type ExchangeProblem =
  | 'none'
  | 'newer'
  | 'damaged'
  | 'too-large'
  | 'needs-passphrase'
  | 'wrong-passphrase'

export type ReadExchange =
  | { readonly ok: true; readonly head: ExchangeHead; readonly entries: readonly JournalEntry[] }
  | { readonly ok: false; readonly code: ExchangeProblem }

const magic = new TextEncoder().encode('TGX1')
const version = 1
const saltSize = 16
const nonceSize = 12
const headLimit = 4096

/** A file of changes. */
export function writeChanges(
  report: string,
  at: number,
  entries: readonly JournalEntry[],
  since?: ExchangeSince,
): Uint8Array<ArrayBuffer> {
  const head = { kind: 'changes', report, at, ...(since === undefined ? {} : { since }) } as const
  return concat(encodeHead(head, entries.length), bodyOf(entries))
}

/** Whether these are more than anybody would read back. */
export function isTooLarge(entries: readonly JournalEntry[]): boolean {
  return sizeOf(entries) > fileLimit
}

/** Bytes of a file with these, but for a little. */
export function sizeOf(entries: readonly JournalEntry[]): number {
  return entries.reduce((sum, { name, bytes }) => sum + name.length + bytes.length + 10, 500)
}

/** A backup, sealed with a passphrase. Takes a while on purpose. */
export async function writeBackup(
  report: string,
  at: number,
  entries: readonly JournalEntry[],
  passphrase: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const head = encodeHead({ kind: 'backup', report, at }, entries.length)
  const salt = crypto.getRandomValues(new Uint8Array(saltSize))
  const nonce = crypto.getRandomValues(new Uint8Array(nonceSize))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: head },
    await passphraseKey(passphrase, salt),
    bodyOf(entries),
  )
  return concat(head, salt, nonce, new Uint8Array(sealed))
}

/** Larger ones are not read: a year of a group's work with all its attachments is a tenth of it. */
const fileLimit = 256 * 1024 * 1024

/**
 * Reads a file that somebody chose, after a look at its first bytes: what is none of ours is
 * never read into memory. Rejects when the browser cannot read the file.
 */
export async function readExchangeFile(file: Blob, passphrase?: string): Promise<ReadExchange> {
  const start = new Uint8Array(await file.slice(0, magic.length).arrayBuffer())
  if (!isOurs(start)) return { ok: false, code: 'none' }
  if (file.size > fileLimit) return { ok: false, code: 'too-large' }
  return await readExchange(new Uint8Array(await file.arrayBuffer()), passphrase)
}

/** Reads either; never throws. Whatever it holds is still to be judged as if a stranger had sent it. */
export async function readExchange(
  file: Uint8Array<ArrayBuffer>,
  passphrase?: string,
): Promise<ReadExchange> {
  if (file.length < magic.length + 4 || !isOurs(file)) return { ok: false, code: 'none' }
  const size = new DataView(file.buffer, file.byteOffset).getUint32(magic.length)
  const headEnd = magic.length + 4 + size
  if (size > headLimit || headEnd > file.length) return { ok: false, code: 'damaged' }
  let raw: unknown
  try {
    raw = JSON.parse(new TextDecoder().decode(file.subarray(magic.length + 4, headEnd)))
  } catch {
    return { ok: false, code: 'damaged' }
  }
  if (!isLoose(raw)) return { ok: false, code: 'damaged' }
  if (numberAt(raw, 'v') > version) return { ok: false, code: 'newer' }
  const { kind } = raw
  const report = textAt(raw, 'report', 64)
  if (!/^[\w-]+$/.test(report) || (kind !== 'changes' && kind !== 'backup'))
    return { ok: false, code: 'damaged' }
  const since = readSince(raw['since'])
  const head: ExchangeHead = {
    kind,
    report,
    at: numberAt(raw, 'at'),
    ...(since === undefined ? {} : { since }),
  }
  const count = numberAt(raw, 'count')
  if (kind === 'changes') return entriesOf(head, count, file.subarray(headEnd))
  if (passphrase === undefined) return { ok: false, code: 'needs-passphrase' }
  const salt = file.slice(headEnd, headEnd + saltSize)
  const nonce = file.slice(headEnd + saltSize, headEnd + saltSize + nonceSize)
  if (nonce.length < nonceSize) return { ok: false, code: 'damaged' }
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: nonce, additionalData: file.slice(0, headEnd) },
      await passphraseKey(passphrase, salt),
      file.slice(headEnd + saltSize + nonceSize),
    )
    return entriesOf(head, count, new Uint8Array(plain))
  } catch {
    // WebCrypto does not tell a wrong passphrase from a damaged file.
    return { ok: false, code: 'wrong-passphrase' }
  }
}

function readSince(raw: unknown): ExchangeSince | undefined {
  if (!isLoose(raw)) return undefined
  const { kind } = raw
  if (kind !== 'export' && kind !== 'day') return undefined
  return { kind, at: numberAt(raw, 'at') }
}

function isOurs(file: Uint8Array): boolean {
  return magic.every((byte, index) => file[index] === byte)
}

function entriesOf(head: ExchangeHead, count: number, body: Uint8Array): ReadExchange {
  const { entries, sound } = decodeJournal(body)
  return sound === body.length && entries.length === count
    ? { ok: true, head, entries }
    : { ok: false, code: 'damaged' }
}

function encodeHead(head: ExchangeHead, count: number): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify({ v: version, ...head, count }))
  const size = new Uint8Array(4)
  new DataView(size.buffer).setUint32(0, json.length)
  return concat(magic, size, json)
}

function bodyOf(entries: readonly JournalEntry[]): Uint8Array<ArrayBuffer> {
  return concat(journalHead, ...entries.map(encodeEntry))
}
