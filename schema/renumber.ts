import { fromChinese, toChinese } from './numbering'

/** A number to write: `text` in the place of `from` to `to`. Content offsets of a block. */
export interface NumberChange {
  readonly from: number
  readonly to: number
  readonly text: string
}

interface Start {
  /** Where the number is, without 是. */
  readonly from: number
  readonly to: number
  readonly ordinal: number
}

const start = /(?:^|[。；：，])([一二三四五六七八九十]{1,3})(?=是)/g

function starts(text: string): Start[] {
  return [...text.matchAll(start)].flatMap((match) => {
    const number = match[1] ?? ''
    const to = match.index + match[0].length
    const ordinal = fromChinese(number)
    return ordinal === 0 ? [] : [{ from: to - number.length, to, ordinal }]
  })
}

/**
 * What makes the run-in items of a block (一是 … 二是 …) count from 一 on without a gap.
 * Unlike `itemsOf` it takes any order, as a deleted or moved item leaves it. Where a number
 * comes twice, each 一是 begins a new set; else all are one set, whatever their order.
 */
export function renumberItems(text: string): readonly NumberChange[] {
  const all = starts(text)
  if (all.length < 2) return []
  const severalSets = new Set(all.map(({ ordinal }) => ordinal)).size < all.length
  let next = 0
  return all.flatMap(({ from, to, ordinal }) => {
    next = severalSets && ordinal === 1 ? 1 : next + 1
    return ordinal === next ? [] : [{ from, to, text: toChinese(next) }]
  })
}

/** The number with which a block begins that is one item by itself; null when it is none. */
export function leadingItem(text: string): (NumberChange & { readonly ordinal: number }) | null {
  const all = starts(text)
  const [first] = all
  return all.length === 1 && first?.from === 0 ? { ...first, text: '' } : null
}
