import { findBlanks } from '../../schema/blanks'
import type { LineCell, Stretch } from '../paper/read/lines'

/** One paragraph of what was pasted. */
export interface ClipLine {
  /** Without indent, without doubled spaces; the number that a list counted stands in front. */
  readonly text: string
  readonly bold: readonly Stretch[]
  /** Level that the line's style gives it, from 1 as the outline counts; undefined for body text. */
  readonly level?: number
  /** Where it stands, if it is the text of a cell. */
  readonly cell?: LineCell
}

/** What was not taken over. */
export type LeftOut = 'picture' | 'table' | 'comment' | 'deleted' | 'object'

export interface Clip {
  readonly lines: readonly ClipLine[]
  readonly left: ReadonlyMap<LeftOut, number>
  /** Line breaks that were only those of a narrow page, and were taken out. */
  readonly joined: number
}

const invisible = /[\uFEFF\u200B\u00AD\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069]/
const spaces = /[ \u00A0\u2000-\u200A\u202F\u205F]/

/**
 * A line as it is kept: characters that nobody sees go, spaces of any width but the
 * full-width one are spaces, indents go, and several spaces in a row become one, unless
 * they look like a blank (（  ）, a gap before a measure).
 * @param bold whether each character is bold; empty for none
 */
export function cleanLine(raw: readonly string[], bold: readonly boolean[] = []): ClipLine {
  let characters: { readonly text: string; readonly bold: boolean }[] = []
  for (const [at, one] of raw.entries()) {
    if (invisible.test(one)) continue
    const text = spaces.test(one) ? ' ' : /[\r\n]/.test(one) ? ' ' : one
    characters.push({ text, bold: bold[at] === true })
  }
  const isIndent = (one: { readonly text: string } | undefined): boolean =>
    one !== undefined && /^[ \t\u3000]$/.test(one.text)
  let start = 0
  while (isIndent(characters[start])) start++
  let end = characters.length
  while (end > start && isIndent(characters[end - 1])) end--
  characters = characters.slice(start, end)

  const text = characters.map((one) => one.text).join('')
  const kept = /  /.test(text) ? gapsIn(text) : []
  const list = characters.filter(
    (one, at) =>
      one.text !== ' ' ||
      characters[at - 1]?.text !== ' ' ||
      kept.some(({ from, to }) => from <= at && at < to),
  )
  return { text: list.map((one) => one.text).join(''), bold: stretchesOf(list) }
}

/** Gaps that may be blanks. */
function gapsIn(text: string): Stretch[] {
  return findBlanks(text).map(({ offset, length }) => ({ from: offset, to: offset + length }))
}

/** A line with `number` before it, unless it begins with one. */
export function numberedLine(line: ClipLine, number: string): ClipLine {
  const by = number.length
  const bold = line.bold.map(({ from, to }) => ({ from: from + by, to: to + by }))
  return { ...line, text: number + line.text, bold }
}

function stretchesOf(list: readonly { readonly bold: boolean }[]): Stretch[] {
  const stretches: Stretch[] = []
  let from = -1
  for (let at = 0; at <= list.length; at++) {
    const isBold = list[at]?.bold === true
    if (isBold && from < 0) from = at
    if (!isBold && from >= 0) {
      stretches.push({ from, to: at })
      from = -1
    }
  }
  return stretches
}
