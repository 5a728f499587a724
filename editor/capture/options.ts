import { changeWordIn, wordsBefore, type Around } from '../../schema/course'
import { round, sameUnit, shift, splitUnit, type Quantity } from '../../schema/quantity'
import type { FigureKind } from '../../schema/schema'
import { parseValue, type ValueErrorCode } from '../../schema/values'

/** What of a blank decides which values fit. */
export interface BlankMeasure extends Around {
  readonly kind: FigureKind
  readonly unit: string
  readonly label: string
}

/** A value that a blank could take from what was selected. */
export interface CaptureOption {
  /** What would be put into the field. */
  readonly raw: string
  /**
   * `converted`: by a power of ten; `rounded`: converted, then rounded to two places;
   * `turned`: the sign tells what the page says by a word and the report by another.
   */
  readonly how: 'as-is' | 'converted' | 'rounded' | 'turned'
  /** The power of ten, for `converted` and `rounded`. */
  readonly by: number
  /** What a person should look at before taking it. */
  readonly warnings: readonly CaptureWarning[]
  /** Why the form would refuse it; the field shows the same words. */
  readonly error?: ValueErrorCode
}

/**
 * The units differ; the source names none; it calls the number approximate; it speaks of a
 * decline where the report speaks of growth, or the reverse.
 */
export type CaptureWarning = 'other-unit' | 'no-unit' | 'about' | 'turned'

const numbers: ReadonlySet<FigureKind> = new Set(['count', 'duration', 'percent'])

/** How a quantity fits a blank: its measure is the same, may be the same, or is another one. */
export function fitOf(quantity: Quantity, blank: BlankMeasure): 'same' | 'open' | 'other' {
  if (quantity.kind === 'date' || blank.kind === 'date')
    return quantity.kind === 'date' && blank.kind === 'date'
      ? 'same'
      : blank.kind === 'date' && blank.unit !== '' && quantity.unit === blank.unit
        ? 'same'
        : 'other'
  if (!numbers.has(blank.kind)) return blank.kind === 'text' ? 'open' : 'other'
  const { base } = splitUnit(blank.unit)
  if (quantity.unit === '')
    return quantity.kind === 'percent' || blank.kind === 'percent' ? 'other' : 'open'
  if (sameUnit(quantity.unit) === base) return 'same'
  return base === '' && blank.kind !== 'percent' ? 'open' : 'other'
}

/**
 * The values that a blank could take from a quantity, the likeliest first; never empty.
 * 12345件 gives a blank in 万件 the values 1.2345 and 1.23, and 12345 for whoever knows better.
 * A page that says 下降3％ gives a blank behind 增长 the value -3.
 *
 * @param before the words of the page right before the quantity
 */
export function optionsFor(quantity: Quantity, blank: BlankMeasure, before = ''): CaptureOption[] {
  const { kind, unit, suffix, label, course } = blank
  if (!numbers.has(kind)) {
    const raw = kind === 'date' && quantity.kind !== 'date' ? quantity.value : quantity.text
    return [checked({ raw, how: 'as-is', by: 0, warnings: [] })]
  }
  const fit = fitOf(quantity, blank)
  const warnings: CaptureWarning[] = [
    ...(fit === 'other' && quantity.unit !== '' ? ['other-unit' as const] : []),
    ...(quantity.unit === '' && unit !== '' ? ['no-unit' as const] : []),
    ...(quantity.about ? ['about' as const] : []),
    ...(isTurned(quantity, blank, before) ? ['turned' as const] : []),
  ]
  const target = splitUnit(unit).power
  const plain: CaptureOption = {
    raw: shift(quantity.value, quantity.power),
    how: quantity.power === 0 ? 'as-is' : 'converted',
    by: quantity.power,
    warnings,
  }
  const list: CaptureOption[] = []
  const moved = quantity.power - target
  const converted = shift(quantity.value, moved)
  if (moved !== 0) {
    list.push({ raw: converted, how: 'converted', by: moved, warnings })
    const short = round(converted, 2)
    if (short !== converted && Number(short) !== 0)
      list.push({ raw: short, how: 'rounded', by: moved, warnings })
  } else list.push({ raw: quantity.value, how: 'as-is', by: 0, warnings })
  // Without a measure nobody can tell whether 3.5 was meant in 万件 already.
  if (fit === 'open' && target !== 0 && quantity.power === 0) {
    if (Number(quantity.value) >= 10 ** (target - 1)) list.push(plain)
    else list.unshift(plain)
  }
  // A share of 1 for a percentage: 0.956 is 95.6％.
  if (kind === 'percent' && quantity.kind === 'number' && quantity.unit === '') {
    const share = Number(quantity.value)
    if (share > 0 && share < 1)
      list.unshift({ raw: shift(quantity.value, 2), how: 'converted', by: 2, warnings })
  }
  if (warnings.includes('turned'))
    list.unshift(...list.map((one) => ({ ...one, raw: `-${one.raw}`, how: 'turned' as const })))
  const seen = new Set<string>()
  return list.filter(({ raw }) => !seen.has(raw) && seen.add(raw)).map(checked)

  function checked(option: CaptureOption): CaptureOption {
    const parsed = parseValue(kind, unit, option.raw, suffix, label, course)
    return parsed.ok ? { ...option, raw: parsed.value } : { ...option, error: parsed.code }
  }
}

/** Whether page and report speak of opposite changes. A number with a sign says its own. */
function isTurned({ value }: Quantity, { course }: BlankMeasure, before: string): boolean {
  const sense = changeWordIn(wordsBefore(before, before.length))?.sense
  if (sense === undefined || course === 'none' || value.startsWith('-')) return false
  return sense !== (course === 'down' ? 'down' : 'up')
}
