import { describe, expect, it } from 'vitest'
import { cardGap, layOut, type Cards, type Placed } from '../../editor/margin/layout'
import { firstSeed, random, runCount, type Random } from '../support/random'

interface Card {
  readonly line: number
  readonly read: number
  readonly height: number
}

function cardsOf(list: readonly Card[], asked = new Set<number>()): Cards {
  const at = (index: number): Card => {
    asked.add(index)
    return list[index] ?? { line: 0, read: 0, height: 0 }
  }
  return {
    count: list.length,
    line: (index) => at(index).line,
    read: (index) => at(index).read,
    height: (index) => at(index).height,
  }
}

/** Cards in the order of the text, crowded in places, several in one line; each at a word of its own. */
function someCards(r: Random, count: number, end: number): Card[] {
  const words = new Set<number>()
  while (words.size < count) words.add(r.chance(0.3) ? end / 2 + r.below(90) : r.below(end))
  return [...words]
    .toSorted((a, b) => a - b)
    .map((read) => ({ line: Math.floor(read / 38) * 38, read, height: 40 + r.below(120) }))
}

const view = 700
const at = (scroll: number, end: number, focus: Placed | null = null) => ({
  top: scroll,
  bottom: scroll + view,
  reading: (scroll * end) / (end - view),
  end,
  focus,
})

describe('cards beside their lines', () => {
  it('[RW1] stand exactly there where there is room, and one below the other where there is not', () => {
    const list = [0, 38, 400, 400].map((line, i) => ({ line, read: line + i, height: 100 }))
    expect(layOut(cardsOf(list), at(0, 2000))).toEqual([
      { index: 0, top: 0 },
      { index: 1, top: 100 + cardGap },
      { index: 2, top: 400 },
      { index: 3, top: 500 + cardGap },
    ])
  })

  it('[RW2] the one in focus has its exact place and pushes the others up and down', () => {
    const list = [100, 138, 138, 138].map((line, i) => ({ line, read: line + i, height: 60 }))
    expect(layOut(cardsOf(list), at(0, 2000, { index: 2, top: 138 }))).toEqual([
      { index: 0, top: 138 - 2 * (60 + cardGap) },
      { index: 1, top: 138 - 60 - cardGap },
      { index: 2, top: 138 },
      { index: 3, top: 138 + 60 + cardGap },
    ])
  })

  it('[RW3] never overlap, keep the order, come to their lines in their turn, and never jump', () => {
    const seed = firstSeed()
    console.log(`margin: SEED=${seed}`)
    const end = 3000
    for (let run = 0; run < runCount(200); run++) {
      const r = random(seed + run)
      const list = someCards(r, 5 + r.below(60), end)
      const cards = cardsOf(list)
      for (let sample = 0; sample < 20; sample++) {
        const scroll = r.below(end - view)
        const placed = layOut(cards, at(scroll, end))
        check(list, placed, seed + run)
        const step = 0.02
        const then = new Map(
          layOut(cards, at(scroll + step, end)).map(({ index, top }) => [index, top]),
        )
        // While the reader passes one character the stack moves by one card at most.
        const most = (step * end * (160 + cardGap)) / (end - view) + 1
        const jumped = placed.find(
          ({ index, top }) => Math.abs((then.get(index) ?? top) - top) > most,
        )
        expect(jumped, `SEED=${seed + run} scroll=${scroll}`).toBeUndefined()
      }
      for (const [index, { read, line }] of list.entries()) {
        const placed = layOut(cards, at((read * (end - view)) / end, end))
        const top = placed.find((one) => one.index === index)?.top
        expect(top, `SEED=${seed + run} card ${index}`).toBeCloseTo(line, 3)
      }
    }
  })

  it('[RW4] of two thousand asks only for those that are seen and a few on the way to them', () => {
    const r = random(7)
    const end = 200_000
    const list = someCards(r, 2000, end)
    const asked = new Set<number>()
    const placed = layOut(cardsOf(list, asked), at(90_000, end))
    expect(placed.length).toBeGreaterThan(3)
    expect(asked.size).toBeLessThan(60)
  })
})

function check(list: readonly Card[], placed: readonly Placed[], seed: number): void {
  const wrong = placed.find(({ index, top }, i) => {
    const next = placed[i + 1]
    const bottom = top + (list[index]?.height ?? 0) + cardGap
    return next !== undefined && (next.index !== index + 1 || next.top < bottom - 0.001)
  })
  expect(wrong, `SEED=${seed}`).toBeUndefined()
}
