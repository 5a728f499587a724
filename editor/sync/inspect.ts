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
  ],
  figures: [
    'infos',
    'entries',
    'ledger',
    'assignments',
    'dismissals',
    'ruleSwitches',
    'relations',
    'previous',
  ],
  review: ['events', 'members'],
}

const depthLimit = 20
const clockLimit = 2 ** 31

/** What an update needs to be whole, and what it brings, by Yjs client. */
export interface Extent {
  /** First clock that it brings; all before must be known already. */
  starts: Map<number, number>
  /** Clock up to which its references reach: known, or brought along. */
  needs: Map<number, number>
  /** First clock after what it brings. */
  brings: Map<number, number>
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
  for (const [client, ranges] of ds.clients) {
    for (const { clock, len } of ranges) {
      if (!(clock + len <= clockLimit)) return { ok: false }
      raise(needs, client, clock + len)
    }
  }
  return { ok: true, extent: { starts, needs, brings } }
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
  extents: readonly Extent[],
  known: ReadonlyMap<number, number>,
): number[] {
  let left = extents.map((_, index) => index)
  for (;;) {
    const cover = coverOf(left, extents, known)
    const reach = (client: number): number => cover.get(client) ?? known.get(client) ?? 0
    const next = left.filter((index) => {
      const { starts, needs } = extents[index] ?? { starts: [], needs: [] }
      for (const [client, clock] of starts) if (clock > reach(client)) return false
      for (const [client, clock] of needs) if (clock > reach(client)) return false
      return true
    })
    if (next.length === left.length) return left
    left = next
  }
}

/** The clocks up to which the chosen updates continue what is known, without a gap. */
function coverOf(
  chosen: readonly number[],
  extents: readonly Extent[],
  known: ReadonlyMap<number, number>,
): Map<number, number> {
  const ranges = new Map<number, [start: number, end: number][]>()
  for (const index of chosen) {
    const extent = extents[index]
    for (const [client, start] of extent?.starts ?? []) {
      const end = extent?.brings.get(client) ?? start
      const list = ranges.get(client)
      if (list === undefined) ranges.set(client, [[start, end]])
      else list.push([start, end])
    }
  }
  const cover = new Map<number, number>()
  for (const [client, list] of ranges) {
    let clock = known.get(client) ?? 0
    for (const [start, end] of list.toSorted((a, b) => a[0] - b[0])) {
      if (start > clock) break
      clock = Math.max(clock, end)
    }
    cover.set(client, clock)
  }
  return cover
}

function raise(map: Map<number, number>, client: number, clock: number): void {
  if (clock > (map.get(client) ?? 0)) map.set(client, clock)
}
