import { describe, expect, it } from 'vitest'
import { writeTableFile } from '../../editor/paper/docx/table-file'
import { faultsOf, hasValidator, partsOf, readText } from '../support/docx'

const file = (count: number): Uint8Array =>
  writeTableFile({
    title: '审阅意见表',
    subtitle: '年度报告 <草稿> & 附件',
    columns: [
      { title: '序号', share: 6, align: 'center' },
      { title: '原文', share: 30 },
      { title: '意见', share: 60 },
    ],
    rows: Array.from({ length: count }, (_, i) => [
      String(i + 1),
      `第${i + 1}处\u0000`,
      `先说一句，\n再说一句。\n${'长'.repeat(200)}`,
    ]),
    at: Date.UTC(2026, 10, 25),
  })

describe('a table as a Word file', () => {
  it('[RW20] has every cell, a head that comes again on each page, and pages that lie', () => {
    const document = partsOf(file(3))['word/document.xml'] ?? ''
    const rows = document.split('<w:tr>').slice(1)
    expect(rows).toHaveLength(4)
    expect(rows[0]).toContain('<w:tblHeader/>')
    expect(rows.filter((row) => row.includes('w:tblHeader'))).toHaveLength(1)
    expect(readText(rows[2] ?? '')).toMatch(/^2第2处先说一句，再说一句。长+/)
    expect(document).toContain('w:orient="landscape"')
    expect(file(3)).toEqual(file(3))
  })

  it.skipIf(!hasValidator)('[RW21] is valid for the Open XML SDK, empty or long', async () => {
    expect(await faultsOf(file(0))).toEqual([])
    expect(await faultsOf(file(40))).toEqual([])
  })
})
