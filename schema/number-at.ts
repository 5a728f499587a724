import { atomCharacter } from './content'
import { courseOf, wordsBefore } from './course'

/** A stretch of a block's text that could be a figure's value. Offsets are content offsets. */
export interface ValueSpan {
  readonly from: number
  readonly to: number
  /** As it stands there. */
  readonly text: string
}

const number =
  /(?:(?<![0-9A-Za-z０-９％%])[-－−])?(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?:[.．][0-9０-９]+)?(?![0-9０-９])|[0-9０-９]+(?:[.．][0-9０-９]+)?)/g
/** Longest stretch of words that is a name and not a passage. */
const longestName = 60

/**
 * What would become a figure at a caret or in a selection: the number that the caret
 * touches; in a selection its only number, or the selected words where there is none
 * (a name). Null where nothing fits: no number, several, a blank inside, too much text.
 *
 * @param text a block's text, one `atomCharacter` for each atom
 */
export function valueSpanAt(text: string, from: number, to: number): ValueSpan | null {
  const numbers = [...text.matchAll(number)]
    .map((match) => spanFrom(text, match.index, match[0]))
    .filter((one) => !partOfWord(text, one.from, one.to))
  if (from === to) return numbers.find((one) => one.from <= from && to <= one.to) ?? null
  const selected = text.slice(from, to)
  if (selected.includes(atomCharacter)) return null
  const inside = numbers.filter((one) => one.from < to && from < one.to)
  const [only] = inside
  if (only !== undefined) return inside.length === 1 ? only : null
  const words = selected.trim()
  if (words === '' || words.length > longestName || /[。；！？\n]/.test(words)) return null
  const start = from + selected.indexOf(words)
  return { from: start, to: start + words.length, text: words }
}

/** A number with its sign where the words before it speak of a change; elsewhere a hyphen is none. */
function spanFrom(text: string, at: number, found: string): ValueSpan {
  const hyphen = /^[^0-9０-９]/.test(found) && courseOf(wordsBefore(text, at)) === 'none'
  const [from, words] = hyphen ? [at + 1, found.slice(1)] : [at, found]
  return { from, to: from + words.length, text: words }
}

/** A4, N95, v2: digits of a name are no number. */
function partOfWord(text: string, from: number, to: number): boolean {
  return /[A-Za-z]/.test(text[from - 1] ?? '') || /[A-Za-z]/.test(text[to] ?? '')
}
