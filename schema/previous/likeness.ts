import type { Piece } from './pieces'

/** The characters of the clause before a token, behind the number before; 16 at most. */
export function wordsBefore({ tokens }: Piece, at: number): string {
  let words = ''
  for (let index = at - 1; index >= 0 && words.length < 16; index--) {
    const key = tokens[index]?.key ?? ''
    if (/[#@，；：。、（）]/.test(key)) break
    words = key + words
  }
  return words
}

/** Pairs of neighbouring characters with how often each occurs. */
export function pairsIn(words: string): Map<string, number> {
  const pairs = new Map<string, number>()
  for (let i = 1; i < words.length; i++) {
    const pair = words.slice(i - 1, i + 1)
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  return pairs
}

/** 0 to 1: twice what two strings share of all their pairs of characters. */
export function dice(a: string, b: string): number {
  if (a.length < 2 || b.length < 2) return a === b ? 1 : 0
  const pairs = pairsIn(a)
  let common = 0
  for (let i = 1; i < b.length; i++) {
    const left = pairs.get(b.slice(i - 1, i + 1)) ?? 0
    if (left === 0) continue
    pairs.set(b.slice(i - 1, i + 1), left - 1)
    common++
  }
  return (2 * common) / (a.length + b.length - 2)
}
