import { atomCharacter } from '../content'
import { courseOf, wordsBefore } from '../course'
import { hit, type Hit } from './patterns'
import type { Quantity, Sentence } from './quantities'
import { isComparable, isShare, scaleOf } from './scale'

const growth =
  /增长|上升|提高|提升|增加|增幅|上涨|下降|减少|降低|缩短|压减|压缩|回落|降幅|完成[^，]*计划|完成率|占[^，]*(?:计划|目标|任务|预算)|为[^，]*的$/

/** A share lies above 0 and is at most 100; what is 以上 is below it. Working days of a year at most. */
export function bounds({ text, quantities }: Sentence): Hit[] {
  return quantities.flatMap((one): Hit[] => {
    if (!('figure' in one.operand)) return []
    const isChange = courseOf(wordsBefore(text, one.from)) !== 'none'
    if (isShare(one.unit) && !isChange && !growth.test(one.before)) {
      const above = /^以上/.test(one.after)
      return [
        hit(
          {
            kind: 'range',
            left: [one.operand],
            right: [],
            low: '0',
            high: one.unit === '‰' ? '1000' : '100',
            open: above ? 'both' : 'low',
          },
          [one],
        ),
      ]
    }
    if (/工作日$/.test(one.unit))
      return [hit({ kind: 'range', left: [one.operand], right: [], low: '1', high: '366' }, [one])]
    if (scaleOf(one.unit).exponent >= 4)
      return [hit({ kind: 'scale', left: [one.operand], right: [] }, [one])]
    return []
  })
}

/** Characters before a number in which a list of names is looked for. */
const longestList = 200

/** 测绘、评估、审图等各类机构*家: as many at least as are listed. */
export function listed({ text, quantities }: Sentence): Hit[] {
  return quantities.flatMap((one): Hit[] => {
    if (!('figure' in one.operand)) return []
    const clause =
      /[^，。；：！？]*$/.exec(text.slice(Math.max(0, one.from - longestList), one.from))?.[0] ?? ''
    if (clause.includes(atomCharacter) || /[0-9]/.test(clause)) return []
    const match = /^(.*)等(?:方面|各类|各项|各级|多类|共|的)?[^、等的]{0,8}$/.exec(clause)
    const items = match?.[1]?.split('、') ?? []
    if (items.length < 3 || items.some((item) => item === '' || item.length > 12)) return []
    // 等方面各项制度*项: what is listed are fields, and what is counted is not.
    if (/方面|领域|环节/.test(clause.slice(match?.[1]?.length ?? 0))) return []
    return [
      hit({ kind: 'range', left: [one.operand], right: [], low: String(items.length) }, [one]),
    ]
  })
}

const atMost =
  /^[，,]?(?:均|都|且)?(?:不超过|未超过|没有超过|不高于|低于|少于|不多于|不大于|控制在)[^，。；\uFFFC]{0,12}$/
const atLeast =
  /^[，,]?(?:均|都|且|已)?(?:不低于|不少于|不小于|超过|高于|多于|超出|大于)[^，。；\uFFFC]{0,12}$/

/** 支出*万元，不超过预算*万元. */
export function compared({ quantities }: Sentence): Hit[] {
  return quantities.flatMap((limit, index): Hit[] => {
    const one = quantities[index - 1]
    if (one === undefined || !isComparable(one.unit, limit.unit) || one.unit === '') return []
    const words = limit.gap.slice(one.after.length === 0 ? 0 : one.gap === '' ? 0 : 0)
    const sides: readonly [Quantity, Quantity] | null = atMost.test(words)
      ? [one, limit]
      : atLeast.test(words)
        ? [limit, one]
        : null
    if (sides === null) return []
    // 超过目标*个百分点 and 超过*件 say by how much, not what; a named limit is needed.
    if (!/(?:目标|预算|计划|上限|下限|标准|限额|要求|规定|任务|指标|上年|去年|平均)/.test(words))
      return []
    const [small, large] = sides
    return [hit({ kind: 'order', left: [small.operand], right: [large.operand] }, [one, limit])]
  })
}

const urgent = /企业|紧急|重点|加急|特急|优先|重大|敏感/
const ordinary = /(?:普通|一般|其他|非紧急|常规)[^，。；]{0,8}(当日|当天|次日|24小时内?)/

/** 紧急工单*小时办结，一般工单当日办结: what is urgent is not slower than what is ordinary. */
export function urgency({ text, quantities }: Sentence): Hit[] {
  return quantities.flatMap((one): Hit[] => {
    if (!/^个?小时$/.test(one.unit) || !('figure' in one.operand)) return []
    if (!urgent.test(one.before)) return []
    const term = ordinary.exec(text.slice(one.to, one.to + 40))?.[1]
    if (term === undefined) return []
    const hours = term === '次日' ? '48' : '24'
    return [
      hit(
        {
          kind: 'order',
          left: [one.operand],
          right: [{ constant: hours, unit: one.unit }],
        },
        [one],
      ),
    ]
  })
}
