import type { Node } from 'prosemirror-model'
import { atomCharacter } from '../content'
import { courseOf, wordsBefore as wordsRightBefore, type Course } from '../course'
import { readText } from '../read-text'
import { subject } from '../relations/patterns'
import { rational, shift, showExact } from '../relations/rational'
import { isComparable, scaleOf } from '../relations/scale'
import { parseValue, type ParsedValue } from '../values'
import { align, type Alignment } from './align'
import { indexElsewhere } from './elsewhere'
import { wordsBefore } from './likeness'
import { pairPieces, type Pair } from './pair'
import { isSameMeasure, piecesOf, type Piece, type Token } from './pieces'

/** Why a value has to be looked at: changed words, another measure, several values, another place. */
export type Doubt = 'wording' | 'unit' | 'several' | 'place'

/** Last year's value of a figure, as found in last year's text. */
export interface PreviousHit {
  readonly figure: string
  /** As it would be filled. */
  readonly value: string
  /** The words around it in last year's text, and the value as it stands there. */
  readonly before: string
  readonly found: string
  readonly after: string
  /** Empty when the text around it is the same. */
  readonly doubt: Doubt | ''
}

export interface PreviousReading {
  /** Title of last year's report; may be empty. */
  readonly title: string
  /** One for each figure that was found, in the order of the document. */
  readonly hits: readonly PreviousHit[]
  /** Figures of the document that were not found. */
  readonly missing: readonly string[]
}

/** Characters that are shown on either side. */
const shownLength = 18

/**
 * Finds in last year's finished text the values of the blanks of a document: sentences are paired
 * with their counterparts wherever they stand, and laid side by side token by token. What stands
 * where the blank is, between words that are the same, is its value. Cost: about the square of the
 * length of a sentence for each, so for an import and not for a key. Never throws.
 * @param onProgress is told some twenty times how much is done, from 0 to 1
 */
export function readPrevious(
  doc: Node,
  lastText: string,
  onProgress: (done: number) => void = () => undefined,
): PreviousReading {
  const last = readText(lastText)
  const [here, there] = [piecesOf(doc), piecesOf(last.doc)]
  onProgress(0.15)
  const pairs = pairPieces(here, there)
  onProgress(0.5)
  const found = new Map<string, PreviousHit[]>()
  const order = new Set<string>()
  const used = new Set<Token>()
  const step = Math.ceil(here.length / 20)
  for (const [index, piece] of here.entries()) {
    if (index % step === 0) onProgress(0.5 + (0.5 * index) / here.length)
    const blanks = piece.tokens.filter(({ blank }) => blank !== null)
    if (blanks.length === 0) continue
    for (const { blank } of blanks) order.add(blank?.figure ?? '')
    const pair = pairs.get(index)
    const counterpart = pair === undefined ? undefined : there[pair.there]
    if (pair === undefined || counterpart === undefined) continue
    const alignment = align(piece, counterpart)
    const byWords = clausesOf(counterpart)
    for (const [at, token] of piece.tokens.entries()) {
      const hit =
        token.blank === null ? null : hitAt(piece, counterpart, alignment, at, pair, byWords)
      if (hit === null) continue
      const number = counterpart.tokens[alignment[at] ?? -1]
      if (number !== undefined) used.add(number)
      put(found, hit)
    }
  }
  const numbers = indexElsewhere(there, used)
  for (const piece of here) {
    for (const [at, token] of piece.tokens.entries()) {
      if (token.blank === null || token.key !== '#' || found.has(token.blank.figure)) continue
      const other = numbers.find(piece, at)
      const value =
        other === null
          ? null
          : valueOf(token, other.token.number, other.token.unit, [
              courseIn(piece, token),
              courseIn(other.piece, other.token),
            ])
      if (other === null || value === null) continue
      const around = shown(other.piece, other.token.from, other.token.to)
      put(found, { figure: token.blank.figure, value, ...around, doubt: 'wording' })
    }
  }
  const figures = [...order]
  let title = ''
  last.doc.forEach((block) => {
    if (title === '' && block.type.name === 'title') title = block.textContent.trim()
  })
  return {
    title: title.slice(0, 200),
    hits: figures.flatMap((figure) => agreed(found.get(figure) ?? [])),
    missing: figures.filter((figure) => !found.has(figure)),
  }
}

function put(found: Map<string, PreviousHit[]>, hit: PreviousHit): void {
  const list = found.get(hit.figure)
  if (list === undefined) found.set(hit.figure, [hit])
  else list.push(hit)
}

/** One hit of several places of a figure: the value that most of them have. */
function agreed(hits: readonly PreviousHit[]): PreviousHit[] {
  const counts = new Map<string, number>()
  for (const { value } of hits) counts.set(value, (counts.get(value) ?? 0) + 1)
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  const chosen =
    hits.find(({ value, doubt }) => value === most?.[0] && doubt === '') ??
    hits.find(({ value }) => value === most?.[0])
  if (chosen === undefined) return []
  const doubt = counts.size > 1 ? 'several' : chosen.doubt
  return [{ ...chosen, doubt }]
}

function hitAt(
  here: Piece,
  there: Piece,
  alignment: Alignment,
  at: number,
  { likeness, lead }: Pair,
  byWords: ReadonlyMap<string, number>,
): PreviousHit | null {
  const token = here.tokens[at]
  const blank = token?.blank
  if (token === undefined || blank === null || blank === undefined) return null
  const aligned =
    token.key === '#' ? numberSpan(alignment, at) : wordsSpan(here, there, alignment, at)
  if (aligned === null) return null
  // Two clauses that changed places: the one with the very same words is meant.
  const words = subject(wordsBefore(here, at))
  const isSame = token.key !== '#' || subject(wordsBefore(there, aligned[0])) === words
  const other = isSame || words.length < 3 ? undefined : byWords.get(words)
  const span = other === undefined || other < 0 ? aligned : ([other, other + 1] as const)
  const [from, to] = [there.tokens[span[0]], there.tokens[span[1] - 1]]
  if (from === undefined || to === undefined) return null
  const raw = token.key === '#' ? from.number : there.text.slice(from.from, to.to)
  const value = valueOf(token, raw, from.unit, [courseIn(here, token), courseIn(there, from)])
  if (value === null) return null
  const around = contextLikeness(here, there, alignment, at, span)
  const otherUnit = token.key === '#' && !isSameMeasure(from.unit, token.unit)
  return {
    figure: blank.figure,
    value,
    ...shown(there, from.from, to.to),
    doubt: otherUnit
      ? 'unit'
      : (!isSame && span === aligned) ||
          around < 0.7 ||
          likeness < 0.5 ||
          (lead < 0.05 && likeness < 0.9)
        ? 'wording'
        : lead < 0.02 || span !== aligned
          ? 'place'
          : '',
  }
}

/** The numbers of a piece by the words before them; -1 where two have the same. */
function clausesOf(piece: Piece): ReadonlyMap<string, number> {
  const clauses = new Map<string, number>()
  for (const [at, { key }] of piece.tokens.entries()) {
    if (key !== '#') continue
    const words = subject(wordsBefore(piece, at))
    clauses.set(words, clauses.has(words) ? -1 : at)
  }
  return clauses
}

function numberSpan(alignment: Alignment, at: number): readonly [number, number] | null {
  const index = alignment[at] ?? -1
  return index < 0 ? null : [index, index + 1]
}

/** Most tokens that a name or a date has. */
const longestWords = 30

/** What stands between the counterparts of the tokens on either side of a blank of words. */
function wordsSpan(
  here: Piece,
  there: Piece,
  alignment: Alignment,
  at: number,
): readonly [number, number] | null {
  const start = at === 0 ? 0 : (alignment[at - 1] ?? -1) + 1
  const end = at === here.tokens.length - 1 ? there.tokens.length : (alignment[at + 1] ?? -1)
  if ((at > 0 && start === 0) || end <= start || end - start > longestWords) return null
  const inner = there.tokens.slice(start, end)
  return inner.some(({ key }) => /[。，；：、？！]/.test(key)) ? null : [start, end]
}

/** What the words before a token say of its sign. */
function courseIn({ text }: Piece, { from }: Token): Course {
  return courseOf(wordsRightBefore(text, from).replace(/[-－−]$/, ''))
}

/**
 * The value in the measure of the blank, with the sign that it has behind the words before the
 * blank: 下降3％ is -3 where this year's text says 增长. Null when it is no value of its kind.
 */
function valueOf(
  token: Token,
  raw: string,
  unit: string,
  [course, lastCourse]: readonly [Course, Course],
): string | null {
  const { blank } = token
  if (blank === null) return null
  if (token.key !== '#')
    return parsed(parseValue(blank.kind, blank.unit, raw, '', blank.label, course))
  let text = raw
  if (!isSameMeasure(unit, token.unit)) {
    if (unit !== '' && token.unit !== '' && !isComparable(unit, token.unit)) return null
    const number = rational(raw)
    if (number === null) return null
    text = showExact(shift(number, scaleOf(unit).exponent - scaleOf(token.unit).exponent), 8)
  }
  const isTurned =
    course !== 'none' &&
    lastCourse !== 'none' &&
    (course === 'down') !== (lastCourse === 'down') &&
    !/^-?0*(?:\.0*)?$/.test(text)
  if (isTurned) text = text.startsWith('-') ? text.slice(1) : `-${text}`
  return parsed(parseValue(blank.kind, blank.unit, text, '', blank.label, course))
}

function parsed(value: ParsedValue): string | null {
  return value.ok ? value.value : null
}

/** Tokens on either side that are looked at. */
const near = 6

/** 0 to 1: how much of the words next to a blank is next to its counterpart as well. */
function contextLikeness(
  here: Piece,
  there: Piece,
  alignment: Alignment,
  at: number,
  [start, end]: readonly [number, number],
): number {
  let [same, all] = [0, 0]
  for (let step = 1; step <= near; step++) {
    for (const [index, edge] of [
      [at - step, start - step],
      [at + step, end - 1 + step],
    ] as const) {
      const token = here.tokens[index]
      if (token === undefined || token.key === '@') continue
      // The words right beside it weigh most.
      const weight = near + 1 - step
      all += weight
      if (alignment[index] === edge || there.tokens[edge]?.key === token.key) same += weight
    }
  }
  return all === 0 ? 0 : same / all
}

function shown(
  { text }: Piece,
  from: number,
  to: number,
): Pick<PreviousHit, 'before' | 'found' | 'after'> {
  const clean = (part: string): string => part.replaceAll(atomCharacter, '＊')
  return {
    before: clean(text.slice(Math.max(0, from - shownLength), from)),
    found: clean(text.slice(from, to)),
    after: clean(text.slice(to, to + shownLength)),
  }
}
