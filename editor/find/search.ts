import type { Node } from 'prosemirror-model'

/** How a text is looked for. Full-width and half-width characters are always the same. */
export interface Query {
  readonly text: string
  /** Whether capitals and small letters differ. */
  readonly matchCase: boolean
}

/** A place where the text was found, in document positions; a blank counts as one position. */
export interface Match {
  readonly from: number
  readonly to: number
  /**
   * `text`: plain words. `value`: inside what one blank shows, in `figure`, from `start` to
   * `end` of it. `mixed`: over the border of a blank.
   */
  readonly kind: 'text' | 'value' | 'mixed'
  readonly figure: string
  readonly start: number
  readonly end: number
}

/** A blank or a run of words of a block, as it is shown. */
interface Piece {
  /** Where it begins in the shown text of the block. */
  readonly start: number
  readonly length: number
  /** Its content offset in the block. */
  readonly offset: number
  /** The blank's figure; empty for words. */
  readonly figure: string
}

/** Matches of a block relative to its content; `start` and `end` as in `Match`. */
type Local = Match

/** `text` as it is compared: half-width, and in small letters unless case counts. One unit stays one unit. */
export function fold(text: string, matchCase: boolean): string {
  const half = text.replace(/[\uFF01-\uFF5E\u3000−]/g, (one) =>
    one === '−' ? '-' : one === '\u3000' ? ' ' : String.fromCharCode(one.charCodeAt(0) - 0xfee0),
  )
  if (matchCase) return half
  const small = half.toLowerCase()
  return small.length === half.length
    ? small
    : half.replace(/./gsu, (one) =>
        one.toLowerCase().length === one.length ? one.toLowerCase() : one,
      )
}

/**
 * Looks for one text in a document as it is shown, with the values in the places of the
 * blanks. Remembers what it found by block, so that another search after a change reads
 * only the blocks that changed, or whose values did.
 */
export class Search {
  readonly query: Query
  private readonly needle: string
  private readonly shown: (blank: Node) => string
  private readonly known = new WeakMap<
    Node,
    { readonly values: string; readonly list: readonly Local[] }
  >()

  /** @param shown what a blank shows at present: its value, or its mask */
  constructor(query: Query, shown: (blank: Node) => string) {
    this.query = query
    this.needle = fold(query.text, query.matchCase)
    this.shown = shown
  }

  /** Every match in order. */
  matches(doc: Node): Match[] {
    const found: Match[] = []
    if (this.needle === '') return found
    doc.forEach((block, pos) => {
      for (const one of this.inBlock(block))
        found.push({ ...one, from: pos + 1 + one.from, to: pos + 1 + one.to })
    })
    return found
  }

  private inBlock(block: Node): readonly Local[] {
    const pieces: Piece[] = []
    let text = ''
    let values = ''
    block.forEach((node, offset) => {
      const blank = node.type.name === 'placeholder'
      const shown = node.isText ? (node.text ?? '') : blank ? this.shown(node) : '\uFFFC'
      const figure = blank ? String(node.attrs['figure']) : ''
      if (blank) values += `${shown}\u0000`
      pieces.push({ start: text.length, length: shown.length, offset, figure })
      text += shown
    })
    const known = this.known.get(block)
    if (known !== undefined && known.values === values) return known.list
    const list: Local[] = []
    const folded = fold(text, this.query.matchCase)
    let piece = 0
    for (
      let at = folded.indexOf(this.needle);
      at >= 0;
      at = folded.indexOf(this.needle, at + this.needle.length)
    ) {
      while (piece + 1 < pieces.length && (pieces[piece + 1]?.start ?? 0) <= at) piece++
      list.push(place(pieces, piece, at, at + this.needle.length))
    }
    this.known.set(block, { values, list })
    return list
  }
}

/** The match of shown offsets `from` to `to`, which begins in piece `first`. */
function place(pieces: readonly Piece[], first: number, from: number, to: number): Local {
  let last = first
  while (last + 1 < pieces.length && (pieces[last + 1]?.start ?? to) < to) last++
  const begin = pieces[first]
  const end = pieces[last]
  if (begin === undefined || end === undefined) throw new RangeError('A match outside its block')
  const touched = pieces.slice(first, last + 1)
  const start = begin.offset + (begin.figure === '' ? from - begin.start : 0)
  const stop = end.offset + (end.figure === '' ? to - end.start : 1)
  if (touched.every(({ figure }) => figure === ''))
    return { from: start, to: stop, kind: 'text', figure: '', start: 0, end: 0 }
  if (first === last)
    return {
      from: start,
      to: stop,
      kind: 'value',
      figure: begin.figure,
      start: from - begin.start,
      end: to - begin.start,
    }
  return { from: start, to: stop, kind: 'mixed', figure: '', start: 0, end: 0 }
}
