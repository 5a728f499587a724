import { numberIn } from '../paper/read/list-numbers'
import { propertyOf, styleOf } from './element-style'

/**
 * Numbers that a list counts and that are not in the text: those of HTML's ordered lists,
 * and those that Word and WPS describe in the style sheet that comes along.
 */
export interface ListCounters {
  /** To be called at the start of each `ol` or `ul`; gives what to call at its end. */
  enter(list: Element): () => void
  /** The number of an item of the innermost list; empty for bullets and where none is shown. */
  next(item: Element): string
}

interface Level {
  readonly format: string
  /** Such as `%1、`. */
  readonly text: string
}

export function listCounters(styleSheets: string): ListCounters {
  const levels = levelsIn(styleSheets)
  const open: { readonly list: Element; count: number }[] = []
  /** Counts of Word's lists, by list; the index is the level. */
  const counts = new Map<string, number[]>()

  const ofWord = (item: Element): string | undefined => {
    const named = /mso-list\s*:\s*(l\d+)\s+level(\d)/i.exec(styleOf(item))
    if (named === null) return undefined
    const [, list = '', digit = '1'] = named
    const at = Number(digit) - 1
    const counters = counts.get(list) ?? []
    counts.set(list, counters)
    for (let above = 0; above < at; above++) counters[above] ??= 1
    counters[at] = (counters[at] ?? 0) + 1
    counters.length = at + 1
    const own = levels.get(`${list} ${at}`)
    if (own === undefined) return undefined
    if (own.format === 'bullet') return ''
    return own.text.replace(/%(\d)/g, (_whole, which: string) => {
      const index = Number(which) - 1
      return numberIn(levels.get(`${list} ${index}`)?.format ?? 'decimal', counters[index] ?? 1)
    })
  }

  return {
    enter(list) {
      const start = Number(list.getAttribute('start') ?? 1)
      open.push({ list, count: (Number.isInteger(start) ? start : 1) - 1 })
      return () => void open.pop()
    },
    next(item) {
      const last = open.at(-1)
      if (last === undefined) return ''
      const value = Number(item.getAttribute('value') ?? Number.NaN)
      last.count = Number.isInteger(value) ? value : last.count + 1
      const counted = ofWord(item)
      if (counted !== undefined) return counted
      return last.list.tagName === 'OL' ? htmlNumber(item, last.list, last.count) : ''
    },
  }
}

/** `list-style-type` by its name, in the names of `numberIn`. */
const formats: readonly (readonly [RegExp, string, string])[] = [
  [/^(?:cjk-|simp-chinese|trad-chinese|japanese|korean-hanja)/, 'chineseCounting', '、'],
  [/^(?:lower-alpha|lower-latin|a)$/, 'lowerLetter', '.'],
  [/^(?:upper-alpha|upper-latin|A)$/, 'upperLetter', '.'],
  [/^(?:lower-roman|i)$/, 'lowerRoman', '.'],
  [/^(?:upper-roman|I)$/, 'upperRoman', '.'],
  [/^(?:none|disc|circle|square)$/, 'none', ''],
]

function htmlNumber(item: Element, list: Element, count: number): string {
  const type =
    propertyOf(item, 'list-style-type') ??
    propertyOf(list, 'list-style-type') ??
    /none|cjk-\S+/.exec(propertyOf(list, 'list-style') ?? '')?.[0] ??
    item.getAttribute('type') ??
    list.getAttribute('type') ??
    ''
  const [, format, mark] = formats.find(([name]) => name.test(type)) ?? [/^/, 'decimal', '.']
  return format === 'none' ? '' : numberIn(format, count) + mark
}

/** The levels of `@list l0:level1 { … }`. */
function levelsIn(styleSheets: string): Map<string, Level> {
  const levels = new Map<string, Level>()
  for (const [, list = '', digit = '1', body = ''] of styleSheets.matchAll(
    /@list\s+(l\d+):level(\d)[^{}]{0,40}\{([^{}]{0,2000})\}/g,
  )) {
    const read = (name: string): string | undefined =>
      new RegExp(`mso-level-${name}\\s*:\\s*("[^"]*"|[^;]*)`)
        .exec(body)?.[1]
        ?.trim()
        .replaceAll(/^"|"$/g, '')
    const format = read('number-format') ?? 'decimal'
    // Marks of the text are written behind a backslash.
    const text = (read('text') ?? `%${digit}.`).replaceAll(/\\(.)/g, '$1').trim()
    levels.set(`${list} ${Number(digit) - 1}`, { format: wordFormat(format), text })
  }
  return levels
}

function wordFormat(format: string): string {
  if (/^(?:chinese|japanese|taiwanese|ideograph|korean)/.test(format)) return 'chineseCounting'
  if (/^decimal-enclosed-circle/.test(format)) return 'decimalEnclosedCircle'
  const known: Readonly<Record<string, string>> = {
    'alpha-lower': 'lowerLetter',
    'alpha-upper': 'upperLetter',
    'roman-lower': 'lowerRoman',
    'roman-upper': 'upperRoman',
    'decimal-full-width': 'decimalFullWidth',
    bullet: 'bullet',
    image: 'bullet',
    none: 'none',
  }
  return known[format] ?? 'decimal'
}
