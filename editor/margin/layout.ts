/**
 * Where cards stand beside the lines they belong to. Pure. All heights and places are in
 * pixels of the text's own scroll, so that a card beside its line scrolls with it.
 */

/** Cards in the order of the text. What is asked of one may be measured only then. */
export interface Cards {
  readonly count: number
  /** Where the card would stand best: beside its line. Never smaller for a later card. */
  line(index: number): number
  /**
   * How far a reader who comes to the card's words has read: as `line`, and between two
   * lines for words further on in one.
   */
  read(index: number): number
  height(index: number): number
}

export interface Window {
  /** What is seen of the column of cards. */
  readonly top: number
  readonly bottom: number
  /** How far the reader is: 0 at the top of the text, `end` when it is scrolled to its end. */
  readonly reading: number
  readonly end: number
  /** The card that is being read and where it is to stand; the others make room. */
  readonly focus: Placed | null
}

export interface Placed {
  readonly index: number
  readonly top: number
}

/** Between two cards. */
export const cardGap = 8

/**
 * Places the cards that are seen, none over another. The one in focus stands beside its
 * line; without one, those that the reader has come to do, and the others are pushed away
 * from them, up and down. So where there are more cards than room beside the text they
 * pass by faster than it, each of them in its turn beside its own line, and none jumps:
 * a place is continuous in `reading`. Asks only for cards that are seen and a few others.
 */
export function layOut(cards: Cards, window: Window): Placed[] {
  const { count } = cards
  if (count === 0) return []
  const { first, top, second } = middle(cards, window)
  const placed: Placed[] = [{ index: first, top }]
  let bottom = top + cards.height(first) + cardGap
  for (let index = first + 1; index < count && bottom <= window.bottom; index++) {
    const line =
      index === first + 1 && second !== null ? second : Math.max(cards.line(index), bottom)
    if (line > window.bottom) break
    placed.push({ index, top: line })
    bottom = line + cards.height(index) + cardGap
  }
  let edge = top
  for (let index = first - 1; index >= 0 && edge > window.top; index--) {
    const height = cards.height(index)
    edge = Math.min(cards.line(index), edge - cardGap - height)
    if (edge + height < window.top) break
    placed.unshift({ index, top: edge })
  }
  return placed
}

interface Middle {
  readonly first: number
  readonly top: number
  /** Where the card behind it stands when the two share the reader; null when it follows as all do. */
  readonly second: number | null
}

/** The card or the two cards from which the others are pushed away. */
function middle(cards: Cards, { focus, reading, end }: Window): Middle {
  if (focus !== null) return { first: focus.index, top: focus.top, second: null }
  const before = lastRead(cards, reading)
  if (before < 0) return { first: 0, top: cards.line(0), second: null }
  const line = cards.line(before)
  const height = cards.height(before) + cardGap
  const from = cards.read(before)
  if (before === cards.count - 1) {
    // The last one ends where the text does.
    const lowest = Math.max(0, end - height)
    const part = share(reading, from, end)
    return { first: before, top: line + part * Math.min(0, lowest - line), second: null }
  }
  const next = cards.line(before + 1)
  const lacking = line + height - next
  if (lacking <= 0) return { first: before, top: line, second: next }
  const top = line - lacking * share(reading, from, cards.read(before + 1))
  return { first: before, top, second: top + height }
}

function share(at: number, from: number, to: number): number {
  return to <= from ? 1 : Math.min(1, Math.max(0, (at - from) / (to - from)))
}

/** The last card that the reader has come to, or -1. */
function lastRead(cards: Cards, reading: number): number {
  let [low, high] = [-1, cards.count - 1]
  while (low < high) {
    const half = (low + high + 1) >> 1
    if (cards.read(half) <= reading) low = half
    else high = half - 1
  }
  return low
}
