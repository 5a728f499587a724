import type { Node } from 'prosemirror-model'
import { atomCharacter, blockText, placeholdersOf } from '../content'
import type { FigureKind } from '../schema'
import { itemsOf, placeAt } from '../sections'
import { headsOf, isCell } from '../tables'
import { scaleOf } from '../relations/scale'
import { measureAt } from '../units'

/** The smallest thing that two texts are compared by: a character, a number or a blank. */
export interface Token {
  /** Equal for what counts as equal: `#` for every number, `@` for a blank of words. */
  readonly key: string
  /** Offsets in the piece's text. */
  readonly from: number
  readonly to: number
  /** A number as it is written, with its minus and without thousands separators. */
  readonly number: string
  /** The measure behind a number. */
  readonly unit: string
  readonly blank: Blank | null
}

export interface Blank {
  readonly figure: string
  readonly kind: FigureKind
  readonly unit: string
  readonly label: string
}

/** A stretch of text up to 。；！？ or the next item: what is compared as a whole. */
export interface Piece {
  readonly text: string
  readonly tokens: readonly Token[]
  /** The innermost heading over it, without its number. */
  readonly heading: string
  /** Pairs of neighbouring characters with how often each occurs; numbers and blanks are left out. */
  readonly pairs: ReadonlyMap<string, number>
  readonly pairCount: number
}

const number =
  /[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?:[.．][0-9０-９]+)?|[0-9０-９]+(?:[.．][0-9０-９]+)?/y

/** Whether two measures are one: ％ and %, 名 and 人, but not 件 and 万件. */
export function isSameMeasure(a: string, b: string): boolean {
  if (a === b) return true
  const [x, y] = [scaleOf(a), scaleOf(b)]
  return x.base === y.base && x.exponent === y.exponent
}

/** The pieces of a document in order. */
export function piecesOf(doc: Node): Piece[] {
  const pieces: Piece[] = []
  doc.forEach((block, _offset, index) => {
    const { lead, text } = readable(doc, block, index)
    const blanks = new Map(placeholdersOf(block).map(({ offset, node }) => [lead + offset, node]))
    const cuts = new Set(isCell(block) ? [] : itemsOf(block).map(({ from }) => from))
    for (const match of text.matchAll(/[。；！？\n]/g)) cuts.add(match.index + 1)
    cuts.add(text.length)
    let from = 0
    for (const to of [...cuts].sort((a, b) => a - b)) {
      if (to <= from) continue
      const tokens = tokensOf(text.slice(from, to), (at) => blanks.get(from + at))
      const heading = placeAt(doc, index, from).headings.at(-1) ?? ''
      if (tokens.length > 0)
        pieces.push({
          text: text.slice(from, to),
          tokens,
          heading: plain(heading),
          ...pairsOf(tokens),
        })
      from = to
    }
  })
  return pieces
}

/**
 * The text of a block as a sentence has it: a cell says by itself nothing that could be found
 * again, so its heads stand before it and its measure behind. `lead`: characters before its own.
 */
function readable(doc: Node, block: Node, index: number): { lead: number; text: string } {
  const own = blockText(block)
  const heads = headsOf(doc, index)
  if (heads === null || own === '') return { lead: 0, text: own }
  const before = `${heads.row}${heads.column}：`
  const unit = /[\d０-９\uFFFC]$/.test(own) ? heads.unit : ''
  return { lead: before.length, text: before + own + unit }
}

function plain(heading: string): string {
  return heading.replace(/^[（(]?[一二三四五六七八九十百\d]+[）)、.．]*/, '')
}

/** Whether the number at `at` has a minus; 10-20 is a range and A-3 a name. */
function minusBefore(text: string, at: number): boolean {
  return /(?:^|[^0-9０-９A-Za-zＡ-Ｚａ-ｚ％%])[-－−]$/.test(text.slice(Math.max(0, at - 2), at))
}

function tokensOf(text: string, blankAt: (at: number) => Node | undefined): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < text.length;) {
    const character = text[at] ?? ''
    number.lastIndex = at
    const written = number.exec(text)?.[0]
    const node = character === atomCharacter ? blankAt(at) : undefined
    if (written !== undefined) {
      const to = at + written.length
      tokens.push({
        key: '#',
        from: at,
        to,
        number: `${minusBefore(text, at) ? '-' : ''}${halfWidth(written).replace(/,/g, '')}`,
        unit: unitAt(text, to),
        blank: null,
      })
      at = to
      continue
    }
    if (node !== undefined) tokens.push(blankToken(node, text, at))
    else if (!/[\s\u3000]/.test(character))
      tokens.push({
        key: alike(character),
        from: at,
        to: at + 1,
        number: '',
        unit: '',
        blank: null,
      })
    at++
  }
  return tokens
}

function blankToken(node: Node, text: string, at: number): Token {
  const kind = node.attrs['kind'] as FigureKind
  const unit = String(node.attrs['unit'] ?? '')
  const figure = String(node.attrs['figure'])
  const isNumber =
    kind === 'count' || kind === 'percent' || kind === 'duration' || /^[年月日]$/.test(unit)
  return {
    key: isNumber ? '#' : '@',
    from: at,
    to: at + 1,
    number: '',
    unit: unit || unitAt(text, at + 1),
    blank: { figure, kind, unit, label: String(node.attrs['label'] ?? '') },
  }
}

function unitAt(text: string, at: number): string {
  return measureAt(text.slice(at, at + 24))?.unit ?? ''
}

function halfWidth(text: string): string {
  return text.replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
}

const half = ',;:?!()%'
const full = '，；：？！（）％'

/** Characters that differ only in how they were typed count as one. */
function alike(character: string): string {
  const index = half.indexOf(character)
  return (index < 0 ? character : (full[index] ?? character)).toLowerCase()
}

function pairsOf(tokens: readonly Token[]): Pick<Piece, 'pairs' | 'pairCount'> {
  const pairs = new Map<string, number>()
  let pairCount = 0
  for (let index = 1; index < tokens.length; index++) {
    const [a, b] = [tokens[index - 1]?.key ?? '', tokens[index]?.key ?? '']
    if (a === '@' || b === '@') continue
    pairs.set(a + b, (pairs.get(a + b) ?? 0) + 1)
    pairCount++
  }
  return { pairs, pairCount }
}
