import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createFigures, type Figures } from '../../editor/model/figures/figures'
import { testEnvironment } from '../support/peer'
import { firstSeed, random, runCount } from '../support/random'

interface Person {
  readonly doc: Y.Doc
  readonly figures: Figures
}

function person(name: string): Person {
  const doc = new Y.Doc()
  const figures = createFigures(doc, testEnvironment(name), () => name)
  return { doc, figures }
}

function exchange(...people: Person[]): void {
  for (let round = 0; round < 2; round++) {
    for (const from of people)
      for (const to of people) {
        if (from !== to)
          Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)))
      }
  }
}

const count = { id: 'f1', kind: 'count', unit: '次', label: '走访', mask: '*', hint: '' } as const
const filled = (one: Person, raw: string) => {
  const result = one.figures.fill('f1', raw)
  if (!result.ok) throw new Error(result.code)
  return result
}

describe('a figure', () => {
  it('[F1] is missing, takes a value of its kind and refuses others with what would be right', () => {
    const a = person('a')
    a.figures.define([count])
    expect(a.figures.state('f1')).toBe('missing')
    expect(a.figures.fill('f1', '12次')).toMatchObject({
      ok: false,
      code: 'unit-in-value',
      suggestion: '12',
    })
    expect(a.figures.fill('f1', '十来')).toMatchObject({ ok: false })
    filled(a, ' １２ ')
    expect([a.figures.state('f1'), a.figures.shown('f1')]).toEqual(['filled', '12'])
  })

  it('[F2] filled by two who have not seen each other is inconsistent until a person decides', () => {
    const [a, b] = [person('a'), person('b')]
    a.figures.define([count])
    exchange(a, b)
    filled(a, '12')
    filled(b, '13')
    exchange(a, b)
    for (const { figures } of [a, b]) {
      expect(figures.state('f1')).toBe('conflict')
      expect(
        figures
          .values('f1')
          .map(({ value, by }) => `${by}${value}`)
          .sort(),
      ).toEqual(['a12', 'b13'])
    }
    const chosen = a.figures.values('f1').find(({ value }) => value === '13')
    a.figures.choose('f1', chosen?.entry ?? '')
    exchange(a, b)
    expect([b.figures.state('f1'), b.figures.shown('f1')]).toEqual(['filled', '13'])
    expect(
      b.figures
        .ledger('f1')
        .map(({ value }) => value)
        .sort(),
    ).toEqual(['12', '13', '13'])
  })

  it('[F3] filled twice with the same value is no conflict; one seen before is replaced', () => {
    const [a, b] = [person('a'), person('b')]
    filled(a, '12')
    filled(b, '12')
    exchange(a, b)
    expect(a.figures.state('f1')).toBe('filled')
    filled(b, '14')
    exchange(a, b)
    expect(a.figures.shown('f1')).toBe('14')
  })

  it('[F4] undo and redo of a fill, and not over a value that a colleague set since', () => {
    const [a, b] = [person('a'), person('b')]
    const { act } = filled(a, '12')
    expect([act.undo(), a.figures.state('f1')]).toEqual([true, 'missing'])
    expect([act.redo(), a.figures.shown('f1')]).toEqual([true, '12'])
    exchange(a, b)
    filled(b, '99')
    exchange(a, b)
    expect([act.undo(), a.figures.shown('f1')]).toEqual([false, '99'])
  })

  it('[F5] knows 不适用 and 待核', () => {
    const a = person('a')
    a.figures.setNotApplicable('f1')
    expect(a.figures.state('f1')).toBe('not-applicable')
    a.figures.fill('f1', '3', { unverified: true })
    expect(a.figures.state('f1')).toBe('unverified')
  })

  it('[F6] survives whatever a peer writes into the documents', () => {
    const a = person('a')
    const entries = a.doc.getMap('entries')
    for (const junk of [
      null,
      3,
      'x',
      [],
      { figure: 7 },
      { figure: 'f1', value: { a: 1 }, at: 'now', by: 9 },
      new Y.Map(),
    ]) {
      entries.set(`e${Math.abs(JSON.stringify(junk)?.length ?? 0)}${typeof junk}`, junk)
    }
    a.doc.getMap('infos').set('f1', 'junk')
    expect(() => [
      a.figures.state('f1'),
      a.figures.values('f1'),
      a.figures.info('f1'),
    ]).not.toThrow()
  })

  it('[F7] whatever people do apart, all see the same and no value leaves the ledger', () => {
    const seed = firstSeed()
    console.log(`figures: SEED=${seed}`)
    for (let run = 0; run < runCount(100); run++) {
      const r = random(seed + run)
      const people = ['a', 'b', 'c'].map(person)
      const set = new Set<string>()
      for (let step = 0; step < 30; step++) {
        const one = r.pick(people)
        const act = r.below(6)
        if (act < 3) {
          const value = String(1 + r.below(1000))
          filled(one, value)
          set.add(value)
        } else if (act === 3) one.figures.clear('f1')
        else if (act === 4) {
          const [first] = one.figures.values('f1')
          if (first !== undefined) one.figures.choose('f1', first.entry)
        } else exchange(one, r.pick(people))
      }
      exchange(...people)
      const [first, ...others] = people.map(({ figures, doc }) => ({
        state: figures.state('f1'),
        values: figures.values('f1'),
        fresh: createFigures(doc, testEnvironment('x'), () => 'x').values('f1'),
      }))
      expect(first?.fresh, `SEED=${seed + run}`).toEqual(first?.values)
      for (const other of others) expect(other, `SEED=${seed + run}`).toEqual(first)
      const kept = new Set(people[0]?.figures.ledger('f1').map(({ value }) => value))
      for (const value of set) expect(kept.has(value), `SEED=${seed + run} ${value}`).toBe(true)
    }
  })
})
