/** An exact fraction; `den` is positive. Figures of a report are never compared in binary. */
export interface Rational {
  readonly num: bigint
  readonly den: bigint
}

/** More digits than any figure of a report has; a longer text of a peer is no number. */
const longest = 40

/** Reads a decimal such as `-12.50`; null when the text is none. */
export function rational(text: string): Rational | null {
  const match = /^([-−]?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (match === null || text.length > longest) return null
  const [, sign = '', whole = '', decimals = ''] = match
  const num = BigInt(whole + decimals)
  return { num: sign !== '' ? -num : num, den: 10n ** BigInt(decimals.length) }
}

export const zero: Rational = { num: 0n, den: 1n }
export const one: Rational = { num: 1n, den: 1n }

export function add(a: Rational, b: Rational): Rational {
  return { num: a.num * b.den + b.num * a.den, den: a.den * b.den }
}

export function subtract(a: Rational, b: Rational): Rational {
  return { num: a.num * b.den - b.num * a.den, den: a.den * b.den }
}

/** `b` must not be zero. */
export function divide(a: Rational, b: Rational): Rational {
  const num = a.num * b.den
  const den = a.den * b.num
  return den < 0n ? { num: -num, den: -den } : { num, den }
}

/** `a` × 10 to the power of `exponent`, which may be negative. */
export function shift(a: Rational, exponent: number): Rational {
  const factor = 10n ** BigInt(Math.abs(exponent))
  return exponent < 0 ? { num: a.num, den: a.den * factor } : { num: a.num * factor, den: a.den }
}

/** Below, at or above 0 as `a` is below, at or above `b`. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** Half of the last shown digit: what rounding may have taken or added. */
export function halfOf(decimals: number): Rational {
  return { num: 1n, den: 2n * 10n ** BigInt(decimals) }
}

/** With so many digits after the point, rounded half away from zero (四舍五入). */
export function showRounded(value: Rational, decimals: number): string {
  const scaled = shift(value, decimals)
  const size = scaled.num < 0n ? -scaled.num : scaled.num
  const rounded = (2n * size + scaled.den) / (2n * scaled.den)
  const digits = rounded.toString().padStart(decimals + 1, '0')
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return scaled.num < 0n && rounded !== 0n ? `-${text}` : text
}

/** All its digits, at most `most` of them after the point, no trailing zeros. */
export function showExact(value: Rational, most = 6): string {
  const text = showRounded(value, most)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Digits after the point of a decimal's text. */
export function decimalsOf(text: string): number {
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}
