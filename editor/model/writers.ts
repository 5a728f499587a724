import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import type * as Y from 'yjs'
import { isLoose, textAt } from './decode'
import { bodyOf, writersOf, type PartName } from './parts'
import { observe } from './listening'

/** A stretch of the text that one person wrote at one time. Offsets count as in `model/text.ts`. */
export interface Authored {
  readonly from: number
  readonly to: number
  /** Member id; empty for what nobody here wrote, such as the template. */
  readonly by: string
  /** When, to ten minutes, in milliseconds since 1970; 0 when that is not known. */
  readonly at: number
}

/** Milliseconds of writing between two marks of time. */
const markEvery = 10 * 60_000
/** A session has few marks; what a peer wrote beyond is not read. */
const mostMarks = 5000

/**
 * The Yjs client id under which a device writes a part in one session: 48 bits of a hash,
 * so that nobody can write under the id of somebody else.
 */
export function clientIdOf(device: string, session: string, part: PartName): number {
  const hash = digest(encodeUtf8(`tonggao/client/1\n${part}\n${device}\n${session}`))
  return [...hash.subarray(0, 6)].reduce((sum, byte) => sum * 256 + byte, 0)
}

/**
 * Notes under the session's Yjs client who writes and when, so that `authorsIn` can tell.
 * The note is proof: the client is a hash of device and session. Returns what stops it.
 */
export function noteWriting(
  text: Y.Doc,
  writer: { readonly by: string; readonly session: string; readonly now: () => number },
): () => void {
  const map = writersOf(text)
  const body = bodyOf(text)
  const marks: number[] = []
  let lastAt = -Infinity
  const listener = (_event: unknown, transaction: Y.Transaction): void => {
    const at = writer.now()
    if (!transaction.local || at - lastAt < markEvery) return
    const client = text.clientID
    const clock = transaction.beforeState.get(client) ?? 0
    if ((transaction.afterState.get(client) ?? 0) === clock) return
    lastAt = at
    marks.push(clock, at)
    const { by, session } = writer
    map.set(String(client), { by, session, marks: [...marks] })
  }
  return observe(body, listener)
}

interface Writer {
  readonly by: string
  /** Pairs of a clock and the time at which it was reached, in order. */
  readonly marks: readonly number[]
}

/** The writer whom a note proves; undefined for anything else. */
function readWriter(client: number, stored: unknown): Writer | undefined {
  if (!isLoose(stored)) return undefined
  const [by, session] = [textAt(stored, 'by', 80), textAt(stored, 'session', 80)]
  const { marks } = stored
  if (!Array.isArray(marks) || clientIdOf(by, session, 'text') !== client) return undefined
  return {
    by,
    marks: marks.slice(0, mostMarks).map((one) => (typeof one === 'number' ? one : 0)),
  }
}

/** Who wrote the text between two offsets, in stretches. Cost: a walk over the text's items. */
export function authorsIn(text: Y.Doc, from: number, to: number): Authored[] {
  const map = writersOf(text)
  const writers = new Map<number, Writer | undefined>()
  const list: Authored[] = []
  let offset = 0
  for (let item = bodyOf(text)._start; item !== null && offset < to; item = item.right) {
    if (item.deleted || !item.countable) continue
    const [start, end] = [offset, offset + item.length]
    offset = end
    if (end <= from) continue
    const { client, clock } = item.id
    if (!writers.has(client)) writers.set(client, readWriter(client, map.get(String(client))))
    const writer = writers.get(client)
    const [by, at] = [writer?.by ?? '', writer === undefined ? 0 : timeOf(writer.marks, clock)]
    const last = list.at(-1)
    const stretch = { from: Math.max(start, from), to: Math.min(end, to), by, at }
    if (last !== undefined && last.by === by && last.at === at && last.to === stretch.from)
      list[list.length - 1] = { ...last, to: stretch.to }
    else list.push(stretch)
  }
  return list
}

function timeOf(marks: readonly number[], clock: number): number {
  let at = 0
  for (let i = 0; i + 1 < marks.length && (marks[i] ?? 0) <= clock; i += 2) at = marks[i + 1] ?? 0
  return at
}
