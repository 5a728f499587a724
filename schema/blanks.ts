import type { FigureKind } from './schema'
import { measureAt } from './units'

/** A place in a text that looks like a blank. Offsets are UTF-16 units in the text searched. */
export interface BlankHit {
  readonly offset: number
  readonly length: number
  /** The blank as written. */
  readonly mask: string
  readonly kind: FigureKind
  readonly unit: string
  readonly suffix: string
  /** 0 to 1. From `certain` on it becomes a blank by itself; below, a person decides. */
  readonly confidence: number
  readonly reason: string
  /** A label that the blank itself gives (【待补：受理量】), else `''`. */
  readonly said: string
}

/** The confidence from which a hit becomes a blank without being asked about. */
export const certain = 0.5

const candidate = new RegExp(
  [
    String.raw`[*＊﹡∗✱]+`,
    String.raw`[XxＸｘ×]+`,
    String.raw`_{2,}|＿+`,
    String.raw`【待[补填定核查]?[^】\n]{0,60}】`,
    String.raw`\{\{[^{}\n]{0,60}\}\}`,
    String.raw`（[ \u3000]*）|\([ \u3000]*\)|〔[ \u3000]*〕|【[ \u3000]*】|［[ \u3000]*］|\[[ \u3000]+\]`,
    String.raw`□+|[○〇]{2,}`,
    String.raw`某+(?=[市县区局厅委办省镇乡院处科部])`,
    String.raw`[NnＮ](?=\s?[个项次件家名条])`,
    String.raw`[ \u3000]{2,}`,
  ].join('|'),
  'g',
)

/** Stretches in which nothing is a blank: addresses, code, file patterns. */
const protectedSpan =
  /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s\u3000-\u303F\uFF00-\uFFEF\u4E00-\u9FFF]+|`[^`\n]+`|\*\.[A-Za-z0-9]{1,6}\b|\b[A-Za-z]\w*_{2,}\w+/gi

const cjk = /[\u3400-\u9FFF]/
const latinOrDigit = /[A-Za-z0-9]/
const quantityBefore = /[等共到达至约计超近为有率]$/

/**
 * Finds everything that looks like a blank, certain or not, in the order of the text.
 * Rules and their reasons: SPEC.md, B1–B9.
 */
export function findBlanks(text: string): BlankHit[] {
  const hits: BlankHit[] = []
  const footnotes = footnoteLines(text)
  let start = 0
  while (start <= text.length) {
    let end = text.indexOf('\n', start)
    if (end < 0) end = text.length
    const line = text.slice(start, end)
    const noted = footnotes.last > end
    for (const hit of blanksInLine(line, noted)) hits.push({ ...hit, offset: hit.offset + start })
    start = end + 1
  }
  return hits
}

const noteLine = /^ ?(?:注|说明|备注|数据来源|口径|[^\n*＊，。]{1,8}[：:])/

/** The offset of the last line that is a footnote (starts with a star and a note word). */
function footnoteLines(text: string): { last: number } {
  let last = -1
  for (const match of text.matchAll(/(?<=^|\n)[*＊]+/g)) {
    if (
      noteLine.test(text.slice(match.index + match[0].length, match.index + match[0].length + 12))
    )
      last = match.index
  }
  return { last }
}

function blanksInLine(line: string, noted: boolean): BlankHit[] {
  if (line === '' || !/[^\s\u3000*＊﹡∗✱_＿\-—=·.XxＸｘ×□○〇]/.test(line)) return []
  const spans = [...line.matchAll(protectedSpan)].map((m) => [m.index, m.index + m[0].length])
  const hits: BlankHit[] = []
  const bareStars: number[] = []
  let span = 0
  candidate.lastIndex = 0
  for (let match = candidate.exec(line); match !== null; match = candidate.exec(line)) {
    const offset = match.index
    const mask = match[0]
    while (span < spans.length && (spans[span]?.[1] ?? 0) <= offset) span++
    const guard = spans[span]
    if (guard !== undefined && (guard[0] ?? 0) <= offset) continue
    const hit = judge(line, offset, mask, noted)
    if (hit === null) continue
    const isBareStar = hit.reason === 'star-alone'
    if (isBareStar) bareStars.push(hits.length)
    hits.push(hit)
  }
  return withoutEmphasis(line, hits, bareStars)
}

/**
 * Two runs of stars of one length that enclose text, neither of them before a measure
 * word or a name suffix, are emphasis in Markdown and no blanks.
 */
function withoutEmphasis(line: string, hits: BlankHit[], bare: readonly number[]): BlankHit[] {
  const dropped = new Set<number>()
  for (let i = 0; i + 1 < bare.length; i++) {
    const open = hits[bare[i] ?? -1]
    const close = hits[bare[i + 1] ?? -1]
    if (open === undefined || close === undefined || open.mask !== close.mask) continue
    const inside = line.slice(open.offset + open.length, close.offset)
    if (inside === '' || inside.startsWith(' ') || inside.endsWith(' ') || /[。；]/.test(inside))
      continue
    dropped.add(bare[i] ?? -1)
    dropped.add(bare[i + 1] ?? -1)
    i++
  }
  return dropped.size === 0 ? hits : hits.filter((_, index) => !dropped.has(index))
}

function judge(line: string, offset: number, mask: string, noted: boolean): BlankHit | null {
  const end = offset + mask.length
  const before = line[offset - 1] ?? ''
  const after = line[end] ?? ''
  const rest = line.slice(end, end + 26)
  const measure = measureAt(rest)
  const first = mask[0] ?? ''

  const hit = (confidence: number, reason: string, kind?: FigureKind, said = ''): BlankHit => ({
    offset,
    length: mask.length,
    mask,
    kind: kind ?? measure?.kind ?? (quantityBefore.test(line.slice(0, offset)) ? 'count' : 'text'),
    unit: measure?.unit ?? '',
    suffix: measure?.suffix ?? '',
    confidence,
    reason,
    said,
  })

  if ('*＊﹡∗✱'.includes(first)) {
    if (mask.length >= 3 && /[0-9]/.test(before)) return null
    if (
      /[A-Za-z0-9)\]]/.test(before.trim() || (line[offset - 2] ?? '')) &&
      /^\s?[A-Za-z0-9(]/.test(rest)
    )
      return null
    if (/^\s*$/.test(line.slice(0, offset)) && (/^[ \t]/.test(rest) || noteLine.test(rest)))
      return null
    if (/[0-9％%]/.test(before) && measure?.kind !== 'date') {
      return measure === null ? null : hit(0.4, 'star-after-digit')
    }
    if (measure !== null) return hit(0.97, 'star')
    if (/[A-Za-z]/.test(before) || /[A-Za-z.]/.test(after)) return null
    if (noted) return null
    if (cjk.test(after) && (cjk.test(before) || before === '')) return hit(0.8, 'star-alone')
    return hit(before === '' ? 0.3 : 0.6, 'star-alone')
  }

  if ('XxＸｘ×'.includes(first)) {
    const year = /(?:19|20)\d{0,2}$/.exec(line.slice(0, offset))
    if (year !== null && /^年/.test(rest) && year[0].length + mask.length === 4) {
      const whole = year[0] + mask
      return {
        ...hit(0.95, 'year', 'date'),
        offset: offset - year[0].length,
        length: whole.length,
        mask: whole,
      }
    }
    if (latinOrDigit.test(before) || latinOrDigit.test(after)) return null
    if (/[A-Za-z]$/.test(line.slice(0, offset).trimEnd())) return null
    if (measure !== null) return hit(mask.length > 3 && first !== '×' ? 0.6 : 0.92, 'x')
    if (/^(?:同志|总书记|新时代|思想)/.test(rest)) return null
    if (first === '×' || first === 'Ｘ' || first === 'ｘ' || (first === 'X' && mask.length >= 2)) {
      if (mask.length >= 2 && cjk.test(before) && cjk.test(after))
        return hit(0.45, 'x-alone', 'text')
    }
    return null
  }

  if (first === '_' || first === '＿') {
    if (latinOrDigit.test(before) && latinOrDigit.test(after)) return null
    return hit(measure === null ? 0.7 : 0.95, 'underscore')
  }

  if (mask.startsWith('【待') || mask.startsWith('{{')) {
    const inner = mask.startsWith('{{') ? mask.slice(2, -2).trim() : mask.slice(1, -1)
    const said = inner.replace(/^待[补填定核查]?(?:充|写|报)?[：: ]?/, '').trim()
    return hit(0.99, 'named', undefined, said)
  }

  if ('（(〔【［['.includes(first)) {
    const empty = mask.length === 2
    if (measure !== null) return hit(empty ? 0.7 : 0.9, 'brackets')
    return empty ? hit(0.3, 'brackets') : hit(0.6, 'brackets')
  }

  if (first === '□') {
    if (measure !== null) return hit(0.93, 'box')
    return mask.length >= 2 ? hit(0.6, 'box') : null
  }

  if (first === '○' || first === '〇') {
    if (/[一二三四五六七八九○〇零十]/.test(before) || /[一二三四五六七八九零十]/.test(after))
      return null
    return measure === null ? hit(0.4, 'circle') : hit(0.93, 'circle')
  }

  if (first === '某') {
    if (
      /^(?:[市县区省镇乡](?!场|别)|局|厅|委|办|院|处|科|部)/.test(rest) &&
      !/^(?:部分|处于|科学|办法)/.test(rest)
    ) {
      return hit(0.35, 'someone')
    }
    return null
  }

  if ('NnＮ'.includes(first)) {
    if (latinOrDigit.test(before) || measure === null) return null
    return hit(0.4, 'letter-n')
  }

  // A wide gap: only between text and a measure word.
  if (
    measure === null ||
    offset === 0 ||
    measure.kind === 'organisation' ||
    measure.kind === 'place'
  )
    return null
  if (!cjk.test(before)) return null
  return hit(0.3, 'gap')
}
