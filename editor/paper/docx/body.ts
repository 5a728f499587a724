import { page, pageNumberGap, sizes } from '../format'
import { isPaperTable, stretchesOf, type PaperBlock } from '../content'
import type { BlockLayout } from '../layout'
import { cutPieces, printed, type Piece } from '../pieces'
import type { PaperChange, PaperPlace } from '../threads'
import { contentControl, draftMark, placeholderStyle } from './blank'
import { rangeEnd, rangeStart, wordTime, type NumberedThread } from './comments'
import { numberingId } from './numbering'
import { table, tableEnd } from './table'
import { characterSpace, headingCharacters, paragraphStyles } from './styles'
import { twips, twipsOfCharacters, twipsOfLines, twipsOfMillimetres } from './units'
import { element, text, val, wordPart, type Xml } from './xml'

export interface BodyOptions {
  readonly report: string
  /** Whether Word counts the sections, or the numbers are text. */
  readonly realNumbers: boolean
  /** Whether blanks are content controls. */
  readonly controls: boolean
  /** Whether blanks are marked by their state. */
  readonly marked: boolean
  /** Relationship ids of the footers. */
  readonly footers: { readonly odd: string; readonly even: string }
}

/** Names a paragraph of the body across edits in Word. */
export function paragraphId(index: number): string {
  return (0x10000001 + index).toString(16).toUpperCase()
}

/** Numbers for what must be unique in the document. */
interface Counters {
  control: number
  change: number
}

export function documentPart(
  blocks: readonly PaperBlock[],
  threads: readonly NumberedThread[],
  changes: readonly PaperChange[],
  options: BodyOptions,
): Xml {
  const counters = { control: 1_000_001, change: 500_001 }
  const drawn = (block: PaperBlock): Xml =>
    paragraph(
      block,
      threads.filter(
        ({ thread }) => thread.from.block === block.index || thread.to.block === block.index,
      ),
      changes.filter(({ from }) => from.block === block.index),
      options,
      counters,
    )
  return wordPart(
    'w:document',
    element(
      'w:body',
      {},
      stretchesOf(blocks)
        .map((stretch, index, all) => {
          if (!isPaperTable(stretch)) return drawn(stretch)
          const next = all[index + 1]
          // Word makes one table of two, and wants a paragraph behind the last.
          return (
            table(stretch, drawn) + (next === undefined || isPaperTable(next) ? tableEnd() : '')
          )
        })
        .join(''),
      section(options),
    ),
  )
}

function paragraph(
  block: PaperBlock,
  threads: readonly NumberedThread[],
  changes: readonly PaperChange[],
  options: BodyOptions,
  counters: Counters,
): Xml {
  const here = ({ block: index, offset }: PaperPlace, at: number): boolean =>
    index === block.index && offset === at
  /** What stands between two pieces: insertions, then ends and starts of comments. */
  const between = (at: number): Xml =>
    changes
      .filter(({ to, come }) => to.offset === at && come.length > 0)
      .map((change) =>
        tracked(
          'w:ins',
          change,
          counters,
          change.come.map((piece) => draw(block, piece, options, counters)).join(''),
        ),
      )
      .join('') +
    threads
      .filter(({ thread: { to } }) => here(to, at))
      .map(rangeEnd)
      .join('') +
    threads
      .filter(({ thread: { from, to } }) => here(from, at) && !here(to, at))
      .map(rangeStart)
      .join('')
  const places = new Set([
    0,
    ...threads.flatMap(({ thread: { from, to } }) =>
      [from, to].filter((one) => one.block === block.index).map(({ offset }) => offset),
    ),
    ...changes.flatMap(({ from, to }) => [from.offset, to.offset]),
  ])
  // A comment on a mere point has no range to end.
  const points = (at: number): Xml =>
    threads
      .filter(({ thread: { from, to } }) => here(from, at) && here(to, at))
      .map(rangeStart)
      .join('')
  let content =
    block.number === '' || options.realNumbers ? '' : run(block, null, words(block.number))
  const pass = (at: number): void => {
    if (places.delete(at)) content += points(at) + between(at)
  }
  for (const piece of cutPieces(block.pieces, places)) {
    // A break that was put into the title stands before what begins there.
    if (piece.from !== piece.to) pass(piece.from)
    const change = changes.find(
      ({ from, to }) => from.offset <= piece.from && piece.from < to.offset,
    )
    content +=
      change === undefined
        ? draw(block, piece, options, counters)
        : tracked('w:del', change, counters, draw(block, piece, options, counters, 'w:delText'))
  }
  for (const at of [...places].sort((a, b) => a - b)) pass(at)
  return element(
    'w:p',
    { 'w14:paraId': paragraphId(block.index) },
    element('w:pPr', {}, ...paragraphProperties(block, options)),
    content,
  )
}

function tracked(name: string, change: PaperChange, counters: Counters, content: Xml): Xml {
  return element(
    name,
    { 'w:id': counters.change++, 'w:author': change.author, 'w:date': wordTime(change.at) },
    content,
  )
}

/** @param textName `w:delText` for what a suggestion takes out */
function draw(
  block: PaperBlock,
  piece: Piece,
  options: BodyOptions,
  counters: Counters,
  textName = 'w:t',
): Xml {
  if (piece.type === 'break') return run(block, piece, element('w:br'))
  if (piece.type !== 'blank') return run(block, piece, words(printed(piece), textName))
  const mark = options.marked ? draftMark(piece.state) : ''
  // What goes or comes with a suggestion is no control: the blank stays one where it is.
  if (!options.controls || textName !== 'w:t')
    return run(block, piece, words(piece.text, textName), mark)
  const style = piece.shown === undefined && !piece.heading ? placeholderStyle : ''
  return contentControl(
    piece,
    options.report,
    counters.control++,
    run(block, piece, words(piece.text), mark, style),
  )
}

/** Marks that stand in Chinese and in Latin text; without a hint Word takes them for Latin ones. */
const ambiguous = /[“”‘’—…·×÷±°]/

/** @param mark run properties that stand behind all of ours */
function run(
  block: PaperBlock,
  piece: Pick<Piece, 'heading' | 'bold'> | null,
  content: Xml,
  mark: Xml = '',
  style = '',
): Xml {
  const inHeading = block.runIn && (piece === null || piece.heading)
  const named = inHeading ? headingCharacters(block.level) : style
  const properties =
    (named === '' ? '' : val('w:rStyle', named)) +
    (ambiguous.test(content) ? element('w:rFonts', { 'w:hint': 'eastAsia' }) : '') +
    (piece?.bold === true ? element('w:b') : '') +
    mark
  return element('w:r', {}, properties === '' ? '' : element('w:rPr', {}, properties), content)
}

/** Words of a run; a tab is an element of its own. */
function words(said: string, name = 'w:t'): Xml {
  return said
    .split('\t')
    .map((part) => (part === '' ? '' : element(name, { 'xml:space': 'preserve' }, text(part))))
    .join(element('w:tab'))
}

function styleOf({ type, level, runIn, cell }: PaperBlock): string {
  if (cell?.head === true) return paragraphStyles.cellHead
  if (level !== 0)
    return runIn ? paragraphStyles[`runIn${level}`] : paragraphStyles[`section${level}`]
  return Object.hasOwn(paragraphStyles, type)
    ? paragraphStyles[type as keyof typeof paragraphStyles]
    : paragraphStyles.paragraph
}

/** What differs from the block's style. The order is the schema's. */
function paragraphProperties(block: PaperBlock, { realNumbers }: BodyOptions): Xml[] {
  const { layout, level } = block
  return [
    val('w:pStyle', styleOf(block)),
    layout.keepNext && level === 0 && block.type !== 'title' ? element('w:keepNext') : '',
    level !== 0 && realNumbers
      ? element('w:numPr', {}, val('w:ilvl', level - 1), val('w:numId', numberingId))
      : '',
    spacing(block),
    indent(block, layout),
    block.cell === null || block.cell.align === 'center' ? '' : val('w:jc', block.cell.align),
  ]
}

function spacing({ layout, type }: PaperBlock): Xml {
  const { before } = layout
  // The style of a title has its blank line; a title that stands alone or goes on has none.
  const after = type === 'title' && layout.after === 0 ? 0 : undefined
  if (before === 0 && after === undefined) return ''
  return element('w:spacing', {
    'w:beforeLines': before === 0 ? undefined : before * 100,
    'w:before': before === 0 ? undefined : twipsOfLines(before),
    'w:afterLines': after,
    'w:after': after,
  })
}

function indent({ type }: PaperBlock, { left, right, first }: BlockLayout): Xml {
  if (type === 'attachment')
    return element('w:ind', {
      'w:left': twipsOfCharacters(left),
      'w:hanging': twipsOfCharacters(-first),
    })
  if (type !== 'signature' && type !== 'date') return ''
  return element('w:ind', {
    'w:rightChars': Math.round(right * 100),
    'w:right': twipsOfCharacters(right),
  })
}

function section({ footers }: BodyOptions): Xml {
  const footer = (type: string, id: string): Xml =>
    element('w:footerReference', { 'w:type': type, 'r:id': id })
  const numberHeight = (sizes.pageNumber * 25.4) / 72
  return element(
    'w:sectPr',
    {},
    footer('default', footers.odd),
    footer('even', footers.even),
    element('w:pgSz', {
      'w:w': twipsOfMillimetres(page.width),
      'w:h': twipsOfMillimetres(page.height),
    }),
    element('w:pgMar', {
      'w:top': twipsOfMillimetres(page.top),
      'w:right': twipsOfMillimetres(page.right),
      'w:bottom': twipsOfMillimetres(page.bottom),
      'w:left': twipsOfMillimetres(page.left),
      'w:header': twipsOfMillimetres(15),
      'w:footer': twipsOfMillimetres(page.bottom - pageNumberGap - numberHeight),
      'w:gutter': 0,
    }),
    element('w:docGrid', {
      'w:type': 'linesAndChars',
      'w:linePitch': twips(twipsOfLines(1) / 20),
      'w:charSpace': characterSpace,
    }),
  )
}
