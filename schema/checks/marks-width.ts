import { addressesIn, chineseMark, isHan } from './characters'
import type { BlockRule, Hit } from './rule'

const full: Readonly<Record<string, string>> = {
  ',': '，',
  ';': '；',
  ':': '：',
  '?': '？',
  '!': '！',
  '(': '（',
  ')': '）',
  '.': '。',
}

const mark = new RegExp(chineseMark)

function isChinese(character: string | undefined): boolean {
  return isHan(character) || (character !== undefined && mark.test(character))
}

/** A mark with the space behind it, which the full-width mark brings along. */
function replaced(text: string, at: number): Hit {
  const half = text[at] ?? ''
  const hasSpace = text[at + 1] === ' ' && /[^\s，。、；：？！,;:?!.]/.test(text[at + 2] ?? '')
  const to = hasSpace && half !== '(' && half !== ')' ? at + 2 : at + 1
  return { from: at, to, edits: [{ from: at, to, text: full[half] ?? half }] }
}

function isWrong(text: string, at: number): boolean {
  const before = text[at - 1]
  const after = text[at + 1]
  if (text[at] === '.') {
    // A point behind a number at the start (一.) is the business of another rule.
    if (!isHan(before) || /^[一二三四五六七八九十]{1,3}$/.test(text.slice(0, at))) return false
    return after === undefined || isHan(after) || '”）》'.includes(after)
  }
  return isHan(before) || isHan(after) || (isChinese(before) && after !== ' ') || isChinese(after)
}

function* brackets(text: string, inAddress: (at: number) => boolean): Generator<Hit> {
  const stack: number[] = []
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? ''
    if ('（('.includes(character)) stack.push(index)
    if (!'）)'.includes(character)) continue
    const open = stack.pop()
    if (open === undefined) {
      if (character === ')' && isWrong(text, index)) yield replaced(text, index)
      continue
    }
    if (text[open] === '（' && character === '）') continue
    const inside = text.slice(open + 1, index)
    const mixed = text[open] === '（' || character === '）'
    const isLatin = !/[\u3400-\u9FFF]/.test(inside) && !isHan(text[open - 1])
    if (!mixed && (isLatin || !(isWrong(text, open) || isWrong(text, index)))) continue
    if (inAddress(open)) continue
    if (text[open] === '(') yield replaced(text, open)
    if (character === ')') yield replaced(text, index)
  }
  for (const open of stack)
    if (text[open] === '(' && isWrong(text, open)) yield replaced(text, open)
}

/** Straight quotation marks around Chinese; in pairs it is certain which opens. */
function* straightQuotes(text: string): Generator<Hit> {
  const places = [...text.matchAll(/"/g)].map(({ index }) => index)
  const isBeside = (at: number): boolean => isChinese(text[at - 1]) || isChinese(text[at + 1])
  for (let i = 0; i < places.length; i += 2) {
    const [open = 0, close] = [places[i], places[i + 1]]
    if (close === undefined) {
      if (isBeside(open)) yield { from: open, to: open + 1 }
    } else if (isBeside(open) || isBeside(close)) {
      const edits = [
        { from: open, to: open + 1, text: '“' },
        { from: close, to: close + 1, text: '”' },
      ]
      yield { from: open, to: close + 1, ...(places.length % 2 === 0 ? { edits } : {}) }
    }
  }
}

/** Half-width marks beside Chinese characters. */
export const halfWidth: BlockRule = {
  id: 'half-width',
  strength: 'error',
  source: 'GB/T 15834—2011 5.1',
  *find({ text }) {
    const inAddress = addressesIn(text)
    for (const { index } of text.matchAll(/[,;:?!]|(?<!\.)\.(?!\.)/g)) {
      if (isWrong(text, index) && !inAddress(index)) yield replaced(text, index)
    }
    yield* brackets(text, inAddress)
    yield* straightQuotes(text)
  },
}
