import { describe, expect, it } from 'vitest'
import { proposePaste, propose, readCells } from '../../editor/board/proposals'
import { remindersOf } from '../../editor/board/reminder'
import {
  assigneeFacets,
  boardRows,
  everything,
  sectionFacets,
  type BoardItem,
  type BoardRow,
} from '../../editor/board/rows'
import type { FigureItem } from '../../editor/panels/overview'
import { createTranslator } from '../../editor/ui/translator'
import { figureItem as item } from '../support/figure-items'

const ids = (rows: readonly BoardRow[]): string =>
  rows.map((row) => (row.type === 'group' ? `[${row.title}]` : row.item.id)).join(' ')

const items = [
  item('a', { headings: ['导语'], to: '法规科', due: '2026-12-02', overdue: true }),
  item('b', { state: 'filled', value: '12', shown: '12', to: '办公室', mine: true, at: 5 }),
  item('c', { state: 'conflict', shown: '3／4', label: '学习次数' }),
  item('d', { headings: ['一、工作', '（一）头'], value: '7', state: 'verified', at: 9 }),
]
const order = { sort: 'text', descending: false, group: 'none' } as const

describe('the board', () => {
  it('[B1] filters by state, mine, section with what is under it, person and words', () => {
    const show = (filter: Partial<typeof everything>): string =>
      ids(boardRows(items, { ...everything, ...filter }, order))
    expect(show({})).toBe('a b c d')
    expect(show({ state: 'open' })).toBe('a c')
    expect(show({ state: 'conflict' })).toBe('c')
    expect(show({ state: 'mine' })).toBe('b')
    expect(show({ state: 'overdue' })).toBe('a')
    expect(show({ section: ['一、工作'] })).toBe('b c d')
    expect(show({ section: ['一、工作', '（一）头'] })).toBe('d')
    expect(show({ to: '' })).toBe('c d')
    expect(show({ to: '法规科', state: 'filled' })).toBe('')
    expect(show({ query: ' 学习 ' })).toBe('c')
  })

  it('[FG20] filters by what the checks found, and a row that was put right stays until then', () => {
    const list = [
      item('a', { problem: true }),
      item('b', { stale: true, problem: true }),
      item('c', { stale: true }),
      item('d'),
    ]
    const show = (state: 'problem' | 'stale', now = list, kept = new Map<string, BoardItem>()) =>
      ids(boardRows(now, { ...everything, state }, order, kept))
    expect(show('problem')).toBe('a b')
    expect(show('stale')).toBe('b c')
    const right = list.map((one) => ({ ...one, problem: false }))
    expect(show('problem', right)).toBe('')
    expect(show('problem', right, new Map(list.slice(0, 1).map((one) => [one.id, one])))).toBe('a')
  })
  it('[B2] sorts with what is empty last, both ways, and groups', () => {
    const sort = (more: Partial<Parameters<typeof boardRows>[2]>): string =>
      ids(boardRows(items, everything, { ...order, ...more }))
    expect(sort({ sort: 'state' })).toBe('c a b d')
    expect(sort({ sort: 'value' })).toBe('d b a c')
    expect(sort({ sort: 'at', descending: true })).toBe('d b a c')
    expect(sort({ descending: true })).toBe('d c b a')
    expect(sort({ group: 'to' })).toBe('[办公室] b [法规科] a [] c d')
    expect(sort({ group: 'section', descending: true })).toBe(
      '[导语] a [一、工作] c b [一、工作 › （一）头] d',
    )
    const inItems = items.map((one) =>
      one.id === 'c'
        ? { ...one, path: [...one.headings, '一是建机制'] }
        : { ...one, path: one.headings },
    )
    expect(ids(boardRows(inItems, everything, { ...order, group: 'item' }))).toBe(
      '[导语] a [一、工作] b [一、工作 › 一是建机制] c [一、工作 › （一）头] d',
    )
    expect(sort({ group: 'state' })).toBe('[conflict] c [missing] a [filled] b [verified] d')
  })

  it('[B3] leaves a row that was just worked on where it was', () => {
    const filled = items.map((one) =>
      one.id === 'a' ? { ...one, state: 'filled' as const, value: '9' } : one,
    )
    const filter = { ...everything, state: 'missing' } as const
    expect(ids(boardRows(filled, filter, order))).toBe('')
    const kept = new Map(items.map((one) => [one.id, one]))
    const [row] = boardRows(filled, filter, order, kept)
    expect(row).toMatchObject({ item: { id: 'a', value: '9' } })
  })

  it('[B4] counts progress by section, two levels deep, and by assignee', () => {
    expect(sectionFacets(items).map(({ title, tally }) => [title, tally.total])).toEqual([
      ['导语', 1],
      ['一、工作', 3],
      ['（一）头', 1],
    ])
    expect(sectionFacets(items)[1]?.tally).toEqual({
      total: 3,
      missing: 0,
      conflicts: 1,
      verified: 1,
    })
    expect(assigneeFacets(items).map(({ key }) => key)).toEqual(['办公室', '法规科', ''])
  })

  it('[B5] lays 5,000 figures out', () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      item(`f${i}`, { headings: [`${i % 50}`], label: `数据${i}` }),
    )
    const rows = boardRows(many, everything, { sort: 'label', descending: true, group: 'section' })
    expect(rows).toHaveLength(5050)
    expect(rows[1]).toMatchObject({ item: { label: '数据4950' } })
  })
})

describe('values that a list brings', () => {
  it('[B6] fill, change, agree, or are refused with what would be right', () => {
    const outcome = (one: FigureItem, raw: string, known?: string) =>
      propose(one, raw, known === undefined ? {} : { known })?.outcome
    const empty = item('a')
    const twelve = item('b', { state: 'filled', value: '12' })
    expect(propose(empty, '  ')).toBe(null)
    expect(outcome(empty, '１２')).toEqual({ type: 'fill', value: '12' })
    expect(outcome(twelve, '12')).toEqual({ type: 'same' })
    expect(outcome(twelve, '13')).toEqual({ type: 'change', value: '13' })
    expect(outcome(twelve, '13', '12')).toEqual({ type: 'change', value: '13' })
    expect(outcome(twelve, '13', '11')).toEqual({ type: 'conflict', value: '13' })
    expect(outcome(twelve, '11', '11')).toEqual({ type: 'same' })
    expect(outcome(twelve, '13', '')).toEqual({ type: 'conflict', value: '13' })
    expect(outcome(item('c', { state: 'conflict' }), '4')).toEqual({ type: 'fill', value: '4' })
    expect(outcome(empty, '12次')).toMatchObject({
      type: 'refused',
      error: { code: 'unit-in-value', suggestion: '12' },
    })
  })

  it('[B7] pasted as a column go downwards; with names they find their figures', () => {
    expect(readCells('1\r\n2\r\n')).toEqual([['1'], ['2']])
    const list = [item('a'), item('b', { label: '学习次数' }), item('c', { label: '研讨次数' })]
    const down = proposePaste(readCells('1\n\n3\n4'), list)
    expect(down.proposals.map((one) => [one.item.id, one.raw])).toEqual([
      ['a', '1'],
      ['c', '3'],
    ])
    expect(down.unplaced).toBe(1)
    const named = proposePaste(readCells('研讨次数\t5\n走访次数\t6\n没有的\t7'), list)
    expect(named.proposals.map((one) => [one.item.id, one.raw])).toEqual([
      ['c', '5'],
      ['a', '6'],
    ])
    expect(named.unplaced).toBe(1)
  })
})

describe('催办', () => {
  it('[B8] says for each what is still missing, the earliest day first', () => {
    const t = createTranslator('zh-CN')
    const list = remindersOf(
      [
        item('x', { to: '法规科', label: '无期限的' }),
        item('y', { to: '法规科', due: '2026-12-02' }),
        item('z', { state: 'filled', to: '法规科' }),
        item('w', { state: 'conflict', shown: '3／4' }),
      ],
      '年度报告',
      t,
    )
    expect(list.map(({ to, count }) => [to, count])).toEqual([
      ['法规科', 2],
      ['', 1],
    ])
    expect(list[0]?.text.split('\n')).toEqual([
      '法规科：《年度报告》还缺以下 2 项数据，请填报。',
      '12月2日前：',
      '1. 走访次数（次）（“走访＊次”）',
      '其他：',
      '2. 无期限的（次）（“走访＊次”）',
    ])
    expect(list[1]?.text).toContain('3／4')
    expect(remindersOf([item('q', { state: 'filled' })], '报告', t)).toEqual([])
  })
})
