import { hit, isAlike, isCount, subject, type Hit } from './patterns'
import type { Quantity, Sentence } from './quantities'
import { isShare } from './scale'

/** What comes in and what becomes of it. */
type Flow = readonly [source: RegExp, sink: RegExp]

/** A plan may be done by more than all of it: 计划*个，完成*个 says a rate and no order. */
const plan: Flow = [/计划|下达|应(?!急|用|对)|任务|安排/, /完成/]

/** Of the others what is done is never more than what came in. */
const flows: readonly Flow[] = [
  [
    /受理|承办|办理(?!完)|收到|接收|接到|接听|接诉|接报|接待|登记|立案|交办|转办|收案/,
    /办结|办理完|办复|答复|回复|结案|审结|归档|处理完|办毕/,
  ],
  [/发现|排查|查摆|梳理出|检查出|反馈|查出/, /整改|解决|化解|销号|消除|处置|纠正/],
  [/征集|收集|收到.*(?:意见|建议)|提出/, /采纳|吸收|落实/],
  [/申报|申请|报名|报送|推荐/, /通过|批准|核准|认定|录取|录用|获批|入选|获评/],
  [/计划|下达|应(?!急|用|对)|任务|安排/, /实施|开工|到位/],
  [/抽检|抽查|检测|检验/, /合格|达标/],
  [/回访|评价|调查/, /满意/],
]
/** What was left from earlier years does not come out of what came in this year. */
const carried = /往年|历年|去年|上年|以前|存量|积压|结转|遗留|累计|非|未/
/** …办结*件（含上年结转*件） */
const withCarried =
  /^[，,（(]?(?:其中)?(?:含|包括)[^，。；）]{0,8}(?:往年|历年|去年|上年|以前|存量|积压|结转|遗留)/

/** 受理*件，…办结*件: what is done is at most what came in. */
export function inAndOut({ text, quantities }: Sentence): Hit[] {
  return quantities.flatMap((sink, index): Hit[] => {
    if (carried.test(sink.before) || withCarried.test(text.slice(sink.to, sink.to + 16))) return []
    const source = sourceOf(quantities, index, (sinkWords) => sinkWords.test(sink.before))
    if (source === undefined || !isAlike(source, sink)) return []
    return [hit({ kind: 'part', left: [sink.operand], right: [source.operand] }, [source, sink])]
  })
}

/** The first quantity before `index` that says what came in, for a flow whose sink passes. */
function sourceOf(
  quantities: readonly Quantity[],
  index: number,
  isSink: (words: RegExp) => boolean,
  among: readonly Flow[] = flows,
): Quantity | undefined {
  const like = quantities[index]
  for (const [source, sink] of among) {
    if (!isSink(sink)) continue
    const found = quantities
      .slice(0, index)
      .find(
        (one) =>
          source.test(one.before) &&
          !sink.test(one.before) &&
          !carried.test(one.before) &&
          (like === undefined || isShare(like.unit) || isAlike(one, like)),
      )
    if (found !== undefined) return found
  }
  return undefined
}

const rateName = /([\u4E00-\u9FFF]{2,8})率(?:[^，。；]{0,4})$/
const qualified =
  /按期|按时|及时|限时|提前|首次|一次|平均|综合|当场|即时|当日|电话|全市|全省|全国|全区/

/** 受理*件，办结*件，办结率*％: a rate that is named after its part. */
export function rates({ quantities }: Sentence): Hit[] {
  return quantities.flatMap((rate, index): Hit[] => {
    if (!isShare(rate.unit)) return []
    const name = rateName.exec(rate.before)?.[1]
    if (name === undefined || qualified.test(name)) return []
    const stem = name.slice(-2)
    const at = quantities.slice(0, index).findLastIndex((one) => one.before.includes(stem))
    const part = quantities[at]
    if (part === undefined || !isCount(part) || carried.test(part.before)) return []
    const planned = sourceOf(quantities, at, (sink) => sink.test(stem), [plan])
    const flow = planned ?? sourceOf(quantities, at, (sink) => sink.test(stem))
    const alike = quantities.slice(0, at).filter((one) => isAlike(one, part))
    const whole = flow ?? (alike.length === 1 ? alike[0] : undefined)
    if (whole === undefined || !isAlike(whole, part)) return []
    const share: Hit = hit(
      { kind: 'share', left: [rate.operand], right: [part.operand, whole.operand] },
      [whole, part, rate],
    )
    if (planned !== undefined) return [share]
    return [
      share,
      hit({ kind: 'part', left: [part.operand], right: [whole.operand] }, [whole, part]),
    ]
  })
}

const apart = /其他|以外|外地|非|未|去年|上年|往年|历年|下|另/

/** 受理诉求*件，受理企业诉求*件: what is named more narrowly is a part. */
export function narrower({ quantities }: Sentence): Hit[] {
  return quantities.flatMap((part, index): Hit[] => {
    const own = subject(part.before)
    for (const whole of quantities.slice(Math.max(0, index - 2), index)) {
      if (!isAlike(whole, part)) continue
      const added = infix(subject(whole.before), own)
      if (added === null || apart.test(added) || carried.test(part.before)) continue
      return [hit({ kind: 'part', left: [part.operand], right: [whole.operand] }, [whole, part])]
    }
    return []
  })
}

/** What `narrow` has in the middle or in front beyond `wide`; null when it is not `wide` otherwise. */
function infix(wide: string, narrow: string): string | null {
  if (wide.length < 2 || narrow.length <= wide.length) return null
  let tail = 0
  while (tail < wide.length && wide.at(-1 - tail) === narrow.at(-1 - tail)) tail++
  const head = wide.length - tail
  if (tail < 2 || narrow.slice(0, head) !== wide.slice(0, head)) return null
  return narrow.slice(head, narrow.length - tail)
}
