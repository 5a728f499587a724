import type { Node } from 'prosemirror-model'

/** Stands for an inline atom in a block's text, so that text and content offsets agree. */
export const atomCharacter = '\uFFFC'

/** A placeholder inside a block. */
export interface PlacedFigure {
  readonly figure: string
  /** Offset in the block's content, in document positions and in `blockText` alike. */
  readonly offset: number
  readonly node: Node
}

const texts = new WeakMap<Node, string>()
const placed = new WeakMap<Node, readonly PlacedFigure[]>()

/** The text of a block with one `atomCharacter` for each atom. Cached per node. */
export function blockText(block: Node): string {
  let text = texts.get(block)
  if (text === undefined) {
    text = block.textBetween(0, block.content.size, undefined, atomCharacter)
    texts.set(block, text)
  }
  return text
}

/** The placeholders of a block in order. Cached per node, so a change costs one block. */
export function placeholdersOf(block: Node): readonly PlacedFigure[] {
  let list = placed.get(block)
  if (list === undefined) {
    const found: PlacedFigure[] = []
    block.forEach((node, offset) => {
      if (node.type.name === 'placeholder') {
        found.push({ figure: String(node.attrs['figure']), offset, node })
      }
    })
    list = found
    placed.set(block, list)
  }
  return list
}

/**
 * The clause around `offset` of a block, cut at the sentence's ends, with each blank
 * shown by `show`. At most about `width` characters on either side.
 */
export function sentenceAround(
  block: Node,
  offset: number,
  show: (node: Node) => string = (node) => String(node.attrs['mask'] ?? ''),
  width = 40,
): { before: string; blank: string; after: string } {
  const text = blockText(block)
  let from = offset
  while (from > 0 && offset - from < width && !/[。；！？]/.test(text[from - 1] ?? '')) from--
  let to = offset + 1
  while (to < text.length && to - offset < width && !/[。；！？]/.test(text[to - 1] ?? '')) to++
  const read = (start: number, end: number): string =>
    block.textBetween(start, end, undefined, (leaf) => show(leaf))
  return {
    before: (from > 0 && offset - from >= width ? '…' : '') + read(from, offset),
    blank: read(offset, offset + 1),
    after: read(offset + 1, to) + (to < text.length && to - offset >= width ? '…' : ''),
  }
}
