import {
  areDisjoint,
  areOpposite,
  hit,
  isAlike,
  isCount,
  lastAlike,
  listFrom,
  subject,
  totalWord,
  type Hit,
} from './patterns'
import { isCounted, type Quantity, type Sentence } from './quantities'
import { isShare, scaleOf } from './scale'

/** Index of the first quantity from `offset` of the sentence on. */
function indexFrom(quantities: readonly Quantity[], offset: number): number {
  const index = quantities.findIndex(({ from }) => from >= offset)
  return index < 0 ? quantities.length : index
}

/** 同比增加*人: by how much something changed, not how much there is. */
const changedBy = /(?:同比|环比|较|比|与)[^，。；]*(?:增|减|升|降|提高|回落)[^，。；]*$/

/** What 其中 lists, and the whole that it is of. */
function amongIn({ text, quantities }: Sentence): { whole: Quantity; list: Quantity[] }[] {
  return [...text.matchAll(/其中/g)].flatMap(({ index: offset }) => {
    const start = indexFrom(quantities, offset)
    const list = listFrom(quantities, start)
    const [first] = list
    if (first === undefined || first.from - offset > 40) return []
    const whole = quantities
      .slice(0, start)
      .findLast((one) => isAlike(one, first) && !changedBy.test(one.gap))
    return whole === undefined ? [] : [{ whole, list }]
  })
}

/** 共受理诉求*件，其中企业诉求*件、群众诉求*件: parts of a whole. */
export function among(sentence: Sentence): Hit[] {
  return amongIn(sentence).flatMap(({ whole, list }) => {
    const hits = list.map((part) =>
      hit({ kind: 'part', left: [part.operand], right: [whole.operand] }, [whole, part]),
    )
    if (list.length < 2 || !areDisjoint(list)) return hits
    const left = list.map(({ operand }) => operand)
    hits.push(hit({ kind: 'part', left, right: [whole.operand] }, [whole, ...list]))
    // 线上 and 线下 are all there is.
    if (areOpposite(list) && isWholeList(sentence, list))
      hits.push(hit({ kind: 'sum', left: [whole.operand], right: left }, [whole, ...list]))
    return hits
  })
}

/** Whether a list goes to the end of what its sentence says, and does not end in 等. */
function isWholeList({ text, quantities }: Sentence, list: readonly Quantity[]): boolean {
  const [first, last] = [list[0], list.at(-1)]
  if (first === undefined || last === undefined) return false
  const next = quantities[quantities.indexOf(last) + 1]
  if (next !== undefined && isAlike(next, first) && !/[；]/.test(next.gap)) return false
  return !/等/.test(text.slice(first.from, last.to + last.after.length + 1))
}

/** So much of a whole, at least, is listed by whoever means to list all of it. */
const nearlyAll = 0.8

/** 共12件，其中甲5件、乙6件: worded alike and nearly the whole, so one may be forgotten. For plain numbers. */
export function listedRest(sentence: Sentence): Hit[] {
  return amongIn(sentence).flatMap(({ whole, list }) => {
    if (list.length < 2 || areOpposite(list) || !areDisjoint(list) || !isWholeList(sentence, list))
      return []
    const sum = sumOfPlain(list)
    const all = sumOfPlain([whole])
    if (sum === null || all === null || sum >= all || sum < nearlyAll * all) return []
    return [
      hit({ kind: 'sum', left: [whole.operand], right: list.map(({ operand }) => operand) }, [
        whole,
        ...list,
      ]),
    ]
  })
}

/** Only to tell whether it is nearly the whole: no value is made of it. */
function sumOfPlain(list: readonly Quantity[]): number | null {
  let sum = 0
  for (const { operand, unit } of list) {
    if (!('constant' in operand)) return null
    sum += Number(operand.constant) * 10 ** scaleOf(unit).exponent
  }
  return sum
}

const isSaidWhole =
  /^[^，；。、]{0,12}(?:：|[，,]?(?:分别(?:为|是)?|包括|包含|分为|具体(?:为|是|如下：?)))/

/** 共*项：甲类*项、乙类*项; …，分别为*件、*件和*件: the parts are all there is. */
export function divided({ text, quantities }: Sentence): Hit[] {
  return quantities.flatMap((whole, index): Hit[] => {
    if (!isCounted(whole) || !isSaidWhole.test(text.slice(whole.to))) return []
    const near = listFrom(quantities, index + 1)
    const list = near.length < 2 ? behindColon(text, quantities, index) : near
    const last = list.at(-1)
    if (last === undefined || list.length < 2 || !isAlike(list[0] ?? last, whole)) return []
    const rest = quantities.slice(index + 1 + list.length)
    const tail = text.slice(whole.to, last.to + last.after.length)
    if (/等/.test(tail) || rest.some((other) => isAlike(other, whole))) return []
    if (!areDisjoint(list)) return []
    return [
      hit({ kind: 'sum', left: [whole.operand], right: list.map(({ operand }) => operand) }, [
        whole,
        ...list,
      ]),
    ]
  })
}

/**
 * 共*项：取消*项，改备案*项，优化流程*项。 Worded as they may be, what follows a total with a colon
 * up to the end of its sentence are its parts, when they count the same and each has a name.
 */
function behindColon(text: string, quantities: readonly Quantity[], index: number): Quantity[] {
  const [whole, list] = [quantities[index], quantities.slice(index + 1)]
  if (whole === undefined || !totalWord.test(whole.before) || text[whole.to] !== '：') return []
  const names = new Set(list.map(({ before }) => subject(before)))
  const isList =
    list.length >= 3 &&
    names.size === list.length &&
    !names.has('') &&
    list.every(
      (part, at) =>
        isAlike(part, whole) &&
        part.after === '' &&
        !totalWord.test(part.before) &&
        (at === 0 || /^[，、；][^，、；。：]*$/.test(part.gap)),
    )
  return isList ? list : []
}

const bareTotal =
  /^(?:以上|上述|[两二三四五六七八九十]+[项类者]|各项)?(?:共计|合计|总计|共)(?:有|为|是|达|约)?$/

/** 甲类*项、乙类*项，共计*项: a total behind its parts. */
export function totalled({ quantities }: Sentence): Hit[] {
  return quantities.flatMap((total, index): Hit[] => {
    if (!isCounted(total) || !bareTotal.test(total.before) || total.after !== '') return []
    const parts: Quantity[] = []
    for (let at = index - 1; at >= 0; at--) {
      const part = quantities[at]
      const next = quantities[at + 1]
      if (part === undefined || next === undefined || !isAlike(part, total)) break
      if (/[。；]/.test(next.gap) || totalWord.test(part.before)) break
      parts.unshift(part)
    }
    const names = parts.map(({ before, after }) => subject(before) || after)
    // Things that have nothing in common are not added: 印发文件3个，召开会议5个，共8个 is odd anyway.
    if (parts.length < 2 || new Set(names).size !== names.length || !areDisjoint(parts)) return []
    return [
      hit({ kind: 'sum', left: [total.operand], right: parts.map(({ operand }) => operand) }, [
        ...parts,
        total,
      ]),
    ]
  })
}

const shareWords = /占(?:比|[^，；。]{0,16}(?:的比[例重]|比[例重]|的))?(?:约|达到?|为|超过?|近)*$/
const wider = /全(?:国|省|市|区|县|州|盟|旗|系统)|同[类期]/

/** 其中网上办理*件，占*％; *件，占*件诉求的*％: a share of a whole that is named. */
export function shares({ text, quantities }: Sentence): Hit[] {
  return quantities.flatMap((share, index): Hit[] => {
    if (!isShare(share.unit) || /分别|[率]$/.test(share.before)) return []
    const before = quantities[index - 1]
    if (before === undefined || !isCount(before)) return []
    // 占*件诉求的*％
    if (/^[^，。；]{0,12}的(?:约|近)?$/.test(share.gap) && /占[^，。；]{0,12}$/.test(before.gap)) {
      const part = quantities[index - 2]
      if (part === undefined || !isAlike(part, before)) return []
      return shareOf(share, part, before)
    }
    if (
      !shareWords.test(share.before) ||
      !/^[^，。；：]{0,8}[，、（]?[^，。；：]*$/.test(share.gap)
    )
      return []
    const among = text.lastIndexOf('其中', before.from)
    const whole =
      among >= 0
        ? lastAlike(quantities, indexFrom(quantities, among), before)
        : /占[^，；。]{0,8}(?:总|全部)/.test(share.before)
          ? quantities
              .slice(0, index - 1)
              .find((one) => isAlike(one, before) && totalWord.test(one.before))
          : undefined
    if (whole === undefined || whole === before) return []
    const scope = wider.exec(share.before)?.[0]
    if (scope !== undefined && !text.slice(0, whole.from).includes(scope)) return []
    return shareOf(share, before, whole)
  })
}

function shareOf(share: Quantity, part: Quantity, whole: Quantity): Hit[] {
  const said = hit({ kind: 'share', left: [share.operand], right: [part.operand, whole.operand] }, [
    whole,
    part,
    share,
  ])
  // Of a plan more than all may be done.
  if (/计划|目标|任务|预算|指标/.test(whole.before + whole.after + share.before)) return [said]
  return [said, hit({ kind: 'part', left: [part.operand], right: [whole.operand] }, [whole, part])]
}

/** 分别占*％、*％和*％: shares of one whole are at most all of it. */
export function sharesTogether({ quantities }: Sentence): Hit[] {
  return quantities.flatMap((first, index): Hit[] => {
    if (!isShare(first.unit) || !/分别占|占比分别/.test(first.gap)) return []
    const list = [first]
    for (const next of quantities.slice(index + 1)) {
      if (!isShare(next.unit) || !/^[、和及与，]$/.test(next.gap)) break
      list.push(next)
    }
    if (list.length < 2) return []
    const whole = { constant: '100', unit: '％' }
    return [hit({ kind: 'part', left: list.map(({ operand }) => operand), right: [whole] }, list)]
  })
}

const holder = /^个(?:部门|单位|乡镇|街道|旗县|县区|科室|处室)$/
const holderNoun = /^(?:的)?[^，。；、]{0,8}(?:部门|单位|系统|平台|乡镇|街道|科室|处室)/
const held = /^(?:项|个事项|件)$/

/** *个部门*个事项: each holder has one thing at least. */
export function holders({ quantities }: Sentence): Hit[] {
  return quantities.flatMap((one, index): Hit[] => {
    const next = quantities[index + 1]
    if (next === undefined) return []
    const isHolder = holder.test(one.unit) || (one.unit === '个' && holderNoun.test(next.gap))
    if (!isHolder) return []
    // What is joined by 和 belongs to the office named first, not to a system named inside.
    const things = heldBy(quantities, index).slice(0, holder.test(one.unit) ? undefined : 1)
    if (things.length === 0) return []
    return [
      hit({ kind: 'order', left: [one.operand], right: things.map(({ operand }) => operand) }, [
        one,
        ...things,
      ]),
    ]
  })
}

/** The things that follow directly, perhaps behind inner holders: *个部门*个系统*个事项和*个事项. */
function heldBy(quantities: readonly Quantity[], index: number): Quantity[] {
  const things: Quantity[] = []
  for (const next of quantities.slice(index + 1)) {
    const inner = things.length === 0 && /^[^，。；、：和及与]{0,12}$/.test(next.gap)
    const further =
      things.length > 0 &&
      /^(?:和|及|与)$/.test(next.gap) &&
      /^个?[^，。；]*事项|^项/.test(next.unit + next.after)
    if (!inner && !further) break
    if (held.test(next.unit) || further) things.push(next)
    else if (next.unit !== '个') break
  }
  return things
}
