import type { Node } from 'prosemirror-model'

/**
 * Document position ⇄ text offset. A block costs two positions in ProseMirror (its ends)
 * and one offset in the flat text (its mark), none when it is the implicit first block.
 */

/** Index of the block that contains document position `pos`, or that starts there. */
export function indexAt(doc: Node, pos: number): number {
  let index = 0
  let start = 0
  while (index < doc.childCount) {
    const size = doc.child(index).nodeSize
    if (pos < start + size) break
    start += size
    index++
  }
  return index
}

/** The text offset of document position `pos`. Cost: a walk over the top-level blocks. */
export function offsetAt(doc: Node, pos: number, implicit: boolean): number {
  return Math.max(0, pos - indexAt(doc, pos) - (implicit ? 1 : 0))
}

/** Where a text offset is in the document. */
export interface Place {
  /** Index of the block. */
  readonly index: number
  /** Position before the block. */
  readonly start: number
  /** Position inside the block's content. */
  readonly pos: number
  /** Whether the offset is at the very start of the text, before the first block's mark. */
  readonly beforeAll: boolean
}

/** The place of text offset `offset`, in the content of a block; clamped to the document. */
export function placeAt(doc: Node, offset: number, implicit: boolean): Place {
  const flat = offset + (implicit ? 1 : 0)
  let start = 0
  let mark = 0
  for (let index = 0; ; index++) {
    const block = doc.child(index)
    const end = mark + 1 + block.content.size
    if (flat <= end || index === doc.childCount - 1) {
      const inside = Math.min(Math.max(flat - mark, 1), 1 + block.content.size)
      return { index, start, pos: start + inside, beforeAll: flat === 0 }
    }
    start += block.nodeSize
    mark = end
  }
}

/** The document position of text offset `offset`, inside a block. */
export function posAt(doc: Node, offset: number, implicit: boolean): number {
  return placeAt(doc, offset, implicit).pos
}
