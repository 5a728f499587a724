import { fromChinese, toChinese } from '../numbering'
import { itemsInText, type Item } from '../sections'
import type { BlockRule, Hit } from './rule'

/** The items of a text in sets: each begins with 一是. */
function setsOf(text: string): Item[][] {
  const sets: Item[][] = []
  for (const item of itemsInText(text)) {
    const last = sets.at(-1)
    if (item.ordinal === 1 || last === undefined) sets.push([item])
    else last.push(item)
  }
  return sets
}

/** What introduces items ends in a colon or a full stop. */
export const itemComma: BlockRule = {
  id: 'item-comma',
  strength: 'warn',
  source: 'GB/T 15834—2011 4.7',
  *find({ text }) {
    for (const [first, ...others] of setsOf(text)) {
      if (first === undefined || others.length === 0 || first.ordinal !== 1) continue
      if (text[first.from - 1] === '，') yield { from: first.from - 1, to: first.from + 2 }
    }
  },
}

/** Sets of numbers that run through a paragraph; the first group is the number. */
const series: readonly { readonly pattern: RegExp; readonly write: (order: number) => string }[] = [
  {
    pattern: /(?:^|(?<=[。；：，]))([一二三四五六七八九十]{1,3})是/g,
    write: (n) => `${toChinese(n)}是`,
  },
  {
    pattern: /(?:^|(?<=[。；：]))第([一二三四五六七八九十]{1,3})[，、]/g,
    write: (n) => `第${toChinese(n)}`,
  },
  { pattern: /(?:^|(?<=[。；：，、]))([①-⑳])/g, write: (n) => String.fromCharCode(0x245f + n) },
  {
    pattern: /(?:^|(?<=[。；：]))（([一二三四五六七八九十]{1,3}|\d{1,2})）(?=[\u3400-\u9FFF])/g,
    write: (n) => `（${n}）`,
  },
]

function orderOf(text: string): number {
  if (/^[①-⑳]$/.test(text)) return text.charCodeAt(0) - 0x245f
  return fromChinese(text) || Number(text) || 0
}

/**
 * Numbers that do not follow each other. A set may stand within another, so a number is
 * right when it goes on with any set that is open, or begins one.
 */
function* breaks(text: string, { pattern, write }: (typeof series)[number]): Generator<Hit> {
  let open: number[] = []
  const found = [...text.matchAll(pattern)]
  // One number alone is no set: 二是 may be part of a sentence.
  if (found.length < 2) return
  for (const match of found) {
    const order = orderOf(match[1] ?? '')
    if (order === 0) continue
    const [from, to] = [match.index, match.index + match[0].length]
    if (order === 1) {
      open.push(1)
      continue
    }
    const before = open.findLastIndex((last) => last === order - 1)
    if (before >= 0) {
      open = [...open.slice(0, before), order]
      continue
    }
    const last = open.at(-1)
    if (last === undefined) {
      // 原因一是……，二是……: the first stands in a sentence.
      if (!text.slice(0, from).includes(write(1)))
        yield { from, to, variant: 'first', values: { number: write(order), right: write(1) } }
      open = [order]
    } else {
      yield last === order
        ? { from, to, variant: 'repeated', values: { number: write(order) } }
        : order > last + 4
          ? // Far off: rather another word than a number of this set.
            { from, to: from, values: {} }
          : {
              from,
              to,
              variant: 'missing',
              values: { before: write(last), number: write(order), right: write(last + 1) },
            }
      open = [...open.slice(0, -1), order]
    }
  }
}

/** 一是, 三是: a number is missing or comes twice. */
export const itemNumber: BlockRule = {
  id: 'item-number',
  strength: 'warn',
  source: '',
  *find({ text }) {
    for (const one of series) for (const hit of breaks(text, one)) if (hit.to > hit.from) yield hit
  },
}

/** Items of one set end alike: all in ； or all in 。, the last in 。. */
export const itemEnds: BlockRule = {
  id: 'item-ends',
  strength: 'warn',
  source: 'GB/T 15834—2011 4.6',
  *find({ text }) {
    for (const set of setsOf(text)) {
      const ends = set.slice(0, -1).map(({ to }) => ({ at: to - 1, mark: text[to - 1] ?? '' }))
      const count = (mark: string): number => ends.filter((end) => end.mark === mark).length
      const [stops, semicolons] = [count('。'), count('；')]
      if (stops === 0 || semicolons === 0) continue
      const [other, mark] = stops >= semicolons ? ['。', '；'] : ['；', '。']
      for (const end of ends)
        if (end.mark === mark) yield { from: end.at, to: end.at + 1, values: { other, mark } }
    }
  },
}
