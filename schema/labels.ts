import { atomCharacter } from './content'
import type { FigureKind } from './schema'
import { measureAt } from './units'

/** A blank in its block's text, in which every blank is one `atomCharacter`. */
export interface LabelContext {
  readonly text: string
  readonly offset: number
  readonly kind: FigureKind
  readonly unit: string
  readonly suffix: string
  readonly said: string
}

const longest = 16

const leadingWords =
  /^(?:今年以来|截至目前|截至|目前|其中|同时|以及|全力|全面|持续|进一步|大力|积极|组织开展|组织|开展|召开|完成|实现|总计|共计|合计|累计|全年|全市|全县|全区|全省|各级|聘请|共|并|将|已|有|为|等|和|及|与|对|以|由|的)+/
const trailingWords =
  /(?:持续稳定在|稳定保持在|稳定在|保持在|控制在|压缩至|压减至|缩短至|提升至|提高到|提升到|增加到|下降到|达到|涉及|接入|超过|突破|累计|共计|总计|合计|总数|共有|设立|各类|共|约|近|达|至|到|在|为|有|是|已|了|等|的|超)+$/
const rightStops =
  /[，。；：、！？）)”》…\s]|实现|推行|提供|落地|落实|接受|参加|开展|进行|作为|确定/

/**
 * A short label for each blank of one block, from the words next to it. Twins (equal
 * labels) get the words of the clause before as a qualifier. Pure; cost is linear.
 */
export function labelsOf(blanks: readonly LabelContext[]): string[] {
  return blanks.map(labelOf)
}

function labelOf(blank: LabelContext): string {
  if (blank.said !== '') return clip(blank.said)
  if (blank.kind === 'organisation') return organisationLabel(blank)
  if (blank.kind === 'place') return `${ownOf(blank, '所在')}${blank.suffix}名称`
  if (blank.kind === 'date') return clip(`${clause(blank)}${dateWord(blank)}`)
  return clip(withMeasure(core(blank), blank))
}

function organisationLabel(blank: LabelContext): string {
  const before = blank.text[blank.offset - 1] ?? ''
  return /[市县区省州镇]/.test(before) ? `${before}${blank.suffix}名称` : '本单位名称'
}

function ownOf(blank: LabelContext, word: string): string {
  const before = blank.text[blank.offset - 1] ?? ''
  return /[市县区省州]/.test(before) ? before : word
}

function dateWord(blank: LabelContext): string {
  return blank.unit === '年'
    ? '年份'
    : blank.unit === '月'
      ? '月份'
      : blank.unit === '日'
        ? '日期'
        : '时间'
}

/** What the number counts: the noun after the measure, else the words before the blank. */
function core(blank: LabelContext): string {
  const own = clause(blank)
  const right = nounAfter(blank)
  const counted = /^[个名位家项人户]$/.test(blank.unit) || blank.unit === ''
  if (right.length >= 2 && (counted || own.length < 3)) return right
  if (own.length >= 3) return own
  const across = nounAcross(blank)
  if (across.length >= 3) return across
  const previous = previousClause(blank)
  if (previous === '') return own || '数据'
  return own === '' ? previous : `${previous}·${own}`
}

function clause(blank: LabelContext): string {
  const before = blank.text.slice(Math.max(0, blank.offset - 40), blank.offset)
  const words = before.slice(before.search(/[^，。；：！？、（(《\n]*$/))
  return afterList(strip(afterBlank(words)))
}

/** The words after the last blank in `words` and its measure. */
function afterBlank(words: string): string {
  const atom = words.lastIndexOf(atomCharacter)
  if (atom < 0) return words
  const rest = words.slice(atom + 1)
  return rest.slice(measureAt(rest)?.unit.length ?? 0).replace(/^(?:的|和|、)/, '')
}

/** 测绘、审图等各类中介机构: what is counted stands after 等. */
function afterList(words: string): string {
  const last = words.split(/等(?:方面|各类|各项|各级)*/).at(-1) ?? ''
  return last.length >= 3 ? last : words
}

function previousClause(blank: LabelContext): string {
  const before = blank.text.slice(Math.max(0, blank.offset - 80), blank.offset)
  const clauses = before.split(/[，。；：！？\n]/)
  for (const words of clauses.slice(0, -1).reverse()) {
    const whole = strip(words.split(atomCharacter)[0] ?? '')
    if (whole.length >= 3 && whole.length <= longest) return whole
  }
  return ''
}

function nounAfter(blank: LabelContext): string {
  const after = blank.text.slice(blank.offset + 1 + blank.unit.length, blank.offset + 40)
  return nounAt(after.split(atomCharacter)[0] ?? '')
}

/** The noun after the blanks that follow directly: *个部门*个事项推行延时服务. */
function nounAcross(blank: LabelContext): string {
  let after = blank.text.slice(blank.offset + 1 + blank.unit.length, blank.offset + 60)
  while (after.startsWith(atomCharacter)) {
    after = after.slice(1)
    after = after.slice(measureAt(after)?.unit.length ?? 0)
  }
  return nounAt(after.replace(/^(?:推行|实行|实现|开展|提供|参加|参与|完成|进行)/, ''))
}

function nounAt(after: string): string {
  const quoted = /^“[^”]{1,12}”/.exec(after)?.[0] ?? ''
  const rest = after.slice(quoted.length)
  const stop = rest.search(rightStops)
  const words = strip(quoted + (stop < 0 ? rest : rest.slice(0, stop)))
  const noun = words.slice(words.lastIndexOf('的') + 1)
  return noun.length >= 2 ? noun : words
}

function strip(words: string): string {
  const trimmed = words.trim()
  const led = trimmed.replace(leadingWords, '')
  const cut = (led === '' ? trimmed : led).replace(trailingWords, '')
  return cut.replace(/^[”》）]+/, '')
}

function withMeasure(words: string, blank: LabelContext): string {
  const unit = blank.unit.replace(/^[百千万亿余多]+/, '')
  const tail = tailOf(unit, blank, words)
  if (tail === '' || words.endsWith(tail)) return words
  const overlap = tail.length > 1 && words.endsWith(tail.slice(0, -1)) ? tail.slice(-1) : tail
  return words.slice(0, Math.max(4, longest - overlap.length)) + overlap
}

function tailOf(unit: string, blank: LabelContext, words: string): string {
  if (blank.kind === 'percent')
    return /[率比重度]$|占比|比例|增长|下降|增幅/.test(words) ? '' : '比例'
  if (blank.kind === 'duration') return /时限|时间|时长|期限/.test(words) ? '' : '时限'
  if (unit === '') return blank.kind === 'count' ? '数' : ''
  if (/元$/.test(unit)) return /金额|资金|收入|支出|投资|经费|产值/.test(words) ? '' : '金额'
  if (/人|名/.test(unit)) return /人次/.test(unit) ? '人次' : '人数'
  if (unit === '次') return '次数'
  if (unit === '条') return '条数'
  if (unit === '件') return words.endsWith('量') ? '' : '件数'
  if (unit === '项') return /事项$/.test(words) ? '数' : '项数'
  if (unit.startsWith('个') && unit.length > 1) return `${unit.slice(1)}数`
  return '数'
}

function clip(label: string): string {
  return label.length <= longest + 6 ? label : `${label.slice(0, longest + 5)}…`
}

/**
 * Tells equal labels of different figures apart, in place: first by the clause before
 * (房屋建筑类审批时限 under two parents), then by `fallback` (the item or section), then by order.
 */
export function tellApart(
  labels: string[],
  blanks: readonly LabelContext[],
  figures: readonly string[],
  fallback: readonly string[],
): void {
  qualify(labels, figures, (index) => {
    const blank = blanks[index]
    return blank === undefined ? '' : difference(previousClause(blank), labels[index] ?? '')
  })
  qualify(labels, figures, (index) => fallback[index] ?? '')
  const seen = new Map<string, string>()
  /** Where the search for a free number goes on, by label: a long report has thousands of twins. */
  const orders = new Map<string, number>()
  const named = new Map<string, string>()
  for (const [index, label] of labels.entries()) {
    const figure = figures[index] ?? ''
    const key = `${figure}\0${label}`
    let name = named.get(key) ?? label
    let order = orders.get(label) ?? 2
    while ((seen.get(name) ?? figure) !== figure) name = `${label}（${order++}）`
    orders.set(label, order)
    named.set(key, name)
    seen.set(name, figure)
    labels[index] = name
  }
}

function qualify(
  labels: string[],
  figures: readonly string[],
  qualifier: (index: number) => string,
): void {
  const groups = new Map<string, number[]>()
  for (const [index, label] of labels.entries()) {
    const group = groups.get(label)
    if (group === undefined) groups.set(label, [index])
    else group.push(index)
  }
  for (const [label, indices] of groups) {
    if (new Set(indices.map((index) => figures[index])).size < 2) continue
    for (const index of indices) {
      const word = qualifier(index)
      if (word !== '' && !label.includes(word)) labels[index] = `${word}·${label}`
    }
  }
}

/** `words` without the tail that it shares with `label`. */
function difference(words: string, label: string): string {
  let shared = 0
  while (
    shared < words.length &&
    shared < label.length &&
    words.at(-1 - shared) === label.at(-1 - shared)
  )
    shared++
  // 类 belongs to the parent's name, although both clauses have it.
  if (words.at(-shared) === '类') shared--
  const own = words.slice(0, words.length - shared)
  return own.length >= 2 ? own.slice(0, longest) : ''
}
