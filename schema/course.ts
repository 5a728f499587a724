import type { Node } from 'prosemirror-model'
import { atomCharacter, blockText } from './content'
import { measureAt } from './units'

/**
 * What the words before a number say of its sign: 增长 and 下降 say the direction themselves,
 * 同比, 增速 and 利润 leave it to the number, and anything else (占, 办结率, 受理) is never below zero.
 */
export type Course = 'up' | 'down' | 'either' | 'none'

const courses: readonly Course[] = ['up', 'down', 'either', 'none']

export function isCourse(value: unknown): value is Course {
  return courses.some((course) => course === value)
}

/** Words of growth and of decline, each with what it is called when the sign turns. */
const ups: Readonly<Record<string, string>> = {
  增长: '下降',
  上升: '下降',
  提高: '降低',
  提升: '下降',
  增加: '减少',
  上涨: '下跌',
  扩大: '缩小',
  增幅: '降幅',
  涨幅: '跌幅',
}
const downs: Readonly<Record<string, string>> = {
  下降: '增长',
  减少: '增加',
  降低: '提高',
  缩短: '延长',
  下跌: '上涨',
  下滑: '增长',
  回落: '回升',
  缩小: '扩大',
  降幅: '增幅',
  跌幅: '涨幅',
}
/** Words of decline that no single word turns. */
const onlyDown = ['压减', '压缩']

export const upWords = Object.keys(ups).join('|')
export const downWords = [...Object.keys(downs), ...onlyDown].join('|')
/** Since last year, in any wording. */
export const sinceWords =
  '(?:同比|(?:较|比|与)(?:上年|去年|上一年|上年度|[0-9]{4}年)(?:同期|全年|底|末)?(?:相比)?)'

/** What may stand between the word and the number; 至 and 到 give a level and no change. */
const tail = '(?:了|约|达到?|近|超过?|为|是|幅度|比例)*$'
const changeWord = new RegExp(`(${upWords}|${downWords})${tail}`)
/** 增长至, 提高到: what follows is a level. 增长率 and 增速 name a rate of either sign. */
const openWord = new RegExp(
  `(?:${sinceWords}|环比|增速|增长率|增长速度|变动率|变动幅度|变化率|涨跌幅)${tail}`,
)
/** What is counted below zero by nature. */
const signed = /利润|盈亏|损益|净增|净流入|净流出|结余|差额|气温/
const levels = /(?:至|到)$/

/** The word of change right before a number, with where it begins in `words`; null when none is there. */
export function changeWordIn(words: string): {
  readonly word: string
  readonly sense: 'up' | 'down'
  readonly at: number
} | null {
  const match = changeWord.exec(words)
  const word = match?.[1]
  if (match === null || word === undefined) return null
  return { word, sense: Object.hasOwn(ups, word) ? 'up' : 'down', at: match.index }
}

/**
 * The word that says the opposite; undefined when no single one does. A share that declined
 * less than nothing rose (上升), a number that did grew (增长).
 */
export function turnedWord(word: string, unit: string): string | undefined {
  if (unit === '个百分点' && (word === '下降' || word === '下滑')) return '上升'
  return ups[word] ?? downs[word]
}

/** The course of a number behind these words of its clause. */
export function courseOf(before: string): Course {
  const words = before.trimEnd()
  if (levels.test(words)) return 'none'
  const change = changeWordIn(words)
  if (change !== null) return change.sense
  return openWord.test(words) || signed.test(words) ? 'either' : 'none'
}

/** The course that a figure's name tells, where the text around it is not at hand. */
export function courseOfLabel(label: string): Course {
  const words = label.replace(/（\d+）$/, '')
  const course = courseOf(words)
  if (course !== 'none' || levels.test(words)) return course
  return new RegExp(`${sinceWords}|环比`).test(words) ? 'either' : 'none'
}

/** What the text around a blank says of its value. */
export interface Around {
  /** The word behind it that ends a name, such as 局; may be empty. */
  readonly suffix: string
  readonly course: Course
}

/** Words before a blank that are looked at. */
const reach = 120
/** 增长＊％、＊％和＊％: the word before the first of a list is said of all. */
const listed = new RegExp(
  `(?:${atomCharacter}|[-−－]?[0-9.]+)[^，。；：！？、（(\\n${atomCharacter}0-9]{0,5}(?:[、和及与]|以及)$`,
)

/** The words of the clause right before `offset` of a block's text, behind the blank before. */
export function wordsBefore(text: string, offset: number): string {
  let words = text.slice(Math.max(0, offset - reach), offset)
  for (;;) {
    const list = listed.exec(words)
    if (list === null) break
    words = words.slice(0, list.index)
  }
  const clause = /[^，。；：！？、,;:（）()《》\n]*$/.exec(words)?.[0] ?? ''
  return clause.slice(clause.lastIndexOf(atomCharacter) + 1)
}

/**
 * @param offset content offset of the blank in its block
 */
export function aroundBlank(block: Node, offset: number): Around {
  return {
    suffix: measureAt(blockText(block).slice(offset + 1, offset + 25))?.suffix ?? '',
    course: courseOf(wordsBefore(blockText(block), offset)),
  }
}
