/** Character classes for regular expressions. */
export const han = '[\\u3400-\\u9FFF\\uF900-\\uFAFF〇々]'
/** Marks that only Chinese text has, and its quotation marks. */
export const chineseMark = '[，。、；：？！（）《》〈〉“”‘’【】〔〕…—～·]'

// Every part is bounded, so that a text that somebody made to hang the program does not.
const address =
  /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s\u3000-\u303F\uFF00-\uFFEF\u4E00-\u9FFF]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|`[^`\n]{1,2000}`/gi

/** Tells whether an offset is in an address or code, where Chinese rules do not hold. */
export function addressesIn(text: string): (at: number) => boolean {
  const spans = [...text.matchAll(address)].map(({ index, 0: found }) => ({
    from: index,
    to: index + found.length,
  }))
  return (at) => {
    let [low, high] = [0, spans.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((spans[middle]?.from ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return at < (spans[low - 1]?.to ?? 0)
  }
}

const single = new RegExp(`^${han}$`)

export function isHan(character: string | undefined): boolean {
  return character !== undefined && single.test(character)
}
