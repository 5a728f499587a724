/** What a relation speaks of: a figure, its value of last year, or a number that stands in the text. */
export type Operand =
  | { readonly figure: string }
  | { readonly previous: string }
  | { readonly constant: string; readonly unit: string }

/**
 * - `sum`: left = total, right = its parts
 * - `difference`: left = result, right = minuend and what is taken off
 * - `part`: left = parts, right = whole; the parts together are at most the whole
 * - `share`: left = share, right = part and whole
 * - `order`: the sum of left is at most the sum of right; below it when `strict`
 * - `change`: left = rate or amount of change, right = now and last; `sense` is the text's word
 * - `range`: left = one figure, between `low` and `high`
 * - `same`: left = figures that are one value
 * - `scale`: left = one figure whose measure is in 万 or 亿: was it filled in the plain measure?
 * - `sign`: left = a change that the text calls growth or decline, so it is above zero
 */
export type RelationKind =
  | 'sum'
  | 'difference'
  | 'part'
  | 'share'
  | 'order'
  | 'change'
  | 'range'
  | 'same'
  | 'scale'
  | 'sign'

export const relationKinds: readonly RelationKind[] = [
  'sum',
  'difference',
  'part',
  'share',
  'order',
  'change',
  'range',
  'same',
  'scale',
  'sign',
]

/** A relation between figures, as found in the text or made by a person. */
export interface Relation {
  readonly kind: RelationKind
  readonly left: readonly Operand[]
  readonly right: readonly Operand[]
  readonly sense?: 'up' | 'down'
  readonly strict?: boolean
  /** Decimals in the measure of the figure; the limits themselves are allowed unless `open`. */
  readonly low?: string
  readonly high?: string
  readonly open?: 'low' | 'high' | 'both'
  /** Difference that is allowed, in the measure of left; without it what rounding explains. */
  readonly tolerance?: string
}

function operandKey(operand: Operand): string {
  if ('figure' in operand) return operand.figure
  if ('previous' in operand) return `<${operand.previous}`
  return `=${operand.constant}${operand.unit}`
}

/**
 * Tells relations apart: kind and operands, so that what two people find or make of the same
 * figures is one relation.
 */
export function relationKey({ kind, left, right }: Relation): string {
  const [a, b] = [left.map(operandKey), right.map(operandKey)]
  if (kind === 'sum' || kind === 'order') b.sort()
  if (kind !== 'share' && kind !== 'change') a.sort()
  return `${kind} ${a.join('+')} ${b.join('+')}`.trim()
}

/**
 * The same for relations that differ in the numbers of the text only: what somebody decided of
 * 总数＝甲＋4项 holds when the text says 5项 next.
 */
export function relationShape(relation: Relation): string {
  const blind = (operand: Operand): Operand =>
    'constant' in operand ? { constant: '0', unit: operand.unit } : operand
  return relationKey({
    ...relation,
    left: relation.left.map(blind),
    right: relation.right.map(blind),
  })
}

/** The figures that a relation speaks of, each once; a change of one of them is a reason to check. */
export function figuresIn({ left, right }: Relation): string[] {
  const ids = new Set<string>()
  for (const operand of [...left, ...right]) {
    if ('figure' in operand) ids.add(operand.figure)
    else if ('previous' in operand) ids.add(operand.previous)
  }
  return [...ids]
}

/** How many operands each side of a kind takes. */
const sides: Readonly<Record<RelationKind, readonly [number, number, number, number]>> = {
  sum: [1, 1, 2, 40],
  difference: [1, 1, 2, 40],
  part: [1, 40, 1, 1],
  share: [1, 1, 2, 2],
  order: [1, 40, 1, 40],
  change: [1, 1, 2, 2],
  range: [1, 1, 0, 0],
  same: [2, 40, 0, 0],
  scale: [1, 1, 0, 0],
  sign: [1, 1, 0, 0],
}

/** Whether a relation has the operands that its kind needs, each figure on one side only. */
export function isSound({ kind, left, right, low, high }: Relation): boolean {
  const [leastLeft, mostLeft, leastRight, mostRight] = sides[kind]
  if (left.length < leastLeft || left.length > mostLeft) return false
  if (right.length < leastRight || right.length > mostRight) return false
  if (kind === 'range' && low === undefined && high === undefined) return false
  const all = [...left, ...right]
  return (
    all.some((operand) => 'figure' in operand) && new Set(all.map(operandKey)).size === all.length
  )
}
