import { changeWordIn, courseOfLabel, downWords, upWords, type Course } from './course'
import { fromChinese } from './numbering'
import type { FigureKind } from './schema'
import { isWholeNumber } from './units'

/** Why a value is refused. The sentence for the user is chosen where it is shown. */
export type ValueErrorCode =
  | 'empty'
  | 'not-a-number'
  | 'not-a-whole-number'
  | 'negative'
  | 'out-of-range'
  | 'word-in-value'
  | 'unit-in-value'
  | 'suffix-doubled'
  | 'not-a-date'
  | 'too-long'

export interface ValueError {
  readonly ok: false
  readonly code: ValueErrorCode
  /** What would be right, when that can be told: a value that would pass. It never drops a sign. */
  readonly suggestion?: string
}

export type ParsedValue = { readonly ok: true; readonly value: string } | ValueError

/** Longest value in characters; a blank is a word or a number, no paragraph. */
const longest = 200
const plainNumber = /^-?(?:\d+(?:\.\d+)?|\.\d+)$/
const grouped = /^-?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?$/

/**
 * Reads what a person typed into a field: full-width digits, letters, points and signs
 * become half-width, spaces and thousands separators go, 负3 is -3. Never throws.
 *
 * @param unit the measure that stands after the blank and so must not be in the value
 * @param suffix the word that ends a name after the blank (局, 市), which must not be doubled
 * @param label what the figure is called: growth (同比增长) may exceed 100％, a share may not
 * @param course what the words before the blank say of its sign; told from the label where
 *   the text is not at hand. Only a change may be below zero.
 */
export function parseValue(
  kind: FigureKind,
  unit: string,
  raw: string,
  suffix = '',
  label = '',
  course: Course = courseOfLabel(label),
): ParsedValue {
  const text = raw
    .replace(/[\u200B\uFEFF]/g, '')
    .replace(/[\s\u3000]+/g, ' ')
    .trim()
  if (text === '') return { ok: false, code: 'empty' }
  if (text.length > longest)
    return { ok: false, code: 'too-long', suggestion: text.slice(0, longest) }
  switch (kind) {
    case 'count':
    case 'duration':
    case 'percent':
      return parseNumber(
        { kind, unit, course: courseIn(unit, course), grows: growth.test(label) },
        text,
      )
    case 'organisation':
    case 'place':
      return parseName(text, suffix)
    case 'date':
      return parseDate(unit, text)
    case 'text':
      return { ok: true, value: text }
  }
}

/** A value with its unit, as it reads in the text: `12` and 次 give 12次. */
export function showValue(value: string, unit: string): string {
  return `${printValue(value)}${unit}`
}

/**
 * A value as it is printed: a number below zero has a minus sign (−), which is as wide as a
 * digit and is not parted from it at the end of a line, as a hyphen may be.
 */
export function printValue(value: string): string {
  return /^-\d/.test(value) ? `−${value.slice(1)}` : value
}

/** Growth, and what was done of a plan, may be more than all of it. */
const growth = /增长|增幅|增速|上升|上涨|涨幅|提高|提升|增加|扩大|完成/

/** A number's field: what may stand in it. */
interface NumberField {
  readonly kind: FigureKind
  readonly unit: string
  readonly course: Course
  readonly grows: boolean
}

/** A difference of two shares is a change, whatever it is called. */
function courseIn(unit: string, course: Course): Course {
  return course === 'none' && unit === '个百分点' ? 'either' : course
}

function parseNumber(field: NumberField, typed: string): ParsedValue {
  const { kind, unit, course, grows } = field
  const text = signed(halfWidth(typed).replace(/ /g, ''))
  const number = grouped.test(text) ? text.replace(/[,，]/g, '') : text
  if (!plainNumber.test(number)) return notANumber(field, text)
  const value = tidy(number)
  if (value.startsWith('-')) {
    if (course === 'none') return { ok: false, code: 'negative' }
  } else if (kind === 'percent') {
    const more = unit === '个百分点' || grows || course === 'up' || course === 'either'
    if (Number(value) > (more ? Infinity : unit === '‰' ? 1000 : 100))
      return { ok: false, code: 'out-of-range' }
  }
  if (
    kind !== 'percent' &&
    value.includes('.') &&
    (kind === 'duration' ? unit !== '小时' && unit !== '个小时' : isWholeNumber(unit))
  )
    return { ok: false, code: 'not-a-whole-number' }
  return { ok: true, value }
}

function notANumber(field: NumberField, text: string): ParsedValue {
  const { kind, unit, course } = field
  const marks = kind === 'percent' ? /[%％‰]+$|个?百分点$/ : null
  const bare =
    unit !== '' && text.endsWith(halfWidth(unit))
      ? text.slice(0, -unit.length)
      : text.replace(marks ?? /$^/, '')
  if (bare !== text && bare !== '') {
    const inner = parseNumber(field, bare)
    // 150％: the sign is the smaller mistake; what would be right is a number that fits.
    if (inner.ok) return { ok: false, code: 'unit-in-value', suggestion: inner.value }
    if (inner.code !== 'empty' && inner.code !== 'not-a-number') return inner
  }
  const worded = changeTyped.exec(text)
  if (worded !== null) return wordInValue(field, worded[1] ?? '', worded[2] ?? '')
  // +3 is 3 unless the text speaks of a decline, and (3) is how accounts write -3.
  const explicit = /^\+(.+)$/.exec(text)?.[1]
  if (explicit !== undefined && course !== 'down') return suggested('not-a-number', field, explicit)
  const account = /^\(([\d.,]+[%％]?)\)$/.exec(text)?.[1]
  if (account !== undefined && course !== 'none')
    return suggested('not-a-number', field, `-${account}`)
  const loose = /^(-?[\d.,]+)(?:[百千万亿]*[个次项件家名条人户份％%元天]|[百千万亿]+)\S{0,3}$/.exec(
    text,
  )?.[1]
  if (loose !== undefined && plainNumber.test(loose.replace(/,/g, ''))) {
    // 3万件 in a 件 field: the magnitude is somebody's decision, so nothing is suggested.
    return /[百千万亿]/.test(text)
      ? { ok: false, code: 'unit-in-value' }
      : suggested('unit-in-value', field, loose)
  }
  const [, minus = '', han = ''] = /^(负?)(.*)$/.exec(text) ?? []
  const chinese = fromChinese(han)
  if (chinese > 0) return suggested('not-a-number', field, `${minus}${chinese}`)
  return { ok: false, code: 'not-a-number' }
}

/** A refusal with the value that `text` gives, if it is one; a sign that may not be is said first. */
function suggested(code: ValueErrorCode, field: NumberField, text: string): ValueError {
  const inner = parseNumber(field, text)
  if (inner.ok) return { ok: false, code, suggestion: inner.value }
  if (inner.suggestion !== undefined) return { ok: false, code, suggestion: inner.suggestion }
  return inner.code === 'negative' ? inner : { ok: false, code }
}

const changeTyped = new RegExp(`^((?:${upWords}|${downWords})(?:了|约|达到?|近|超过?)?)([^-].*)$`)

/** 下降3 where the text has its word already, or leaves the direction to the sign. */
function wordInValue(field: NumberField, word: string, rest: string): ValueError {
  const sense = changeWordIn(word)?.sense ?? 'up'
  // Without a word of change before it nobody can tell what a share that fell is to be.
  if (field.course === 'none') return { ok: false, code: 'word-in-value' }
  const turned = sense !== (field.course === 'down' ? 'down' : 'up')
  return suggested('word-in-value', field, turned ? `-${rest}` : rest)
}

function parseName(text: string, suffix: string): ParsedValue {
  if (suffix !== '' && text.length > suffix.length && text.endsWith(suffix)) {
    return {
      ok: false,
      code: 'suffix-doubled',
      suggestion: text.slice(0, -suffix.length).trimEnd(),
    }
  }
  return { ok: true, value: text }
}

const dateDigits = '〇一二三四五六七八九'

function parseDate(unit: string, typed: string): ParsedValue {
  const text = halfWidth(typed).replace(/ /g, '').replace(/[○零]/g, '〇')
  if (unit === '年') return inRange(text.replace(/年$/, ''), typed, unit, 1900, 2999)
  if (unit === '月') return inRange(text.replace(/月份?$/, ''), typed, unit, 1, 12)
  if (unit === '日') return inRange(text.replace(/[日号]$/, ''), typed, unit, 1, 31)
  const match =
    /^(\d{4}|[〇一二三四五六七八九]{4})[年\-/.](\d{1,2}|[一二三四五六七八九十]{1,3})(?:[月\-/.](?:(\d{1,2}|[一二三四五六七八九十]{1,3})日?)?)?$/.exec(
      text,
    )
  if (match === null) return { ok: false, code: 'not-a-date' }
  const year = Number(
    (match[1] ?? '').replace(/[〇一二三四五六七八九]/g, (digit) =>
      String(dateDigits.indexOf(digit)),
    ),
  )
  const month = dateNumber(match[2] ?? '')
  const day = match[3] === undefined ? null : dateNumber(match[3])
  const days = month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  if (month < 1 || month > 12 || (day !== null && (day < 1 || day > days)))
    return { ok: false, code: 'not-a-date' }
  return { ok: true, value: `${year}年${month}月${day === null ? '' : `${day}日`}` }
}

function inRange(
  text: string,
  typed: string,
  unit: string,
  low: number,
  high: number,
): ParsedValue {
  if (text === '') return { ok: false, code: 'not-a-date' }
  const value = /^\d+$/.test(text)
    ? Number(text)
    : /^[〇一二三四五六七八九]{4}$/.test(text)
      ? fromDigits(text)
      : fromChinese(text)
  if (value < low || value > high) return { ok: false, code: 'not-a-date' }
  if (typed.trim().endsWith(unit))
    return { ok: false, code: 'unit-in-value', suggestion: String(value) }
  return { ok: true, value: String(value) }
}

function fromDigits(text: string): number {
  return Number([...text].map((digit) => dateDigits.indexOf(digit)).join(''))
}

function dateNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : fromChinese(text)
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

/** Full-width ASCII becomes half-width; a Chinese full stop between digits becomes a point. */
function halfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (character) =>
      String.fromCharCode(character.charCodeAt(0) - 0xfee0),
    )
    .replace(/(\d)。(\d)/g, '$1.$2')
    .replace(/[−–—﹣‐‑]/g, '-')
}

/** 负3 and -3 are one. */
function signed(text: string): string {
  return text.replace(/^(?:负|-)+(?=\D*\d)/, '-')
}

/** No leading zeros, no bare point; digits after the point stay as typed, they say the precision. */
function tidy(number: string): string {
  return number
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^(-?)\./, '$10.')
    .replace(/^-(?=[0.]+$)/, '')
}
