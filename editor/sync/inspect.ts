import * as Y from 'yjs'
import type { PartName } from '../model/parts'

/** The roots of each part, as model/parts.ts names them; a test compares the two. */
export const rootsOf: Readonly<Record<PartName, readonly string[]>> = {
  text: [
    'body',
    'blocks',
    'meta',
    'versions',
    'versionBlocks',
    'automaticVersions',
    'automaticBlocks',
    'writers',
  ],
  figures: [
    'infos',
    'entries',
    'ledger',
    'assignments',
    'attachments',
    'dismissals',
    'ruleSwitches',
    'relations',
    'previous',
  ],
  review: ['events', 'members'],
}

const depthLimit = 20
const clockLimit = 2 ** 31
/** Structs and ranges of one update: reading more takes the thread away for too long. */
const sizeLimit = 1_000_000

/** What an update needs to be whole, and what it brings, by Yjs client. */
export interface Extent {
  /** First clock that it brings; all before must be known already. */
  starts: Map<number, number>
  /** Clock up to which its references reach: known, or brought along. */
  needs: Map<number, number>
  /** First clock after what it brings. */
  brings: Map<number, number>
  /** Which clocks it deletes. */
  deletes: ReadonlyMap<number, readonly Range[]>
  /** Whether it says of all that it leaves empty that it was deleted, as every honest update does. */
  isWhole: boolean
  /** How many structs and how many ranges of deletions it has. */
  structs: number
  ranges: number
}

/** Clocks of one Yjs client. */
export interface Range {
  readonly clock: number
  readonly len: number
}

export type Inspected = { ok: true; extent: Extent } | { ok: false }

/**
 * Reads an update from outside without applying it: well formed, known roots,
 * bounded depth and clocks, no subdocuments. Never throws.
 */
export function inspectUpdate(update: Uint8Array, part: PartName): Inspected {
  try {
    return inspect(update, rootsOf[part])
  } catch {
    // Yjs tells malformed bytes only by throwing.
    return { ok: false }
  }
}

function inspect(update: Uint8Array, roots: readonly string[]): Inspected {
  const { structs, ds } = Y.decodeUpdate(update)
  const starts = new Map<number, number>()
  const needs = new Map<number, number>()
  const brings = new Map<number, number>()
  const depths = new Map<string, number>()
  const need = (id: Y.ID | null): void => {
    if (id !== null) raise(needs, id.client, id.clock + 1)
  }
  for (const struct of structs) {
    const { client, clock } = struct.id
    const end = clock + struct.length
    if (!(struct.length > 0) || !(end <= clockLimit)) return { ok: false }
    const known = brings.get(client)
    if (known === undefined) starts.set(client, clock)
    else if (known !== clock) return { ok: false }
    if (struct instanceof Y.Skip) return { ok: false }
    if (struct instanceof Y.Item) {
      need(struct.origin)
      need(struct.rightOrigin)
      const parent: unknown = struct.parent
      let depth = 1
      if (typeof parent === 'string' && !roots.includes(parent)) return { ok: false }
      if (parent instanceof Y.ID) {
        need(parent)
        depth = (depths.get(`${parent.client}:${parent.clock}`) ?? 1) + 1
      }
      if (depth > depthLimit || struct.content instanceof Y.ContentDoc) return { ok: false }
      if (!isPlainContent(struct.content)) return { ok: false }
      if (struct.content instanceof Y.ContentType) depths.set(`${client}:${clock}`, depth)
    }
    brings.set(client, end)
  }
  let counted = 0
  const deletes = new Map<number, Range[]>()
  for (const [client, ranges] of ds.clients) {
    // Plain objects: a worker can pass nothing else on.
    deletes.set(
      client,
      ranges.map(({ clock, len }) => ({ clock, len })),
    )
    for (const { clock, len } of ranges) {
      if (!(clock + len <= clockLimit)) return { ok: false }
      raise(needs, client, clock + len)
      counted++
    }
  }
  if (structs.length + counted > sizeLimit) return { ok: false }
  return {
    ok: true,
    extent: {
      starts,
      needs,
      brings,
      deletes,
      isWhole: isWhole(structs, ds),
      structs: structs.length,
      ranges: counted,
    },
  }
}

type Decoded = ReturnType<typeof Y.decodeUpdate>

function isWhole(structs: Decoded['structs'], ds: Decoded['ds']): boolean {
  const deleted = Y.mergeDeleteSets([ds])
  return structs.every((struct) => {
    if (struct instanceof Y.Item && !(struct.content instanceof Y.ContentDeleted)) return true
    const { client, clock } = struct.id
    return [clock, clock + struct.length - 1].every((at) =>
      Y.isDeleted(deleted, Y.createID(client, at)),
    )
  })
}

/**
 * Whether the values that an item brings are plain data. Yjs decodes an object's key `__proto__`
 * by assignment, so a value can come with a prototype of its author's choice, and comparing such
 * values throws in the middle of a transaction.
 */
function isPlainContent(content: Y.Item['content']): boolean {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON)
    return content.arr.every((one: unknown) => isPlain(one))
  if (content instanceof Y.ContentEmbed) return isPlain(content.embed)
  if (content instanceof Y.ContentFormat)
    return content.key !== '__proto__' && isPlain(content.value)
  return true
}

function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth > depthLimit) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Uint8Array.prototype) return true
  if (prototype !== Object.prototype && prototype !== Array.prototype) return false
  return Object.values(value).every((one) => isPlain(one, depth + 1))
}

/**
 * Which of these updates can be applied together on top of `known`, as indices: those
 * that lack nothing once all of them are in. Two may need each other, so each alone is
 * no measure.
 */
export function readyTogether(
  extents: readonly Pick<Extent, 'starts' | 'needs' | 'brings'>[],
  known: ReadonlyMap<number, number>,
): number[] {
  /** By client, what the ones that are left bring and who builds on that client. */
  const brought = new Map<number, Map<number, [start: number, end: number]>>()
  const builders = new Map<number, Set<number>>()
  for (const [index, { starts, needs, brings }] of extents.entries()) {
    for (const [client, start] of starts) {
      entryOf(brought, client, () => new Map()).set(index, [start, brings.get(client) ?? start])
      entryOf(builders, client, () => new Set()).add(index)
    }
    for (const client of needs.keys()) entryOf(builders, client, () => new Set()).add(index)
  }
  const reach = new Map<number, number>()
  for (const client of builders.keys())
    reach.set(client, coverOf(brought.get(client), known.get(client) ?? 0))
  const left = new Set(extents.keys())
  const lacks = (index: number): boolean => {
    const { starts, needs } = extents[index] ?? { starts: [], needs: [] }
    for (const [client, clock] of starts) if (clock > (reach.get(client) ?? 0)) return true
    for (const [client, clock] of needs) if (clock > (reach.get(client) ?? 0)) return true
    return false
  }
  // Whoever goes takes along who builds on it; only these are looked at again.
  let doubtful: Iterable<number> = [...left]
  for (;;) {
    const gone = [...doubtful].filter((index) => left.has(index) && lacks(index))
    if (gone.length === 0) return [...left]
    const touched = new Set<number>()
    for (const index of gone) {
      left.delete(index)
      for (const client of extents[index]?.starts.keys() ?? []) {
        brought.get(client)?.delete(index)
        touched.add(client)
      }
    }
    const next = new Set<number>()
    for (const client of touched) {
      const cover = coverOf(brought.get(client), known.get(client) ?? 0)
      if (cover === reach.get(client)) continue
      reach.set(client, cover)
      for (const index of builders.get(client) ?? []) next.add(index)
    }
    doubtful = next
  }
}

/** Of clients that several changes write under, which clocks they bring up to without a gap from 0. */
export function reachOf(
  extents: readonly Pick<Extent, 'starts' | 'brings'>[],
): Map<number, number> {
  const brought = new Map<number, Map<number, [start: number, end: number]>>()
  for (const [index, { starts, brings }] of extents.entries())
    for (const [client, start] of starts)
      entryOf(brought, client, () => new Map()).set(index, [start, brings.get(client) ?? start])
  return new Map([...brought].map(([client, ranges]) => [client, coverOf(ranges, 0)]))
}

/** The clock up to which these ranges continue what is known of a client, without a gap. */
function coverOf(
  ranges: ReadonlyMap<number, readonly [start: number, end: number]> | undefined,
  known: number,
): number {
  let clock = known
  for (const [start, end] of [...(ranges?.values() ?? [])].toSorted((a, b) => a[0] - b[0])) {
    if (start > clock) break
    clock = Math.max(clock, end)
  }
  return clock
}

function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}

function raise(map: Map<number, number>, client: number, clock: number): void {
  if (clock > (map.get(client) ?? 0)) map.set(client, clock)
}
