import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { widthOf } from '../../editor/paper/format'
import { titleBreaks } from '../../editor/paper/title-break'

/** The lines of a title, each with its line end shown as ／. */
function lines(title: string, closed: [number, number][] = []): string[] {
  const breaks = titleBreaks(title, 20, closed)
  return [0, ...breaks].map((from, index) => title.slice(from, breaks[index] ?? title.length))
}

describe('a long title', () => {
  it('[DX2] stays on one line where it fits', () => {
    expect(lines('2026年度工作总结')).toEqual(['2026年度工作总结'])
    expect(lines('字'.repeat(20))).toHaveLength(1)
  })

  it('[DX2] is broken by sense', () => {
    expect(lines('市直单位2026年数字政府建设和政务公开情况报告')).toEqual([
      '市直单位2026年数字政府建设',
      '和政务公开情况报告',
    ])
    expect(lines('某某市市场监督管理局关于2026年度法治政府建设情况的报告')).toEqual([
      '某某市市场监督管理局',
      '关于2026年度法治政府建设情况的报告',
    ])
    expect(lines('关于进一步加强全市建设工程质量安全监督管理工作的通知')).toEqual([
      '关于进一步加强全市建设',
      '工程质量安全监督管理工作的通知',
    ])
  })

  it('[DX2] never begins a line with 的 or a mark, nor ends one with an opening mark or a bare year', () => {
    const words = fc.constantFrom(
      '关于',
      '某某市',
      '人民政府',
      '的',
      '和',
      '2026',
      '年',
      '度',
      '工作',
      '《',
      '》',
      '、',
      '“',
      '”',
      '（试行）',
      '建设',
      '情况',
      '报告',
      '通知',
      '优化营商环境',
    )
    fc.assert(
      fc.property(fc.array(words, { minLength: 4, maxLength: 24 }), (parts) => {
        const list = lines(parts.join(''))
        expect(list.join('')).toBe(parts.join(''))
        for (const [index, line] of list.entries()) {
          if (index > 0) expect(line).not.toMatch(/^[的》”、）]/)
          if (index > 0 && line.startsWith('年')) expect(list[index - 1]).not.toMatch(/[0-9]$/)
          if (index < list.length - 1) expect(line).not.toMatch(/[《“（]$/)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('[DX2] has no line of one character and none wider than the page, where that can be', () => {
    for (let length = 21; length <= 90; length++) {
      const widths = lines('字'.repeat(length)).map(widthOf)
      expect(Math.max(...widths)).toBeLessThanOrEqual(20)
      expect(Math.min(...widths)).toBeGreaterThan(2)
    }
  })

  it('[DX2] has the shape of a trapezium or a lozenge, not of an hourglass', () => {
    const widths = lines(
      '某某市人民政府关于推进城市更新行动促进城市高质量发展和历史文化保护传承的若干意见',
    ).map(widthOf)
    const steps = widths.slice(1).map((width, index) => width - (widths[index] ?? 0))
    const isHourglass = steps.some((step, at) => step < 0 && steps.slice(at + 1).some((s) => s > 0))
    expect(isHourglass).toBe(false)
  })

  it('[DX2] keeps a filled blank together', () => {
    const title = '某某市某某区某某街道行政审批服务局关于年度工作情况的报告'
    const whole = titleBreaks(title, 20)
    const [first = 0] = whole
    expect(titleBreaks(title, 20, [[first - 2, first + 2]])).not.toContain(first)
  })

  it('[DX2] of any length is broken at once', () => {
    const start = performance.now()
    expect(lines('某某工作情况报告'.repeat(60)).every((line) => widthOf(line) <= 20)).toBe(true)
    expect(performance.now() - start).toBeLessThan(500)
  })
})
