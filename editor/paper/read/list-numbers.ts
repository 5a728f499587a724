import { toChinese } from '../../../schema/numbering'
import { childOf, elementsOf, valueOf, type XmlElement } from './xml-tree'

interface Level {
  readonly start: number
  readonly format: string
  /** Such as `%1、` or `（%2）`. */
  readonly text: string
}

interface List {
  readonly abstract: string
  readonly levels: ReadonlyMap<number, Level>
  /** Levels that begin anew for this list. */
  readonly starts: ReadonlyMap<number, number>
}

/** Counts paragraphs as Word does; the numbers are not in the text. */
export interface ListNumbers {
  /** The number in front of the next paragraph of a list; empty for bullets and what is unknown. */
  next(list: string, level: number): string
}

/** @param numbering the root of `word/numbering.xml`; undefined when the file has none */
export function listNumbers(numbering: XmlElement | undefined): ListNumbers {
  const abstracts = new Map(
    elementsOf(numbering, 'abstractNum').map((one) => [
      one.attributes['abstractNumId'] ?? '',
      new Map(elementsOf(one, 'lvl').map(levelOf)),
    ]),
  )
  const lists = new Map<string, List>()
  for (const num of elementsOf(numbering, 'num')) {
    const abstract = valueOf(num, 'abstractNumId') ?? ''
    const levels = new Map(abstracts.get(abstract) ?? [])
    const starts = new Map<number, number>()
    for (const override of elementsOf(num, 'lvlOverride')) {
      const at = Number(override.attributes['ilvl'] ?? 0)
      const level = childOf(override, 'lvl')
      if (level !== undefined) levels.set(at, levelOf(level)[1])
      const start = valueOf(override, 'startOverride')
      if (start !== undefined) starts.set(at, Number(start))
    }
    lists.set(num.attributes['numId'] ?? '', { abstract, levels, starts })
  }
  /** Counters of each abstract numbering: lists of one kind count on. */
  const counts = new Map<string, (number | undefined)[]>()
  const begun = new Set<string>()
  return {
    next(list, level) {
      const found = lists.get(list)
      const own = found?.levels.get(level)
      if (found === undefined || own === undefined || !(level >= 0 && level < 9)) return ''
      const counters = counts.get(found.abstract) ?? []
      counts.set(found.abstract, counters)
      const start = found.starts.get(level)
      if (start !== undefined && !begun.has(`${list} ${level}`)) counters[level] = undefined
      begun.add(`${list} ${level}`)
      const last = counters[level]
      counters[level] = last === undefined ? (start ?? own.start) : last + 1
      counters.length = level + 1
      return own.text.replace(/%(\d)/g, (_whole, digit: string) => {
        const at = Number(digit) - 1
        const of = found.levels.get(at)
        return of === undefined ? '' : numberIn(of.format, counters[at] ?? of.start)
      })
    },
  }
}

function levelOf(level: XmlElement): [number, Level] {
  return [
    Number(level.attributes['ilvl'] ?? 0),
    {
      start: Number(valueOf(level, 'start') ?? 1),
      format: valueOf(level, 'numFmt') ?? 'decimal',
      text: valueOf(level, 'numFmt') === 'bullet' ? '' : (valueOf(level, 'lvlText') ?? ''),
    },
  ]
}

const chinese = /^(?:chinese|japanese|taiwanese|ideographDigital|ideographLegal|korean)/

/** A count as a format of Word writes it; empty for bullets. */
export function numberIn(format: string, value: number): string {
  if (chinese.test(format)) return toChinese(value)
  if (/^decimalEnclosed(?:Circle|CircleChinese)$/.test(format) && value <= 20)
    return String.fromCodePoint(0x245f + value)
  if (format === 'decimalFullWidth')
    return String(value).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
  if (format === 'lowerLetter' || format === 'upperLetter') {
    const letter = String.fromCodePoint(97 + ((value - 1) % 26))
    return format === 'lowerLetter' ? letter : letter.toUpperCase()
  }
  if (format === 'lowerRoman') return roman(value)
  if (format === 'upperRoman') return roman(value).toUpperCase()
  return format === 'none' || format === 'bullet' ? '' : String(value)
}

function roman(value: number): string {
  const digits: readonly [number, string][] = [
    [100, 'c'],
    [90, 'xc'],
    [50, 'l'],
    [40, 'xl'],
    [10, 'x'],
    [9, 'ix'],
    [5, 'v'],
    [4, 'iv'],
    [1, 'i'],
  ]
  let left = Math.min(value, 399)
  let text = ''
  for (const [worth, digit] of digits) {
    while (left >= worth) {
      text += digit
      left -= worth
    }
  }
  return text
}
