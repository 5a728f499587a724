import type { Node } from 'prosemirror-model'
import { blockText, placeholdersOf } from '../content'
import { measureAt } from '../units'
import { isHan } from './characters'
import { contentOffset, touchesBlank, type Passage } from './passage'
import type { BlockRule, Hit } from './rule'

const percentSigns = '%％‰'

/** Characters behind a doubled unit that do not make a word with it (局局长, 市市场). */
function endsWord(next: string | undefined): boolean {
  return next === undefined || !isHan(next) || '的和与及或等在将已对为共均又'.includes(next)
}

function measureOf(text: string): string {
  const measure = measureAt(text)
  return measure === null ? '' : measure.unit || measure.suffix
}

/** The unit that a value ends with and the text behind it repeats, or `''`. */
function repeatedUnit(value: string, rest: string): string {
  const [last = '', next = ''] = [value.at(-1), rest[0]]
  if (percentSigns.includes(last) && last !== '' && percentSigns.includes(next) && next !== '')
    return next
  const unit = measureOf(rest)
  if (unit === '' || !value.endsWith(unit) || value === unit) return ''
  return endsWord(rest[unit.length]) ? unit : ''
}

function* inValues({ text, filled }: Passage): Generator<Hit> {
  for (const { from, to } of filled) {
    const unit = repeatedUnit(text.slice(from, to), text.slice(to))
    if (unit !== '') yield { from, to: to + unit.length, variant: 'value', values: { unit } }
  }
}

const number = /(?:\d+(?:\.\d+)?|\uFFFC)/g
const hundredths = /百分之(?:\d+(?:\.\d+)?|\uFFFC)[%％]/g

/** 12次次, 95%％: the unit once, in the value or behind it. */
export const unitDoubled: BlockRule = {
  id: 'unit-doubled',
  strength: 'error',
  source: 'GB/T 15835—2011 5.1',
  *find(passage) {
    const { text } = passage
    yield* inValues(passage)
    for (const match of text.matchAll(number)) {
      const at = match.index + match[0].length
      const signs = /^[%％‰]{2,}/.exec(text.slice(at, at + 4))?.[0]
      const unit = signs === undefined ? measureOf(text.slice(at, at + 26)) : (signs[0] ?? '')
      if (unit === '') continue
      const again = at + unit.length
      const doubled =
        signs !== undefined ||
        (text.startsWith(unit, again) && endsWord(text[again + unit.length]) && unit !== '天')
      // A unit in a value is told above.
      if (!doubled || touchesBlank(passage, at, again)) continue
      const to = signs === undefined ? again + unit.length : at + signs.length
      yield {
        from: match.index,
        to,
        edits: [{ from: again, to, text: '' }],
        values: { unit },
      }
    }
    for (const { index, 0: found } of text.matchAll(hundredths)) {
      const to = index + found.length
      yield { from: index, to, edits: [{ from: to - 1, to, text: '' }], variant: 'percent' }
    }
  },
}

/** A blank for a number with nothing behind that is counted. */
export const unitMissing: BlockRule = {
  id: 'unit-missing',
  strength: 'warn',
  source: '',
  *find(passage) {
    const { block, text, filled } = passage
    const values = new Map(filled.map((value) => [value.offset, value]))
    let shift = 0
    for (const { offset, node } of placeholdersOf(block)) {
      const value = values.get(offset)
      const from = offset + shift
      const to = value === undefined ? from + 1 : value.to
      shift += to - from - 1
      if (node.attrs['kind'] !== 'count' || node.attrs['unit'] !== '') continue
      if (measureOf(text.slice(to, to + 26)) !== '') continue
      yield { from, to: Math.min(text.length, to + 2) }
    }
  },
}

const each = /各([项类个种家])[^，。；、：！？\uFFFC\d]{1,12}(?:\uFFFC|\d+(?:\.\d+)?)\1(?![目别])/g

/** 各项制度12项: either each or so many. */
export const eachCount: BlockRule = {
  id: 'each-count',
  strength: 'warn',
  source: '',
  *find({ text }) {
    for (const { index, 0: found, 1: word } of text.matchAll(each))
      yield { from: index, to: index + found.length, values: { word: `各${word}` } }
  },
}

/** Numbers that are rarely somebody's figure. */
const fixedNumbers = new Set(['0', '1', '100'])

/** So many characters before and behind a number its neighbours are looked for. */
const reach = 80

/** 取消*项，改备案4项，优化*项: one figure among blanks of the same unit was left as it was. */
export const literalFigure: BlockRule = {
  id: 'literal-figure',
  strength: 'info',
  source: '',
  *find(passage) {
    const { block, text, filled } = passage
    const blanks = placeholdersOf(block).filter(({ node }) => node.attrs['unit'] !== '')
    if (blanks.length < 2) return
    let value = 0
    let first = 0
    for (const match of text.matchAll(literal)) {
      const from = match.index
      const to = from + match[0].length
      while (value < filled.length && (filled[value]?.to ?? 0) <= from) value++
      if ((filled[value]?.from ?? Infinity) <= from || fixedNumbers.has(match[0])) continue
      const measure = measureAt(text.slice(to, to + 26))
      if (measure === null || measure.unit === '' || measure.kind === 'date') continue
      const offset = contentOffset(passage, from, false)
      while (first < blanks.length && (blanks[first]?.offset ?? 0) < offset - reach) first++
      let [before, after] = [false, false]
      for (let index = first; index < blanks.length; index++) {
        const one = blanks[index]
        if (one === undefined || one.offset > offset + reach) break
        if (one.node.attrs['unit'] !== measure.unit || !isNear(block, offset, one.offset)) continue
        if (one.offset < offset) before = true
        else after = true
      }
      if (before && after)
        yield { from, to: to + measure.unit.length, values: { unit: measure.unit } }
    }
  },
}

/** A number that is not part of a date, a range or a code. */
const literal = /(?<![\d.,:：第年月A-Za-z—～-])\d+(?:\.\d+)?(?![\d.,—～-])/g

/** Whether two places of a block are in one sentence, at most two clauses apart. */
function isNear(block: Node, a: number, b: number): boolean {
  const between = blockText(block).slice(Math.min(a, b), Math.max(a, b))
  return !/[。！？]/.test(between) && (between.match(/[，、；]/g) ?? []).length <= 2
}
