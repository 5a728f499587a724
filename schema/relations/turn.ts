import type { Node } from 'prosemirror-model'
import type { Edit } from '../checks/finding'
import { atomCharacter, blockText, placeholdersOf } from '../content'
import { changeWordIn, turnedWord } from '../course'

/** 增长 −3％ put right as 下降3％: the words that change, and how the text reads then. */
export interface Turn {
  /** The word that says the wrong direction, and the one that says the right one. */
  readonly word: string
  readonly turned: string
  /** One for each place of the figure; offsets in the content of the block with this index. */
  readonly edits: readonly (Edit & { readonly block: number })[]
}

/**
 * How the words before a figure are put right when its value has the other sign. Null where
 * that is not certain: a word that several numbers share (增长＊％和＊％), one without a
 * counterpart, or another place of the figure that has no such word right before it.
 */
export function turnOf(doc: Node, figure: string): Turn | null {
  const edits: (Edit & { block: number })[] = []
  let first: { readonly word: string; readonly turned: string } | null = null
  for (let block = 0; block < doc.childCount; block++) {
    const child = doc.child(block)
    for (const one of placeholdersOf(child)) {
      if (one.figure !== figure) continue
      const unit = String(one.node.attrs['unit'])
      const text = blockText(child)
      const start = Math.max(0, one.offset - 40)
      const found = changeWordIn(text.slice(start, one.offset))
      const turned = found === null ? undefined : turnedWord(found.word, unit)
      if (found === null || turned === undefined) return null
      const behind = text.slice(one.offset + 1)
      const list = new RegExp(`^${unit}(?:[、和及与]|以及)[^，。；]{0,12}[0-9${atomCharacter}]`)
      if (list.test(behind)) return null
      const from = start + found.at
      edits.push({ block, from, to: from + found.word.length, text: turned })
      first ??= { word: found.word, turned }
    }
  }
  return first === null ? null : { ...first, edits }
}
