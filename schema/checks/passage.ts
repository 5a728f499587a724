import type { Node } from 'prosemirror-model'
import { atomCharacter, blockText, placeholdersOf } from '../content'

/** A value that stands in a passage. */
export interface FilledBlank {
  /** Offsets in the passage's text. */
  readonly from: number
  readonly to: number
  /** Content offset of the blank in its block. */
  readonly offset: number
  readonly node: Node
}

/**
 * A block as a reader has it: with the values of its blanks. A blank without its one value
 * is `atomCharacter`, which no rule takes for a word, so that what is missing is no fault.
 */
export interface Passage {
  readonly block: Node
  readonly text: string
  readonly filled: readonly FilledBlank[]
}

/** The value that stands in the text for a figure, or undefined while there is not one. */
export type ValueOf = (figure: string) => string | undefined

const passages = new WeakMap<Node, { readonly key: string; readonly passage: Passage }>()

/** The passage of a block. The same object until the block or one of its values changes. */
export function passageOf(block: Node, valueOf: ValueOf): Passage {
  const blanks = placeholdersOf(block)
  const values = blanks.map(({ figure }) => valueOf(figure) ?? atomCharacter)
  const key = values.join('\n')
  const known = passages.get(block)
  if (known !== undefined && known.key === key) return known.passage
  const raw = blockText(block)
  const filled: FilledBlank[] = []
  let text = ''
  let at = 0
  blanks.forEach(({ offset, node }, index) => {
    const value = values[index] ?? atomCharacter
    text += raw.slice(at, offset)
    if (value !== atomCharacter)
      filled.push({ from: text.length, to: text.length + value.length, offset, node })
    text += value
    at = offset + 1
  })
  const passage = { block, text: text + raw.slice(at), filled }
  passages.set(block, { key, passage })
  return passage
}

/** Content offset of a place of the text; inside a value it is that of the blank's start or end. */
export function contentOffset({ filled }: Passage, at: number, end: boolean): number {
  let shift = 0
  for (const { from, to, offset } of filled) {
    if (at <= from) break
    if (at < to) return end ? offset + 1 : offset
    shift += to - from - 1
  }
  return at - shift
}

/** Place in the text of a content offset; behind a value for what is behind its blank. */
export function textOffset({ filled }: Passage, at: number): number {
  let shift = 0
  for (const { from, to, offset } of filled) {
    if (offset >= at) break
    shift += to - from - 1
  }
  return at + shift
}

/** Whether a range of the text has a character of a value, or a blank. */
export function touchesBlank({ text, filled }: Passage, from: number, to: number): boolean {
  if (text.slice(from, to).includes(atomCharacter)) return true
  return filled.some((value) => value.from < to && from < value.to)
}
