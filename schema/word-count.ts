/** 字数 of a text, as offices' word processors count it. */
export interface TextCount {
  /** 字数: each Chinese character or mark is one, each run of other characters is one. */
  readonly words: number
  /** 字符数, without spaces. */
  readonly characters: number
}

const wide =
  /[\u2014\u2018-\u201D\u2026\u2E80-\u2FDF\u3001-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF01-\uFFEE]|[\uD840-\uD8BF][\uDC00-\uDFFF]/g

export function countText(text: string): TextCount {
  let words = 0
  const rest = text.replace(wide, () => {
    words++
    return ' '
  })
  words += rest.split(/[\s\u3000\u00A0]+/).filter((part) => part !== '').length
  return { words, characters: [...text.replace(/[\s\u3000\u00A0]/g, '')].length }
}
