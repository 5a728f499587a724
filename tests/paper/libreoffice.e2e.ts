import { describe, expect, it } from 'vitest'
import { readText } from '../../schema/index'
import { writeDocx } from '../../editor/paper/docx/write-docx'
import { writeTableFile } from '../../editor/paper/docx/table-file'
import { widthOf } from '../../editor/paper/format'
import { hasOffice, pagesByLibreOffice } from '../support/office'
import { hasRealReport, readReal, readSample } from '../support/real-report'

describe.skipIf(!hasOffice)('a Word file in LibreOffice', () => {
  it('[DX11] has 22 lines of 28 characters on a page, and page numbers', () => {
    const { doc } = readText(hasRealReport ? readReal('annual-report.txt') : readSample())
    const pages = pagesByLibreOffice(
      writeDocx(
        {
          id: 'r',
          title: '',
          doc,
          figureOf: () => ({ state: 'missing', shown: undefined, label: '' }),
          threads: [],
          changes: [],
          at: 0,
        },
        { numbers: 'text', marked: false, returnable: false, seal: false },
      ),
    )
    expect(pages.length).toBeGreaterThan(2)
    for (const [index, page] of pages.entries()) {
      expect(page.at(-1)).toBe(`—${index + 1}—`)
      // The first page has blank lines, the last one ends early.
      if (index > 0 && index < pages.length - 1) expect(page).toHaveLength(23)
    }
    const widths = pages.flatMap((page) => page.slice(0, -1).map(widthOf))
    expect(Math.max(...widths)).toBeLessThanOrEqual(28)
    // Most lines of running text are full but for what a mark at the edge costs.
    expect(widths.filter((width) => width >= 26.5).length).toBeGreaterThan(widths.length * 0.6)
    const text = pages.flatMap((page) => page.slice(0, -1)).join('')
    const wanted: string[] = []
    doc.forEach((block) => wanted.push(block.textContent.replace(/\s+/g, '')))
    for (const block of wanted) expect(text).toContain(block)
  })

  it('[RW23] shows a table of its own with its head on each page', () => {
    const pages = pagesByLibreOffice(
      writeTableFile({
        title: '审阅意见表',
        subtitle: '年度报告',
        columns: [
          { title: '序号', share: 9, align: 'center' },
          { title: '原文', share: 30 },
          { title: '意见', share: 60 },
        ],
        rows: Array.from({ length: 60 }, (_, i) => [`${i + 1}`, '原文', '意见\n再一句意见']),
        at: 0,
      }),
    )
    expect(pages.length).toBeGreaterThan(1)
    for (const page of pages) expect(page.join('')).toContain('序号原文意见')
    expect(pages.flat().join('')).toContain('60原文意见')
  })
})
