import * as Y from 'yjs'
import { isLoose } from '../model/decode'
import { isDrafterDecision } from '../model/review/events'
import {
  attachmentsOf,
  ledgerOf,
  membersOf,
  reviewEventsOf,
  versionBlocksOf,
  versionsOf,
  type PartName,
} from '../model/parts'

/** What an envelope's author may not do to a part, though its role may write it. */
export interface Authorship {
  /** Device that signed it. */
  readonly author: string
  /** Yjs clients that the author writes under. */
  readonly clients: ReadonlySet<number>
  readonly update: Uint8Array
  /** Whether the author may write the text, and so decide on suggestions. */
  readonly mayDecide: boolean
  /** Whether the author may take away what this device attached: the person themselves, and the owner. */
  readonly mayRemove: (device: string) => boolean
}

/** So many neighbours are asked for a place; nobody's own writing comes near it. */
const longestChain = 1000

type DeleteSet = ReturnType<typeof Y.decodeUpdate>['ds']

/** Root and key under which an item stands. */
interface Place {
  readonly parent: unknown
  readonly key: string | null
}

interface Brought {
  /** By Yjs client, by clock. */
  readonly items: ReadonlyMap<number, readonly Y.Item[]>
  /** Places that were found already, so that a long chain of neighbours is followed once. */
  readonly places: WeakMap<Y.Item, Place>
}

/** The items of updates that come together: one may build on what another brings. */
export function itemsOf(updates: readonly Uint8Array[]): Brought {
  const items = new Map<number, Y.Item[]>()
  for (const update of updates) {
    for (const struct of Y.decodeUpdate(update).structs) {
      if (!(struct instanceof Y.Item)) continue
      const list = items.get(struct.id.client)
      if (list === undefined) items.set(struct.id.client, [struct])
      else list.push(struct)
    }
  }
  for (const list of items.values()) list.sort((a, b) => a.id.clock - b.id.clock)
  return { items, places: new WeakMap() }
}

/**
 * Whether an update writes in the name of somebody else, or changes what belongs to others
 * or to nobody: comments, figures and ledger lines carry their author (`by`), a name is
 * written only by its bearer, neither the review's events nor the ledger are ever taken
 * back, what somebody attached nobody but
 * they writes, and they or the owner take away, and only whoever may write the text accepts or rejects. Changes nothing.
 * @param doc together with `brought` it holds all that the update builds on
 */
export function isForeign(
  doc: Y.Doc,
  part: PartName,
  brought: Brought,
  { author, clients, update, mayDecide, mayRemove }: Authorship,
): boolean {
  const { structs, ds } = Y.decodeUpdate(update)
  if (part === 'text') return isForeignVersion(doc, author, clients, structs, ds)
  const isNames = rootTest(membersOf(doc), 'members')
  const isAttached = rootTest(attachmentsOf(doc), 'attachments')
  /** What somebody attached stands under keys of their own. */
  const isOthers = ({ parent, key }: Place): boolean =>
    isAttached(parent) && key?.startsWith(`${author}:`) !== true
  for (const struct of structs) {
    if (!(struct instanceof Y.Item)) continue
    for (const value of struct.content.getContent()) {
      if (!isLoose(value)) continue
      if ('by' in value && value['by'] !== author) return true
      if (part === 'review' && !mayDecide && isDrafterDecision(value)) return true
    }
    const place = placeOf(doc, struct, brought)
    if (place === undefined) return true
    if (part === 'review' ? isNames(place.parent) && place.key !== author : isOthers(place))
      return true
  }
  const isKept =
    part === 'review' ? rootTest(reviewEventsOf(doc), 'events') : rootTest(ledgerOf(doc), 'ledger')
  for (const [client, ranges] of ds.clients) {
    if (clients.has(client)) continue
    for (const { clock, len } of ranges) {
      for (const item of itemsIn(doc, brought, client, clock, len)) {
        if (item.deleted) continue
        const place = placeOf(doc, item, brought)
        if (place === undefined || isKept(place.parent)) return true
        if (part === 'figures' && isOthers(place) && !mayRemove(deviceOf(place))) return true
        if (part === 'review' && place.key !== author) return true
      }
    }
  }
  return false
}

/** The device under whose key an attachment stands. */
function deviceOf({ key }: Place): string {
  return key?.split(':')[0] ?? ''
}

/** Roots of which nobody ever takes anything back. */
export const keptRoots: Readonly<Partial<Record<PartName, string>>> = {
  figures: 'ledger',
  review: 'events',
}

/**
 * Whether deletions hit what is here, or comes along, and nobody ever takes back: events of the
 * review, lines of the ledger. Not even what somebody vouches for may say so.
 */
export function takesBack(
  doc: Y.Doc,
  part: PartName,
  brought: Brought,
  deletes: ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>,
): boolean {
  const root = keptRoots[part]
  if (root === undefined) return false
  const kept: unknown = part === 'review' ? reviewEventsOf(doc) : ledgerOf(doc)
  const isKept = ({ parent, content }: Y.Item): boolean => {
    const at: unknown = parent
    return !(content instanceof Y.ContentDeleted) && (at === kept || at === root)
  }
  const nothing = itemsOf([])
  for (const [client, ranges] of deletes) {
    const coming = brought.items.get(client) ?? []
    for (const { clock, len } of ranges) {
      for (const item of itemsIn(doc, nothing, client, clock, len))
        if (!item.deleted && isKept(item)) return true
      for (let index = indexOf(coming, clock + len - 1); index >= 0; index--) {
        const item = coming[index]
        if (item === undefined || item.id.clock + item.length <= clock) break
        if (item.id.clock < clock + len && isKept(item)) return true
      }
    }
  }
  return false
}

/**
 * The text is everybody's who may write it, but for its versions: each names whoever kept it,
 * and one that somebody else named is never taken back.
 */
function isForeignVersion(
  doc: Y.Doc,
  author: string,
  clients: ReadonlySet<number>,
  structs: readonly (Y.Item | Y.GC)[],
  ds: DeleteSet,
): boolean {
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentAny)) continue
    for (const value of struct.content.arr)
      if (isLoose(value) && 'by' in value && value['by'] !== author) return true
  }
  if (ds.clients.size === 0) return false
  const taken = Y.mergeDeleteSets([ds])
  return [versionsOf(doc), versionBlocksOf(doc)].some((kept) =>
    [...kept._map.values()].some(
      ({ id, deleted }) => !deleted && !clients.has(id.client) && Y.isDeleted(taken, id),
    ),
  )
}

/** An item knows its root as a type once it is in a document, and by name while it is not. */
function rootTest(type: unknown, name: string): (parent: unknown) => boolean {
  return (parent) => parent === type || parent === name
}

/** Where an item stands; its neighbours know when it does not say. */
function placeOf(doc: Y.Doc, item: Y.Item, brought: Brought): Place | undefined {
  const passed: Y.Item[] = []
  let current: Y.Item | undefined = item
  let place: Place | undefined
  while (current !== undefined && passed.length < longestChain) {
    const parent: unknown = current.parent
    place = brought.places.get(current)
    if (place === undefined && parent !== null) place = { parent, key: current.parentSub }
    if (place !== undefined) break
    passed.push(current)
    const next: Y.ID | null = current.origin ?? current.rightOrigin
    if (next === null) break
    const [found] = itemsIn(doc, brought, next.client, next.clock, 1)
    current = found
  }
  if (place !== undefined) for (const one of passed) brought.places.set(one, place)
  return place
}

function* itemsIn(
  doc: Y.Doc,
  brought: Brought,
  client: number,
  clock: number,
  length: number,
): Generator<Y.Item> {
  const known = Y.getState(doc.store, client)
  const structs = doc.store.clients.get(client)
  if (structs !== undefined && clock < known) {
    for (let index = Y.findIndexSS(structs, clock); index < structs.length; index++) {
      const struct = structs[index]
      if (struct === undefined || struct.id.clock >= clock + length) break
      if (struct instanceof Y.Item) yield struct
    }
  }
  if (clock + length <= known) return
  const list = brought.items.get(client) ?? []
  for (let index = indexOf(list, clock); index < list.length; index++) {
    const item = list[index]
    if (item === undefined || item.id.clock >= clock + length) break
    if (item.id.clock + item.length > clock) yield item
  }
}

/** Index of the last item that begins at or before a clock, or 0. */
function indexOf(list: readonly Y.Item[], clock: number): number {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle]?.id.clock ?? 0) <= clock) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}
