import type { Node } from 'prosemirror-model'
import { numbersOf } from '../../schema/numbering'
import type { SectionLevel } from '../../schema/schema'
import { alignOf, cellPlace, columnShares, type CellPlace, type Table } from '../../schema/tables'
import { headingEnd } from '../../schema/sections'
import { layoutOf, type BlockLayout, type Laid } from './layout'
import { cutPieces, softBreak, type PaperFigure, type Piece } from './pieces'

/** One block of the report as it goes to paper, whatever the form of the file. */
export interface PaperBlock {
  readonly index: number
  /** Name of the node type. */
  readonly type: string
  /** Level of a section, 0 for all else. */
  readonly level: SectionLevel | 0
  /** The number in front, `''` for none. */
  readonly number: string
  /** Whether body text follows the heading in the same block. */
  readonly runIn: boolean
  readonly pieces: readonly Piece[]
  readonly layout: BlockLayout
  readonly node: Node
  /** Its place, if it is a cell. */
  readonly cell: PaperCell | null
}

/** A cell of a table as it goes to paper. */
export interface PaperCell extends CellPlace {
  /** The part of the table's width that each column has. */
  readonly shares: readonly number[]
  readonly head: boolean
  readonly align: 'left' | 'center' | 'right'
}

/**
 * The report as it goes to paper.
 *
 * @param figureOf what stands for a figure
 * @param seal whether the paper will be sealed: 落款 and date are then placed for the seal
 */
export function paperOf(
  doc: Node,
  figureOf: (id: string) => PaperFigure,
  seal: boolean,
): readonly PaperBlock[] {
  return Array.from({ length: doc.childCount }, (_, index) =>
    paperBlock(doc, index, figureOf, seal),
  )
}

/** Block `index` of the report as it goes to paper. Cost: this block alone. */
export function paperBlock(
  doc: Node,
  index: number,
  figureOf: (id: string) => PaperFigure,
  seal: boolean,
): PaperBlock {
  const node = doc.child(index)
  const laid = laidOf(node, figureOf)
  const beside = (at: number): Laid | undefined => {
    const other = doc.maybeChild(at)
    if (other === null) return undefined
    const isFoot = other.type.name === 'signature' || other.type.name === 'date'
    return isFoot
      ? laidOf(other, figureOf)
      : { type: other.type.name, level: 0, runIn: false, pieces: [] }
  }
  const layout = layoutOf(laid, beside(index - 1), beside(index + 1), seal)
  return {
    ...laid,
    index,
    number: numbersOf(doc)[index] ?? '',
    layout,
    node,
    cell: cellOf(doc, index),
    pieces: withBreaks(laid.pieces, layout.breaks),
  }
}

const shares = new WeakMap<Table, readonly number[]>()

function cellOf(doc: Node, index: number): PaperCell | null {
  const place = cellPlace(doc, index)
  if (place === null) return null
  let found = shares.get(place.table)
  if (found === undefined) {
    found = columnShares(doc, place.table)
    shares.set(place.table, found)
  }
  const node = doc.child(index)
  return { ...place, shares: found, head: node.attrs['head'] === true, align: alignOf(node) }
}

/** A row of blocks, cut into what stands alone and what is one table. */
export type PaperStretch = PaperBlock | PaperTable

export interface PaperTable {
  readonly type: 'table'
  readonly shares: readonly number[]
  readonly rows: readonly {
    readonly head: boolean
    /** Null where a row has no cell in a column. */
    readonly cells: readonly (PaperBlock | null)[]
  }[]
}

/** Puts the cells of each table together; of a table of which only some rows are given, these. */
export function stretchesOf(blocks: readonly PaperBlock[]): PaperStretch[] {
  const list: PaperStretch[] = []
  for (let index = 0; index < blocks.length;) {
    const block = blocks[index]
    if (block === undefined) break
    if (block.cell === null) {
      list.push(block)
      index++
      continue
    }
    const { table, shares: widths } = block.cell
    const rows: { head: boolean; cells: (PaperBlock | null)[] }[] = []
    let row = -1
    for (let next = blocks[index]; next?.cell?.table === table; next = blocks[++index]) {
      const { cell } = next
      if (cell.row !== row)
        rows.push({ head: false, cells: Array.from({ length: table.columns }, () => null) })
      row = cell.row
      const last = rows.at(-1)
      if (last === undefined) continue
      last.cells[cell.column] = next
      last.head ||= cell.head
    }
    list.push({ type: 'table', shares: widths, rows })
  }
  return list
}

export function isPaperTable(stretch: PaperStretch): stretch is PaperTable {
  return stretch.type === 'table'
}

function laidOf(
  node: Node,
  figureOf: (id: string) => PaperFigure,
): Pick<PaperBlock, 'type' | 'level' | 'runIn' | 'pieces'> {
  const level = node.type.name === 'section' ? (node.attrs['level'] as SectionLevel) : 0
  const end = level === 0 ? 0 : headingEnd(node)
  return {
    type: node.type.name,
    level,
    // A 。 at the end of the block is no body text.
    runIn: level !== 0 && end + 1 < node.content.size,
    pieces: piecesOf(node, end, figureOf),
  }
}

/**
 * The pieces of a block.
 *
 * @param end content offset at which its heading ends, 0 where it has none
 */
export function piecesOf(block: Node, end: number, figureOf: (id: string) => PaperFigure): Piece[] {
  const pieces: Piece[] = []
  block.forEach((node, from) => {
    const bold = node.marks.some((mark) => mark.type.name === 'bold')
    if (!node.isText) {
      const placed = { from, to: from + node.nodeSize, bold, heading: from < end }
      if (node.type.name !== 'placeholder') {
        pieces.push({ type: 'unknown', ...placed })
        return
      }
      const figure = String(node.attrs['figure'])
      const known = figureOf(figure)
      const text = known.shown ?? String(node.attrs['mask'])
      const label = known.label || String(node.attrs['label'])
      pieces.push({ type: 'blank', ...placed, ...known, label, figure, node, text })
      return
    }
    const text = node.text ?? ''
    // The end of the heading and typed line breaks cut a text.
    let at = 0
    while (at < text.length) {
      const heading = from + at < end
      if (text[at] === softBreak || text[at] === '\n') {
        pieces.push({ type: 'break', from: from + at, to: from + at + 1, bold, heading })
        at++
        continue
      }
      let to = heading ? Math.min(text.length, end - from) : text.length
      const broken = text.slice(at, to).search(/[\u2028\n]/)
      if (broken >= 0) to = at + broken
      pieces.push({
        type: 'text',
        from: from + at,
        to: from + to,
        bold,
        heading,
        text: text.slice(at, to),
      })
      at = to
    }
  })
  return pieces
}

/** Puts breaks at content offsets. */
function withBreaks(pieces: readonly Piece[], offsets: readonly number[]): readonly Piece[] {
  if (offsets.length === 0) return pieces
  const list = cutPieces(pieces, offsets)
  return list.flatMap((piece, index): Piece[] =>
    index > 0 && offsets.includes(piece.from)
      ? [{ ...piece, type: 'break', to: piece.from }, piece]
      : [piece],
  )
}
