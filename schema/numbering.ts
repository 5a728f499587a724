import type { Node } from 'prosemirror-model'
import type { SectionLevel } from './schema'

/** What stands at the start of a line and numbers it. Level 6: other forms (第一， 第一章). */
export interface LineNumber {
  readonly level: SectionLevel | 6
  /** The number as written, with its mark and the spaces after it. */
  readonly marker: string
  /** The number itself, from 1. */
  readonly ordinal: number
  /** The line without the marker. */
  readonly rest: string
}

const digits = '零一二三四五六七八九'
const chinese = '[一二三四五六七八九十百]{1,5}'

/** One line for each form; the first group is the number. */
const forms: readonly {
  level: SectionLevel | 6
  pattern: RegExp
  read: (text: string) => number
}[] = [
  {
    level: 1,
    pattern: new RegExp(`^(${chinese})(?:[、．.]|[，,](?=\\S))[ \\u3000]*`),
    read: fromChinese,
  },
  {
    level: 2,
    pattern: new RegExp(`^[（(](${chinese})[）)][、，．.]?[ \\u3000]*`),
    read: fromChinese,
  },
  {
    level: 2,
    pattern: /^([㈠-㈩])[、，．.]?[ \u3000]*/,
    read: (text) => text.charCodeAt(0) - 0x321f,
  },
  { level: 3, pattern: /^([0-9０-９]{1,2})(?:[、．]|\.(?![0-9]))[ \u3000]*/, read: fromDigits },
  { level: 4, pattern: /^[（(]([0-9０-９]{1,2})[）)][、，．.]?[ \u3000]*/, read: fromDigits },
  {
    level: 4,
    pattern: /^([⑴-⒇])[、，．.]?[ \u3000]*/,
    read: (text) => text.charCodeAt(0) - 0x2473,
  },
  { level: 6, pattern: new RegExp(`^第(${chinese})[，、][ \\u3000]*`), read: fromChinese },
  {
    level: 6,
    pattern: new RegExp(`^第(${chinese}|[0-9]{1,3})[章节条编篇](?=[ \\u3000]|$)[ \\u3000]*`),
    read: fromEither,
  },
]

/** Reads the number at the start of a line, or null when the line has none. */
export function recognise(line: string): LineNumber | null {
  for (const form of forms) {
    const match = form.pattern.exec(line)
    if (match === null) continue
    const ordinal = form.read(match[1] ?? '')
    if (ordinal < 1) continue
    return { level: form.level, marker: match[0], ordinal, rest: line.slice(match[0].length) }
  }
  return null
}

/** The number of level `level` and order `ordinal` (from 1) by GB/T 9704: 一、 （一） 1. （1）. */
export function numberText(level: SectionLevel, ordinal: number): string {
  if (level === 1) return `${toChinese(ordinal)}、`
  if (level === 2) return `（${toChinese(ordinal)}）`
  return level === 3 ? `${ordinal}.` : `（${ordinal}）`
}

const cache = new WeakMap<Node, readonly string[]>()

/**
 * The number before each block of `doc`, `''` for a block that has none. A number as
 * it was read stays while its section keeps level and order. Cached per document.
 */
export function numbersOf(doc: Node): readonly string[] {
  let numbers = cache.get(doc)
  if (numbers === undefined) {
    numbers = countSections(doc, (block, level, ordinal) => {
      const marker: unknown = block.attrs['marker']
      const asRead = typeof marker === 'string' && block.attrs['markerAt'] === ordinal
      return asRead ? marker : numberText(level, ordinal)
    })
    cache.set(doc, numbers)
  }
  return numbers
}

/** As `numbersOf`, with the standard's numbers everywhere, whatever was read. */
export function standardNumbersOf(doc: Node): readonly string[] {
  return countSections(doc, (_block, level, ordinal) => numberText(level, ordinal))
}

function countSections(
  doc: Node,
  write: (block: Node, level: SectionLevel, ordinal: number) => string,
): string[] {
  const counts = [0, 0, 0, 0, 0]
  const numbers: string[] = []
  doc.forEach((block) => {
    if (block.type.name !== 'section') {
      numbers.push('')
      return
    }
    const level = block.attrs['level'] as SectionLevel
    counts[level] = (counts[level] ?? 0) + 1
    counts.fill(0, level + 1)
    numbers.push(write(block, level, counts[level] ?? 1))
  })
  return numbers
}

/** 1 to 99 in Chinese digits; beyond that in Arabic ones. */
export function toChinese(value: number): string {
  if (value < 1 || value > 99) return String(value)
  const tens = Math.floor(value / 10)
  const ones = value % 10
  return `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 ? digits[ones] : ''}`
}

/** Reads a Chinese number up to 999; 0 when it is not one. */
export function fromChinese(text: string): number {
  const match =
    /^(?:([一二三四五六七八九])百零?)?(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?$/.exec(
      text,
    )
  if (match === null || text === '') return 0
  const of = (part: string | undefined): number => (part === undefined ? 0 : digits.indexOf(part))
  const tens = match[3] === undefined ? 0 : match[2] === undefined ? 1 : of(match[2])
  return of(match[1]) * 100 + tens * 10 + of(match[4])
}

function fromDigits(text: string): number {
  return Number(
    text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0)),
  )
}

function fromEither(text: string): number {
  return fromChinese(text) || fromDigits(text) || 0
}
