import { subject } from './patterns'
import { isCounted, type Quantity, type Sentence } from './quantities'
import type { Operand, Relation } from './relation'
import { scaleOf } from './scale'

/** A quantity under the name that its sentence gives it. */
export interface Named {
  readonly name: string
  /** Of which time the sentence speaks, `''` for this year. */
  readonly operand: Operand
  /** Block in which it stands: two of one block that are called alike have different parents. */
  readonly block: number
  readonly quantity: Quantity
  readonly sentence: Sentence
}

const shortest = 4
/** Another time or another territory is another value under the same name. */
const elsewhere =
  /去年|上年|前年|同期|季度|上半年|下半年|[0-9]{1,2}月|[0-9]{4}年前|历年|计划|目标|力争|预计|争取|明年|下一步|将(?:达|实现)|每(?:月|季|周|年|日|天)|日均|月均|人均/

/**
 * The quantities of a block that have a name of their own: the words before them, long enough
 * to tell one thing from another, and only of this year and place.
 */
export function namedIn(sentences: readonly Sentence[], block: number): Named[] {
  return sentences.flatMap((sentence) => {
    if (elsewhere.test(sentence.text)) return []
    return sentence.quantities.flatMap((quantity): Named[] => {
      const words = subject(quantity.before)
      if (words.length < shortest) return []
      if (!isCounted(quantity) && !/率|占比|比重/.test(words)) return []
      const name = `${words} ${scaleOf(quantity.unit).base}`
      return [{ name, operand: quantity.operand, block, quantity, sentence }]
    })
  })
}

/** One relation for each name that stands in several blocks, and in each of them once. */
export function sameNames(named: readonly Named[]): { relation: Relation; read: Named }[] {
  const groups = new Map<string, Named[]>()
  for (const one of named) {
    const group = groups.get(one.name)
    if (group === undefined) groups.set(one.name, [one])
    else group.push(one)
  }
  const found: { relation: Relation; read: Named }[] = []
  for (const group of groups.values()) {
    const blocks = new Set(group.map(({ block }) => block))
    if (blocks.size < 2 || blocks.size !== group.length) continue
    const operands = group.map(({ operand }) => operand)
    const figures = new Set(
      operands.map((operand) => ('figure' in operand ? operand.figure : JSON.stringify(operand))),
    )
    const [first] = group
    if (figures.size < 2 || first === undefined) continue
    const distinct = [...figures].flatMap(
      (key) =>
        operands.find(
          (operand) => ('figure' in operand ? operand.figure : JSON.stringify(operand)) === key,
        ) ?? [],
    )
    found.push({ relation: { kind: 'same', left: distinct, right: [] }, read: first })
  }
  return found
}
