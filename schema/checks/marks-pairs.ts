import type { BlockRule, Hit } from './rule'

interface Pair {
  readonly open: string
  readonly close: string
  /** Finds either. */
  readonly either: RegExp
}

function pair(open: string, close: string): Pair {
  return { open, close, either: new RegExp(`[${open}${close}]`, 'g') }
}

const nesting: readonly Pair[] = [
  pair('（(', '）)'),
  pair('〔', '〕'),
  pair('【', '】'),
  pair('〈', '〉'),
]
const quotes = pair('“', '”')
/** Within these the same pair does not come again. */
const flat: readonly Pair[] = [quotes, pair('‘', '’'), pair('《', '》')]

/** 1）, a) and the like: a bracket that closes a number and never opened. */
const numberBefore = /(?:^|[。；：，、\s])[0-9a-zA-Z一二三四五六七八九十]{1,3}$/

function at(index: number, mark: string, variant: 'open' | 'close'): Hit {
  return { from: index, to: index + 1, variant, values: { mark } }
}

/** What a stack leaves over: openings that nothing closes and closings that nothing opened. */
function leftOver(text: string, { open, either }: Pair): { hits: Hit[]; depth: number } {
  const stack: number[] = []
  const hits: Hit[] = []
  let depth = 0
  for (const { index, 0: mark } of text.matchAll(either)) {
    if (open.includes(mark)) {
      stack.push(index)
      depth = Math.max(depth, stack.length)
    } else {
      if (isApostrophe(text, index) || stack.pop() !== undefined) continue
      if ('）)'.includes(mark) && numberBefore.test(text.slice(Math.max(0, index - 5), index)))
        continue
      hits.push(at(index, mark, 'close'))
    }
  }
  hits.push(...stack.map((index) => at(index, text[index] ?? '', 'open')))
  return { hits: hits.sort((a, b) => a.from - b.from), depth }
}

function isApostrophe(text: string, index: number): boolean {
  return (
    text[index] === '’' &&
    /[A-Za-z0-9]/.test(text[index - 1] ?? '') &&
    /[A-Za-z0-9]/.test(text[index + 1] ?? '')
  )
}

/** As `leftOver`, but an opening ends what is open: its closing was forgotten. */
function leftOverFlat(text: string, { open, close, either }: Pair): Hit[] {
  const hits: Hit[] = []
  let from: number | null = null
  for (const { index, 0: mark } of text.matchAll(either)) {
    if (mark === open) {
      if (from !== null) hits.push(at(from, open, 'open'))
      from = index
    } else if (!isApostrophe(text, index)) {
      if (from === null) hits.push(at(index, close, 'close'))
      from = null
    }
  }
  if (from !== null) hits.push(at(from, open, 'open'))
  return hits
}

/** 成对的标点: each mark of a pair has the other in its paragraph. */
export const unpaired: BlockRule = {
  id: 'unpaired',
  strength: 'error',
  source: 'GB/T 15834—2011 4.8、4.9、4.15',
  *find({ text }) {
    for (const one of nesting) yield* leftOver(text, one).hits
    for (const one of flat) {
      if (leftOver(text, one).hits.length === 0) continue
      for (const hit of leftOverFlat(text, one)) {
        // A quotation of several paragraphs opens each and closes only the last.
        if (one === quotes && hit.from === 0 && hit.variant === 'open') continue
        yield hit
      }
    }
  },
}

/** 引号里的引号: the inner ones are ‘’. */
export const nestedQuotes: BlockRule = {
  id: 'nested-quotes',
  strength: 'warn',
  source: 'GB/T 15834—2011 4.8.2',
  *find({ text }) {
    const { hits, depth } = leftOver(text, quotes)
    if (hits.length > 0 || depth < 2) return
    const stack: number[] = []
    for (const { index, 0: mark } of text.matchAll(quotes.either)) {
      if (mark === quotes.open) stack.push(index)
      else {
        const from = stack.pop()
        if (from !== undefined && stack.length === 1) yield { from, to: index + 1 }
      }
    }
  },
}
