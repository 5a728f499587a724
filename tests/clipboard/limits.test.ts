import { describe, expect, it } from 'vitest'
import { clipLimits, isTooLarge, isTooLong, withoutData } from '../../editor/clipboard/clip-limits'
import { plainLines } from '../../editor/clipboard/plain-lines'
import { titleBreaks } from '../../editor/paper/title-break'
import { readText } from '../../schema/read-text'

const line = '全市各级部门认真贯彻落实工作部署，积极推进各项任务，办结率保持在较高水平。'

/** How many times as long twice as much takes; the least of a few tries. */
function growth(run: (size: number) => void, size: number): number {
  const time = (of: number): number => {
    let best = Infinity
    for (let turn = 0; turn < 3; turn++) {
      const begun = performance.now()
      run(of)
      best = Math.min(best, performance.now() - begun)
    }
    return best
  }
  time(size)
  return time(size * 4) / Math.max(1, time(size))
}

describe('how much is pasted at once', () => {
  it('[CN5] a long report goes in, more than anybody means does not', () => {
    const lines = (count: number): string => `${line}\n`.repeat(count)
    expect(isTooLarge({ html: '', text: lines(5000) })).toBe(false)
    expect(isTooLong(plainLines(lines(5000)))).toBe(false)
    expect(isTooLong(plainLines(lines(8000)))).toBe(true)
    expect(isTooLarge({ html: '', text: lines(90_000) })).toBe(true)
    expect(isTooLong(plainLines('检查*次，'.repeat(clipLimits.blanks)))).toBe(false)
    expect(isTooLong(plainLines('检查*次，'.repeat(clipLimits.blanks + 1)))).toBe(true)
    expect(isTooLarge({ html: '<b>字</b>'.repeat(200_000), text: '' })).toBe(true)
  })

  it('[CN5] pictures in HTML are left out of it, however large; all else stays', () => {
    const picture = `data:image/png;base64,${'A'.repeat(9_000_000)}`
    expect(withoutData(`<img src="${picture}"><p>字`)).toBe('<img src="data:,"><p>字')
    expect(withoutData(`<p style="background:url(${picture})">字`)).toBe(
      '<p style="background:url(data:,)">字',
    )
    const plain = '<p data-figure="f1">metadata: 数据 data:image/gif;base64,R0l</p>'
    expect(withoutData(plain)).toBe(plain)
    expect(withoutData(`${plain}${picture}`)).toBe(`${plain}data:,`)
  })

  it('[CN6] a passage that comes to stand as title costs no time', () => {
    expect(titleBreaks(line.repeat(3000), 22)).toEqual([])
    expect(titleBreaks(line.repeat(2), 22)).not.toEqual([])
  })

  it('[CN6] reading many blanks in one line costs as much as there are', () => {
    // Twice as much of what was quadratic took four times as long: 16 here.
    expect(growth((size) => readText('检查*次，'.repeat(size)), 1500)).toBeLessThan(9)
  })
})
