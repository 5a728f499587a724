import type { Node } from 'prosemirror-model'
import { fingerprintOf, type Finding, type RuleInfo } from '../../../schema/checks/finding'
import { readRelationsAhead } from '../../../schema/relations/propose'
import { compare, rational, shift, type Rational } from '../../../schema/relations/rational'
import { figuresIn, relationKinds, type Relation } from '../../../schema/relations/relation'
import { turnOf } from '../../../schema/relations/turn'
import { showValue } from '../../../schema/values'
import type { CheckProvider, Checked } from '../checks/providers'
import { figuresOf } from '../summarise'
import { isComputed } from './derived'
import type { StandingRelation } from './standing'

/** 数据关系: the rule of a kind of relation, and two that no relation is needed for. */
const kinds: readonly RuleInfo[] = relationKinds.map((kind) => ({
  id: `relation-${kind}`,
  strength: 'warn',
  source: '',
}))
const notUpdated: RuleInfo = { id: 'not-updated', strength: 'warn', source: '' }
const jumped: RuleInfo = { id: 'magnitude-jump', strength: 'warn', source: '' }
const oneValue: RuleInfo = { id: 'value-twice', strength: 'info', source: '' }

/** Relations that do not hold, values of last year that nobody renewed, one value under two names. */
export const relationProvider: CheckProvider = {
  rules: [...kinds, notUpdated, jumped, oneValue],
  readAhead: ({ doc }, from, enough) => readRelationsAhead(doc, from, enough),
  find: (checked) => [
    ...checked.standing.list(checked.doc).flatMap((one) => broken(one, checked)),
    ...figuresOf(checked.doc).flatMap(({ figure }) => [
      ...stale(figure, checked),
      ...jump(figure, checked),
    ]),
    ...twice(checked.doc, checked),
  ],
}

/** What is found of one figure and its relations, for whoever has just filled it. */
export function findingsOf(figure: string, checked: Checked): Finding[] {
  return [
    ...checked.standing.of(figure, checked.doc).flatMap((one) => broken(one, checked)),
    ...jump(figure, checked),
  ]
}

function broken(one: StandingRelation, checked: Checked): Finding[] {
  const { figures } = checked
  const { relation, outcome, stand, key } = one
  if (outcome === null || outcome.holds || stand === 'dropped') return []
  const ids = figuresIn(relation)
  const rule = `relation-${relation.kind}`
  const values = ids.map((id) => figures.shown(id) ?? '')
  return [
    {
      rule,
      // What a person confirmed is a rule of this report; what was read from the text may be misread.
      strength: stand === 'kept' ? 'error' : 'warn',
      source: '',
      where: { type: 'figures', figures: ids },
      variant: outcome.code,
      values: {
        ...outcome.params,
        names: ids.map((id) => figures.info(id)?.label ?? '').join('、'),
      },
      fingerprint: fingerprintOf(rule, `${key}\n${values.join('\n')}`),
      ...turned(relation, checked),
    },
  ]
}

/** 增长 −3％: how it should read, and the fix where it is certain. */
function turned(
  { kind, left }: Relation,
  { doc, figures }: Checked,
): Pick<Finding, 'variant' | 'values' | 'fix'> | null {
  const [operand] = left
  if (kind !== 'sign' || operand === undefined || !('figure' in operand)) return null
  const { figure } = operand
  const [only, ...others] = figures.values(figure)
  if (only === undefined || others.length > 0 || !only.value.startsWith('-')) return null
  // A computed value follows from others; its sign is not for a fix to change.
  const turn = isComputed(only) ? null : turnOf(doc, figure)
  if (turn === null) return null
  const { unit = '', label = '' } = figures.info(figure) ?? {}
  return {
    variant: 'turned',
    values: {
      names: label,
      word: turn.word,
      turned: turn.turned,
      value: showValue(only.value, unit),
      right: turn.turned + showValue(only.value.slice(1), unit),
    },
    fix: { type: 'turn', figure },
  }
}

/** Whether the value of a figure is still last year's: 未更新. Names stay from year to year. */
function isStale(
  figure: string,
  { figures, previous }: Pick<Checked, 'figures' | 'previous'>,
): boolean {
  const last = previous.of(figure)
  if (last === undefined) return false
  const kind = figures.info(figure)?.kind
  if (kind === 'organisation' || kind === 'place' || kind === 'text') return false
  const [only, ...others] = figures.values(figure)
  return (
    only !== undefined && others.length === 0 && !only.notApplicable && only.value === last.value
  )
}

/** The finding of a figure whose value is still last year's. Dismissing it says 确与去年相同. */
export function stale(figure: string, checked: Pick<Checked, 'figures' | 'previous'>): Finding[] {
  if (!isStale(figure, checked)) return []
  const info = checked.figures.info(figure)
  const value = checked.previous.of(figure)?.value ?? ''
  return [
    {
      rule: notUpdated.id,
      strength: notUpdated.strength,
      source: '',
      where: { type: 'figures', figures: [figure] },
      variant: '',
      values: { label: info?.label ?? '', value: showValue(value, info?.unit ?? '') },
      fingerprint: fingerprintOf(notUpdated.id, `${figure}\n${value}`),
    },
  ]
}

/** So many powers of ten between two years are rarely meant: a value was filled in 件 for 万件. */
const jumpPower = 2

function jump(figure: string, checked: Pick<Checked, 'figures' | 'previous'>): Finding[] {
  const { figures, previous } = checked
  const info = figures.info(figure)
  const last = previous.of(figure)?.value
  const [only, ...others] = figures.values(figure)
  if (info?.kind !== 'count' || last === undefined || only === undefined) return []
  if (others.length > 0 || only.notApplicable) return []
  const [a, b] = [rational(only.value), rational(last)]
  if (a === null || b === null || a.num <= 0n || b.num <= 0n) return []
  const isFar = (x: Rational, y: Rational): boolean => compare(x, shift(y, jumpPower)) >= 0
  if (!isFar(a, b) && !isFar(b, a)) return []
  const { label, unit } = info
  return [
    {
      rule: jumped.id,
      strength: jumped.strength,
      source: '',
      where: { type: 'figures', figures: [figure] },
      variant: '',
      values: { label, value: only.value + unit, last: last + unit, unit },
      fingerprint: fingerprintOf(jumped.id, `${figure}\n${only.value}\n${last}`),
    },
  ]
}

/** Digits that tell a value from another: three at least, and no round number. */
const telling = /^(?=(?:.*[1-9].*){2})\D*(?:\d\D*){3,}$/

function twice(doc: Node, { figures, standing }: Checked): Finding[] {
  const groups = new Map<string, string[]>()
  for (const { figure, node } of figuresOf(doc)) {
    const kind = String(node.attrs['kind'])
    if (kind !== 'count' && kind !== 'percent') continue
    const [only, ...others] = figures.values(figure)
    if (only === undefined || others.length > 0 || only.notApplicable) continue
    if (!telling.test(only.value.replace(/0+$/, ''))) continue
    const key = `${only.value}${figures.info(figure)?.unit ?? String(node.attrs['unit'])}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [figure])
    else group.push(figure)
  }
  return [...groups].flatMap(([value, ids]): Finding[] => {
    if (ids.length < 2 || ids.length > 4) return []
    // Two that somebody or the text relates are known to go together.
    const [first = ''] = ids
    const related = standing
      .of(first, doc)
      .some(
        (one) =>
          one.stand !== 'dropped' &&
          ids.slice(1).some((id) => figuresIn(one.relation).includes(id)),
      )
    if (related) return []
    const names = ids.map((id) => figures.info(id)?.label ?? '')
    return [
      {
        rule: oneValue.id,
        strength: oneValue.strength,
        source: '',
        where: { type: 'figures', figures: ids },
        variant: '',
        values: { names: names.join('、'), value },
        fingerprint: fingerprintOf(oneValue.id, `${value}\n${ids.toSorted().join('\n')}`),
      },
    ]
  })
}
