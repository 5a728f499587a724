import { rational } from '../../../schema/relations/rational'
import {
  isSound,
  relationKey,
  relationKinds,
  type Operand,
  type Relation,
} from '../../../schema/relations/relation'
import { flagAt, isLoose, numberAt, textAt, type Loose } from '../decode'

/** What a person decided of a relation. */
export interface KnownRelation {
  readonly key: string
  readonly relation: Relation
  /** False when somebody said that it does not hold between these figures. */
  readonly kept: boolean
  /** Digits after the point of the first figure, which is computed (自动计算); null when it is not. */
  readonly decimals: number | null
  /** Member id. */
  readonly by: string
  /** Milliseconds since 1970, by the clock of whoever decided. */
  readonly at: number
}

/** Most digits after the point that a computed value is given. */
export const mostDecimals = 6
const mostOperands = 40

/** Reads what stands under `key`, whoever wrote it; null when it is no relation of that key. */
export function readRelation(key: string, stored: unknown): KnownRelation | null {
  if (!isLoose(stored)) return null
  const relation = relationIn(stored)
  const by = textAt(stored, 'by', 80)
  if (relation === null || by === '' || !isSound(relation) || relationKey(relation) !== key)
    return null
  const decimals = stored['decimals']
  const computes =
    typeof decimals === 'number' &&
    Number.isInteger(decimals) &&
    decimals >= 0 &&
    decimals <= mostDecimals &&
    isComputable(relation)
  return {
    key,
    relation,
    kept: !flagAt(stored, 'dropped'),
    decimals: computes ? decimals : null,
    by,
    at: numberAt(stored, 'at'),
  }
}

/** Whether the first figure of a relation follows from the others. */
export function isComputable({ kind, left }: Relation): boolean {
  const [target] = left
  return (
    (kind === 'sum' || kind === 'difference' || kind === 'share' || kind === 'change') &&
    target !== undefined &&
    'figure' in target
  )
}

export function relationToStore(
  relation: Relation,
  decision: { readonly kept: boolean; readonly decimals: number | null },
): Record<string, unknown> {
  return {
    ...relation,
    ...(decision.kept ? {} : { dropped: true }),
    ...(decision.decimals === null ? {} : { decimals: decision.decimals }),
  }
}

function relationIn(stored: Loose): Relation | null {
  const kind = relationKinds.find((one) => one === stored['kind'])
  const [left, right] = [operandsIn(stored['left']), operandsIn(stored['right'])]
  if (kind === undefined || left === null || right === null) return null
  const { sense, open } = stored
  const [low, high, tolerance] = [
    decimalAt(stored, 'low'),
    decimalAt(stored, 'high'),
    decimalAt(stored, 'tolerance'),
  ]
  return {
    kind,
    left,
    right,
    ...(sense === 'up' || sense === 'down' ? { sense } : {}),
    ...(flagAt(stored, 'strict') ? { strict: true } : {}),
    ...(low === null ? {} : { low }),
    ...(high === null ? {} : { high }),
    ...(open === 'low' || open === 'high' || open === 'both' ? { open } : {}),
    ...(tolerance === null ? {} : { tolerance }),
  }
}

function decimalAt(stored: Loose, key: string): string | null {
  const text = textAt(stored, key, 40)
  return rational(text) === null ? null : text
}

function operandsIn(stored: unknown): Operand[] | null {
  if (!Array.isArray(stored) || stored.length > mostOperands) return null
  const operands: Operand[] = []
  for (const one of stored) {
    const operand = isLoose(one) ? operandIn(one) : null
    if (operand === null) return null
    operands.push(operand)
  }
  return operands
}

function operandIn(stored: Loose): Operand | null {
  const [figure, previous] = [textAt(stored, 'figure', 80), textAt(stored, 'previous', 80)]
  if (figure !== '') return { figure }
  if (previous !== '') return { previous }
  const constant = textAt(stored, 'constant', 40)
  return rational(constant) === null ? null : { constant, unit: textAt(stored, 'unit', 40) }
}
