import type { Piece } from './pieces'

/** A piece of the template and its counterpart of last year. */
export interface Pair {
  readonly here: number
  readonly there: number
  /** 0 to 1: how alike they are. */
  readonly likeness: number
  /** By how much the counterpart is ahead of the next best one. */
  readonly lead: number
}

/** Pieces that are less alike than this are no counterparts. */
const least = 0.45
/** By so many of its rarest pairs of characters the counterparts of a piece are looked for, */
const rarest = 24
/** among so many pieces at most for each, and so many of them are compared with it. */
const commonest = 400
const compared = 12

/**
 * The pieces that share the most of the rarest pairs; of those alike, the nearest.
 * @param counts zero for each piece, and left so: a map made for each search costs most of it
 */
function likely(
  piece: Piece,
  index: ReadonlyMap<string, readonly number[]>,
  apart: (other: number) => number,
  counts: Uint8Array,
): number[] {
  const lists = [...piece.pairs.keys()]
    .flatMap((key) => {
      const list = index.get(key)
      return list === undefined || list.length > commonest ? [] : [list]
    })
    .sort((a, b) => a.length - b.length)
    .slice(0, rarest)
  const touched: number[] = []
  for (const list of lists) {
    for (const other of list) {
      const count = counts[other] ?? 0
      if (count === 0) touched.push(other)
      counts[other] = count + 1
    }
  }
  const scored = touched.map((other) => ({ other, score: (counts[other] ?? 0) - apart(other) }))
  for (const other of touched) counts[other] = 0
  return scored
    .sort((a, b) => b.score - a.score || a.other - b.other)
    .slice(0, compared)
    .map(({ other }) => other)
}

/** Twice what two pieces share of all that they have (Dice). */
function likenessOf(a: Piece, b: Piece): number {
  let common = 0
  for (const [key, count] of a.pairs) common += Math.min(count, b.pairs.get(key) ?? 0)
  return (2 * common) / (a.pairCount + b.pairCount)
}

/**
 * Finds for each piece its counterpart, wherever it moved to: the most alike ones first, each
 * taken once. The same heading and about the same place count a little.
 */
export function pairPieces(here: readonly Piece[], there: readonly Piece[]): Map<number, Pair> {
  const index = new Map<string, number[]>()
  for (const [at, piece] of there.entries()) {
    for (const key of piece.pairs.keys()) {
      const list = index.get(key)
      if (list === undefined) index.set(key, [at])
      else list.push(at)
    }
  }
  const candidates: { here: number; there: number; score: number; likeness: number }[] = []
  const best = new Map<number, number[]>()
  const counts = new Uint8Array(there.length)
  for (const [at, piece] of here.entries()) {
    const at0 = at / here.length
    const apart = (other: number): number => Math.abs(at0 - other / there.length)
    const scores: number[] = []
    for (const other of likely(piece, index, apart, counts)) {
      const counterpart = there[other]
      if (counterpart === undefined) continue
      const likeness = likenessOf(piece, counterpart)
      if (likeness < least) continue
      const place = 1 - apart(other)
      const heading = piece.heading === counterpart.heading ? 0.08 : 0
      const score = likeness + heading + 0.04 * place
      scores.push(score)
      candidates.push({ here: at, there: other, score, likeness })
    }
    best.set(
      at,
      scores.sort((a, b) => b - a),
    )
  }
  candidates.sort((a, b) => b.score - a.score || a.here - b.here || a.there - b.there)
  const taken = new Set<number>()
  const pairs = new Map<number, Pair>()
  for (const one of candidates) {
    if (pairs.has(one.here) || taken.has(one.there)) continue
    taken.add(one.there)
    const scores = best.get(one.here) ?? []
    // One that another piece took first is no longer this one's best.
    const lead = one.score - (scores[0] === one.score ? (scores[1] ?? 0) : (scores[0] ?? 0))
    pairs.set(one.here, { here: one.here, there: one.there, likeness: one.likeness, lead })
  }
  return pairs
}
