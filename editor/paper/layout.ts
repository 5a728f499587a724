import { page, titleCharacters, widthOf } from './format'
import { printed, type Piece } from './pieces'
import { titleBreaks } from './title-break'

/** How a block stands on the page. Indents in characters of the body, spaces in lines. */
export interface BlockLayout {
  readonly align: 'justify' | 'centre' | 'right'
  /** Of the first line, beyond `left`; negative for a hanging indent. */
  readonly first: number
  readonly left: number
  readonly right: number
  /** Blank lines before it. */
  readonly before: number
  readonly after: number
  /** Whether it must stay on one page with what follows. */
  readonly keepNext: boolean
  /** Content offsets at which a long title is broken. */
  readonly breaks: readonly number[]
}

/** What the layout of a block depends on: of its neighbours, the text only of 落款 and date. */
export interface Laid {
  readonly type: string
  readonly level: number
  readonly runIn: boolean
  readonly pieces: readonly Piece[]
}

const body: BlockLayout = {
  align: 'justify',
  first: 2,
  left: 0,
  right: 0,
  before: 0,
  after: 0,
  keepNext: false,
  breaks: [],
}

/** The layout of a block between its neighbours. */
export function layoutOf(
  block: Laid,
  before: Laid | undefined,
  next: Laid | undefined,
  seal: boolean,
): BlockLayout {
  const isNew = before !== undefined && before.type !== block.type
  // 落款 and date must not be alone on a page: some text of the block above stays with them.
  const foot = next?.type === 'signature' || next?.type === 'date'
  switch (block.type) {
    case 'title':
      return {
        ...body,
        align: 'centre',
        first: 0,
        after: next === undefined || next.type === 'title' ? 0 : 1,
        keepNext: true,
        breaks: titleBreaksOf(block.pieces),
      }
    case 'cell':
      return { ...body, first: 0 }
    case 'salutation':
      return { ...body, first: 0 }
    case 'attachment':
      return { ...attachment(textOf(block.pieces)), before: isNew ? 1 : 0, keepNext: foot }
    case 'signature': {
      const date = next?.type === 'date' ? widthOf(textOf(next.pieces)) : 0
      return {
        ...body,
        align: 'right',
        first: 0,
        right: signatureIndent(widthOf(textOf(block.pieces)), date, seal),
        before: isNew ? 1 : 0,
        keepNext: foot,
      }
    }
    case 'date': {
      const name = before?.type === 'signature' ? widthOf(textOf(before.pieces)) : 0
      return {
        ...body,
        align: 'right',
        first: 0,
        right: dateIndent(name, widthOf(textOf(block.pieces)), seal),
        before: isNew && before.type !== 'signature' ? 1 : 0,
      }
    }
    default:
      return { ...body, keepNext: foot || (block.level > 0 && !block.runIn) }
  }
}

/**
 * 附件说明: two characters in; further lines of a long name begin under its first character.
 * A line of its own for each further attachment stands under the first one's number.
 */
function attachment(text: string): BlockLayout {
  const head = /^附件[：:]?[ \u3000]*/.exec(text)?.[0] ?? ''
  const number = /^[0-9０-９]{1,2}[.．、][ \u3000]*/.exec(text.slice(head.length))?.[0] ?? ''
  const first = head === '' ? 5 : 2
  const left = first + widthOf(head) + widthOf(number)
  return { ...body, left, first: first - left }
}

/** With a seal the name stands centred over the date, else two characters from the right. */
function signatureIndent(name: number, date: number, seal: boolean): number {
  if (date === 0) return seal ? 4 : 2
  if (seal) return fit(4 + (date - name) / 2, name)
  // Where the date is longer, it has the two characters and the name is moved along.
  return fit(name >= date ? 2 : 4 + date - name, name)
}

/** With a seal four characters from the right; else it begins two characters behind the name's beginning. */
function dateIndent(name: number, date: number, seal: boolean): number {
  if (seal) return 4
  if (name === 0) return 2
  return fit(name >= date ? name - date : 2, date)
}

/** An indent that leaves room for the text. */
function fit(indent: number, width: number): number {
  return Math.max(0, Math.min(indent, page.characters - width))
}

/** Content offsets of the breaks of a title; none when somebody broke it by hand. */
export function titleBreaksOf(pieces: readonly Piece[]): number[] {
  if (pieces.some(({ type }) => type === 'break')) return []
  let text = ''
  /** Content offset of each character of `text`. */
  const offsets: number[] = []
  const closed: [number, number][] = []
  for (const piece of pieces) {
    const shown = printed(piece)
    if (piece.type !== 'text') closed.push([text.length, text.length + shown.length])
    for (let at = 0; at < shown.length; at++)
      offsets.push(piece.from + (piece.type === 'text' ? at : 0))
    text += shown
  }
  return titleBreaks(text, titleCharacters, closed).flatMap((at) => offsets[at] ?? [])
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map(printed).join('')
}
