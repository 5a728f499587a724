/** Character classes for regular expressions. */
export const han = '[\\u3400-\\u9FFF\\uF900-\\uFAFF〇々]'
/** Marks that only Chinese text has, and its quotation marks. */
export const chineseMark = '[，。、；：？！（）《》〈〉“”‘’【】〔〕…—～·]'

const address =
  /[a-z][a-z0-9+.-]*:\/\/[^\s\u3000-\u303F\uFF00-\uFFEF\u4E00-\u9FFF]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|`[^`\n]+`/gi

/** Whether an offset is inside an address or code, where Chinese rules do not hold. */
export function inAddress(text: string, at: number): boolean {
  for (const match of text.matchAll(address)) {
    if (match.index > at) return false
    if (at < match.index + match[0].length) return true
  }
  return false
}

const single = new RegExp(`^${han}$`)

export function isHan(character: string | undefined): boolean {
  return character !== undefined && single.test(character)
}
