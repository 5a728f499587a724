import type { Node } from 'prosemirror-model'
import type * as Y from 'yjs'
import { atomCharacter } from '../../schema/content'
import { schema } from '../../schema/schema'
import { isLoose, type Loose } from './decode'
import type { Environment } from './environment'
import { blockChangesOf, bodyOf } from './parts'
import {
  attributesOf,
  blockOf,
  changesOfBlock,
  embedOfAtom,
  embedOfBlock,
  isBlockEmbed,
  type BlockEmbed,
} from './text'
import { newDoc, observe } from './listening'

/**
 * Passages of the flat text as data: what stands between two offsets, and how one passage
 * is put in the place of another. Offsets are those of the body.
 */

/** Characters of one look, or one embed. A block mark carries no id here: `block` is `''`. */
export interface FlatRun {
  readonly insert: string | Loose
  readonly attributes?: Loose
}

export type Flat = readonly FlatRun[]

/** A range of text offsets of the body; `to` is behind its last character. */
export interface OffsetRange {
  readonly from: number
  readonly to: number
}

/** Stands for a block mark in the plain text of a body, as `atomCharacter` for any other embed: offsets agree. */
export const blockCharacter = '\n'

/** What a stored passage may have in all, in UTF-16 units; each embed counts as one. */
export const flatLimit = 20_000
const embedLimit = 2_000

interface Reading {
  readonly stamp: number
  readonly plain: string
  readonly runs: readonly { readonly at: number; readonly run: FlatRun }[]
}

const readings = new WeakMap<Y.Doc, Reading>()
const stamps = new WeakMap<Y.Doc, { count: number }>()

function stampOf(doc: Y.Doc): { count: number } {
  let stamp = stamps.get(doc)
  if (stamp === undefined) {
    const fresh = { count: 0 }
    stamps.set(doc, fresh)
    observe(bodyOf(doc), () => fresh.count++)
    stamp = fresh
  }
  return stamp
}

/** Another number after every change of the body, for whoever keeps what was worked out from it. */
export function bodyStamp(doc: Y.Doc): number {
  return stampOf(doc).count
}

/** Reads the body once until it changes. */
function reading(doc: Y.Doc): Reading {
  const body = bodyOf(doc)
  const stamp = stampOf(doc)
  const known = readings.get(doc)
  if (known !== undefined && known.stamp === stamp.count) return known
  const texts: string[] = []
  const runs: { at: number; run: FlatRun }[] = []
  let at = 0
  for (const run of body.toDelta() as FlatRun[]) {
    runs.push({ at, run })
    const text = plainOfRun(run)
    texts.push(text)
    at += text.length
  }
  const fresh = { stamp: stamp.count, plain: texts.join(''), runs }
  readings.set(doc, fresh)
  return fresh
}

function plainOfRun({ insert }: FlatRun): string {
  if (typeof insert === 'string') return insert
  return isBlockEmbed(insert) ? blockCharacter : atomCharacter
}

/** The body as a string with one character for each embed. Read once until the body changes. */
export function plainBody(doc: Y.Doc): string {
  return reading(doc).plain
}

/** A passage as a string with one character for each embed. */
export function plainOf(flat: Flat): string {
  return flat.map(plainOfRun).join('')
}

/** What stands in a range of the body. Never throws; a range beyond the end is cut. */
export function flatBetween(doc: Y.Doc, { from, to }: OffsetRange): Flat {
  const { runs } = reading(doc)
  const changes = blockChangesOf(doc)
  const list: FlatRun[] = []
  for (let i = firstAt(runs, from); i < runs.length; i++) {
    const entry = runs[i]
    if (entry === undefined || entry.at >= to) break
    const { at, run } = entry
    const { insert, attributes } = run
    if (typeof insert !== 'string') {
      list.push({ ...run, insert: isBlockEmbed(insert) ? plainMark(insert, changes) : insert })
      continue
    }
    const text = insert.slice(Math.max(0, from - at), Math.max(0, to - at))
    if (text !== '')
      list.push(attributes === undefined ? { insert: text } : { insert: text, attributes })
  }
  return list
}

/** What stands between two positions of a document, as `flatBetween` would have it. */
export function flatOfNodes(doc: Node, from: number, to: number): Flat {
  const list: FlatRun[] = []
  let start = 0
  for (let index = 0; index < doc.childCount && start < to; index++) {
    const block = doc.child(index)
    const end = start + block.nodeSize
    if (end > from) {
      if (start >= from) list.push({ insert: { ...embedOfBlock(block, '') } })
      const cut = block.cut(
        Math.min(block.content.size, Math.max(0, from - start - 1)),
        Math.max(0, Math.min(block.content.size, to - start - 1)),
      )
      cut.forEach((node) => {
        const attributes = attributesOf(node.marks)
        const insert = node.isText ? (node.text ?? '') : { ...embedOfAtom(node) }
        list.push(Object.keys(attributes).length === 0 ? { insert } : { insert, attributes })
      })
    }
    start = end
  }
  return list
}

/** Runs that say what tokens say. */
export function flatOfTokens(tokens: readonly FlatToken[]): Flat {
  const list: { insert: string | Loose; attributes?: Loose }[] = []
  for (const { insert, attributes } of tokens) {
    const last = list.at(-1)
    if (
      typeof insert === 'string' &&
      typeof last?.insert === 'string' &&
      JSON.stringify(last.attributes ?? {}) === JSON.stringify(attributes)
    )
      last.insert += insert
    else if (Object.keys(attributes).length === 0) list.push({ insert })
    else list.push({ insert, attributes })
  }
  return list
}

/** Index of the run that holds offset `from`. */
function firstAt(runs: Reading['runs'], from: number): number {
  let [low, high] = [0, runs.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((runs[middle]?.at ?? 0) <= from) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}

/** A block mark as it is now, without its id. */
function plainMark(embed: BlockEmbed, changes: Y.Map<unknown>): Loose {
  const { type, attrs } = blockOf(embed, changes)
  return embedOfBlock(schema.node(type, attrs), '')
}

/** Reads a stored passage, which a peer may have written: odd runs are left out, the rest is cut to `flatLimit`. */
export function readFlat(stored: unknown): Flat {
  if (!Array.isArray(stored)) return []
  const list: FlatRun[] = []
  let length = 0
  for (const one of stored as unknown[]) {
    if (length >= flatLimit) break
    if (!isLoose(one)) continue
    const attributes =
      isLoose(one['attributes']) && isSmall(one['attributes']) ? one['attributes'] : undefined
    const insert = one['insert']
    let run: FlatRun | null = null
    if (typeof insert === 'string') run = { insert: insert.slice(0, flatLimit - length) }
    else if (isLoose(insert) && isSmall(insert))
      run = { insert: isBlockEmbed(insert) ? { ...insert, block: '' } : insert }
    if (run === null || run.insert === '') continue
    list.push(attributes === undefined ? run : { ...run, attributes })
    length += typeof run.insert === 'string' ? run.insert.length : 1
  }
  return list
}

function isSmall(value: Loose): boolean {
  return JSON.stringify(value).length <= embedLimit
}

/** One character or embed of a passage. */
export interface FlatToken {
  readonly insert: string | Loose
  readonly attributes: Loose
  /** In offsets: 2 for a character beyond the basic plane. */
  readonly length: number
  /** Equal for tokens that mean the same; all block marks are alike. */
  readonly key: string
}

export function tokensOf(flat: Flat): FlatToken[] {
  return flat.flatMap(({ insert, attributes = {} }): FlatToken[] =>
    typeof insert === 'string'
      ? Array.from(insert, (text) => ({
          insert: text,
          attributes,
          length: text.length,
          key: text,
        }))
      : [{ insert, attributes, length: 1, key: keyOf(insert) }],
  )
}

function keyOf(embed: Loose): string {
  if (isBlockEmbed(embed)) return blockCharacter
  if (typeof embed['figure'] === 'string') return `figure ${embed['figure']}`
  return `unknown ${JSON.stringify(embed)}`
}

/** Whether two passages say the same: characters, blanks, paragraphs and their kinds. Bold does not count. */
export function sameFlat(a: Flat, b: Flat): boolean {
  const [left, right] = [tokensOf(a), tokensOf(b)]
  return left.length === right.length && left.every((token, i) => sameToken(token, right[i]))
}

/** Whether two tokens mean the same, in kind and level of paragraphs too. */
export function sameToken(a: FlatToken | undefined, b: FlatToken | undefined): boolean {
  return a !== undefined && b !== undefined && a.key === b.key && sameMark(a, b)
}

/** Whether two tokens are no block marks, or block marks of one kind. */
function sameMark({ insert: a }: FlatToken, { insert: b }: FlatToken): boolean {
  if (!isBlockEmbed(a) || !isBlockEmbed(b)) return true
  const kind = (mark: BlockEmbed): unknown => [mark['type'] ?? 'paragraph', mark['level'] ?? 1]
  return JSON.stringify(kind(a)) === JSON.stringify(kind(b))
}

/** A stretch that two passages share, or one that differs. */
export type Piece =
  | { readonly keep: readonly (readonly [FlatToken, FlatToken])[] }
  | { readonly gone: readonly FlatToken[]; readonly come: readonly FlatToken[] }

/** Beyond so many comparisons a passage is taken as rewritten. */
const comparisonLimit = 1_000_000
/** A shorter stretch between two changes is no use to a reader. */
const shortKeep = 2

/** What changes between two passages, in order. */
export function piecesBetween(before: Flat, after: Flat): Piece[] {
  const [old, now] = [tokensOf(before), tokensOf(after)]
  let first = 0
  while (first < old.length && first < now.length && old[first]?.key === now[first]?.key) first++
  let last = 0
  while (
    last < old.length - first &&
    last < now.length - first &&
    old[old.length - 1 - last]?.key === now[now.length - 1 - last]?.key
  )
    last++
  const pairs = (from: number, to: number, shift: number): [FlatToken, FlatToken][] =>
    old.slice(from, to).flatMap((token, i) => {
      const other = now[from + i + shift]
      return other === undefined ? [] : [[token, other]]
    })
  const middle = common(old.slice(first, old.length - last), now.slice(first, now.length - last))
  const pieces: Piece[] = []
  if (first > 0) pieces.push({ keep: pairs(0, first, 0) })
  pieces.push(...middle)
  if (last > 0) pieces.push({ keep: pairs(old.length - last, old.length, now.length - old.length) })
  return pieces
}

/** The longest common subsequence, with what lies between. */
function common(old: readonly FlatToken[], now: readonly FlatToken[]): Piece[] {
  if (old.length === 0 && now.length === 0) return []
  if (old.length * now.length > comparisonLimit || old.length === 0 || now.length === 0)
    return [{ gone: old, come: now }]
  const width = now.length + 1
  const table = new Uint16Array((old.length + 1) * width)
  for (let i = old.length - 1; i >= 0; i--)
    for (let j = now.length - 1; j >= 0; j--)
      table[i * width + j] =
        old[i]?.key === now[j]?.key
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0)
  type Open = { keep: [FlatToken, FlatToken][] } | { gone: FlatToken[]; come: FlatToken[] }
  const raw: Open[] = []
  const change = (): { gone: FlatToken[]; come: FlatToken[] } => {
    const top = raw.at(-1)
    if (top !== undefined && 'gone' in top) return top
    const fresh = { gone: [], come: [] }
    raw.push(fresh)
    return fresh
  }
  let [i, j] = [0, 0]
  while (i < old.length || j < now.length) {
    const [a, b] = [old[i], now[j]]
    if (a !== undefined && b !== undefined && a.key === b.key) {
      const top = raw.at(-1)
      if (top !== undefined && 'keep' in top) top.keep.push([a, b])
      else raw.push({ keep: [[a, b]] })
      i++
      j++
    } else if (
      b === undefined ||
      (a !== undefined && (table[(i + 1) * width + j] ?? 0) >= (table[i * width + j + 1] ?? 0))
    ) {
      if (a !== undefined) change().gone.push(a)
      i++
    } else {
      change().come.push(b)
      j++
    }
  }
  const pieces: Open[] = []
  for (const [index, piece] of raw.entries()) {
    const top = pieces.at(-1)
    const short =
      'keep' in piece &&
      piece.keep.length < shortKeep &&
      index > 0 &&
      index < raw.length - 1 &&
      piece.keep.every(([{ insert }]) => typeof insert === 'string')
    if (top !== undefined && 'gone' in top && ('gone' in piece || short)) {
      if ('gone' in piece) {
        top.gone.push(...piece.gone)
        top.come.push(...piece.come)
      } else
        for (const [a, b] of piece.keep) {
          top.gone.push(a)
          top.come.push(b)
        }
    } else pieces.push(piece)
  }
  return pieces
}

/**
 * Puts `content` in the place of what stands in `range`, as the smallest change, in one
 * transaction with `origin`: what both have stays, with its look, its anchors and what a
 * colleague is typing beside it. Returns the stretches that were inserted. The first block
 * mark of the body stays, whatever `content` says.
 */
export function replaceRange(
  doc: Y.Doc,
  range: OffsetRange,
  content: Flat,
  environment: Environment,
  origin: object,
): OffsetRange[] {
  const body = bodyOf(doc)
  const changes = blockChangesOf(doc)
  const marks = marksIn(doc, range)
  const delta: { retain?: number; delete?: number; insert?: unknown; attributes?: Loose }[] = []
  const writes: [string, unknown][] = []
  if (range.from > 0) delta.push({ retain: range.from })
  const inserted: OffsetRange[] = []
  let at = range.from
  let mark = 0
  for (const piece of piecesBetween(flatBetween(doc, range), content)) {
    if ('keep' in piece) {
      let kept = 0
      for (const [{ insert: was, length: size }, { insert }] of piece.keep) {
        kept += size
        if (!isBlockEmbed(was) || !isBlockEmbed(insert)) continue
        const embed = marks[mark++]
        const { type, attrs } = blockOf(insert, changes)
        if (embed !== undefined)
          writes.push(...changesOfBlock(embed, changes, schema.node(type, attrs)))
      }
      delta.push({ retain: kept })
      at += kept
      continue
    }
    const from = at
    for (const { insert, attributes, length: size } of piece.come) {
      const shown = isBlockEmbed(insert) ? freshMark(insert, environment) : insert
      delta.push({ insert: shown, attributes })
      at += size
    }
    if (at > from) inserted.push({ from, to: at })
    const gone = piece.gone.reduce((sum, token) => sum + token.length, 0)
    mark += piece.gone.filter(({ insert }) => isBlockEmbed(insert)).length
    if (gone > 0) delta.push({ delete: gone })
  }
  doc.transact(() => {
    body.applyDelta(delta)
    for (const [key, value] of writes) changes.set(key, value)
  }, origin)
  // Inside a larger transaction the body has not told of its change yet.
  stampOf(doc).count++
  return inserted
}

function freshMark(embed: BlockEmbed, environment: Environment): BlockEmbed {
  const { type, attrs } = blockOf(embed, noChanges)
  return embedOfBlock(schema.node(type, attrs), environment.newId())
}

const noChanges = newDoc().getMap<unknown>()

/** The stored block marks of a range, in order. */
function marksIn(doc: Y.Doc, { from, to }: OffsetRange): BlockEmbed[] {
  return reading(doc).runs.flatMap(({ at, run }) =>
    at >= from && at < to && isBlockEmbed(run.insert) ? [run.insert] : [],
  )
}
