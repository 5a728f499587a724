import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flowPages, type FlowBlock } from '../../editor/sheet/page-flow'
import { flowRows } from '../../editor/sheet/row-flow'
import { readText } from '../../schema/read-text'
import { cellPlace } from '../../schema/tables'

const plain = (lines: number, more: Partial<FlowBlock> = {}): FlowBlock => ({
  lines,
  before: 0,
  after: 0,
  keepNext: false,
  ...more,
})
const starts = (blocks: FlowBlock[], height = 10): string[] =>
  flowPages(blocks, height).map(({ block, line }) => `${block}:${line}`)

describe('the flow of pages', () => {
  it('[DX14] fills pages to the last line and cuts paragraphs', () => {
    expect(starts([plain(10)])).toEqual([])
    expect(starts([plain(11)])).toEqual(['0:10'])
    expect(starts([plain(4), plain(30)])).toEqual(['1:6', '1:16', '1:26'])
  })

  it('[DX14] keeps a heading with the first line of what follows', () => {
    expect(starts([plain(9), plain(1, { keepNext: true }), plain(5)])).toEqual(['1:0'])
    expect(starts([plain(8), plain(1, { keepNext: true }), plain(5)])).toEqual(['2:1'])
    const headings = [plain(8), plain(1, { keepNext: true }), plain(1, { keepNext: true })]
    expect(starts([...headings, plain(5)])).toEqual(['1:0'])
  })

  it('[DX14] takes a line of the body along to a page of 落款 and date', () => {
    const foot = [plain(1, { before: 1, keepNext: true }), plain(1)]
    expect(starts([plain(10, { keepNext: true }), ...foot])).toEqual(['0:9'])
    expect(starts([plain(7, { keepNext: true }), ...foot])).toEqual([])
  })

  it('[DX14] has no blank line at the top of a page, and one where two meet', () => {
    expect(starts([plain(10), plain(9, { before: 1 }), plain(2)])).toEqual(['1:0', '2:1'])
    expect(starts([plain(3, { after: 1 }), plain(6, { before: 1 }), plain(1)])).toEqual(['2:0'])
  })

  it('[TB14] cuts no row of a table, and begins a page in it with its head', () => {
    const text = `题\n${Array.from({ length: 6 }, (_, row) => `${row}\t乙`).join('\n')}\n文`
    const { doc } = readText(text)
    const heights = [
      1,
      ...Array.from({ length: 6 }, (_, row) => [1, row === 3 ? 2.5 : 1.5]).flat(),
      1,
    ]
    const flow = flowRows(
      heights.map((lines) => plain(lines)),
      (index) => cellPlace(doc, index),
      (index) => doc.child(index).attrs['head'] === true,
    )
    expect(flow.map(({ lines }) => lines)).toEqual([
      1, 1.5, 0, 1.5, 0, 1.5, 0, 2.5, 0, 1.5, 0, 1.5, 0, 1,
    ])
    // The title and three rows, then the head again and two; the row of 2.5 lines is not cut.
    expect(starts(flow, 6)).toEqual(['7:0', '11:0'])
  })

  it('[DX14] never puts more lines on a page than it has, nor loses one', () => {
    const block = fc.record({
      lines: fc.integer({ min: 1, max: 30 }),
      before: fc.integer({ min: 0, max: 2 }),
      after: fc.integer({ min: 0, max: 2 }),
      keepNext: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 30 }), (blocks) => {
        const order = (block: number, line: number): number =>
          blocks.slice(0, block).reduce((sum, one) => sum + one.lines, 0) + line
        const total = blocks.reduce((sum, one) => sum + one.lines, 0)
        const at = [0, ...flowPages(blocks, 22).map(({ block, line }) => order(block, line)), total]
        for (const [index, end] of at.entries()) {
          if (index === 0) continue
          const count = end - (at[index - 1] ?? 0)
          expect(count).toBeGreaterThan(0)
          expect(count).toBeLessThanOrEqual(22)
        }
      }),
    )
  })
})
