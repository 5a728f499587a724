import { describe, expect, it } from 'vitest'
import { countText } from '../../schema/word-count'

describe('字数', () => {
  it.each([
    ['报告。', 3, 3],
    ['完成12项，增长3.5％。', 10, 13],
    ['“一件事”主题服务', 9, 9],
    ['使用 Word 和 WPS 2019', 6, 14],
    ['', 0, 0],
    ['　　缩进 ', 2, 2],
    ['第一段\n第二段', 6, 6],
    ['——……', 4, 4],
    ['𠮷野家', 3, 3],
  ])('[WR16] of %s is %i, with %i characters', (text, words, characters) => {
    expect(countText(text)).toEqual({ words, characters })
  })
})
