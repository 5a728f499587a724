import { isSameMeasure, type Piece, type Token } from './pieces'

/** For each token of `here` the index of its counterpart, or -1. */
export type Alignment = readonly number[]

/** Longer pieces are not compared token by token; no sentence of a report is that long. */
const longest = 3000

/** What two tokens are worth side by side; less than two gaps when they have nothing in common. */
function worth(a: Token, b: Token): number {
  if (a.key === '@' || b.key === '@') return -9
  if (a.key !== b.key) return -9
  if (a.key !== '#') return 2
  return isSameMeasure(a.unit, b.unit)
    ? 6
    : /^[年月日]$/.test(a.unit) || /^[年月日]$/.test(b.unit)
      ? -3
      : 2
}

const gap = -1
/** A blank of words stands for any number of characters, so that it is missing costs nothing. */
const wordsGap = 0

/** The best way to lay two pieces side by side (Needleman and Wunsch). Cost: the product of their lengths. */
export function align(here: Piece, there: Piece): Alignment {
  const [a, b] = [here.tokens.slice(0, longest), there.tokens.slice(0, longest)]
  const width = b.length + 1
  const scores = new Float64Array((a.length + 1) * width)
  const from = new Uint8Array((a.length + 1) * width)
  const skip = (token: Token): number => (token.key === '@' ? wordsGap : gap)
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 && j === 0) continue
      const [x, y] = [a[i - 1], b[j - 1]]
      let best = -Infinity
      let way = 0
      if (x !== undefined && y !== undefined) {
        const run = from[(i - 1) * width + j - 1] === 3 ? 0.5 : 0
        const value = worth(x, y) + run
        best = (scores[(i - 1) * width + j - 1] ?? 0) + value
        way = value > 0 ? 3 : 4
      }
      if (x !== undefined) {
        const score = (scores[(i - 1) * width + j] ?? 0) + skip(x)
        if (score > best) [best, way] = [score, 1]
      }
      if (y !== undefined) {
        const score = (scores[i * width + j - 1] ?? 0) + gap
        if (score > best) [best, way] = [score, 2]
      }
      scores[i * width + j] = best
      from[i * width + j] = way
    }
  }
  const result = Array.from<number>({ length: here.tokens.length }).fill(-1)
  for (let i = a.length, j = b.length; i > 0 || j > 0;) {
    const way = from[i * width + j]
    if (way === 3 || way === 4) {
      i--
      j--
      if (way === 3) result[i] = j
    } else if (way === 1) i--
    else j--
  }
  return result
}
