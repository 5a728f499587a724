import type { FigureKind } from './schema'

/** What the text after a blank says about it. */
export interface Measure {
  readonly kind: FigureKind
  /** The measure itself, `''` for names. */
  readonly unit: string
  /** The word that ends a name (局, 市 …), `''` for figures. It stays in the text. */
  readonly suffix: string
}

const percent = /^(?:个百分点|[％%‰])/
const duration = /^(?:个?(?:工作日|自然日)|个月|个?小时|分钟|天(?![津然气]))/
const date = /^(?:年|月|日(?![常前报]))/

/** Measure words that also start ordinary words carry what they must not be followed by. */
const magnitude = '(?:[百千万亿]|[十百千]万|万亿)?(?:余|多)?'
const nouns =
  '个部门|个事项|个单位|人次|人份|次(?![要日序])|项(?!目)|个|家(?![庭长属])|件(?!套)|条(?![例件款约])|' +
  '人(?![民员才大社事力均口生物])|名(?![称单为义录])|户(?!外)|份(?!额)|篇|场(?!所)|期(?![间待末])|批(?![准示评复])|' +
  '起(?![来草到步])|宗|处(?![理置室罚分])|所(?![有属在以需])|座|台(?!账)|套|辆|位(?![于置列居])|支(?![部持付出撑])|' +
  '轮|门(?![户类])|类(?![似型])|种(?![植子])|级(?!别)|倍|成(?![立效果为功员])|分(?![别管类局级公析析])|届|册|张|' +
  '幅|节|课时|学时|元|美元|公里|千米|平方公里|平方米|立方米|米|亩|公顷|吨|千瓦时|千瓦|度(?!假)|' +
  '站|点(?!名)|岗|对|组(?!织)|队|本(?![级市局单年地区]|单位)|块|根|笔|单(?!位)|宗地|栋|间|桶|头|只|艘|架|卷|件次|家次|户次'
const count = new RegExp(`^(?:${magnitude})(?:${nouns})`)

const organisation =
  /^(?:人民法院|人民检察院|办公室|委员会|管理局|党委|党组|党支部|支部|公司|集团|中心|医院|学校|大学|学院|银行|单位|部门|局|厅|委(?![托派员])|办(?![理件公结事法证案税学])|处室|科室|科(?![学技])|院)/
const place =
  /^(?:人民政府|自治区|自治州|自治县|市(?![场民值])|县|区(?![别分])|省(?!略)|州|盟|旗|镇|乡(?!村振)|街道|社区|村(?!民))/

/**
 * Reads the measure or the name suffix at the start of `rest`, the text directly
 * after a blank (one space between is allowed), or null when there is none.
 */
export function measureAt(rest: string): Measure | null {
  const text = rest.startsWith(' ') ? rest.slice(1, 24) : rest.slice(0, 24)
  const figure =
    hit(text, percent, 'percent') ?? hit(text, duration, 'duration') ?? hit(text, date, 'date')
  if (figure !== null) return figure
  const name = suffix(text, place, 'place') ?? suffix(text, organisation, 'organisation')
  if (name !== null) return name
  return hit(text, count, 'count')
}

/** Whether a figure counted in `unit` is a whole number: 万件 may have a fraction, 件 may not. */
export function isWholeNumber(unit: string): boolean {
  if (/^(?:[百千万亿]|[十百千]万)/.test(unit)) return false
  return !/(?:元|公里|千米|米|亩|公顷|吨|千瓦|度|倍|成|分)$/.test(unit)
}

function hit(text: string, pattern: RegExp, kind: FigureKind): Measure | null {
  const unit = pattern.exec(text)?.[0]
  return unit === undefined ? null : { kind, unit, suffix: '' }
}

function suffix(text: string, pattern: RegExp, kind: FigureKind): Measure | null {
  const word = pattern.exec(text)?.[0]
  return word === undefined ? null : { kind, unit: '', suffix: word }
}
