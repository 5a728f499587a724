import * as Y from 'yjs'
import type { Extent } from './inspect'

/*
 * A program that means ill can tell two people different things under the same Yjs clock: both
 * believe to have all and see different texts for ever. Whoever gets to see both versions, each
 * signed by the same device, holds the proof.
 */

/** Two sealed changes of one device that contradict each other. */
export interface Fork {
  /** Public signing key of the device. */
  readonly device: string
  /** Keys of the two in the log. */
  readonly proof: readonly [string, string]
}

interface Range {
  readonly key: string
  /** Of what it says. */
  readonly digest: string
  readonly from: number
  readonly to: number
}

/** Which clocks which changes bring, of those that were signed by whoever writes under the client. */
export class Brought {
  readonly #ranges = new Map<number, Range[]>()

  /**
   * Notes a change; returns the keys of those before it that bring some of the same clocks: none
   * when the very same was noted before, for that one was compared with all others.
   * @param digest of the whole of it
   */
  note(key: string, { starts, brings }: Extent, digest: string): string[] {
    const same = [...starts].some(([client]) =>
      this.#ranges.get(client)?.some((one) => one.digest === digest && one.key !== key),
    )
    if (same) return []
    const others = new Set<string>()
    for (const [client, from] of starts) {
      const to = brings.get(client) ?? from
      const ranges = this.#ranges.get(client) ?? []
      for (const one of ranges)
        if (one.key !== key && one.from < to && from < one.to) others.add(one.key)
      if (!ranges.some((one) => one.key === key)) ranges.push({ key, digest, from, to })
      this.#ranges.set(client, ranges)
    }
    return [...others]
  }
}

/**
 * Whether an update says something else of a clock than the document. See `contradict`.
 * Costs what the update holds. Throws when it is malformed.
 * @param kept a root of which nothing is ever deleted, so that there it counts as well
 */
export function contradictsDoc(doc: Y.Doc, update: Uint8Array, kept?: string): boolean {
  return contradicts(byClient(update), doc.store.clients, undefined, kept)
}

/**
 * Whether two updates say different things of the same clock, from a clock of its client on that
 * `settled` names. What one of them has as deleted
 * says nothing, and a character that a split has broken says nothing either; so the same
 * writing never contradicts itself, however it was merged or cut. Throws when one is malformed.
 */
export function contradict(one: Uint8Array, other: Uint8Array, settled?: Settled): boolean {
  return contradicts(byClient(one), byClient(other), settled)
}

/** Clock of a Yjs client up to which it is decided what counts, whoever said something else. */
export type Settled = (client: number) => number

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number]
type Said = ReadonlyMap<number, readonly Struct[]>

/** @param theirs by client, in the order of their clocks */
function contradicts(mine: Said, theirs: Said, settled: Settled = () => 0, kept?: string): boolean {
  for (const [client, structs] of mine) {
    const against = theirs.get(client) ?? []
    const from = settled(client)
    const first = structs[0]?.id.clock ?? 0
    let at =
      against.length === 0 || first >= endOf(against.at(-1))
        ? against.length
        : indexOf(against, first)
    for (const struct of structs) {
      if (endOf(struct) <= from) continue
      while (at < against.length && endOf(against[at]) <= struct.id.clock) at++
      for (let next = at; next < against.length; next++) {
        const facing = against[next]
        if (facing === undefined || facing.id.clock >= endOf(struct)) break
        if (endOf(facing) > from && differ(struct, facing, from)) return true
        if (kept !== undefined && isTakenBack(struct, facing, kept)) return true
      }
    }
  }
  return false
}

/** Index of the struct that holds a clock, or of the first one after it. */
function indexOf(structs: readonly Struct[], clock: number): number {
  let [low, high] = [0, structs.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (endOf(structs[middle]) <= clock) low = middle + 1
    else high = middle
  }
  return low
}

function byClient(update: Uint8Array): Map<number, Struct[]> {
  const all = new Map<number, Struct[]>()
  for (const struct of Y.decodeUpdate(update).structs) {
    const list = all.get(struct.id.client)
    if (list === undefined) all.set(struct.id.client, [struct])
    else list.push(struct)
  }
  return all
}

function endOf(struct: Struct | undefined): number {
  return struct === undefined ? 0 : struct.id.clock + struct.length
}

/** Whether one of two has what stands under a root and the other has it as deleted. */
function isTakenBack(one: Struct, other: Struct, root: string): boolean {
  const place = `root ${root} `
  const [mine, theirs] = [one, other].map(
    (struct) =>
      struct instanceof Y.Item &&
      !struct.deleted &&
      !(struct.content instanceof Y.ContentDeleted) &&
      placeOf(struct).startsWith(place),
  )
  return mine !== theirs && (isEmpty(one) || isEmpty(other))
}

function isEmpty(struct: Struct): boolean {
  return !(struct instanceof Y.Item) || struct.deleted || struct.content instanceof Y.ContentDeleted
}

function differ(one: Struct, other: Struct, settled: number): boolean {
  if (!(one instanceof Y.Item) || !(other instanceof Y.Item)) return false
  const from = Math.max(one.id.clock, other.id.clock, settled)
  const to = Math.min(endOf(one), endOf(other))
  if (!isSameId(one.rightOrigin, other.rightOrigin)) return true
  if (!isSameId(originAt(one, from), originAt(other, from))) return true
  if (one.origin === null && one.rightOrigin === null && from === one.id.clock) {
    const [mine, theirs] = [placeOf(one), placeOf(other)]
    if (from === other.id.clock && mine !== theirs) return true
  }
  if (isSameText(one, other, from, to)) return false
  for (let clock = from; clock < to; clock++) {
    const [mine, theirs] = [unitAt(one, clock), unitAt(other, clock)]
    if (mine !== undefined && theirs !== undefined && mine !== theirs) return true
  }
  return false
}

/** Whether both are text and say the same: most are, and it saves a look at each character. */
function isSameText(one: Y.Item, other: Y.Item, from: number, to: number): boolean {
  if (!(one.content instanceof Y.ContentString)) return false
  if (!(other.content instanceof Y.ContentString)) return false
  const mine = one.content.str.slice(from - one.id.clock, to - one.id.clock)
  return mine === other.content.str.slice(from - other.id.clock, to - other.id.clock)
}

function isSameId(one: Y.ID | null, other: Y.ID | null): boolean {
  return one?.client === other?.client && one?.clock === other?.clock
}

/** What stands to the left of a clock, as its author said: within an item, the clock before. */
function originAt(item: Y.Item, clock: number): Y.ID | null {
  return clock === item.id.clock ? item.origin : Y.createID(item.id.client, clock - 1)
}

/** Root or type, and key, where an item has no neighbours to stand between. */
function placeOf({ parent, parentSub }: Y.Item): string {
  const at: unknown =
    // In a document it is the type itself.
    parent instanceof Y.AbstractType ? (parent._item?.id ?? Y.findRootTypeKey(parent)) : parent
  const where =
    at instanceof Y.ID ? `${at.client}:${at.clock}` : typeof at === 'string' ? `root ${at}` : ''
  return `${where} ${parentSub ?? ''}`
}

/** What an item says at a clock; undefined when nothing can be told. */
function unitAt(item: Y.Item, clock: number): string | undefined {
  const offset = clock - item.id.clock
  const { content } = item
  if (content instanceof Y.ContentString) {
    const code = content.str.charCodeAt(offset)
    // Yjs puts U+FFFD in the place of half a character.
    return (code >= 0xd800 && code <= 0xdfff) || code === 0xfffd ? undefined : `s${code}`
  }
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON)
    return `v${textOf(content.arr[offset])}`
  if (content instanceof Y.ContentEmbed) return `e${textOf(content.embed)}`
  if (content instanceof Y.ContentFormat) return `f${textOf([content.key, content.value])}`
  if (content instanceof Y.ContentBinary) return `b${content.content.join()}`
  if (content instanceof Y.ContentType) return `t${content.type.constructor.name}`
  return undefined
}

/** JSON with the keys in order, so that equal values have equal texts. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => textOf(one)).join()}]`
  if (value instanceof Uint8Array) return `b${value.join()}`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' ? `n${value}` : (JSON.stringify(value) ?? 'undefined')
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${textOf(one)}`).join()}}`
}
