import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createReport, openReport, type Report } from '../../editor/index'
import { flatOfText } from '../../editor/model/review/suggestions'
import { accept, proposalFor } from '../../editor/model/review/suggestions'
import { plainBody } from '../../editor/model/flat'
import { bodyOf, partNames } from '../../editor/model/parts'
import { authorCounts, changeAuthors } from '../../editor/model/versions/change-authors'
import { compare } from '../../editor/model/versions/compare'
import { clientIdOf, noteWriting } from '../../editor/model/writers'

const start = 1_700_000_000_000
let ids = 0

function environment() {
  return { now: () => start + ids * 1000, newId: () => String(++ids).padStart(16, '0') }
}

/** Two people with one report. */
function twoPeople(text: string): { wang: Report; li: Report; meet: () => void } {
  const wang = createReport({ text, author: 'wang', environment: environment() })
  const li = openReport({
    id: wang.id,
    updates: wang.encode(),
    author: 'li',
    environment: environment(),
  })
  for (const [report, by] of [
    [wang, 'wang'],
    [li, 'li'],
  ] as const) {
    report.parts.text.clientID = clientIdOf(by, 's1', 'text')
    noteWriting(report.parts.text, { by, session: 's1', now: () => start })
  }
  const meet = (): void => {
    for (const part of partNames)
      for (const [from, to] of [
        [wang, li],
        [li, wang],
      ] as const)
        Y.applyUpdate(to.parts[part], Y.encodeStateAsUpdate(from.parts[part]))
  }
  return { wang, li, meet }
}

function write(report: Report, behind: string, words: string): void {
  bodyOf(report.parts.text).insert(
    plainBody(report.parts.text).indexOf(behind) + behind.length,
    words,
  )
}

function take(report: Report, words: string): void {
  bodyOf(report.parts.text).delete(plainBody(report.parts.text).indexOf(words), words.length)
}

/** What changed between a version and another or the present, with who did it. */
function changes(report: Report, before: string, after?: string): [string, string, string][] {
  const old = report.versions.content(before)
  const now =
    after === undefined
      ? report.versions.present(report.document())
      : report.versions.content(after)
  if (old === undefined || now === undefined) throw new Error('no content')
  return changeAuthors(report, compare(old, now), now).blocks.flatMap(({ changes: list }) =>
    list.flatMap(({ type, text, by }): [string, string, string][] =>
      type === 'same' ? [] : [[type, text, by]],
    ),
  )
}

const template =
  '报告\n一、进展\n今年走访企业*次，解决难题。\n工作还有差距，服务还要改进。\n下一步要继续努力，再接再厉。\n'

describe('comparison by author', () => {
  it('[PS40] words belong to whoever wrote them, values to whoever set them', () => {
    const { wang, li, meet } = twoPeople(template)
    const version = wang.versions.keep(wang.document(), { name: '初稿' })
    meet()
    write(wang, '今年', '共')
    meet()
    write(li, '共', '全部')
    write(li, '再接再厉。', '\n')
    const [figure = ''] = wang.figures.ids()
    li.figures.fill(figure, '12')
    meet()
    for (const report of [wang, li]) {
      const list = changes(report, version.id)
      expect(list).toContainEqual(['added', '共', 'wang'])
      expect(list).toContainEqual(['added', '全部', 'li'])
      expect(list).toContainEqual(['added', '12', 'li'])
      const now = report.versions.present(report.document())
      const old = report.versions.content(version.id)
      if (old === undefined) throw new Error('no content')
      const all = changeAuthors(report, compare(old, now), now)
      expect(all.figures.map(({ by, after }) => [by, after])).toEqual([['li', '12']])
      expect(authorCounts(all)[0]).toMatchObject({ by: 'li' })
    }
  })

  it('[PS41] what went is of whoever wrote in its place; taken out alone, it is not known', () => {
    const { wang, li, meet } = twoPeople(template)
    const version = wang.versions.keep(wang.document(), { name: '' })
    meet()
    take(li, '差距')
    write(li, '还有', '不足')
    take(li, '继续')
    meet()
    expect(changes(wang, version.id)).toEqual([
      ['removed', '差距', 'li'],
      ['added', '不足', 'li'],
      ['removed', '继续', ''],
    ])
  })

  it('[PS42] what came by a suggestion is of whoever proposed it, not of whoever accepted', () => {
    const { wang, li, meet } = twoPeople(template)
    const version = wang.versions.keep(wang.document(), { name: '' })
    meet()
    const from = plainBody(li.parts.text).indexOf('努力')
    li.review.suggest(proposalFor(li.parts.text, { from, to: from + 2 }, flatOfText('奋斗')))
    const gone = plainBody(li.parts.text).indexOf('还有')
    li.review.suggest(proposalFor(li.parts.text, { from: gone, to: gone + 2 }, []))
    meet()
    accept(
      { text: wang.parts.text, review: wang.review, environment: environment() },
      wang.review.threads().map(({ id }) => id),
    )
    meet()
    for (const report of [wang, li])
      expect(changes(report, version.id)).toEqual([
        ['removed', '还有', 'li'],
        ['removed', '努力', 'li'],
        ['added', '奋斗', 'li'],
      ])
  })

  it('[PS43] between two versions, as far as the words still stand', () => {
    const { wang, li, meet } = twoPeople(template)
    const first = wang.versions.keep(wang.document(), { name: '' })
    meet()
    write(li, '还有', '较大')
    write(li, '解决', '若干')
    meet()
    const second = wang.versions.keep(wang.document(), { name: '' })
    take(wang, '若干')
    write(wang, '报告', '全文')
    meet()
    expect(changes(li, first.id, second.id)).toEqual([
      ['added', '若干', ''],
      ['added', '较大', 'li'],
    ])
  })

  it('[PS44] a note that proves nothing gives nobody the words', () => {
    const { wang } = twoPeople(template)
    const version = wang.versions.keep(wang.document(), { name: '' })
    wang.parts.text.clientID = 77
    write(wang, '还有', '很多')
    expect(changes(wang, version.id)).toEqual([['added', '很多', '']])
  })
})
