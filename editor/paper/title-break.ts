import { widthOf } from './format'

/**
 * Where to break a long title (GB/T 9704: 词意完整，排列对称，长短适宜；梯形或菱形).
 * Every possible border has a price by what stands on both sides, every arrangement of
 * lines one by its shape; the cheapest arrangement is taken.
 *
 * @param width how many full-width characters a line holds
 * @param closed ranges [from, to) that must stay together, such as a filled blank
 * @returns offsets at which a new line begins, in order; none when one line holds it all, and
 *   for what is no title but a passage that came to stand there
 */
export function titleBreaks(
  text: string,
  width: number,
  closed: readonly (readonly [number, number])[] = [],
): number[] {
  const whole = widthOf(text)
  if (whole <= width || whole > width * passage) return []
  const all = bordersOf(text, closed)
  const borders = all
    .toSorted((a, b) => a.price - b.price)
    .slice(0, mostBorders)
    .sort((a, b) => a.offset - b.offset)
  const fewest = Math.ceil(whole / width)
  let best: { breaks: number[]; price: number } | null = null
  for (const count of [fewest, fewest + 1]) {
    if (count > mostLines) break
    const found = arrange(borders, whole, width, count)
    if (found === null) continue
    const price = found.price + (count - fewest) * priceOfLine
    if (best === null || price < best.price) best = { breaks: found.breaks, price }
  }
  return best?.breaks ?? fill(all, whole, width)
}

interface Border {
  readonly offset: number
  /** Width of the text before it. */
  readonly width: number
  readonly price: number
}

const mostLines = 5
/** What fills more lines is no title, and its borders are not looked for. */
const passage = 100
/** More borders than this are thinned to the cheapest, so that a paragraph as title costs no time. */
const mostBorders = 32
const priceOfLine = 45

const notAtStart = /^[的地得之了着过等们、，。；：！？）》」』”’％%…—·]/
const notAtEnd = /[《（「『“‘第和与及或暨对在于为把被向从以将由]$/
const afterOffice = /(?:局|委|办|厅|院|部|处|科|机关|政府|党组|党委|委员会|办公室|公司|中心)$/
/** Nouns that name the kind of paper; what tells of which kind should not be torn from it. */
const kindOfPaper =
  /^(?:的?(?:通知|通报|报告|请示|批复|意见|决定|决议|公告|通告|函|纪要|方案|办法|规定|细则|总结|要点|计划))/

/** A line that ends soon behind 关于 tears what the paper is about. */
const tornSubject = /关于[^《“]{1,6}$/

/** The price of a line that begins at `offset`; Infinity where none may. */
function priceAt(text: string, offset: number): number {
  const before = text.slice(0, offset)
  const after = text.slice(offset)
  if (/[A-Za-z0-9.]$/.test(before) && /^[A-Za-z0-9.年月日％%号]/.test(after)) return Infinity
  if (notAtStart.test(after)) return Infinity
  if (/[《（「『“‘]$/.test(before)) return Infinity
  if (/[\n\u2028]$/.test(before)) return 0
  if (/^关于/.test(after)) return 0
  if (notAtEnd.test(before) && !/参与$|在于$/.test(before)) return 120
  if (kindOfPaper.test(after)) return 55
  if (tornSubject.test(before)) return 85
  if (/的$/.test(before)) return 10
  if (/[》”）]$/.test(before)) return 18
  if (/[、，：]$/.test(before)) return 20
  if (/^[《“]/.test(after)) return 18
  if (/^(?:和|与|及|以及|暨|并)/.test(after)) return 14
  if (/(?:年|年度|月|日)$/.test(before)) return 22
  if (afterOffice.test(before)) return 24
  return 40
}

function bordersOf(text: string, closed: readonly (readonly [number, number])[]): Border[] {
  const borders: Border[] = []
  for (const offset of wordStarts(text)) {
    if (closed.some(([from, to]) => from < offset && offset < to)) continue
    const price = priceAt(text, offset)
    if (price < Infinity) borders.push({ offset, width: widthOf(text.slice(0, offset)), price })
  }
  return borders
}

/** Where words begin, without the first; each character where the platform knows no words. */
function wordStarts(text: string): number[] {
  const starts: number[] = []
  if (typeof Intl.Segmenter === 'function') {
    const words = new Intl.Segmenter('zh', { granularity: 'word' })
    for (const { index } of words.segment(text)) starts.push(index)
  } else {
    for (let at = 0; at < text.length; at++) starts.push(at)
  }
  return starts.filter((at) => at > 0 && at < text.length)
}

/** The cheapest way to set the text in `count` lines that all fit, or null. */
function arrange(
  borders: readonly Border[],
  whole: number,
  width: number,
  count: number,
): { breaks: number[]; price: number } | null {
  let best: { breaks: number[]; price: number } | null = null
  const chosen: Border[] = []
  const visit = (from: number, start: number, price: number): void => {
    if (best !== null && price >= best.price) return
    const left = count - chosen.length
    if (left === 1) {
      if (whole - start > width) return
      const lengths = chosen.map((one, at) => one.width - (chosen[at - 1]?.width ?? 0))
      const total = price + shapePrice([...lengths, whole - start], width)
      if (best === null || total < best.price)
        best = { breaks: chosen.map(({ offset }) => offset), price: total }
      return
    }
    for (let at = from; at < borders.length; at++) {
      const border = borders[at]
      if (border === undefined || border.width - start > width) break
      if (whole - border.width > width * (left - 1)) continue
      chosen.push(border)
      visit(at + 1, border.width, price + border.price)
      chosen.pop()
    }
  }
  visit(0, 0, 0)
  return best
}

/** 梯形 (longer or shorter from line to line) and 菱形 (longest in the middle) are free. */
function shapePrice(lines: readonly number[], width: number): number {
  const longest = Math.max(...lines)
  const shortest = Math.min(...lines)
  let price = 0
  if (shortest < 2) price += 400
  else if (shortest < 4) price += 70
  // A line of half the length of another looks torn off.
  price += longest - shortest
  price += Math.max(0, longest - shortest - width * 0.4) * 8
  const steps = lines.slice(1).map((line, at) => line - (lines[at] ?? 0))
  if (steps.some((step) => step === 0)) price += 12
  // 沙漏: shorter, then longer again.
  if (steps.some((step, at) => step < 0 && steps.slice(at + 1).some((later) => later > 0)))
    price += 60
  return price
}

/** Full lines, one after the other: what is left when nothing better fits. */
function fill(borders: readonly Border[], whole: number, width: number): number[] {
  const breaks: number[] = []
  let start = 0
  while (whole - start > width) {
    const next = borders.findLast((one) => one.width > start && one.width - start <= width)
    if (next === undefined) break
    breaks.push(next.offset)
    start = next.width
  }
  return breaks
}
