import type { PaperBlock } from '../paper/content'
import {
  characterSpacing,
  linePitch,
  page,
  pageNumberGap,
  sizes,
  tableLinePitch,
} from '../paper/format'
import { cutPieces, printed, type Piece } from '../paper/pieces'
import type { PaperChange, PaperThread } from '../paper/threads'

export interface SheetOptions {
  /** Whether blanks are marked by their state. */
  readonly marked: boolean
  /** Comments whose passages are marked and numbered from 1; none leaves them out. */
  readonly threads: readonly PaperThread[]
  /** What suggestions would change, drawn as tracked changes; none leaves them out. */
  readonly changes?: readonly PaperChange[]
  /** Told of each text node that is made, in order; null for the number. */
  readonly onText?: (text: Text, piece: Piece | null) => void
}

/** The measures of `paper/format.ts` for `sheet.css`, which knows no numbers of its own. */
export function applyMeasures(sheet: HTMLElement): void {
  const measures: Readonly<Record<string, string>> = {
    '--sheet-width': `${page.width - page.left - page.right}mm`,
    '--sheet-line': `${linePitch}pt`,
    '--sheet-size': `${sizes.body}pt`,
    '--sheet-spacing': `${characterSpacing}pt`,
    '--sheet-character': `${sizes.body + characterSpacing}pt`,
    '--sheet-title-size': `${sizes.title}pt`,
    '--sheet-table-size': `${sizes.table}pt`,
    '--sheet-table-line': `${tableLinePitch}pt`,
    '--sheet-cell-side': '4.25pt',
  }
  for (const [name, value] of Object.entries(measures)) sheet.style.setProperty(name, value)
}

/** The page itself, which `sheet.css` cannot say with variables: size, margins and page numbers. */
export function pageRules(): string {
  const number = (side: 'left' | 'right'): string => `
    content: '— ' counter(page) ' —';
    font: ${sizes.pageNumber}pt/${sizes.pageNumber}pt 宋体, SimSun, STSong, 'Noto Serif CJK SC', serif;
    text-align: ${side};
    vertical-align: top;
    padding-top: ${pageNumberGap}mm;
    padding-${side}: ${sizes.body + characterSpacing}pt;`
  return `
    @page {
      size: ${page.width}mm ${page.height}mm;
      margin: ${page.top}mm ${page.right}mm ${page.bottom}mm ${page.left}mm;
    }
    @page :right { @bottom-right { ${number('right')} } }
    @page :left { @bottom-left { ${number('left')} } }`
}

/** A block as it is printed. The text of the element is what is read, its number included. */
export function drawBlock(block: PaperBlock, options: SheetOptions): HTMLElement {
  const { layout, type, level, index, number } = block
  const dom = document.createElement(type === 'title' ? 'h1' : 'p')
  dom.className = 'sheet-block'
  dom.dataset['type'] = type
  if (level !== 0 && !block.runIn) dom.dataset['level'] = String(level)
  for (const [name, value] of [
    ['--first', layout.first],
    ['--left', layout.left],
    ['--right', layout.right],
    ['--before', layout.before],
    ['--after', layout.after],
  ] as const)
    if (value !== 0) dom.style.setProperty(name, String(value))
  dom.style.textAlign = block.cell?.align ?? (layout.align === 'centre' ? 'center' : layout.align)
  if (block.cell?.head === true) dom.dataset['head'] = ''
  if (layout.keepNext) dom.style.breakAfter = 'avoid'
  if (number !== '') {
    const text = new Text(number)
    options.onText?.(text, null)
    dom.append(block.runIn ? inHeading(level, text) : text)
  }
  const marks = options.threads
    .map((thread, at) => ({ thread, number: at + 1 }))
    .filter(({ thread: { from, to } }) => from.block <= index && index <= to.block)
  const places = marks.flatMap(({ thread: { from, to } }) =>
    [from, to].filter((one) => one.block === index).map(({ offset }) => offset),
  )
  const changes = (options.changes ?? []).filter(({ from }) => from.block === index)
  places.push(...changes.flatMap(({ from, to }) => [from.offset, to.offset]))
  /** What comes with suggestions stands behind what goes. */
  const open = new Set(changes)
  const comeUpTo = (at: number): void => {
    for (const change of open)
      if (change.to.offset <= at) {
        open.delete(change)
        dom.append(...drawCome(block, change, options))
      }
  }
  for (const piece of cutPieces(block.pieces, places)) {
    // A break that was put into the title stands before what begins there.
    if (piece.from !== piece.to) comeUpTo(piece.from)
    const isGone = changes.some(
      ({ from, to }) => from.offset <= piece.from && piece.from < to.offset,
    )
    const drawn = isGone
      ? wrapped('del', drawPiece(block, piece, options))
      : drawPiece(block, piece, options)
    const isMarked = marks.some(
      ({ thread: { from, to } }) =>
        (from.block < index || from.offset <= piece.from) &&
        (to.block > index || piece.to <= to.offset),
    )
    if (isMarked && piece.type !== 'break') {
      const mark = document.createElement('mark')
      mark.append(drawn)
      dom.append(mark)
    } else dom.append(drawn)
    for (const { thread, number } of marks)
      if (thread.to.block === index && thread.to.offset === piece.to && piece.from !== piece.to)
        dom.append(reference(number))
  }
  comeUpTo(Infinity)
  // An empty block is a line.
  if (dom.textContent === '') dom.append(document.createElement('br'))
  return dom
}

/** What a suggestion puts in, and who made it. */
function drawCome(block: PaperBlock, change: PaperChange, options: SheetOptions): HTMLElement[] {
  const by = document.createElement('sup')
  by.className = 'sheet-by'
  by.textContent = change.author
  if (change.come.length === 0) return [by]
  return [wrapped('ins', ...change.come.map((piece) => drawPiece(block, piece, options))), by]
}

function wrapped(name: 'ins' | 'del', ...content: Node[]): HTMLElement {
  const dom = document.createElement(name)
  dom.append(...content)
  return dom
}

function drawPiece(block: PaperBlock, piece: Piece, { marked, onText }: SheetOptions): Node {
  if (piece.type === 'break') return document.createElement('br')
  const text = new Text(printed(piece))
  onText?.(text, piece)
  let node: Node = text
  if (piece.type === 'blank' && marked) {
    const blank = document.createElement('span')
    blank.className = 'sheet-blank'
    blank.dataset['state'] = piece.state
    blank.append(node)
    node = blank
  }
  if (piece.bold) {
    const strong = document.createElement('strong')
    strong.append(node)
    node = strong
  }
  return piece.heading && block.runIn ? inHeading(block.level, node) : node
}

function inHeading(level: number, content: Node): HTMLElement {
  const heading = document.createElement('span')
  heading.dataset['heading'] = String(level)
  heading.append(content)
  return heading
}

function reference(number: number): HTMLElement {
  const sup = document.createElement('sup')
  sup.textContent = `〔${number}〕`
  return sup
}
