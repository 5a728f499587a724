import { describe, expect, it } from 'vitest'
import { createReport } from '../../editor/index'
import { awayReport } from '../../editor/away/away-report'
import { readSeen, seenToStore, type Seen } from '../../editor/away/seen'
import { watchAway } from '../../editor/away/watch'
import { compare } from '../../editor/model/versions/compare'
import type { VersionContent } from '../../editor/model/versions/content'

const content = (text: string, fill?: string): VersionContent => {
  const report = createReport({ text, author: 'wang' })
  const [figure] = report.figures.ids()
  if (fill !== undefined) report.figures.fill(figure ?? '', fill)
  return report.versions.present(report.document())
}

const before = content('报告\n一、甲\n走访*次，效果好。\n（一）乙\n照旧。\n二、丙\n将来。')

const tell = (after: VersionContent, writers: Readonly<Record<number, readonly string[]>> = {}) =>
  awayReport(compare(before, after), {
    me: 'me',
    writersOf: (block) => writers[block] ?? [],
    valueBy: () => 'li',
    differs: () => false,
  })

describe('what others did meanwhile', () => {
  it('[AW1] is told by figures and by sections, with who and how much', () => {
    const after = content(
      '报告\n一、甲\n走访了*次，效果很好。\n（一）乙\n照旧。\n新的一段。\n二、丙',
      '5',
    )
    const { figures, sections } = tell(after, { 2: ['li'], 5: ['zhao'] })
    expect(figures.map(({ before, after, by }) => [before, after, by])).toEqual([['', '5', 'li']])
    expect(sections).toEqual([
      { heading: '甲', block: 2, places: 2, added: 0, removed: 0, by: ['li'] },
      { heading: '乙', block: 5, places: 0, added: 1, removed: 0, by: ['zhao'] },
      { heading: '丙', block: 6, places: 0, added: 0, removed: 1, by: [] },
    ])
  })

  it('[AW2] leaves out what only I did, and a value alone is no change of the text', () => {
    const mine = content(
      '报告\n一、甲\n走访*次，效果好。\n（一）乙\n照旧，我加的。\n二、丙\n将来。',
    )
    expect(tell(mine, { 4: ['me'] }).sections).toEqual([])
    const filled = content('报告\n一、甲\n走访*次，效果好。\n（一）乙\n照旧。\n二、丙\n将来。', '7')
    expect(tell(filled).sections).toEqual([])
    expect(tell(filled).figures).toHaveLength(1)
    expect(tell(before)).toEqual({ figures: [], sections: [] })
  })

  it('[AW3] is kept on the device as it was, and anything else there is nothing', () => {
    const seen: Seen = { content: before, at: 5 }
    expect(readSeen(JSON.parse(JSON.stringify(seenToStore(seen))))).toEqual(seen)
    for (const junk of [
      undefined,
      null,
      1,
      {},
      { blocks: 1, figures: [] },
      { blocks: [], figures: {} },
    ])
      expect(readSeen(junk)).toBeUndefined()
  })
})

describe('the watch', () => {
  const start = (seen?: Seen) => {
    const state = { now: 1_000_000, present: before as VersionContent | undefined }
    const told: (Seen | null)[] = []
    const kept: Seen[] = []
    const watch = watchAway({
      seen,
      now: () => state.now,
      present: () => state.present,
      followEvery: () => 2000,
      onAway: (one) => told.push(one),
      onSeen: (one) => kept.push(one),
    })
    const pass = (seconds: number, look = { visible: true, reached: true }): void => {
      for (let i = 0; i < seconds; i++) {
        state.now += 1000
        watch.look(look)
      }
    }
    return { state, told, kept, watch, pass }
  }
  const other = content('报告\n别的')

  it('[AW4] says nothing of what happens before one’s eyes', () => {
    const { state, told, kept, watch, pass } = start()
    pass(30)
    watch.beforeChange()
    state.present = other
    pass(30)
    expect(told).toEqual([])
    expect(kept.at(-1)?.content).toBe(other)
  })

  it('[AW5] tells what came after a minute without contact, once it is quiet, until it is dismissed', () => {
    const { state, told, watch, pass } = start()
    pass(5)
    pass(90, { visible: true, reached: false })
    watch.beforeChange()
    state.present = other
    pass(1)
    expect(told).toEqual([])
    pass(3)
    expect(told.at(-1)?.content).toBe(before)
    expect(told.at(-1)?.at).toBe(1_005_000)
    watch.dismiss()
    expect(told.at(-1)).toBeNull()
    pass(10)
    watch.beforeChange()
    pass(10)
    expect(told.at(-1)).toBeNull()
  })

  it('[AW6] a hidden page and a closed report count as away; what did not change is no news', () => {
    const hidden = start()
    hidden.pass(3)
    hidden.pass(120, { visible: false, reached: true })
    hidden.watch.beforeChange()
    hidden.state.present = other
    hidden.pass(20, { visible: false, reached: true })
    expect(hidden.told).toEqual([])
    hidden.pass(1)
    expect(hidden.told.at(-1)?.content).toBe(before)
    const closed = start({ content: other, at: 7 })
    closed.pass(3)
    expect(closed.told.at(-1)?.at).toBe(7)
    const same = start({ content: before, at: 7 })
    same.pass(3)
    expect(same.told.filter((one) => one !== null)).toEqual([])
  })
})
