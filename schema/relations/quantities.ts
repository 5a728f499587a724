import type { Node } from 'prosemirror-model'
import { atomCharacter, blockText, placeholdersOf } from '../content'
import type { FigureKind } from '../schema'
import { itemsOf } from '../sections'
import { measureAt } from '../units'
import type { Operand } from './relation'

/** A number of the text with its measure: a blank, or a number that was written. */
export interface Quantity {
  readonly operand: Operand
  readonly kind: FigureKind
  readonly unit: string
  /** From the number to behind its measure, as offsets in the sentence. */
  readonly from: number
  readonly to: number
  /** The words of its own clause before it, behind the quantity before. */
  readonly before: string
  /** The words behind its measure up to the next mark or quantity. */
  readonly after: string
  /** All that stands between it and the quantity before, marks included; from the start for the first. */
  readonly gap: string
}

/** A stretch of a block up to a full stop or the next item, with its quantities. */
export interface Sentence {
  readonly text: string
  /** Offset in the block's text. */
  readonly offset: number
  /** At most `mostQuantities`. */
  readonly quantities: readonly Quantity[]
}

/** No sentence that a person wrote says more numbers. */
const mostQuantities = 300
const cache = new WeakMap<Node, readonly Sentence[]>()
const number = new RegExp(
  `${atomCharacter}|(?<![0-9A-Za-z０-９.第№:/～~—–-])[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?(?![0-9A-Za-z.])|` +
    `(?<![0-9A-Za-z０-９.,第№:/～~—–])[-－−]?[0-9]+(?:\\.[0-9]+)?(?![0-9A-Za-z.])`,
  'g',
)
const mark = /[，。；：！？、,;:（）()《》\n]/
const clauseEnd = /[^，。；：！？、,;:（）()《》\n]*$/
/** Words of a clause that are looked at. A text may come from anybody, and patterns must stay quick. */
const longestClause = 200
/** What may stand between blanks that share the measure of the last one: *、*和*件. */
const joined = /^(?:[、，]|和|及|与)$/

/** The sentences of a block. Cached per node. */
export function sentencesOf(block: Node): readonly Sentence[] {
  let list = cache.get(block)
  if (list === undefined) {
    list = read(block)
    cache.set(block, list)
  }
  return list
}

function read(block: Node): Sentence[] {
  const text = blockText(block)
  if (!/[0-9\uFFFC]/.test(text)) return []
  const blanks = new Map(placeholdersOf(block).map(({ offset, node }) => [offset, node]))
  const cuts = new Set(itemsOf(block).map(({ from }) => from))
  for (const match of text.matchAll(/[。！？\n]/g)) cuts.add(match.index + 1)
  cuts.add(text.length)
  cuts.delete(0)
  const sentences: Sentence[] = []
  let offset = 0
  for (const end of [...cuts].sort((a, b) => a - b)) {
    const part = text.slice(offset, end)
    const quantities = quantitiesIn(part, (at) => blanks.get(offset + at))
    if (quantities.length > 0) sentences.push({ text: part, offset, quantities })
    offset = end
  }
  return sentences
}

interface Found {
  operand: Operand
  kind: FigureKind
  unit: string
  from: number
  to: number
}

function quantitiesIn(text: string, blankAt: (at: number) => Node | undefined): Quantity[] {
  const found: Found[] = []
  for (const match of text.matchAll(number)) {
    if (found.length === mostQuantities) break
    const one = quantityAt(text, match.index, match[0], blankAt(match.index))
    if (one !== null) found.push(one)
  }
  borrowUnits(text, found)
  let end = 0
  return found.map(({ operand, kind, unit, from, to }, index): Quantity => {
    const gap = text.slice(end, from)
    const rest = text.slice(to, found[index + 1]?.from ?? text.length)
    const stop = rest.search(mark)
    end = to
    return {
      operand,
      kind,
      unit,
      from,
      to,
      before: clauseEnd.exec(gap.slice(-longestClause))?.[0] ?? '',
      after: (stop < 0 ? rest : rest.slice(0, stop)).slice(0, longestClause),
      gap:
        gap.length <= 2 * longestClause
          ? gap
          : gap.slice(0, longestClause) + gap.slice(-longestClause),
    }
  })
}

function quantityAt(
  text: string,
  from: number,
  written: string,
  blank: Node | undefined,
): Found | null {
  const to = from + written.length
  if (written !== atomCharacter) {
    const measure = measureAt(text.slice(to, to + 24))
    if (measure === null || measure.unit === '' || measure.kind === 'date') return null
    const constant = written.replace(/,/g, '').replace(/^[－−]/, '-')
    return {
      operand: { constant, unit: measure.unit },
      kind: measure.kind,
      unit: measure.unit,
      from,
      to: to + measure.unit.length,
    }
  }
  if (blank === undefined) return null
  const kind = blank.attrs['kind'] as FigureKind
  if (kind !== 'count' && kind !== 'percent' && kind !== 'duration') return null
  const unit = String(blank.attrs['unit'] ?? '')
  const behind = text.startsWith(unit, to) ? unit.length : 0
  return {
    operand: { figure: String(blank.attrs['figure']) },
    kind,
    unit,
    from,
    to: to + behind,
  }
}

function borrowUnits(text: string, found: Found[]): void {
  for (let index = found.length - 2; index >= 0; index--) {
    const [one, next] = [found[index], found[index + 1]]
    if (one === undefined || next === undefined || one.unit !== '' || next.unit === '') continue
    if (joined.test(text.slice(one.to, next.from))) {
      one.unit = next.unit
      one.kind = next.kind
    }
  }
}

/** Whether a quantity counts something: no share, no rate. */
export function isCounted({ kind, unit }: Quantity): boolean {
  return kind !== 'percent' && unit !== ''
}
