import type { Node } from 'prosemirror-model'
import { schema } from '../../schema/schema'

/**
 * The bold passages of a piece of HTML from outside, in order, without white space at their ends.
 * The HTML is only read: nothing of it is run, fetched or put into a page.
 */
export function boldPassages(html: string): string[] {
  const root = new DOMParser().parseFromString(html, 'text/html').body
  const passages: string[] = []
  let current = ''
  const flush = (): void => {
    const text = current.trim()
    if (text !== '') passages.push(text)
    current = ''
  }
  const walk = (element: Element, bold: boolean): void => {
    for (const child of element.childNodes) {
      if (child instanceof Element) {
        const heavy = weightOf(child) ?? bold
        if (!heavy || /^(P|DIV|LI|TD|TR|H[1-6]|BR)$/.test(child.tagName)) flush()
        walk(child, heavy)
        if (/^(P|DIV|LI|TD|TR|H[1-6])$/.test(child.tagName)) flush()
      } else if (child.nodeType === child.TEXT_NODE) {
        if (bold) current += (child.textContent ?? '').replaceAll(/\s*\n\s*/g, '')
        else flush()
      }
    }
  }
  walk(root, false)
  flush()
  return passages
}

/** Whether an element makes its text bold; undefined when it says nothing of it. */
function weightOf(element: Element): boolean | undefined {
  const style = /font-weight\s*:\s*(\w+)/i.exec(element.getAttribute('style') ?? '')?.[1]
  if (style !== undefined) return /^(bold|bolder|[6-9]00)$/i.test(style)
  if (/^(B|STRONG)$/.test(element.tagName)) return true
  return undefined
}

/** `block` with the passages made bold that it contains, taken from the front of `passages` in their order. */
export function withBold(block: Node, passages: string[]): Node {
  const text = block.textBetween(0, block.content.size, '', (leaf) => leafMark(leaf))
  const ranges: { from: number; to: number }[] = []
  let at = 0
  while (passages.length > 0) {
    const [passage = ''] = passages
    const from = text.indexOf(passage.replaceAll(/[*＊×]+/g, '\uFFFC'), at)
    if (from < 0) break
    at = from + passage.replaceAll(/[*＊×]+/g, '\uFFFC').length
    ranges.push({ from, to: at })
    passages.shift()
  }
  if (ranges.length === 0) return block
  const children: Node[] = []
  let start = 0
  block.forEach((child) => {
    const end = start + child.nodeSize
    for (const cut of cuts(start, end, ranges)) {
      const piece = child.isText ? child.cut(cut.from - start, cut.to - start) : child
      children.push(cut.bold ? piece.mark(schema.mark('bold').addToSet(piece.marks)) : piece)
    }
    start = end
  })
  return block.type.create(block.attrs, children, block.marks)
}

/** Every inline leaf is one position long, so it is one character of the text that is searched. */
function leafMark(leaf: Node): string {
  return leaf.isText ? (leaf.text ?? '') : '\uFFFC'
}

function cuts(
  from: number,
  to: number,
  ranges: readonly { from: number; to: number }[],
): { from: number; to: number; bold: boolean }[] {
  const found: { from: number; to: number; bold: boolean }[] = []
  let at = from
  for (const range of ranges) {
    if (range.to <= at || range.from >= to) continue
    if (range.from > at) found.push({ from: at, to: range.from, bold: false })
    at = Math.max(at, range.from)
    const end = Math.min(to, range.to)
    found.push({ from: at, to: end, bold: true })
    at = end
  }
  if (at < to) found.push({ from: at, to, bold: false })
  return found
}
