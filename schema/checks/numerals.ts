import type { BlockRule, Hit } from './rule'

function whole(from: number, to: number, text: string): Hit {
  return { from, to, edits: [{ from, to, text }] }
}

/** 半角: digits and the points between them. */
export const fullWidthDigit: BlockRule = {
  id: 'full-width-digit',
  strength: 'error',
  source: 'GB/T 15835—2011 5.1',
  *find({ text }) {
    for (const { index, 0: found } of text.matchAll(/[０-９]+(?:[．.][０-９]+)*/g)) {
      const half = found.replace(/[０-９．]/g, (one) =>
        one === '．' ? '.' : String.fromCharCode(one.charCodeAt(0) - 0xfee0),
      )
      yield whole(index, index + found.length, half)
    }
  },
}

// Two digits may count years (从业22年), so something has to make a date of them.
const twoDigits =
  /(?<![\d.\-—–～~第近约满共达逾超整])(?:[0-3]\d|[89]\d)年(?=\d{1,2}月|度(?!过)|底(?!蕴)|末|初(?![步见心具显始衷级期次])|上半年|下半年|第[一二三四]季度)/g
const shortRange = /(?<=(?<!\d)(?:19|20)\d\d年?[—–～~\-－至到])\d\d(?=年)/g

/** 年份不简写为两位. */
export const shortYear: BlockRule = {
  id: 'short-year',
  strength: 'error',
  source: 'GB/T 15835—2011 5.1.4',
  *find({ text }) {
    for (const { index } of text.matchAll(twoDigits)) {
      // 用了10年底…, 历时12年初…: a word of duration stands close before.
      if (/(?:历时|用了|长达|过去|未来|经过|从业|工作)$/.test(text.slice(0, index))) continue
      const century = Number(text.slice(index, index + 2)) < 50 ? '20' : '19'
      const isDate = /^\d\d年\d/.test(text.slice(index))
      yield {
        from: index,
        to: index + 3,
        ...(isDate ? { edits: [{ from: index, to: index, text: century }] } : {}),
      }
    }
    for (const { index } of text.matchAll(shortRange)) {
      const century = /(?:19|20)(?=\d\d年?.$)/.exec(text.slice(0, index))?.[0] ?? '20'
      yield { from: index, to: index + 3, edits: [{ from: index, to: index, text: century }] }
    }
  },
}

const number = String.raw`\d+(?:\.\d+)?`
const joiner = '[～~〜∼—–－-]{1,2}'
const percents = new RegExp(`(?<![\\d.,—–～~-])(${number})(${joiner})${number}([%％‰])`, 'g')

/** 63%～68%: the sign of the first is not left out. */
export const percentRange: BlockRule = {
  id: 'percent-range',
  strength: 'error',
  source: 'GB/T 15835—2011 5.1.3',
  *find({ text }) {
    for (const match of text.matchAll(percents)) {
      const [found, first = '', , sign = '%'] = match
      const at = match.index + first.length
      yield {
        from: match.index,
        to: match.index + found.length,
        edits: [{ from: at, to: at, text: sign }],
      }
    }
  },
}

const magnitudes = new RegExp(`(?<![\\d.,—–～~-])(${number})(${joiner})(${number})([万亿]+)`, 'g')

/** 5万～10万: nor is the magnitude. 8000～1万 leaves nothing out. */
export const magnitudeRange: BlockRule = {
  id: 'magnitude-range',
  strength: 'error',
  source: 'GB/T 15835—2011 5.1.3',
  *find({ text }) {
    for (const match of text.matchAll(magnitudes)) {
      const [found, first = '', , second = '', unit = ''] = match
      if (Number(first) >= Number(second)) continue
      // 2021—2022万…: years are no amounts.
      if (/^(?:19|20)\d\d$/.test(first) && /^(?:19|20)\d\d$/.test(second)) continue
      const at = match.index + first.length
      yield {
        from: match.index,
        to: match.index + found.length,
        edits: [{ from: at, to: at, text: unit }],
        values: { unit },
      }
    }
  },
}

const chineseYear =
  /(?<![一二三四五六七八九〇零○OＯ0０\d])[一二][一二三四五六七八九〇零○OＯ0０]{3}(?=年)/g

/** 二〇二二年: zero in a number that names something is 〇. */
export const zeroYear: BlockRule = {
  id: 'zero-year',
  strength: 'error',
  source: 'GB/T 15835—2011 5.2.5',
  *find({ text }) {
    for (const { index, 0: found } of text.matchAll(chineseYear)) {
      const right = found.replace(/[零○OＯ0０]/g, '〇')
      if (right !== found) yield whole(index, index + 4, right)
    }
  },
}

const mixed =
  /[一二三四五六七八九〇○零]{4}年\d{1,2}月(?:\d{1,2}日)?|\d{4}年(?:十[一二]?|[一二三四五六七八九])月(?!三)(?:[一二三四五六七八九十]{1,3}日)?|\d{1,2}月(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日|\d{4}年\d{1,2}月[一二三四五六七八九十]{1,3}日/g

/** 同一日期: one kind of digits. */
export const mixedDate: BlockRule = {
  id: 'mixed-date',
  strength: 'warn',
  source: 'GB/T 15835—2011 4.3',
  *find({ text }) {
    let last = -1
    for (const { index, 0: found } of text.matchAll(mixed)) {
      if (index < last) continue
      last = index + found.length
      yield { from: index, to: last }
    }
  },
}

const zeros =
  /(?<=年)0(?=[1-9]月)|(?<=月)0(?=[1-9]日)|(?<![\d.:：年])0(?=[1-9]月(?:\d|份|底|初|末|起|至))/g

/** 2022年1月5日, not 01月05日. */
export const leadingZero: BlockRule = {
  id: 'leading-zero',
  strength: 'error',
  source: 'GB/T 9704—2012 7.3.5.4',
  *find({ text }) {
    for (const { index } of text.matchAll(zeros))
      yield { from: index, to: index + 3, edits: [{ from: index, to: index + 1, text: '' }] }
  },
}

const fullDate =
  /(?<!\d)(\d{4})年(\d{1,2})月(\d{1,2})日(?:[（(](?:星期|周)([一二三四五六日天])[）)])?|(?<!\d)(?:0|1[3-9]|[2-9]\d)月(?=\d{1,2}日)/g
const weekdays = '日一二三四五六'

/** A day that the calendar does not have, or on another weekday. */
export const wrongDate: BlockRule = {
  id: 'wrong-date',
  strength: 'error',
  source: '',
  *find({ text }) {
    for (const match of text.matchAll(fullDate)) {
      const [found, year, month, day, weekday] = match
      const place = { from: match.index, to: match.index + found.length }
      if (year === undefined) {
        yield { ...place, variant: 'date' }
        continue
      }
      const time = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
      const isDay = time.getUTCMonth() === Number(month) - 1 && time.getUTCDate() === Number(day)
      if (!isDay) yield { ...place, variant: 'date' }
      else if (weekday !== undefined) {
        const right = weekdays[time.getUTCDay()] ?? ''
        if (right !== weekday.replace('天', '日'))
          yield { ...place, variant: 'weekday', values: { right } }
      }
    }
  },
}
