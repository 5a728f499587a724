/** What the flow of pages must know of a block. Heights in lines. */
export interface FlowBlock {
  readonly lines: number
  /** Blank lines before and after it; they vanish at the top of a page. */
  readonly before: number
  readonly after: number
  /** Its last line must stand on one page with the first line of the next block. */
  readonly keepNext: boolean
  /** Whether it stands on one page, as the row of a table; its height may then be a fraction. */
  readonly whole?: boolean
  /** Height of the head that a page has which begins with it. */
  readonly repeated?: number
}

/** A page that begins at line `line` of block `block`. */
export interface PageStart {
  readonly block: number
  readonly line: number
}

/** What rounding may make of a full page, in lines. */
const hair = 0.02

/**
 * Sets blocks on pages of `height` lines. Returns where each page but the first begins.
 * A paragraph may be cut anywhere (no widows are kept off: a page has its 22 lines).
 */
export function flowPages(blocks: readonly FlowBlock[], height: number): PageStart[] {
  const starts: PageStart[] = []
  /** Lines used on the page that is being filled. */
  let used = 0
  let gap = 0
  const turn = (block: number, line: number): void => {
    starts.push({ block, line })
    used = blocks[block]?.repeated ?? 0
  }
  for (let index = 0; index < blocks.length; index++) {
    const { lines, before, after, whole } = blocks[index] ?? { lines: 0, before: 0, after: 0 }
    // The cells of a row but its first.
    if (lines === 0) continue
    // Spaces that meet are one: the larger.
    const space = used === 0 ? 0 : Math.max(gap, before)
    const first = whole === true ? lines : chainLines(blocks, index)
    if (used > 0 && used + space + Math.min(first, height) > height + hair) turn(index, 0)
    else used += space
    if (whole === true) {
      used += Math.min(lines, height)
      gap = after
      continue
    }
    for (let line = 0; line < lines; line++) {
      // The last line may have to stay with what follows.
      const needed = line === lines - 1 ? tail(blocks, index) : 1
      if (used > 0 && used + Math.min(needed, height) > height + hair) turn(index, line)
      used++
    }
    gap = after
  }
  return starts
}

/** Lines that the first line of block `index` needs on its page: with all that must stay with it. */
function chainLines(blocks: readonly FlowBlock[], index: number): number {
  return (blocks[index]?.lines ?? 0) === 1 ? tail(blocks, index) : 1
}

/** Lines from the last line of block `index` on that must stay on one page with it. */
function tail(blocks: readonly FlowBlock[], index: number): number {
  let needed = 1
  let at = index
  for (;;) {
    const block = blocks[at]
    const next = blocks[at + 1]
    if (block?.keepNext !== true || next === undefined) return needed
    needed += Math.max(block.after, next.before) + 1
    // A next block of several lines needs only its first one here.
    if (next.lines > 1) return needed
    at++
  }
}
