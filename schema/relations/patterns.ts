import { isCounted, type Quantity, type Sentence } from './quantities'
import type { Relation } from './relation'
import { isComparable, scaleOf } from './scale'

/** A relation that the words of a sentence say, with the quantities that it was read from. */
export interface Hit {
  readonly relation: Relation
  readonly read: readonly Quantity[]
}

/** Reads one kind of wording. Precision first: what is not plainly said is not found. */
export type Pattern = (sentence: Sentence) => Hit[]

export function hit(relation: Relation, read: readonly Quantity[]): Hit {
  return { relation, read }
}

/** 共受理, 总计, 合计: the number that follows is a total. */
export const totalWord = /(?:共|总|合|累)计|[共总]/

/** Words before a quantity without those that carry no subject. */
export function subject(before: string): string {
  return before
    .replace(
      /^(?:今年以来|本年度|截至目前|目前|全年|年内|期间|其中|同时|分别|共计|总计|合计|累计|总共|共|已|还|并|将|为|有|的|和|及|与)+/,
      '',
    )
    .replace(/(?:共计|总计|合计|累计|总数|数量|共有|达到|约为|共|达|至|到|为|有|约|近|了|数)+$/, '')
}

/** Quantities that count the same: both counted, in measures that can be compared. */
export function isAlike(a: Quantity, b: Quantity): boolean {
  return isCounted(a) && isCounted(b) && isComparable(a.unit, b.unit)
}

/** Whether a quantity can be a part or a whole of a share: a count, no duration. */
export function isCount(one: Quantity): boolean {
  return one.kind === 'count' && isCounted(one)
}

/** The last quantity before `index` that counts the same as `like`. */
export function lastAlike(
  quantities: readonly Quantity[],
  index: number,
  like: Quantity,
): Quantity | undefined {
  return quantities.slice(0, index).findLast((one) => isAlike(one, like))
}

const verbs =
  '办结|办理|完成|整改|走访|帮扶|服务|开展|召开|新增|建成|解决|处理|化解|受理|投入|争取|组织|培训|发放|查处|排查|发现|涉及|覆盖|惠及|印发|制定|举办|引进|签约|同比|较上年|比上年'
const verbStart = new RegExp(`^(?:${verbs})`)

/**
 * The parts of a list from `start` on: quantities that count the same, joined by 、；和, or by
 * a comma when they are worded alike (国家级3个，省级5个).
 */
export function listFrom(quantities: readonly Quantity[], start: number): Quantity[] {
  const first = quantities[start]
  if (first === undefined || !isCounted(first)) return []
  const list = [first]
  for (let index = start + 1; index < quantities.length; index++) {
    const next = quantities[index]
    if (next === undefined || !isAlike(next, first)) break
    const stop = next.gap.search(/[，、；,;]/)
    const between = stop < 0 ? next.gap : next.gap.slice(stop)
    const plain = subject(next.before)
    if (totalWord.test(next.before) && !/总[局队院]/.test(next.before)) break
    if (/[。]|其中/.test(next.gap)) break
    const close = /^(?:[、；]|和|及|与|以及)/.test(between)
    const worded = /^[，,]/.test(between) && isParallel(subject(first.before), plain)
    if (!close && !worded) break
    if ([...next.gap].filter((c) => '，,；;。、'.includes(c)).length > 1) break
    list.push(next)
  }
  return list
}

/** 国家级 and 省级, 企业诉求 and 群众诉求: alike at the end, and no new statement. */
function isParallel(a: string, b: string): boolean {
  if (a === '' || b === '' || a === b) return false
  if (verbStart.test(b) && !verbStart.test(a)) return false
  return (
    a.at(-1) === b.at(-1) ||
    (a[0] === b[0] && !/^[一二三四五六七八九十]/.test(a) && a.length === b.length)
  )
}

const opposites: readonly (readonly [RegExp, RegExp])[] = [
  [/男/, /女/],
  [/^(?:线上|网上)/, /^(?:线下|窗口|现场)/],
  [/城镇|城市/, /农村|乡村/],
  [/^(?:国内|境内|市内|区内|省内|县内)/, /^(?:国外|境外|市外|区外|省外|县外)/],
]

/** Whether two parts are all that there can be: 男 and 女, 线上 and 线下. */
export function areOpposite([a, b, ...others]: readonly Quantity[]): boolean {
  if (a === undefined || b === undefined || others.length > 0) return false
  const [x, y] = [nameOf(a), nameOf(b)]
  return opposites.some(
    ([one, other]) => (one.test(x) && other.test(y)) || (one.test(y) && other.test(x)),
  )
}

/** What a quantity counts, before it or behind. */
export function nameOf({ before, after }: Quantity): string {
  return subject(before) || after
}

/** What becomes of things: 发现30家 and 整改28家 are the same ones. */
const outcome = /办结|整改|完成|解决|落实|通过|合格|化解|销号|采纳|到位|开工|竣工|投产|达标|满意/
/** Words for groups of people, of which one person may be in several. */
const groups =
  /党员|女|男|少数民族|青年|学历|岁|干部|本科|大专|研究生|硕士|博士|职称|[初中高]级|退役|残疾|脱贫|低保|困难/

/** Whether parts exclude one another: 男 and 女 do; 党员 and 女性, 发现 and 整改 may overlap. */
export function areDisjoint(list: readonly Quantity[]): boolean {
  const words = list.map(nameOf)
  if (words.some((word) => /以上|以下/.test(word))) return false
  if (words.some((word) => word === '') || areOpposite(list)) return true
  const [first = ''] = words
  const isPeople = /^[人户]$/.test(scaleOf(list[0]?.unit ?? '').base)
  const mayOverlap = isPeople || groups.test(words.join('')) || outcome.test(words.join(''))
  return !mayOverlap || words.every((word) => word.at(-1) === first.at(-1))
}
