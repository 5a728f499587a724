import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { reachOf, type Extent, type Range } from './inspect'

/**
 * The state of a document without what waits in it for something missing: a
 * snapshot with a gap would make every peer wait for the same thing.
 */
export function wholeState(doc: Y.Doc, since?: Uint8Array): Uint8Array {
  const { store } = doc
  const { pendingStructs, pendingDs } = store
  store.pendingStructs = null
  store.pendingDs = null
  try {
    return Y.encodeStateAsUpdate(doc, since)
  } finally {
    store.pendingStructs = pendingStructs
    store.pendingDs = pendingDs
  }
}

/**
 * What the document holds and changes of these extents together do not, as one update;
 * undefined when they cover it, deletions included.
 * @param clients only what these Yjs clients wrote counts; all deletions come along.
 */
export function uncovered(
  doc: Y.Doc,
  covers: readonly Pick<Extent, 'starts' | 'brings' | 'deletes'>[],
  clients?: ReadonlySet<number>,
): Uint8Array | undefined {
  const held = Y.decodeStateVector(Y.encodeStateVector(doc))
  if (held.size === 0) return undefined
  const covered = reachOf(covers)
  const since = new Map(covered)
  let missing = false
  for (const [client, clock] of held) {
    if (clients !== undefined && !clients.has(client)) since.set(client, clock)
    else if (clock > (covered.get(client) ?? 0)) missing = true
  }
  if (!missing) {
    missing = !includes(deletesOf(covers), Y.createDeleteSetFromStructStore(doc.store).clients)
  }
  return missing ? wholeState(doc, Y.encodeStateVector(since)) : undefined
}

/**
 * What a document holds beyond these, as one update: what is written after them, and of the
 * deletions those that they do not have. Together with them it is the whole document. (Yjs
 * itself would write down every deletion there ever was.)
 */
export function beyond(
  doc: Y.Doc,
  covers: readonly Pick<Extent, 'starts' | 'brings' | 'deletes'>[],
): Uint8Array {
  const since = reachOf(covers)
  const held = Y.decodeStateVector(Y.encodeStateVector(doc))
  const all = wholeState(doc, Y.encodeStateVector(since))
  // With nothing to write but the deletions, what stands before them is one byte: no structs.
  const deletions = wholeState(doc, Y.encodeStateVector(held)).length - 1
  const left = new Map<number, Range[]>()
  const theirs = deletesOf(covers)
  for (const [client, ranges] of Y.createDeleteSetFromStructStore(doc.store).clients) {
    const reached = since.get(client) ?? 0
    // What is brought is said to be deleted, whoever said so before.
    const known = (theirs.get(client) ?? []).flatMap(({ clock, len }) =>
      clock < reached ? [{ clock, len: Math.min(len, reached - clock) }] : [],
    )
    const rest = without(joined(ranges), known)
    if (rest.length > 0) left.set(client, rest)
  }
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, all.subarray(0, all.length - deletions))
  encoding.writeVarUint(encoder, left.size)
  for (const [client, ranges] of left) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ranges.length)
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, len)
    }
  }
  return encoding.toUint8Array(encoder)
}

/** Tells of a change whether others together have all of it: what it brings, and its deletions. */
export function covering(
  covers: readonly Pick<Extent, 'starts' | 'brings' | 'deletes'>[],
): (one: Pick<Extent, 'brings' | 'deletes'>) => boolean {
  const reach = reachOf(covers)
  const deleted = deletesOf(covers)
  return ({ brings, deletes }) => {
    for (const [client, clock] of brings) if (clock > (reach.get(client) ?? 0)) return false
    return includes(deleted, deletes)
  }
}

/** Whether an update holds anything that the document does not. Throws when it is malformed. */
export function bringsNews(doc: Y.Doc, update: Uint8Array): boolean {
  const { structs, ds } = Y.decodeUpdate(update)
  for (const { id, length } of structs)
    if (id.clock + length > Y.getState(doc.store, id.client)) return true
  return deletesNews(doc, ds.clients)
}

/** The same of a change that was inspected. */
export function hasNews(
  doc: Y.Doc,
  { brings, deletes }: Pick<Extent, 'brings' | 'deletes'>,
): boolean {
  for (const [client, clock] of brings) if (clock > Y.getState(doc.store, client)) return true
  return deletesNews(doc, deletes)
}

function deletesNews(doc: Y.Doc, deletes: ReadonlyMap<number, readonly Range[]>): boolean {
  for (const [client, ranges] of deletes)
    for (const { clock, len } of ranges) if (!isDeleted(doc, client, clock, len)) return true
  return false
}

/** Whether all of a range is known and deleted. Costs what the range holds, not what the document does. */
function isDeleted(doc: Y.Doc, client: number, clock: number, length: number): boolean {
  const structs = doc.store.clients.get(client)
  if (structs === undefined || clock + length > Y.getState(doc.store, client)) return false
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
    const struct = structs[index]
    if (struct === undefined || struct.id.clock >= clock + length) break
    if (!struct.deleted) return false
  }
  return true
}

/** What they delete, in order and apart. */
function deletesOf(covers: readonly Pick<Extent, 'deletes'>[]): Map<number, Range[]> {
  const deleted = new Map<number, Range[]>()
  for (const { deletes } of covers)
    for (const [client, ranges] of deletes) {
      const list = deleted.get(client)
      if (list === undefined) deleted.set(client, [...ranges])
      else for (const range of ranges) list.push(range)
    }
  for (const [client, ranges] of deleted) deleted.set(client, joined(ranges))
  return deleted
}

/** What of these ranges is in none of the others; both in order and apart. */
function without(ranges: readonly Range[], others: readonly Range[]): Range[] {
  const left: Range[] = []
  let at = 0
  for (const { clock, len } of ranges) {
    let from = clock
    const end = clock + len
    while (at < others.length && endOf(others[at]) <= from) at++
    for (let next = at; from < end; next++) {
      const other = others[next]
      if (other === undefined || other.clock >= end) {
        left.push({ clock: from, len: end - from })
        break
      }
      if (other.clock > from) left.push({ clock: from, len: other.clock - from })
      from = Math.max(from, endOf(other))
    }
  }
  return left
}

function endOf(range: Range | undefined): number {
  return range === undefined ? 0 : range.clock + range.len
}

type Deleted = ReadonlyMap<number, readonly Range[]>

/** Whether every deletion of `inner` stands in `outer`, whose ranges are in order and apart. */
function includes(outer: Deleted, inner: Deleted): boolean {
  for (const [client, ranges] of inner) {
    const others = outer.get(client) ?? []
    let at = 0
    for (const { clock, len } of joined(ranges)) {
      let other = others[at]
      while (other !== undefined && other.clock + other.len < clock + len) other = others[++at]
      if (other === undefined || other.clock > clock) return false
    }
  }
  return true
}

function joined(ranges: readonly Range[]): Range[] {
  const result: { clock: number; len: number }[] = []
  for (const { clock, len } of ranges.toSorted((a, b) => a.clock - b.clock)) {
    const last = result.at(-1)
    if (last !== undefined && last.clock + last.len >= clock) {
      last.len = Math.max(last.len, clock + len - last.clock)
    } else result.push({ clock, len })
  }
  return result
}
