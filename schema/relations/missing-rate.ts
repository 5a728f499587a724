import type { Node } from 'prosemirror-model'
import { blockText } from '../content'
import { inAndOut } from './flows'
import { sentencesOf, type Quantity, type Sentence } from './quantities'
import type { Operand } from './relation'
import { isShare } from './scale'

/** A rate that a text could name and does not: 受理*件，办结*件 without 办结率. */
export interface MissingRate {
  /** 办结率 and the like. */
  readonly name: string
  /** The rate is `part` over `whole`. */
  readonly part: Operand
  readonly whole: Operand
  /** Content offset in the block where it would stand: behind the clause of the part. */
  readonly at: number
  /** What would stand there around the number, without the sign of per cent: `，办结率` and nothing, or brackets in a list. */
  readonly before: string
  readonly after: string
}

/** What is done, as its rate is called, and how it may have been done. */
const done =
  /(按期|按时|及时|当场|当日)?(办结|办复|答复|回复|结案|审结|整改|解决|化解|销号|采纳|通过|录取|完成|开工|到位|合格|达标|满意)/
/** Words behind the measure that may belong to the same clause. */
const longestTail = 12

const cache = new WeakMap<Node, readonly MissingRate[]>()

/** The rates that a block could name and does not, in its order. Cached per node. */
export function missingRates(block: Node): readonly MissingRate[] {
  let list = cache.get(block)
  if (list === undefined) {
    list = sentencesOf(block).flatMap((sentence) => ratesIn(sentence, blockText(block)))
    cache.set(block, list)
  }
  return list
}

function ratesIn(sentence: Sentence, text: string): MissingRate[] {
  const names = new Set<string>()
  return inAndOut(sentence).flatMap(({ relation, read: [, part] }): MissingRate[] => {
    const [left] = relation.left
    const [whole] = relation.right
    const match = part === undefined ? null : done.exec(part.before)
    if (part === undefined || left === undefined || whole === undefined || match === null) return []
    const name = `${match[0]}率`
    // 办结率 anywhere in the block, or a share right behind, is what would be added.
    if (names.has(name) || text.includes(`${match[2] ?? ''}率`) || hasShare(sentence, part))
      return []
    const place = placeBehind(sentence, part)
    if (place === null) return []
    names.add(name)
    return [
      {
        name,
        part: left,
        whole,
        at: sentence.offset + place.at,
        before: (place.isInList ? '（' : '，') + name,
        after: place.isInList ? '）' : '',
      },
    ]
  })
}

/** 办结*件，占*％ */
function hasShare({ quantities }: Sentence, part: Quantity): boolean {
  const next = quantities[quantities.indexOf(part) + 1]
  return next !== undefined && isShare(next.unit) && /占|率|比/.test(next.before)
}

/** The end of a part's clause; null where nothing can be added that reads right. */
function placeBehind(
  { text }: Sentence,
  part: Quantity,
): { readonly at: number; readonly isInList: boolean } | null {
  if (part.after.length > longestTail) return null
  const at = part.to + part.after.length
  const mark = text[at] ?? ''
  if (mark === '、') return { at, isInList: true }
  return mark === '' || '，。；）'.includes(mark) ? { at, isInList: false } : null
}

/** The sign of per cent that a document writes: ％ unless it mostly has %. */
export function percentSignOf(doc: Node): '％' | '%' {
  let balance = 0
  doc.forEach((block) => {
    const text = blockText(block)
    balance += text.split('％').length - text.split('%').length
  })
  return balance < 0 ? '%' : '％'
}
