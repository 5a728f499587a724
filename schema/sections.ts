import type { Node } from 'prosemirror-model'
import { blockText } from './content'
import { fromChinese, numbersOf } from './numbering'
import type { SectionLevel } from './schema'

/** 条目: a run-in item (一是 …) of a block. Offsets are content offsets of the block. */
export interface Item {
  readonly ordinal: number
  readonly from: number
  readonly to: number
  /** 一是 and its lead sentence, or the start of a long item. */
  readonly title: string
}

/** 部分: a section of the outline. */
export interface SectionInfo {
  readonly level: SectionLevel
  readonly number: string
  readonly heading: string
  /** Index of the block that opens it. */
  readonly block: number
  /** Index of the first block after it and its sub-sections. */
  readonly end: number
}

/** A lead sentence is at most this long; a longer first sentence is the item itself. */
const longestLead = 30
const headings = new WeakMap<Node, number>()
const items = new WeakMap<Node, readonly Item[]>()
const outlines = new WeakMap<Node, readonly SectionInfo[]>()

/** Content offset at which the heading of a block ends: before its first 。, or at its end. */
export function headingEnd(block: Node): number {
  let end = headings.get(block)
  if (end === undefined) {
    const text = blockText(block)
    const stop = text.indexOf('。')
    end = stop < 0 ? text.length : stop
    headings.set(block, end)
  }
  return end
}

const itemStart = /(?:^|[。；：，])([一二三四五六七八九十]{1,3})是/g

/**
 * The run-in items of a block. An item starts with 一是, 二是 … after 。；：， or at the
 * start, in their order; 特别是, 统一是 and the like are none. Cached per node.
 */
export function itemsOf(block: Node): readonly Item[] {
  let list = items.get(block)
  if (list === undefined) {
    list = itemsInText(blockText(block))
    items.set(block, list)
  }
  return list
}

/** As `itemsOf`, for a plain text. */
export function itemsInText(text: string): readonly Item[] {
  const starts: { ordinal: number; from: number }[] = []
  let expected = 1
  for (const match of text.matchAll(itemStart)) {
    const number = match[1] ?? ''
    const ordinal = fromChinese(number)
    const from = match.index + match[0].length - number.length - 1
    if (ordinal !== expected && ordinal !== 1) {
      // A gap in the order is still an item when the set has begun; a stray 三是 is not.
      if (starts.length === 0 || ordinal < expected) continue
    }
    starts.push({ ordinal, from })
    expected = ordinal + 1
  }
  return starts.map(({ ordinal, from }, index) => {
    const to = starts[index + 1]?.from ?? text.length
    return { ordinal, from, to, title: itemTitle(text.slice(from, to)) }
  })
}

function itemTitle(text: string): string {
  const stop = text.indexOf('。')
  const lead = stop < 0 ? text : text.slice(0, stop)
  if (lead.length <= longestLead + 2 && stop >= 0 && stop < text.length - 1) return lead
  const comma = lead.search(/[，；：]/)
  return comma > 2 && comma <= longestLead ? lead.slice(0, comma) : lead.slice(0, longestLead)
}

/** The sections of a document in order. Cached per document. */
export function sectionsOf(doc: Node): readonly SectionInfo[] {
  const known = outlines.get(doc)
  if (known !== undefined) return known
  const numbers = numbersOf(doc)
  const list: { -readonly [K in keyof SectionInfo]: SectionInfo[K] }[] = []
  const open: (typeof list)[number][] = []
  doc.forEach((block, _offset, index) => {
    if (block.type.name !== 'section') return
    const level = block.attrs['level'] as SectionLevel
    for (let last = open.at(-1); last !== undefined && last.level >= level; last = open.at(-1)) {
      last.end = index
      open.pop()
    }
    const info = {
      level,
      number: numbers[index] ?? '',
      heading: block.textBetween(0, headingEnd(block)),
      block: index,
      end: doc.childCount,
    }
    list.push(info)
    open.push(info)
  })
  outlines.set(doc, list)
  return list
}

/** Numbers and headings of the sections that are open at block `index`, from the outside in. */
function headingsAt(doc: Node, index: number): string[] {
  const sections = sectionsOf(doc)
  let low = 0
  let high = sections.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sections[middle]?.block ?? 0) <= index) low = middle + 1
    else high = middle
  }
  // From the last section that begins before the block outwards: each of a higher level holds it.
  const path: string[] = []
  let level = 5
  for (let i = low - 1; i >= 0 && level > 1; i--) {
    const section = sections[i]
    if (section === undefined || section.level >= level) continue
    if (index < section.end) path.unshift(section.number + section.heading)
    level = section.level
  }
  return path
}

/** The name of the part before the first section. */
export const leadName = '导语'

/** Where in the report a place of the text is. */
export interface Place {
  /** Headings with their numbers, from the outside in; never empty. */
  readonly headings: readonly string[]
  /** Title of the item (一是 …), if it is in one. */
  readonly item: string | null
}

/** The place of a document at content offset `offset` of block `index`. */
export function placeAt(doc: Node, index: number, offset: number): Place {
  const headings = headingsAt(doc, index)
  if (headings.length === 0) headings.push(leadName)
  const block = doc.maybeChild(index)
  const item =
    block === null ? undefined : itemsOf(block).find((it) => it.from <= offset && offset < it.to)
  return { headings, item: item?.title ?? null }
}

/** As `placeAt`, in one list: the headings, then the item. */
export function pathTo(doc: Node, index: number, offset: number): string[] {
  const { headings, item } = placeAt(doc, index, offset)
  return item === null ? [...headings] : [...headings, item]
}
