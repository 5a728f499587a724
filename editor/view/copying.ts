import { DOMSerializer, Fragment, type Node } from 'prosemirror-model'
import { Plugin } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { numbersOf } from '../../schema/numbering'
import { schema } from '../../schema/schema'
import { headingEnd } from '../../schema/sections'
import { alignOf, isCell } from '../../schema/tables'
import type { Figures } from '../model/figures/figures'

/**
 * Copy and cut. What leaves reads in any program as it reads here: numbers are those that
 * the sections have in the report, blanks are their values. As HTML it is headings,
 * paragraphs and bold, with what brings it back here whole.
 */
export function copying(figures: Figures): Plugin {
  let view: EditorView | null = null
  const shown = (node: Node): string =>
    figures.shown(String(node.attrs['figure'])) ?? String(node.attrs['mask'])

  const toText = (content: Fragment): string => {
    const numbers = numbersIn(view, content)
    const lines: string[] = []
    let inline = ''
    content.forEach((node, _offset, index) => {
      const read = (one: Node): string =>
        one.textBetween(0, one.content.size, undefined, (leaf) =>
          leaf.type.name === 'placeholder' ? shown(leaf) : '',
        )
      if (isCell(node)) {
        const before = index === 0 ? null : content.child(index - 1)
        const said = read(node).replaceAll(/[\t\u2028]/g, ' ')
        if (before !== null && isSameRow(before, node)) lines.push(`${lines.pop() ?? ''}\t${said}`)
        else lines.push(said)
      } else if (node.isBlock)
        lines.push(
          (index === 0 ? '' : String(node.attrs['gap'] ?? '')) +
            (numbers[index] ?? '') +
            read(node),
        )
      else
        inline += node.isText
          ? (node.text ?? '')
          : node.type.name === 'placeholder'
            ? shown(node)
            : ''
    })
    return lines.length === 0 ? inline : lines.join('\n')
  }

  const serializer = new Copier((content) => numbersIn(view, content), shown)
  return new Plugin({
    view(created) {
      view = created
      return {}
    },
    props: {
      clipboardTextSerializer: (slice) => toText(slice.content),
      clipboardSerializer: serializer,
    },
  })
}

/**
 * The number before each block of what is copied: that of its section in the report. A
 * block of which only a part is copied has none.
 */
function numbersIn(view: EditorView | null, content: Fragment): string[] {
  if (view === null || content.firstChild?.isBlock !== true) return []
  const { doc, selection } = view.state
  const { $from, $to } = selection
  const numbers = numbersOf(doc)
  const first = $from.index(0)
  const isCut =
    $from.parentOffset > 0 ||
    (content.childCount === 1 && $to.parentOffset < $to.parent.content.size)
  const list: string[] = []
  content.forEach((_block, _offset, index) => {
    list.push(index === 0 && isCut && $from.depth > 0 ? '' : (numbers[first + index] ?? ''))
  })
  return list
}

function isSameRow(a: Node, b: Node): boolean {
  return isCell(a) && a.attrs['table'] === b.attrs['table'] && a.attrs['row'] === b.attrs['row']
}

function tableElement(): HTMLElement {
  const dom = document.createElement('table')
  dom.style.borderCollapse = 'collapse'
  return dom
}

/** A line break of a cell, which `pastedCells` knows again. */
function lineBreak(): HTMLElement {
  const dom = document.createElement('br')
  dom.dataset['soft'] = ''
  return dom
}

function textsIn(dom: HTMLElement): Text[] {
  const walker = document.createTreeWalker(dom, NodeFilter.SHOW_TEXT)
  const list: Text[] = []
  for (let next = walker.nextNode(); next !== null; next = walker.nextNode())
    if (next instanceof Text) list.push(next)
  return list
}

/** Writes blocks as a word processor expects them: h1 for the title, h2 to h5 for the levels. */
class Copier extends DOMSerializer {
  private readonly numbers: (content: Fragment) => string[]
  private readonly shown: (placeholder: Node) => string

  constructor(numbers: (content: Fragment) => string[], shown: (placeholder: Node) => string) {
    super(DOMSerializer.nodesFromSchema(schema), DOMSerializer.marksFromSchema(schema))
    this.numbers = numbers
    this.shown = shown
  }

  override serializeFragment(
    content: Fragment,
    options: { document?: Document } = {},
    target?: HTMLElement | DocumentFragment,
  ): HTMLElement | DocumentFragment {
    const into = target ?? (options.document ?? document).createDocumentFragment()
    const numbers = this.numbers(content)
    let table: HTMLElement | null = null
    let row: HTMLElement | null = null
    content.forEach((node, _offset, index) => {
      const before = index === 0 ? null : content.child(index - 1)
      if (isCell(node)) {
        if (table === null || before?.attrs['table'] !== node.attrs['table']) {
          table = tableElement()
          row = null
          into.append(table)
        }
        if (row === null || before === null || !isSameRow(before, node)) {
          row = document.createElement('tr')
          table.append(row)
        }
        row.append(this.cell(node))
        return
      }
      table = null
      if (node.isBlock) into.append(this.block(node, numbers[index] ?? ''))
      else into.append(this.inline(Fragment.from(node)))
    })
    return into
  }

  /** A cell with what brings it back here; a line break in it is one for any program. */
  private cell(node: Node): HTMLElement {
    const dom = document.createElement(node.attrs['head'] === true ? 'th' : 'td')
    const { table, row, col, head, align } = node.attrs
    Object.assign(dom.dataset, { block: 'cell', table, row, col })
    if (head === true) dom.dataset['head'] = 'true'
    if (align !== '') dom.dataset['align'] = String(align)
    dom.style.border = '1px solid'
    dom.style.padding = '2px 6px'
    dom.style.textAlign = alignOf(node)
    dom.append(this.inline(node.content))
    for (const text of textsIn(dom)) {
      const lines = text.data.split('\u2028')
      if (lines.length === 1) continue
      text.replaceWith(
        ...lines.flatMap((line, index) => (index === 0 ? [line] : [lineBreak(), line])),
      )
    }
    return dom
  }

  private block(node: Node, number: string): HTMLElement {
    const level = node.type.name === 'section' ? Number(node.attrs['level']) : 0
    const end = level === 0 ? 0 : headingEnd(node)
    const runIn = level !== 0 && end + 1 < node.content.size
    const name =
      node.type.name === 'title'
        ? 'h1'
        : level === 0 || runIn || number === ''
          ? 'p'
          : `h${level + 1}`
    const dom = document.createElement(name)
    dom.dataset['block'] = node.type.name
    if (level !== 0) dom.dataset['level'] = String(level)
    if (name === 'h1') dom.style.textAlign = 'center'
    if (number !== '') {
      // Derived, so it is left out again when this is pasted here.
      const span = document.createElement('span')
      span.dataset['number'] = number
      span.append(number)
      dom.append(span)
    }
    dom.append(this.inline(node.content))
    return dom
  }

  private inline(content: Fragment): HTMLElement | DocumentFragment {
    const drawn = super.serializeFragment(content, { document })
    const values: string[] = []
    content.forEach((node) => {
      if (node.type.name === 'placeholder') values.push(this.shown(node))
    })
    drawn.querySelectorAll('[data-figure]').forEach((dom, index) => {
      dom.textContent = values[index] ?? ''
    })
    return drawn
  }
}
