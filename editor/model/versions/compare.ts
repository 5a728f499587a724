import { diffArrays } from 'diff'
import type { Node } from 'prosemirror-model'
import { blockText, placeholdersOf } from '../../../schema/content'
import { blockFrom, type KeptBlock, type VersionContent } from './content'

/** A stretch of a block that both have, or that only one of them has. */
export interface Change {
  readonly type: 'same' | 'added' | 'removed'
  /** The text with the values in it; blanks that had none as their mask. */
  readonly text: string
}

/** A row of the comparison: a block of the one, of the other, or of both. */
export interface ComparedBlock {
  readonly type: 'same' | 'added' | 'removed' | 'changed'
  /** Index of the block in the earlier and in the later content; undefined where it has none. */
  readonly before: number | undefined
  readonly after: number | undefined
  /** Its kind: `title`, `section` …, of the later one where there are two. */
  readonly kind: string
  /** 1 to 4 for a section, else 0. */
  readonly level: number
  readonly changes: readonly Change[]
}

/** A figure whose value differs; an empty text where there was none. */
export interface ComparedFigure {
  readonly figure: string
  readonly label: string
  readonly unit: string
  readonly before: string
  readonly after: string
}

export interface Comparison {
  readonly blocks: readonly ComparedBlock[]
  readonly figures: readonly ComparedFigure[]
}

/** Two blocks whose texts share at least this much are one that changed. */
const alike = 0.4

interface Read {
  readonly kept: KeptBlock
  readonly kind: string
  readonly level: number
  readonly text: string
}

/** Compares two contents: which blocks came, went and changed, and which values. */
export function compare(before: VersionContent, after: VersionContent): Comparison {
  const [old, fresh] = [readBlocks(before), readBlocks(after)]
  const rows: ComparedBlock[] = []
  let [i, j] = [0, 0]
  // Equal blocks hold the two together; what lies between is matched by likeness.
  const steps = diffArrays(old.map(keyOf), fresh.map(keyOf))
  let gone: number[] = []
  let come: number[] = []
  const between = (): void => {
    rows.push(...matched(old, fresh, gone, come))
    gone = []
    come = []
  }
  for (const { added, removed, value } of steps) {
    if (removed) for (const _ of value) gone.push(i++)
    else if (added) for (const _ of value) come.push(j++)
    else {
      between()
      for (const _ of value) rows.push(sameRow(fresh, i++, j++))
    }
  }
  between()
  return { blocks: rows, figures: comparedFigures(before, after) }
}

function keyOf({ kind, level, text }: Read): string {
  return `${kind} ${level} ${text}`
}

function readBlocks({ blocks, figures }: VersionContent): Read[] {
  return blocks.map((kept) => {
    const node = blockFrom(kept)
    if (node === null) return { kept, kind: 'paragraph', level: 0, text: '' }
    const text = shownPieces(node, figures)
      .map((piece) => piece.text)
      .join('')
    const level = node.type.name === 'section' ? Number(node.attrs['level']) : 0
    return { kept, kind: node.type.name, level, text }
  })
}

/** A stretch of a block as it is shown. */
export interface ShownPiece {
  readonly text: string
  /** Content offset of its first character; of a value, that of its blank. */
  readonly offset: number
  /** The figure whose value or mask it is; empty for words. */
  readonly figure: string
}

/** A block as a comparison shows it: words, and values in their blanks. */
export function shownPieces(node: Node, figures: VersionContent['figures']): ShownPiece[] {
  const words = blockText(node)
  const pieces: ShownPiece[] = []
  let at = 0
  for (const { figure, offset, node: blank } of placeholdersOf(node)) {
    if (offset > at) pieces.push({ text: words.slice(at, offset), offset: at, figure: '' })
    pieces.push({ text: figures.get(figure) ?? String(blank.attrs['mask']), offset, figure })
    at = offset + 1
  }
  if (at < words.length) pieces.push({ text: words.slice(at), offset: at, figure: '' })
  return pieces
}

function sameRow(fresh: readonly Read[], before: number, after: number): ComparedBlock {
  const { kind = 'paragraph', level = 0, text = '' } = fresh[after] ?? {}
  return { type: 'same', before, after, kind, level, changes: [{ type: 'same', text }] }
}

/** Blocks between two equal ones: those that are alike pair up in their order, the rest came or went. */
function matched(
  old: readonly Read[],
  fresh: readonly Read[],
  gone: readonly number[],
  come: readonly number[],
): ComparedBlock[] {
  const rows: ComparedBlock[] = []
  let next = 0
  for (const before of gone) {
    const one = old[before]
    if (one === undefined) continue
    const partner = come.findIndex(
      (after, index) => index >= next && likeness(one.text, fresh[after]?.text ?? '') >= alike,
    )
    if (partner < 0) {
      rows.push(oneSided('removed', one, before, undefined))
      continue
    }
    for (const after of come.slice(next, partner)) rows.push(cameRow(fresh, after))
    const after = come[partner] ?? 0
    const other = fresh[after]
    if (other !== undefined) {
      const { kind, level } = other
      const changes = changesOf(one.text, other.text)
      rows.push({ type: 'changed', before, after, kind, level, changes })
    }
    next = partner + 1
  }
  for (const after of come.slice(next)) rows.push(cameRow(fresh, after))
  return rows
}

function cameRow(fresh: readonly Read[], after: number): ComparedBlock {
  const one = fresh[after] ?? { kept: '', kind: 'paragraph', level: 0, text: '' }
  return oneSided('added', one, undefined, after)
}

function oneSided(
  type: 'added' | 'removed',
  { kind, level, text }: Read,
  before: number | undefined,
  after: number | undefined,
): ComparedBlock {
  return { type, before, after, kind, level, changes: [{ type, text }] }
}

/** How much of the shorter text's pairs of characters the longer one has, 0 to 1. */
function likeness(a: string, b: string): number {
  if (a === b) return 1
  const pairs = (text: string): string[] =>
    Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2))
  const [first, second] = [pairs(a), pairs(b)]
  if (first.length === 0 || second.length === 0) return 0
  const counts = new Map<string, number>()
  for (const pair of first) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  let shared = 0
  for (const pair of second) {
    const left = counts.get(pair) ?? 0
    if (left > 0) {
      shared++
      counts.set(pair, left - 1)
    }
  }
  return shared / Math.min(first.length, second.length)
}

/** Numbers and Latin words as wholes, Chinese by the character: a value never changes by halves. */
function tokens(text: string): string[] {
  return text.match(/[\d.,]+|[A-Za-z]+|[^]/gu) ?? []
}

/** What changed between two texts, in stretches. */
export function changesOf(before: string, after: string): Change[] {
  return diffArrays(tokens(before), tokens(after)).map(({ added, removed, value }) => ({
    type: added ? 'added' : removed ? 'removed' : 'same',
    text: value.join(''),
  }))
}

function comparedFigures(before: VersionContent, after: VersionContent): ComparedFigure[] {
  const known = new Map<string, { label: string; unit: string }>()
  for (const block of [...before.blocks, ...after.blocks]) {
    const node = blockFrom(block)
    for (const { figure, node: blank } of node === null ? [] : placeholdersOf(node))
      known.set(figure, { label: String(blank.attrs['label']), unit: String(blank.attrs['unit']) })
  }
  return [...known].flatMap(([figure, { label, unit }]) => {
    const [old, fresh] = [before.figures.get(figure) ?? '', after.figures.get(figure) ?? '']
    return old === fresh ? [] : [{ figure, label, unit, before: old, after: fresh }]
  })
}
