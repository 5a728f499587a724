import { measureAt } from './units'

/** A number or a date as it stands in somebody's text. */
export interface Quantity {
  readonly kind: 'number' | 'percent' | 'date'
  /** As it stands there, with magnitude and measure. */
  readonly text: string
  /** Offset of `text` in what was read. */
  readonly from: number
  /** Plain decimal digits, such as `35000` or `-1.25`; a date as it stands. */
  readonly value: string
  /** Power of ten of the magnitude behind the digits: 4 for 万. */
  readonly power: number
  /** The measure without its magnitude: 件 of 万件; ％, ‰ or 个百分点; may be empty. */
  readonly unit: string
  /** Whether the text calls it approximate: 余, 多, 约, 近, 超. */
  readonly about: boolean
}

/** Powers of ten of the characters that a magnitude is made of. */
const powers: Readonly<Record<string, number>> = { 十: 1, 百: 2, 千: 3, 万: 4, 亿: 8 }

/** Bytes of nothing but digits could go on for ever; no report has such a number. */
const longest = 60
const most = 12

const arabic = '\\d{1,3}(?:[,\\u00a0\\u2009\\u202f]\\d{3})+(?!\\d)(?:\\.\\d+)?|\\d+(?:\\.\\d+)?'
const han = '[零〇○一二两三四五六七八九十百千万亿]+(?:点[零〇○一二三四五六七八九]+)?'
/** A magnitude, unless it begins a measure of its own: 千米, 千克, 千瓦. */
const magnitude = '(?:[十百千](?:万亿|[万亿])|万亿|[万亿]|[百千](?![米克瓦伏分]))'
const date = '\\d{4} ?年 ?\\d{1,2} ?月(?: ?\\d{1,2} ?日)?|\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?!\\d)'
const hanDate =
  '[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?'
const token = new RegExp(
  `(?<date>${date}|${hanDate})|(?<share>百分之)(?<shareOf>${han}|${arabic})|` +
    `(?<sign>-)?(?<arabic>${arabic})|(?<han>${han})`,
  'g',
)

/**
 * The numbers and dates of a text in order, at most twelve: full-width digits, thousands
 * separators, 1亿2000万, 三万五千, 百分之九十五, 98.5％. A Chinese digit alone counts only before
 * a measure or when nothing else is there, for 一些 is no number. Never throws.
 */
export function quantitiesIn(raw: string): Quantity[] {
  const text = sameLength(raw)
  const found: Quantity[] = []
  token.lastIndex = 0
  for (;;) {
    const match = token.exec(text)
    if (match === null || found.length >= most) return found
    const one = match[0].length > longest ? null : read(text, raw, match)
    if (one === null) continue
    found.push(one)
    token.lastIndex = one.from + one.text.length
  }
}

function read(text: string, raw: string, match: RegExpExecArray): Quantity | null {
  const { date: day, shareOf, sign, arabic: digits, han: words } = match.groups ?? {}
  const from = match.index
  const about = /(?:约|近|超|逾|将近|接近|超过|大约)$/.test(text.slice(Math.max(0, from - 3), from))
  if (day !== undefined) {
    return {
      kind: 'date',
      text: raw.slice(from, from + day.length),
      from,
      value: raw.slice(from, from + day.length),
      power: 0,
      unit: '',
      about,
    }
  }
  if (shareOf !== undefined) {
    const value = /^\d/.test(shareOf) ? plain(shareOf) : fromHan(shareOf)
    if (value === null) return null
    return {
      kind: 'percent',
      text: raw.slice(from, from + match[0].length),
      from,
      value,
      power: 0,
      unit: '％',
      about,
    }
  }
  let end = from + match[0].length
  let value: string | null
  let power = 0
  if (digits !== undefined) {
    ;[value, power, end] = readArabic(text, digits, end)
    // 12-15: a hyphen between two numbers is a range, not a sign.
    if (sign !== undefined && !/\d/.test(text[from - 1] ?? '')) value = `-${value}`
  } else {
    value = fromHan(words ?? '')
    if (value === null) return null
  }
  const rest = text.slice(end)
  const loose = /^(?: ?[余多]| 余)/.exec(rest)?.[0] ?? ''
  const behind = rest.slice(loose.length)
  const gap = /^[ \u3000]?/.exec(behind)?.[0] ?? ''
  const measure = measureOf(behind.slice(gap.length))
  if (words !== undefined && measure === '' && words !== text.trim() && !isPlainNumber(words))
    return null
  const start = sign !== undefined && !value.startsWith('-') ? from + 1 : from
  end += measure === '' ? loose.length : loose.length + gap.length + measure.length
  return {
    kind: /^(?:[％%‰]|个?百分点)/.test(measure) ? 'percent' : 'number',
    text: raw.slice(start, end),
    from: start,
    value,
    power,
    unit: measure === '%' ? '％' : measure,
    about: about || loose !== '',
  }
}

/** Whether Chinese digits without a measure are a number all the same; 一 and 千万 are words. */
function isPlainNumber(words: string): boolean {
  return words.length > 1 && [...words].some((character) => character in hanDigits)
}

/** Digits with what follows them: 1亿2000万 is one number. Returns value, power and end. */
function readArabic(text: string, digits: string, end: number): [string, number, number] {
  const first = magnitudeAt(text, end)
  if (first === null) return [plain(digits), 0, end]
  const parts = [{ digits: plain(digits), power: first.power }]
  let to = first.end
  for (;;) {
    const next = /^(\d{1,4}(?:\.\d+)?)/.exec(text.slice(to))?.[1]
    const last = parts.at(-1)?.power ?? 0
    if (next === undefined || parts.some((part) => part.digits.includes('.'))) break
    const behind = magnitudeAt(text, to + next.length)
    // 3万5 says 3.5万 to some and nothing to others; 3万5000 is plain.
    const power = behind?.power ?? 0
    if (power >= last || (behind === null && next.length < Math.min(last, 4))) break
    parts.push({ digits: next, power })
    to = behind?.end ?? to + next.length
    if (behind === null) break
  }
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return [only.digits, only.power, to]
  const low = Math.min(...parts.map(({ power }) => power))
  const sum = parts.reduce(
    (total, part) => addDecimals(total, shift(part.digits, part.power - low)),
    '0',
  )
  return [sum, low, to]
}

function magnitudeAt(text: string, at: number): { power: number; end: number } | null {
  const found = new RegExp(`^ ?(${magnitude})`).exec(text.slice(at, at + 5))
  if (found === null) return null
  const power = [...(found[1] ?? '')].reduce((sum, character) => sum + (powers[character] ?? 0), 0)
  return { power, end: at + found[0].length }
}

function measureOf(rest: string): string {
  const measure = measureAt(rest)
  // 年, 月, 日 behind a number say when, and a name's suffix is no measure.
  return measure === null || measure.kind === 'place' || measure.kind === 'organisation'
    ? ''
    : measure.unit
}

/** A unit as magnitude and measure: 万件 is 10⁴ 件. */
export function splitUnit(unit: string): { readonly power: number; readonly base: string } {
  const found = magnitudeAt(unit, 0)
  return found === null || found.end >= unit.length
    ? { power: 0, base: sameUnit(unit) }
    : { power: found.power, base: sameUnit(unit.slice(found.end)) }
}

/** One way of writing each unit that is written in several. */
export function sameUnit(unit: string): string {
  if (unit === '%') return '％'
  if (unit === '千米') return '公里'
  return /^个?百分点$/.test(unit) ? '个百分点' : unit
}

/** Moves the decimal point of plain decimal digits by `by` places to the right, exactly. */
export function shift(value: string, by: number): string {
  const negative = value.startsWith('-')
  const [whole = '', fraction = ''] = value.replace('-', '').split('.')
  const digits = whole + fraction
  const point = whole.length + by
  const padded = point > digits.length ? digits.padEnd(point, '0') : digits
  const left = point <= 0 ? '0' : padded.slice(0, point)
  const right = point <= 0 ? '0'.repeat(-point) + padded : padded.slice(point)
  // Zeros that the shift made say nothing; those that stood behind the point say the precision.
  const kept = by < 0 ? right.replace(/0+$/, '') : right
  const clean = left.replace(/^0+(?=\d)/, '') || '0'
  return `${negative ? '-' : ''}${clean}${kept === '' ? '' : `.${kept}`}`
}

/** Rounds plain decimal digits to `places` behind the point, half away from zero. */
export function round(value: string, places: number): string {
  const negative = value.startsWith('-')
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.')
  if (fraction.length <= places) return value
  const kept =
    BigInt(whole + fraction.slice(0, places)) + ((fraction[places] ?? '0') >= '5' ? 1n : 0n)
  const digits = kept.toString().padStart(places + 1, '0')
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return negative ? `-${text}` : text
}

function addDecimals(a: string, b: string): string {
  const places = Math.max(a.split('.')[1]?.length ?? 0, b.split('.')[1]?.length ?? 0)
  const sum = BigInt(shift(a, places)) + BigInt(shift(b, places))
  return shift(sum.toString(), -places)
}

const hanDigits: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}

/** Reads a Chinese number of any size: 三万五千, 一亿零二百, 二〇二二, 三点五; null when it is none. */
export function fromHan(text: string): string | null {
  const [whole = '', fraction] = text.replaceAll('○', '〇').split('点')
  const number =
    /^[零〇一二三四五六七八九]{2,}$/.test(whole) || (whole.length === 1 && whole in hanDigits)
      ? [...whole]
          .map((digit) => hanDigits[digit] ?? 0)
          .join('')
          .replace(/^0+(?=\d)/, '')
      : fromPlaces(whole)
  if (number === null) return null
  if (fraction === undefined) return number
  return `${number}.${[...fraction].map((digit) => hanDigits[digit] ?? 0).join('')}`
}

/** Numbers written with 十百千万亿. */
function fromPlaces(text: string): string | null {
  let total = 0n
  let section = 0n
  let digit: bigint | null = null
  let lastSmall = 10n ** 9n
  let lastPlace = 0n
  for (const character of text) {
    const value = hanDigits[character]
    const power = powers[character]
    if (value !== undefined) {
      if (digit !== null && digit !== 0n) return null
      digit = BigInt(value)
    } else if (power === undefined) return null
    else if (power < 4) {
      const place = 10n ** BigInt(power)
      if (place >= lastSmall) return null
      section += (digit ?? 1n) * place
      ;[digit, lastSmall, lastPlace] = [null, place, place]
    } else {
      const place = 10n ** BigInt(power)
      section += digit ?? 0n
      if (section === 0n && total === 0n) return null
      // 一万亿: what stands before counts as a whole.
      total = power === 8 ? (total + section) * place : total + section * place
      ;[section, digit, lastSmall, lastPlace] = [0n, null, 10n ** 9n, place]
    }
  }
  if (digit !== null) {
    // 三万五 and 三百五 mean the next place below; 三万零五 means what it says.
    const before = text.at(-2) ?? ''
    section += before in powers && lastPlace >= 100n ? (digit * lastPlace) / 10n : digit
  }
  const sum = total + section
  return text === '' ? null : sum.toString()
}

/** Full-width ASCII becomes half-width, one character for one, so that offsets hold. */
function sameLength(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (character) =>
      character === '％' ? character : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
    )
    .replace(/[−–]/g, '-')
    .replace(/(\d)。(?=\d)/g, '$1.')
}

function plain(digits: string): string {
  return digits.replace(/[,\u00a0\u2009\u202f]/g, '').replace(/^0+(?=\d)/, '')
}
