/** What a measure counts and in which power of ten: 万件 is 件 in units of 10⁴. */
export interface Scale {
  readonly exponent: number
  readonly base: string
}

const powers: Readonly<Record<string, number>> = { 百: 2, 千: 3, 万: 4, 亿: 8 }
/** 千 of a physical measure belongs to its name. */
const whole = /^(?:千瓦时?|千米|千克|百分点)/
const scales = new Map<string, Scale>()

/** The scale of a measure as it stands behind a value, such as 万件, 亿元, ％. */
export function scaleOf(unit: string): Scale {
  let scale = scales.get(unit)
  if (scale === undefined) {
    scale = read(unit)
    // Measures come from peers as well: a bounded memory.
    if (scales.size < 1000) scales.set(unit, scale)
  }
  return scale
}

function read(unit: string): Scale {
  if (/^[%％]$/.test(unit)) return { exponent: -2, base: '％' }
  if (unit === '‰') return { exponent: -3, base: '％' }
  if (/^个?百分点$/.test(unit)) return { exponent: -2, base: '个百分点' }
  let exponent = 0
  let rest = unit
  while (!whole.test(rest) && powers[rest[0] ?? ''] !== undefined) {
    exponent += powers[rest[0] ?? ''] ?? 0
    rest = rest.slice(1)
  }
  if (exponent > 0) rest = rest.replace(/^[余多]/, '')
  return { exponent, base: /^[名位]$/.test(rest) ? '人' : rest }
}

/** Whether values with these measures can be added and compared: 件 and 万件, 人 and 名. */
export function isComparable(a: string, b: string): boolean {
  return scaleOf(a).base === scaleOf(b).base
}

export function isShare(unit: string): boolean {
  return scaleOf(unit).base === '％'
}

export function isPoints(unit: string): boolean {
  return scaleOf(unit).base === '个百分点'
}
