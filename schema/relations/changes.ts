import { changeWordIn, downWords, sinceWords, upWords } from '../course'
import { hit, isAlike, type Hit } from './patterns'
import { isCounted, type Quantity, type Sentence } from './quantities'
import type { Operand, Relation } from './relation'
import { isComparable, isPoints, isShare } from './scale'

const sinceLast = new RegExp(
  `${sinceWords}[^，。；]{0,6}(?:${upWords}|${downWords})(?:了|约|达到?|近|超过?)*$`,
)

function senseOf(words: string): 'up' | 'down' | null {
  return changeWordIn(words)?.sense ?? null
}

/** Last year's value of what a quantity counts; only a figure has one. */
function previousOf({ operand }: Quantity): Operand | undefined {
  return 'figure' in operand ? { previous: operand.figure } : undefined
}

/** Whether `change` can be the change of `now`: ％ of a count, 个百分点 of a share, 件 of 件. */
function fits(change: Quantity, now: Quantity): boolean {
  if (isPoints(change.unit)) return isShare(now.unit)
  return isShare(change.unit) ? isCounted(now) : isComparable(change.unit, now.unit)
}

/** *万件，同比增长*％; 较去年的*件增长*％: the change from last year's value. */
export function sinceLastYear({ quantities }: Sentence): Hit[] {
  return quantities.flatMap((change, index): Hit[] => {
    const sense = senseOf(change.gap)
    const before = quantities[index - 1]
    if (sense === null || before === undefined) return []
    const told = (now: Quantity, last: Operand, read: readonly Quantity[]): Hit[] =>
      fits(change, now)
        ? [hit({ kind: 'change', left: [change.operand], right: [now.operand, last], sense }, read)]
        : []
    // 较去年的*件增长*％
    if (
      /(?:较|比)(?:去年|上年|上年同期|去年同期)的?$/.test(before.gap) &&
      /^[^，。；]{0,4}$/.test(change.gap)
    ) {
      const now = quantities[index - 2]
      return now !== undefined && isAlike(now, before)
        ? told(now, before.operand, [now, before, change])
        : []
    }
    const now = changed(quantities, index)
    if (now === undefined) return []
    const last = previousOf(now)
    return last === undefined ? [] : told(now, last, [now, change])
  })
}

/**
 * What a change is of: the quantity right before it, or before the changes that stand between
 * (*亿元，比上年增加*亿元，增长*％), when one of them says that it is since last year.
 */
function changed(quantities: readonly Quantity[], index: number): Quantity | undefined {
  let isSaid = false
  for (let at = index; at > 0; at--) {
    const one = quantities[at]
    const before = quantities[at - 1]
    if (one === undefined || before === undefined || senseOf(one.gap) === null) return undefined
    const marks = [...one.gap].filter((c) => '，,；;。（'.includes(c)).length
    if (marks > 1 || /[。；]/.test(one.gap)) return undefined
    isSaid ||= sinceLast.test(one.gap)
    if (senseOf(before.gap) === null) return isSaid ? before : undefined
  }
  return undefined
}

const fromWord = /(?:由|从)(?:去年|上年|原来|原先|原|改革前|以前)?的?[^，。；\uFFFC]{0,6}$/
const toUp = /(?:增加|增长|提高|提升|上升|扩大|上涨|增|升|涨)(?:到|至|为)$/
const toDown = /(?:压缩|压减|缩短|减少|下降|降低|精简|减|降|压|缩|跌)(?:到|至|为)$/
/** 由3级升至2级, 排名由5位升到2位: of ranks the smaller one is the higher. */
const isRank = (from: Quantity, to: Quantity): boolean =>
  /^(?:级|类|档|届)$/.test(to.unit) || /排名|位次|名次|名列|位列/.test(from.gap + to.gap)

/** 由*个工作日压缩至*个工作日（，缩短*％）. */
export function fromTo({ quantities }: Sentence): Hit[] {
  return quantities.flatMap((to, index): Hit[] => {
    const from = quantities[index - 1]
    if (from === undefined || !fromWord.test(from.gap) || /[。；]/.test(to.gap)) return []
    if (!isComparable(from.unit || to.unit, to.unit) || isRank(from, to)) return []
    const sense = toUp.test(to.gap) ? 'up' : toDown.test(to.gap) ? 'down' : null
    if (sense === null) return []
    const [small, large] = sense === 'up' ? [from, to] : [to, from]
    const hits = [
      hit({ kind: 'order', left: [small.operand], right: [large.operand], strict: true }, [
        from,
        to,
      ]),
    ]
    const change = quantities[index + 1]
    if (
      change !== undefined &&
      senseOf(change.gap) === sense &&
      fits(change, to) &&
      change.gap.length < 14
    )
      hits.push(
        hit(
          {
            kind: 'change',
            left: [change.operand],
            right: [to.operand, from.operand],
            sense,
          },
          [from, to, change],
        ),
      )
    return hits
  })
}

/** 压缩至*个工作日, 提高到*％: the word says on which side of last year's value it is. */
export function direction({ quantities }: Sentence): Hit[] {
  return quantities.flatMap((now, index): Hit[] => {
    const last = previousOf(now)
    const before = quantities[index - 1]
    if (last === undefined || (before !== undefined && fromWord.test(before.gap))) return []
    if (isRank(before ?? now, now)) return []
    const relation: Relation | null = toUp.test(now.before)
      ? { kind: 'order', left: [last], right: [now.operand] }
      : toDown.test(now.before)
        ? { kind: 'order', left: [now.operand], right: [last] }
        : null
    return relation === null ? [] : [hit(relation, [now])]
  })
}

/** 增长*％, also each of 增长*％、*％和*％: growth is above zero. */
export function signs({ quantities }: Sentence): Hit[] {
  return quantities.flatMap((change, index): Hit[] => {
    let first = index
    while (/^(?:[、和及与]|以及)$/.test(quantities[first]?.gap ?? '') && first > 0) first--
    const sense = senseOf(quantities[first]?.before ?? '')
    if (sense === null || !('figure' in change.operand)) return []
    return [hit({ kind: 'sign', left: [change.operand], right: [], sense }, [change])]
  })
}
