import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRelation, computeLeft, type Facts } from '../../schema/relations/check'
import { rational, showExact, showRounded } from '../../schema/relations/rational'
import { isSound, relationKey, type Operand, type Relation } from '../../schema/relations/relation'

const at = (...ids: string[]): Operand[] => ids.map((figure) => ({ figure }))

/** Values as they stand in the text, such as `1.2万件`; `<a` is last year's value of a. */
function facts(values: Readonly<Record<string, string>>): Facts {
  const split = (id: string): [string, string] | undefined => {
    const match = /^(-?[\d.]+)?(.*)$/.exec(values[id] ?? '')
    return values[id] === undefined ? undefined : [match?.[1] ?? match?.[2] ?? '', match?.[2] ?? '']
  }
  return {
    value: (id) => split(id)?.[0],
    unit: (id) => split(id)?.[1] ?? split(`<${id}`)?.[1] ?? '',
    previous: (id) => split(`<${id}`)?.[0],
  }
}

const say = (relation: Relation, values: Readonly<Record<string, string>>): string => {
  const outcome = checkRelation(relation, facts(values))
  if (outcome === null) return 'nothing'
  const { holds, code, params } = outcome
  return `${holds ? 'holds' : 'fails'} ${code} ${Object.values(params).join(' | ')}`
}

const sum: Relation = { kind: 'sum', left: at('t'), right: at('a', 'b') }
const part: Relation = { kind: 'part', left: at('a'), right: at('t') }
const share: Relation = { kind: 'share', left: at('s'), right: at('a', 't') }
const change: Relation = {
  kind: 'change',
  left: at('r'),
  right: [{ figure: 'a' }, { previous: 'a' }],
  sense: 'up',
}
const cases: readonly (readonly [Relation, Readonly<Record<string, string>>, string])[] = [
  [sum, { t: '42件', a: '12件', b: '30件' }, 'holds sum 12＋30＝42 | 42'],
  [sum, { t: '45件', a: '12件', b: '30件' }, 'fails sum 12＋30＝42 | 45'],
  [sum, { t: '45件', a: '12件' }, 'nothing'],
  [sum, { t: '0.3万元', a: '0.1万元', b: '0.2万元' }, 'holds sum 0.1＋0.2＝0.3 | 0.3'],
  // Rounded parts may miss by what rounding took, and no more.
  [sum, { t: '3.5万件', a: '1.2万件', b: '2.2万件' }, 'holds sum 1.2＋2.2＝3.4 | 3.5'],
  [sum, { t: '3.8万件', a: '1.2万件', b: '2.2万件' }, 'fails sum 1.2＋2.2＝3.4 | 3.8'],
  [
    sum,
    { t: '1.5万件', a: '12345件', b: '2650件' },
    'holds sum 12345件＋2650件＝1.4995万件 | 1.5万件',
  ],
  [sum, { t: '15件', a: '12345件', b: '2650件' }, 'fails sum 12345＋2650＝14995 | 15'],
  [{ ...sum, tolerance: '3' }, { t: '45件', a: '12件', b: '30件' }, 'holds sum 12＋30＝42 | 45'],
  [{ ...sum, tolerance: '2' }, { t: '45件', a: '12件', b: '30件' }, 'fails sum 12＋30＝42 | 45'],
  [
    { ...sum, kind: 'difference' },
    { t: '5件', a: '30件', b: '12件' },
    'fails difference 30－12＝18 | 5',
  ],
  [part, { a: '30件', t: '45件' }, 'holds part 30 | 45 | 66.7％'],
  [part, { a: '50件', t: '45件' }, 'fails part 50 | 45 | 111.1％'],
  [part, { a: '12050件', t: '1.2万件' }, 'holds part 12050件 | 1.2万件 | 100.4％'],
  [part, { a: '13000件', t: '1.2万件' }, 'fails part 13000件 | 1.2万件 | 108.3％'],
  [share, { s: '33.3％', a: '10件', t: '30件' }, 'holds share 10 | 30 | 33.33％ | 33.3％'],
  [share, { s: '33.4％', a: '10件', t: '30件' }, 'fails share 10 | 30 | 33.33％ | 33.4％'],
  [share, { s: '33％', a: '10件', t: '30件' }, 'holds share 10 | 30 | 33.3％ | 33％'],
  [share, { s: '100％', a: '0件', t: '0件' }, 'nothing'],
  [share, { s: '65％', a: '30万件', t: '46.1万件' }, 'holds share 30 | 46.1 | 65.1％ | 65％'],
  [change, { r: '20％', a: '120件', '<a': '100件' }, 'holds change 120件 | 100件 | 20％ | 20％'],
  [change, { r: '25％', a: '120件', '<a': '100件' }, 'fails change 120件 | 100件 | 20％ | 25％'],
  [change, { r: '20％', a: '80件', '<a': '100件' }, 'fails against-up 80件 | 100件'],
  [change, { r: '20％', a: '80件' }, 'nothing'],
  [
    { ...change, sense: 'down' },
    { r: '20％', a: '80件', '<a': '100件' },
    'holds change 80件 | 100件 | 20％ | 20％',
  ],
  [
    change,
    { r: '2.5个百分点', a: '97.5％', '<a': '95％' },
    'holds change-amount 97.5％ | 95％ | 2.5个百分点 | 2.5个百分点',
  ],
  [change, { r: '-3％', a: '97件', '<a': '100件' }, 'holds change 97件 | 100件 | −3％ | −3％'],
  [
    { kind: 'range', left: at('a'), right: [], low: '0', high: '100', open: 'both' },
    { a: '100％' },
    'fails range-below 100％ | 0 | 100',
  ],
  [
    { kind: 'range', left: at('a'), right: [], low: '3' },
    { a: '2家' },
    'fails range-low 2家 | 3 | ',
  ],
  [
    { kind: 'same', left: at('a', 'b'), right: [] },
    { a: '12345件', b: '1.2万件' },
    'holds same 12345件 | 12345件',
  ],
  [{ kind: 'same', left: at('a', 'b'), right: [] }, { a: '12件', b: '13件' }, 'fails same 12 | 13'],
  [
    { kind: 'same', left: at('a', 'b'), right: [] },
    { a: '审计', b: '财政' },
    'fails same 审计 | 财政',
  ],
  [
    { kind: 'scale', left: at('a'), right: [] },
    { a: '12000万件' },
    'fails scale 12000万件 | 1.2亿件 | 件',
  ],
  [
    { kind: 'scale', left: at('a'), right: [] },
    { a: '12.5万件' },
    'holds scale 12.5万件 | 0.00125亿件 | 件',
  ],
  [{ kind: 'sign', left: at('a'), right: [], sense: 'up' }, { a: '-3％' }, 'fails sign-up −3％'],
  [
    { kind: 'order', left: at('a'), right: at('b'), strict: true },
    { a: '5天', b: '5天' },
    'fails order-strict 5 | 5 | ',
  ],
  [
    { kind: 'order', left: at('a'), right: at('b', 'c') },
    { a: '60个', b: '20个', c: '30个' },
    'fails order 60 | 20＋30＝50 | ',
  ],
]

describe('checking a relation', () => {
  it.each(cases)('[RE5] %j of %j', (relation, values, expected) =>
    expect(say(relation, values)).toBe(expected),
  )

  it('[RE6] computes what follows from the others, rounded half up', () => {
    const compute = (relation: Relation, values: Readonly<Record<string, string>>, digits = 1) =>
      computeLeft(relation, facts(values), digits)
    expect(compute(share, { s: '％', a: '2件', t: '3件' })).toBe('66.7')
    expect(compute(share, { s: '％', a: '1件', t: '16件' }, 2)).toBe('6.25')
    expect(compute(share, { s: '％', a: '1件', t: '16件' })).toBe('6.3')
    expect(compute(share, { s: '％', a: '1件', t: '0件' })).toBeUndefined()
    expect(compute(sum, { t: '万件', a: '12345件', b: '1.2万件' }, 2)).toBe('2.43')
    expect(compute(change, { r: '％', a: '80件', '<a': '100件' })).toBe('-20.0')
  })

  it('[RE7] what was computed always checks', () => {
    const number = fc.integer({ min: 1, max: 1_000_000 }).map((n) => `${n}件`)
    fc.assert(
      fc.property(number, number, fc.integer({ min: 0, max: 3 }), (a, t, digits) => {
        for (const [relation, id, unit] of [
          [share, 's', '％'],
          [sum, 't', '件'],
        ] as const) {
          const known = { [id]: unit, a, b: t, ...(id === 's' ? { t } : {}) }
          const value = computeLeft(relation, facts(known), id === 't' ? 0 : digits)
          const outcome = checkRelation(relation, facts({ ...known, [id]: `${value}${unit}` }))
          expect([a, t, value, outcome?.holds]).toEqual([a, t, value, true])
        }
      }),
    )
  })

  it('[RE8] decimals are exact, and odd text is no number', () => {
    for (const odd of ['', '.', '1e5', '0x1', '１', ' 1', 'NaN', '9'.repeat(50)])
      expect([odd, rational(odd)]).toEqual([odd, null])
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.integer({ min: 0, max: 6 }),
        (n, digits) => {
          const value = { num: n, den: 10n ** BigInt(digits) }
          const text = showRounded(value, digits)
          expect(rational(text)).not.toBeNull()
          expect(showRounded(rational(text) ?? value, digits)).toBe(text)
          expect(showExact(value, 6)).toBe(showExact(rational(text) ?? value, 6))
        },
      ),
    )
  })

  it('[RE9] one relation has one key, whoever made it', () => {
    expect(relationKey(sum)).toBe(relationKey({ ...sum, right: at('b', 'a') }))
    expect(relationKey(share)).not.toBe(relationKey({ ...share, right: at('t', 'a') }))
    expect(isSound(sum)).toBe(true)
    expect(isSound({ ...sum, right: at('a', 'a') })).toBe(false)
    expect(isSound({ ...sum, right: at('a') })).toBe(false)
    expect(isSound({ ...sum, right: at('t', 'a') })).toBe(false)
  })
})
