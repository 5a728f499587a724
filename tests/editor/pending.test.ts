import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createFigures, type Figures } from '../../editor/model/figures/figures'
import { noDetail, safeLink } from '../../editor/model/figures/source'
import {
  applyPending,
  pendingToStore,
  readPending,
  type PendingFill,
} from '../../editor/model/pending'
import { testEnvironment } from '../support/peer'

interface Person {
  readonly doc: Y.Doc
  readonly figures: Figures
}

function person(name: string): Person {
  const doc = new Y.Doc()
  return { doc, figures: createFigures(doc, testEnvironment(name), () => name) }
}

function exchange(a: Person, b: Person): void {
  for (let round = 0; round < 2; round++) {
    Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc))
    Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc))
  }
}

const count = { id: 'f', kind: 'count', unit: '次', label: '会议', mask: '*', hint: '' } as const
const fill = (value: string, seen: readonly string[] = [], id = 'p1'): PendingFill => ({
  type: 'fill',
  id,
  report: 'r',
  figure: 'f',
  label: '会议',
  value,
  suffix: '',
  course: 'none',
  unit: '次',
  source: '某网页',
  detail: { ...noDetail, link: 'https://example.org/a', quote: '召开会议12次', takenAt: 5 },
  seen,
  at: 1000,
  refused: '',
})
const shown = ({ figures }: Person): unknown[] => [figures.state('f'), figures.shown('f')]

describe('a value chosen while the report is closed', () => {
  it('[CA6] is filled once, however often and in however many contexts it is applied', () => {
    const [page, keeper] = [person('a'), person('a')]
    page.figures.define([count])
    exchange(page, keeper)
    expect(applyPending(page, fill('12'))).toBe('done')
    expect(applyPending(keeper, fill('12'))).toBe('done')
    exchange(page, keeper)
    expect(applyPending(page, fill('12'))).toBe('done')
    expect(applyPending(keeper, fill('12'))).toBe('done')
    for (const one of [page, keeper]) {
      expect(shown(one)).toEqual(['filled', '12'])
      expect(one.figures.ledger('f').map(({ value, at }) => [value, at])).toEqual([['12', 1000]])
      expect(one.figures.entries('f')).toEqual(['p1'])
    }
  })

  it('[CA6] is not filled again after somebody took it back or replaced it', () => {
    const a = person('a')
    a.figures.define([count])
    applyPending(a, fill('12'))
    a.figures.clear('f')
    applyPending(a, fill('12'))
    expect(shown(a)).toEqual(['missing', undefined])
    a.figures.fill('f', '30')
    applyPending(a, fill('12'))
    expect(shown(a)).toEqual(['filled', '30'])
  })

  it('[CA7] replaces what was before the eyes, and never what came since', () => {
    const a = person('a')
    a.figures.define([count])
    a.figures.fill('f', '10')
    const seen = a.figures.entries('f')
    applyPending(a, fill('12', seen))
    expect(shown(a)).toEqual(['filled', '12'])
    const b = person('b')
    b.figures.define([count])
    const before = b.figures.entries('f')
    b.figures.fill('f', '99')
    applyPending(b, fill('12', before))
    expect(b.figures.state('f')).toBe('conflict')
    expect(
      b.figures
        .values('f')
        .map(({ value }) => value)
        .sort(),
    ).toEqual(['12', '99'])
  })

  it('[CA7] keeps its source: title, address, quote and time', () => {
    const a = person('a')
    a.figures.define([count])
    applyPending(a, fill('12'))
    expect(a.figures.values('f')[0]).toMatchObject({
      source: '某网页',
      detail: { link: 'https://example.org/a', quote: '召开会议12次', takenAt: 5, attachments: [] },
    })
  })

  it('[CA8] is refused with its reason when the figure would not take it', () => {
    const a = person('a')
    a.figures.define([count])
    expect(applyPending(a, fill('12.5'))).toEqual({ refused: 'not-a-whole-number' })
    expect(shown(a)).toEqual(['missing', undefined])
  })

  it('[CA9] can be taken back: what was there comes back, unless somebody changed it since', () => {
    const undo = { ...fill('', []), type: 'withdraw' as const, entry: 'p1', id: 'w' }
    const a = person('a')
    a.figures.define([count])
    expect(applyPending(a, undo)).toBe('later')
    a.figures.fill('f', '10')
    const seen = a.figures.entries('f')
    applyPending(a, fill('12', seen))
    expect(applyPending(a, { ...undo, seen })).toBe('done')
    expect(shown(a)).toEqual(['filled', '10'])
    expect(applyPending(a, { ...undo, seen })).toBe('done')
    expect(shown(a)).toEqual(['filled', '10'])
    const b = person('b')
    b.figures.define([count])
    applyPending(b, fill('12'))
    b.figures.fill('f', '77')
    expect(applyPending(b, undo)).toBe('done')
    expect(shown(b)).toEqual(['filled', '77'])
    const c = person('c')
    c.figures.define([count])
    applyPending(c, fill('12'))
    applyPending(c, undo)
    expect(shown(c)).toEqual(['missing', undefined])
    expect(c.figures.ledger('f').at(-1)?.cleared).toBe(true)
  })

  it('[CA10] is stored as plain data and read back; junk is nothing', () => {
    const one = fill('12', ['e1'])
    expect(readPending(JSON.parse(JSON.stringify(pendingToStore(one))))).toEqual(one)
    for (const junk of [null, 3, 'x', [], {}, { ...one, id: '' }, { ...one, type: 'delete' }])
      expect(readPending(junk)).toBeUndefined()
  })

  it('[CA11] only addresses that are safe to follow are kept', () => {
    expect(safeLink(' https://example.org/a?b=1 ')).toBe('https://example.org/a?b=1')
    expect(safeLink('https://example.org/@a')).toBe('https://example.org/@a')
    expect(safeLink('mailto:a@example.org')).toBe('mailto:a@example.org')
    for (const bad of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'https://user:secret@example.org',
      'https://example.org/\u202egpj.exe',
      'java\nscript:alert(1)',
      'example.org',
      '',
    ])
      expect(safeLink(bad), bad).toBe('')
  })
})
