const isSpace = (one: string | undefined): boolean => one !== undefined && ' \n\t\r\f'.includes(one)

/**
 * HTML in which no attribute is one that runs something (`onclick`, …) and no element says where
 * other addresses lie (`base`): they get another name. Where HTML is only read nothing runs anyway;
 * but the browser takes each for an attempt, and reports it as a violation of the policy. Quoted
 * values are gone through as well, since what is one to us may be a tag to the browser. Costs three
 * looks at each character at most.
 */
export function withoutHandlers(html: string): string {
  const parts: string[] = []
  let done = 0
  let at = 0
  const rename = (from: number): void => {
    parts.push(html.slice(done, from), 'x-')
    done = from
  }
  const put = (from: number, to: number): void => {
    const value = html.slice(from, to)
    if (!value.includes('<')) return
    parts.push(html.slice(done, from), withoutHandlers(value))
    done = to
  }
  const skipSpace = (): void => {
    while (isSpace(html[at])) at++
  }
  /** An attribute, as HTML reads one. */
  const attribute = (): void => {
    const from = at++
    while (at < html.length && !isSpace(html[at]) && !'/>='.includes(html[at] ?? '')) at++
    if (html.slice(from, from + 2).toLowerCase() === 'on') rename(from)
    skipSpace()
    if (html[at] !== '=') return
    at++
    skipSpace()
    const quote = html[at]
    if (quote !== '"' && quote !== "'") {
      while (at < html.length && !isSpace(html[at]) && html[at] !== '>') at++
      return
    }
    const end = html.indexOf(quote, at + 1)
    const last = end < 0 ? html.length : end
    put(at + 1, last)
    at = last + 1
  }
  for (at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    at++
    if (!/[a-z/]/i.test(html[at] ?? '')) continue
    const from = at
    while (at < html.length && !isSpace(html[at]) && !'/>'.includes(html[at] ?? '')) at++
    if (html.slice(from, at).toLowerCase() === 'base') rename(from)
    for (;;) {
      while (isSpace(html[at]) || html[at] === '/') at++
      if (at >= html.length || html[at] === '>') break
      attribute()
    }
  }
  return parts.length === 0 ? html : parts.join('') + html.slice(done)
}
