import * as Y from 'yjs'
import type { PartName } from '../model/parts'

/** The roots of each part, as model/parts.ts names them; a test compares the two. */
export const rootsOf: Readonly<Record<PartName, readonly string[]>> = {
  text: ['body', 'blocks', 'meta'],
  figures: ['infos', 'entries', 'ledger'],
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

/** Whether all that the update needs is in `known` or comes with it. */
export function isReady(extent: Extent, known: ReadonlyMap<number, number>): boolean {
  for (const [client, clock] of extent.starts) {
    if (clock > (known.get(client) ?? 0)) return false
  }
  for (const [client, clock] of extent.needs) {
    if (clock > Math.max(known.get(client) ?? 0, extent.brings.get(client) ?? 0)) return false
  }
  return true
}

function raise(map: Map<number, number>, client: number, clock: number): void {
  if (clock > (map.get(client) ?? 0)) map.set(client, clock)
}
