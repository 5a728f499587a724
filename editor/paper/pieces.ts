import type { Node } from 'prosemirror-model'
import type { FigureState } from '../model/figures/figures'

/** What stands for a figure on paper. */
export interface PaperFigure {
  readonly state: FigureState
  /** The value as it is shown; undefined while there is none. */
  readonly shown: string | undefined
  readonly label: string
}

interface Placed {
  /** Content offsets of the block. */
  readonly from: number
  readonly to: number
  readonly bold: boolean
  /** Whether it belongs to the heading of a section. */
  readonly heading: boolean
}

/** A stretch of text, all of one kind. */
export interface TextPiece extends Placed {
  readonly type: 'text'
  readonly text: string
}

export interface BlankPiece extends Placed, PaperFigure {
  readonly type: 'blank'
  readonly figure: string
  readonly node: Node
  /** What is printed: the value, or the blank as it was written. */
  readonly text: string
}

/** A line break inside a block: typed, or put into a long title. */
export interface BreakPiece extends Placed {
  readonly type: 'break'
}

/** Content that only a newer version knows. It is shown, so that its loss is not silent. */
export interface UnknownPiece extends Placed {
  readonly type: 'unknown'
}

export type Piece = TextPiece | BlankPiece | BreakPiece | UnknownPiece

/** U+2028: a line break that somebody typed into a title. */
export const softBreak = '\u2028'

/** What is printed for content that only a newer version knows. */
export const unknownText = '【？】'

/** What a piece reads as on paper. */
export function printed(piece: Piece): string {
  if (piece.type === 'break') return '\n'
  return piece.type === 'unknown' ? unknownText : piece.text
}

/** The same pieces, with texts cut at the content offsets. */
export function cutPieces(pieces: readonly Piece[], offsets: Iterable<number>): readonly Piece[] {
  const sorted = [...new Set(offsets)].sort((a, b) => a - b)
  return pieces.flatMap((piece): Piece[] => {
    if (piece.type !== 'text') return [piece]
    const inside = sorted.filter((at) => piece.from < at && at < piece.to)
    if (inside.length === 0) return [piece]
    return [piece.from, ...inside].map((from, index) => {
      const to = inside[index] ?? piece.to
      return { ...piece, from, to, text: piece.text.slice(from - piece.from, to - piece.from) }
    })
  })
}
