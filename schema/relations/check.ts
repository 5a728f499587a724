import { isWholeNumber } from '../units'
import { printValue } from '../values'
import {
  add,
  compare,
  decimalsOf,
  divide,
  halfOf,
  one,
  rational,
  shift,
  showExact,
  showRounded,
  subtract,
  zero,
  type Rational,
} from './rational'
import type { Operand, Relation } from './relation'
import { isPoints, isShare, scaleOf } from './scale'

/** What is known of the figures when a relation is checked. */
export interface Facts {
  /** The one value as it is shown; undefined when it is missing or there are several. */
  value(figure: string): string | undefined
  unit(figure: string): string
  /** Last year's value. */
  previous(figure: string): string | undefined
}

/** How a relation came out. `code` names the sentence that says it, `params` what stands in it. */
export interface Outcome {
  readonly holds: boolean
  readonly code: OutcomeCode
  readonly params: Readonly<Record<string, string>>
}

export type OutcomeCode =
  | 'sum'
  | 'difference'
  | 'part'
  | 'share'
  | 'order'
  | 'order-strict'
  | 'change'
  | 'change-amount'
  | 'against-up'
  | 'against-down'
  | 'range'
  | 'range-low'
  | 'range-above'
  | 'range-high'
  | 'range-below'
  | 'same'
  | 'scale'
  | 'sign-up'
  | 'sign-down'

/** A number in plain units (件, not 万件) and how far rounding may have moved it. */
interface Term {
  readonly value: Rational
  readonly half: Rational
  /** As it stands in the text. */
  readonly text: string
  readonly unit: string
}

interface Span {
  readonly low: Rational
  readonly high: Rational
}

/**
 * Checks a relation. Null when a value is missing or the arithmetic means nothing (a share of
 * zero). Exact: decimals are fractions of whole numbers, and what is rounded in the text is a
 * span, so 33.3％ of 30 to 10 is no finding.
 */
export function checkRelation(relation: Relation, facts: Facts): Outcome | null {
  const left = termsOf(relation.left, facts)
  const right = termsOf(relation.right, facts)
  if (left === null && relation.kind === 'same') return checkNames(relation.left, facts)
  if (left === null || right === null) return null
  const [first] = left
  if (first === undefined) return null
  switch (relation.kind) {
    case 'sum':
      return checkSum(first, right, relation, 'sum')
    case 'difference':
      return checkSum(first, right, relation, 'difference')
    case 'part':
    case 'order':
      return checkOrder(left, right, relation)
    case 'share':
      return checkShare(first, right, relation)
    case 'change':
      return checkChange(first, right, relation)
    case 'range':
      return checkRange(first, relation)
    case 'same':
      return checkSame(left)
    case 'scale':
      return checkScale(first)
    case 'sign':
      return {
        holds: compare(first.value, zero) > 0,
        code: relation.sense === 'down' ? 'sign-down' : 'sign-up',
        params: { value: written(first, true) },
      }
  }
}

/**
 * The value that the first operand of left must have, as a decimal in its measure with so many
 * digits after the point; undefined when it cannot be told. For `sum`, `difference`, `share`
 * and `change`.
 */
export function computeLeft(
  relation: Relation,
  facts: Facts,
  decimals: number,
): string | undefined {
  const [target] = relation.left
  const right = termsOf(relation.right, facts)
  if (target === undefined || right === null) return undefined
  const unit = unitOf(target, facts)
  const result = computed(relation, right, unit)
  if (result === null) return undefined
  return showRounded(shift(result, -scaleOf(unit).exponent), decimals)
}

/** Digits after the point that a computed value has unless a person chooses: 1 for a share. */
export function usualDecimals(relation: Relation, facts: Facts): number {
  const [target] = relation.left
  const unit = target === undefined ? '' : unitOf(target, facts)
  if (isShare(unit) || isPoints(unit)) return 1
  if (isWholeNumber(unit)) return 0
  const { exponent } = scaleOf(unit)
  const used = relation.right.map((operand) => {
    const text = textOf(operand, facts) ?? ''
    return decimalsOf(text) + exponent - scaleOf(unitOf(operand, facts)).exponent
  })
  return Math.min(4, Math.max(0, ...used))
}

function computed(relation: Relation, right: readonly Term[], unit: string): Rational | null {
  const [a, b] = right
  if (a === undefined || b === undefined) return null
  switch (relation.kind) {
    case 'sum':
      return right.reduce((sum, { value }) => add(sum, value), zero)
    case 'difference':
      return right.slice(1).reduce((rest, { value }) => subtract(rest, value), a.value)
    case 'share':
      return b.value.num === 0n ? null : divide(a.value, b.value)
    case 'change': {
      const amount = subtract(a.value, b.value)
      const change = isShare(unit) ? (b.value.num <= 0n ? null : divide(amount, b.value)) : amount
      return change !== null && relation.sense === 'down' ? subtract(zero, change) : change
    }
    default:
      return null
  }
}

function textOf(operand: Operand, facts: Facts): string | undefined {
  if ('figure' in operand) return facts.value(operand.figure)
  if ('previous' in operand) return facts.previous(operand.previous)
  return operand.constant
}

function unitOf(operand: Operand, facts: Facts): string {
  if ('figure' in operand) return facts.unit(operand.figure)
  return 'previous' in operand ? facts.unit(operand.previous) : operand.unit
}

function termsOf(operands: readonly Operand[], facts: Facts): Term[] | null {
  const terms: Term[] = []
  for (const operand of operands) {
    const text = textOf(operand, facts)
    const number = text === undefined ? null : rational(text)
    if (text === undefined || number === null) return null
    const unit = unitOf(operand, facts)
    const { exponent } = scaleOf(unit)
    const decimals = decimalsOf(text)
    // 12件 is counted; 1.2万件, 3.5％ and 12亿元 were rounded to what is shown.
    const rounded = decimals > 0 || exponent !== 0 || !isWholeNumber(unit)
    terms.push({
      value: shift(number, exponent),
      half: rounded ? shift(halfOf(decimals), exponent) : zero,
      text,
      unit,
    })
  }
  return terms
}

const spanOf = ({ value, half }: Term): Span => ({
  low: subtract(value, half),
  high: add(value, half),
})

const meets = (a: Span, b: Span): boolean =>
  compare(a.low, b.high) <= 0 && compare(b.low, a.high) <= 0

/** The span of a term, or the value with the tolerance that a person chose. */
function allowed(term: Term, { tolerance }: Relation): Span {
  const chosen = tolerance === undefined ? null : rational(tolerance)
  return spanOf(
    chosen === null ? term : { ...term, half: shift(chosen, scaleOf(term.unit).exponent) },
  )
}

/** A number of plain units in a measure, with its measure when `named`. */
function inUnit(value: Rational, unit: string, named: boolean): string {
  return printValue(showExact(shift(value, -scaleOf(unit).exponent))) + (named ? unit : '')
}

const isMixed = (terms: readonly Term[]): boolean =>
  new Set(terms.map(({ unit }) => scaleOf(unit).exponent)).size > 1

const written = (term: Term, named: boolean): string =>
  printValue(term.text) + (named ? term.unit : '')

function checkSum(
  total: Term,
  parts: readonly Term[],
  relation: Relation,
  kind: 'sum' | 'difference',
): Outcome | null {
  const value = computed(relation, parts, total.unit)
  if (value === null) return null
  const half =
    relation.tolerance === undefined ? parts.reduce((sum, part) => add(sum, part.half), zero) : zero
  const span = { low: subtract(value, half), high: add(value, half) }
  const named = isMixed([total, ...parts])
  const sign = kind === 'sum' ? '＋' : '－'
  const sum = parts.map((part) => written(part, named)).join(sign)
  return {
    holds: meets(span, allowed(total, relation)),
    code: kind,
    params: {
      sum: `${sum}＝${inUnit(value, total.unit, named)}`,
      total: written(total, named),
    },
  }
}

function sumOf(terms: readonly Term[]): Term | null {
  const [first] = terms
  if (first === undefined) return null
  const value = terms.reduce((sum, term) => add(sum, term.value), zero)
  const half = terms.reduce((sum, term) => add(sum, term.half), zero)
  if (terms.length === 1) return first
  return { value, half, unit: first.unit, text: inUnit(value, first.unit, false) }
}

function checkOrder(
  left: readonly Term[],
  right: readonly Term[],
  relation: Relation,
): Outcome | null {
  const [a, b] = [sumOf(left), sumOf(right)]
  if (a === null || b === null) return null
  const named = isMixed([...left, ...right])
  const spell = (terms: readonly Term[], sum: Term): string =>
    terms.length === 1
      ? written(sum, named)
      : `${terms.map((term) => written(term, named)).join('＋')}＝${inUnit(sum.value, sum.unit, named)}`
  const strict = relation.strict === true
  const chosen = relation.tolerance === undefined ? null : rational(relation.tolerance)
  const slack = chosen === null ? add(a.half, b.half) : shift(chosen, scaleOf(a.unit).exponent)
  const order = compare(a.value, strict ? b.value : add(b.value, slack))
  const share =
    relation.kind === 'part' && b.value.num > 0n
      ? `${showRounded(shift(divide(a.value, b.value), 2), 1)}％`
      : ''
  return {
    holds: strict ? order < 0 : order <= 0,
    code: relation.kind === 'part' ? 'part' : strict ? 'order-strict' : 'order',
    params: { left: spell(left, a), right: spell(right, b), share },
  }
}

/** What a ÷ b can be, when both were rounded; null when b may be zero. */
function quotient(a: Term, b: Term): Span | null {
  const [x, y] = [spanOf(a), spanOf(b)]
  if (compare(y.low, zero) <= 0 || compare(x.low, zero) < 0) {
    if (compare(b.value, zero) <= 0) return null
    const exact = divide(a.value, b.value)
    return { low: exact, high: exact }
  }
  return { low: divide(x.low, y.high), high: divide(x.high, y.low) }
}

function checkShare(share: Term, right: readonly Term[], relation: Relation): Outcome | null {
  const [part, whole] = right
  if (part === undefined || whole === undefined) return null
  const span = quotient(part, whole)
  const value = computed(relation, right, share.unit)
  if (span === null || value === null) return null
  const named = isMixed(right)
  return {
    holds: meets(span, allowed(share, relation)),
    code: 'share',
    params: {
      part: written(part, named),
      whole: written(whole, named),
      computed: like(value, share),
      share: written(share, true),
    },
  }
}

/** A computed value in the measure of a term, with one digit more than the term shows. */
function like(value: Rational, term: Term): string {
  const decimals = Math.max(decimalsOf(term.text) + 1, 1)
  return printValue(showExact(shift(value, -scaleOf(term.unit).exponent), decimals)) + term.unit
}

function checkChange(rate: Term, right: readonly Term[], relation: Relation): Outcome | null {
  const [now, last] = right
  if (now === undefined || last === undefined) return null
  const [a, b] = [written(now, true), written(last, true)]
  const sense = relation.sense ?? 'up'
  const signed = compare(now.value, last.value) * (sense === 'up' ? 1 : -1)
  if (signed < 0 && compare(rate.value, zero) > 0)
    return { holds: false, code: `against-${sense}`, params: { now: a, last: b } }
  const relative = isShare(rate.unit)
  const ratio = relative ? quotient(now, last) : null
  if (relative && ratio === null) return null
  const growth: Span =
    ratio === null
      ? {
          low: subtract(subtract(now.value, last.value), add(now.half, last.half)),
          high: add(subtract(now.value, last.value), add(now.half, last.half)),
        }
      : { low: subtract(ratio.low, one), high: subtract(ratio.high, one) }
  const span =
    sense === 'up' ? growth : { low: subtract(zero, growth.high), high: subtract(zero, growth.low) }
  const value = computed(relation, right, rate.unit)
  if (value === null) return null
  return {
    holds: meets(span, allowed(rate, relation)),
    code: relative ? 'change' : 'change-amount',
    params: { now: a, last: b, computed: like(value, rate), rate: written(rate, true) },
  }
}

function checkRange(term: Term, relation: Relation): Outcome {
  const { low, high, open } = relation
  const value = rational(term.text) ?? zero
  const [floor, ceiling] = [
    low === undefined ? null : rational(low),
    high === undefined ? null : rational(high),
  ]
  const params = { value: written(term, true), low: low ?? '', high: high ?? '' }
  const openLow = open === 'low' || open === 'both'
  const openHigh = open === 'high' || open === 'both'
  const fromFloor = floor === null ? 1 : compare(value, floor)
  const fromCeiling = ceiling === null ? -1 : compare(value, ceiling)
  if (openLow ? fromFloor <= 0 : fromFloor < 0)
    return { holds: false, code: openLow ? 'range-above' : 'range-low', params }
  if (openHigh ? fromCeiling >= 0 : fromCeiling > 0)
    return { holds: false, code: openHigh ? 'range-below' : 'range-high', params }
  return { holds: true, code: 'range', params }
}

function checkSame(terms: readonly Term[]): Outcome | null {
  const [first] = terms
  if (first === undefined) return null
  const named = isMixed(terms)
  const other = terms.find((term) => !meets(spanOf(term), spanOf(first)))
  return {
    holds: other === undefined,
    code: 'same',
    params: { first: written(first, named), other: written(other ?? first, named) },
  }
}

/** Names and dates are one value when they are written alike. */
function checkNames(operands: readonly Operand[], facts: Facts): Outcome | null {
  const [first, ...others] = operands.map((operand) => textOf(operand, facts))
  if (first === undefined || others.includes(undefined)) return null
  const other = others.find((text) => text !== first)
  return { holds: other === undefined, code: 'same', params: { first, other: other ?? first } }
}

/** So many of 万件 or 亿元 and more are rarely meant: 10000万件 would be written 1亿件. */
const suspicious = 10_000n

function checkScale(term: Term): Outcome {
  const { exponent, base } = scaleOf(term.unit)
  const size = shift(term.value, -exponent)
  return {
    holds: size.num < suspicious * size.den,
    code: 'scale',
    params: {
      value: written(term, true),
      plain: `${showExact(shift(term.value, exponent >= 8 ? -12 : -8))}${exponent >= 8 ? '万亿' : '亿'}${base}`,
      base,
    },
  }
}

/** How a value differs from last year's: `＋12.3％`, `－3个百分点`, or as it is when there was none. */
export function changeSince(now: string, last: string, unit: string): string | null {
  const [a, b] = [rational(now), rational(last)]
  if (a === null || b === null) return null
  const amount = subtract(a, b)
  const sign = amount.num > 0n ? '＋' : amount.num < 0n ? '－' : ''
  const size = amount.num < 0n ? subtract(zero, amount) : amount
  if (isShare(unit)) {
    return unit === '‰' ? `${sign}${showExact(size)}‰` : `${sign}${showExact(size)}个百分点`
  }
  if (b.num <= 0n) return `${sign}${showExact(size)}${unit}`
  return `${sign}${showRounded(shift(divide(size, b), 2), 1)}％`
}
