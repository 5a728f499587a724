import { describe, expect, it } from 'vitest'
import { createReport, openReport } from '../../editor/index'
import { metadataOf } from '../../editor/model/parts'
import { readSummary } from '../../editor/model/summary'
import { hasRealReport, readReal, readSample } from '../support/real-report'

describe('a report without a browser', () => {
  it('[P1] is made from a template, filled, closed, opened and written out', () => {
    const text = readSample()
    const report = createReport({ text, author: 'm1' })
    expect(report.toText()).toBe(text)
    const { total, missing, figures } = report.summary()
    expect([total > 40, missing]).toEqual([true, total])
    const count = figures.find(({ kind }) => kind === 'count')
    expect(report.figures.fill(count?.id ?? '', '12').ok).toBe(true)
    const again = openReport({ id: report.id, updates: report.encode() })
    expect(again.summary().missing).toBe(missing - 1)
    expect(again.toText()).toBe(report.toText())
    expect(again.title()).toBe(report.title())
    expect(again.document().eq(report.document())).toBe(true)
  })

  it('[P2] a summary survives storage, and what is none is not taken for one', () => {
    const summary = createReport({ text: readSample() }).summary()
    expect(readSummary(JSON.parse(JSON.stringify(summary)))).toEqual(summary)
    for (const junk of [undefined, null, {}, { version: 2, reportId: 'x' }, 'x'])
      expect(readSummary(junk)).toBeUndefined()
  })

  it('[P3] one that a newer version wrote is read-only', () => {
    const report = createReport({ text: '甲' })
    expect(report.readOnly).toBe(false)
    metadataOf(report.parts.text).set('schemaVersion', 99)
    expect(report.readOnly).toBe(true)
  })

  it.runIf(hasRealReport)(
    '[P4] the real report: 42 values to collect, unfilled it is the same bytes',
    () => {
      const text = readReal('annual-report.txt')
      const report = createReport({ text })
      expect(report.toText()).toBe(text)
      expect(report.summary()).toMatchObject({ total: 42, missing: 42, conflicts: 0 })
    },
  )
})
