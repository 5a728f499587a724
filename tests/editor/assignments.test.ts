import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import {
  belongsTo,
  createAssignments,
  dayOf,
  isDay,
  isMine,
} from '../../editor/model/figures/assignments'
import { createFigures } from '../../editor/model/figures/figures'
import { createVerifications } from '../../editor/model/review/verifications'
import { testEnvironment } from '../support/peer'

function person(name: string) {
  const [figureDoc, reviewDoc] = [new Y.Doc(), new Y.Doc()]
  const environment = testEnvironment(name)
  const me = (): string => name
  const verifications = createVerifications(reviewDoc, environment, me)
  return {
    figureDoc,
    reviewDoc,
    verifications,
    figures: createFigures(figureDoc, environment, me, verifications),
    assignments: createAssignments(figureDoc, environment, me),
  }
}

type Person = ReturnType<typeof person>

function exchange(...people: Person[]): void {
  for (const part of ['figureDoc', 'reviewDoc'] as const)
    for (let round = 0; round < 2; round++)
      for (const from of people)
        for (const to of people)
          if (from !== to) Y.applyUpdate(to[part], Y.encodeStateAsUpdate(from[part]))
}

describe('an assignment', () => {
  it('[A1] is for a department or a person, with a day, and can be undone', () => {
    const a = person('a')
    const act = a.assignments.assign(
      ['f1', 'f2'],
      { type: 'department', name: ' 法规科 ' },
      '2026-12-01',
    )
    expect(a.assignments.of('f1')).toMatchObject({
      to: { type: 'department', name: '法规科' },
      due: '2026-12-01',
      by: 'a',
    })
    expect(a.assignments.departments()).toEqual(['法规科'])
    const second = a.assignments.assign(['f1'], { type: 'person', member: 'b' }, '')
    expect(a.assignments.of('f1')?.to).toEqual({ type: 'person', member: 'b' })
    second.undo()
    expect(a.assignments.of('f1')?.to).toEqual({ type: 'department', name: '法规科' })
    act.undo()
    expect([a.assignments.of('f1'), a.assignments.of('f2')]).toEqual([undefined, undefined])
    expect(() => a.assignments.assign(['f1'], { type: 'department', name: ' ' }, '')).toThrow(
      RangeError,
    )
  })

  it('[A2] is mine by my id, or by the department that my name begins with', () => {
    const to = (assignee: Parameters<Person['assignments']['assign']>[1]) => ({
      figure: 'f',
      to: assignee,
      due: '',
      by: 'x',
      at: 0,
    })
    const me = { member: 'm1', name: '办公室 王芳' }
    expect(isMine(to({ type: 'person', member: 'm1' }), me)).toBe(true)
    expect(isMine(to({ type: 'person', member: 'm2' }), me)).toBe(false)
    expect(isMine(to({ type: 'department', name: '办公室' }), me)).toBe(true)
    expect(isMine(to({ type: 'department', name: '法规科' }), me)).toBe(false)
    expect(isMine(undefined, me)).toBe(false)
    expect(belongsTo('王芳', '')).toBe(false)
  })

  it('[A3] reads days of the calendar only, and survives what a peer may write', () => {
    expect([isDay('2028-02-29'), isDay('2026-02-29'), isDay('2026-2-1'), isDay('x')]).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(dayOf(new Date(2026, 10, 5, 23, 59).getTime())).toBe('2026-11-05')
    const a = person('a')
    const map = a.figureDoc.getMap('assignments')
    for (const [index, junk] of [null, 3, [], { member: 4 }, { department: '\n ' }].entries())
      map.set(`f${index}`, junk)
    map.set('good', { department: '甲\u202e科', due: 'tomorrow' })
    expect(['f0', 'f1', 'f2', 'f3', 'f4'].map((id) => a.assignments.of(id))).toEqual(
      Array.from({ length: 5 }, () => undefined),
    )
    expect(a.assignments.of('good')).toMatchObject({
      to: { type: 'department', name: '甲 科' },
      due: '',
    })
  })
})

describe('已核', () => {
  const fill = (one: Person, value: string): string => {
    const result = one.figures.fill('f1', value)
    if (!result.ok) throw new Error(result.code)
    return result.entry
  }

  it('[A4] is a tick on the value that was looked at; another value takes it away', () => {
    const [a, b] = [person('a'), person('b')]
    const entry = fill(a, '12')
    exchange(a, b)
    const told: string[] = []
    a.figures.onChange((ids) => told.push(...ids))
    b.verifications.verify('f1', entry)
    exchange(a, b)
    expect([a.figures.state('f1'), told]).toEqual(['verified', ['f1']])
    expect(a.verifications.of(entry)?.by).toBe('b')
    fill(a, '13')
    expect(a.figures.state('f1')).toBe('filled')
    // Going back to the old value does not bring the tick back: nobody looked at it again.
    fill(a, '12')
    expect(a.figures.state('f1')).toBe('filled')
  })

  it('[A5] can be taken back, and a tick beside a different value is an inconsistency', () => {
    const [a, b] = [person('a'), person('b')]
    const entry = fill(a, '12')
    exchange(a, b)
    const act = b.verifications.verify('f1', entry)
    act.undo()
    expect(b.figures.state('f1')).toBe('filled')
    act.redo()
    fill(a, '15')
    const other = person('c')
    fill(other, '16')
    exchange(a, b, other)
    expect(b.figures.state('f1')).toBe('conflict')
  })

  it('[A6] by two, and taken back by one who saw both, is gone for all', () => {
    const [a, b] = [person('a'), person('b')]
    const entry = fill(a, '12')
    exchange(a, b)
    a.verifications.verify('f1', entry)
    b.verifications.verify('f1', entry)
    exchange(a, b)
    a.verifications.withdraw('f1', entry)
    exchange(a, b)
    expect([a.figures.state('f1'), b.figures.state('f1')]).toEqual(['filled', 'filled'])
    const fresh = createVerifications(b.reviewDoc, testEnvironment('x'), () => 'x')
    expect(fresh.isVerified(entry)).toBe(false)
  })
})
