import { describe, expect, it } from 'vitest'
import { createReport } from '../../editor/index'
import { anchorRange } from '../../editor/model/review/anchors'
import { passes, threadFilters } from '../../editor/panels/thread-filter'

describe('filters of the review', () => {
  it('[RF1] show what is open, proposed, mine, for me, or resolved', () => {
    const report = createReport({ text: '报告\n一、进展\n走访企业，解决难题。', author: 'wang' })
    const { review } = report
    const on = (from: number, to: number) => anchorRange(report.parts.text, { from, to })
    const open = review.create(on(1, 3), '问一句')
    const done = review.create(on(4, 6), '已改')
    review.resolve(done)
    const given = review.create(on(7, 9), '请看')
    review.assign(given, 'li')
    const shown = (me: string): Record<string, string[]> =>
      Object.fromEntries(
        threadFilters.map((filter) => [
          filter,
          review
            .threads()
            .filter((thread) => passes(thread, filter, (member) => member === me))
            .map(({ id }) => (id === open ? 'open' : id === done ? 'done' : 'given'))
            .toSorted((a, b) => (a < b ? -1 : 1)),
        ]),
      )
    expect(shown('wang')).toEqual({
      open: ['given', 'open'],
      suggestions: [],
      mine: ['done', 'given', 'open'],
      assigned: [],
      resolved: ['done'],
      all: ['done', 'given', 'open'],
    })
    expect(shown('li')).toMatchObject({ mine: [], assigned: ['given'] })
  })
})
