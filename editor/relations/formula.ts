import type { Operand, Relation } from '../../schema/relations/relation'

/** A relation as it reads: signs, and what it speaks of. */
export type Formula = readonly (string | Operand)[]

function joined(operands: readonly Operand[], sign: string): Formula {
  return operands.flatMap((operand, index) => (index === 0 ? [operand] : [sign, operand]))
}

/** The same in every language: ＝ ＋ － ÷ ≤ ＜. */
export function formulaOf(relation: Relation): Formula {
  const { kind, left, right, strict, low, high, open } = relation
  const [first = { constant: '0', unit: '' }] = left
  const [a = first, b = first] = right
  switch (kind) {
    case 'sum':
      return [first, '＝', ...joined(right, '＋')]
    case 'difference':
      return [first, '＝', ...joined(right, '－')]
    case 'share':
      return [first, '＝', a, '÷', b]
    case 'change':
      return [first, '＝（', a, '－', b, '）÷', b]
    case 'part':
    case 'order':
      return [...joined(left, '＋'), strict === true ? '＜' : '≤', ...joined(right, '＋')]
    case 'same':
      return joined(left, '＝')
    case 'range':
      return [
        ...(low === undefined ? [] : [`${low} ${open === 'low' || open === 'both' ? '＜' : '≤'}`]),
        first,
        ...(high === undefined
          ? []
          : [`${open === 'high' || open === 'both' ? '＜' : '≤'} ${high}`]),
      ]
    case 'scale':
      return [first, '＜ 10000']
    case 'sign':
      return [first, '＞ 0']
  }
}

/** Whether a relation follows from a measure or a word alone, so that it is shown only when broken. */
export function isPlain({ kind, left, right }: Relation): boolean {
  return (
    kind === 'range' ||
    kind === 'scale' ||
    kind === 'sign' ||
    (kind === 'order' && [...left, ...right].some((one) => 'previous' in one))
  )
}
