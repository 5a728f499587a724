import { para, run, wordFile } from './word-file'

/** A comment on the characters `from` to `to` of a text. */
export interface Commented {
  readonly from: number
  readonly to: number
  readonly author: string
  readonly body: string
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A Word file of a plain text, a paragraph a line, with comments inside its paragraphs. */
export function commentedFile(
  text: string,
  comments: readonly Commented[],
): Uint8Array<ArrayBuffer> {
  let start = 0
  const body = text.split('\n').map((line) => {
    const end = start + line.length
    const marks = comments
      .flatMap(({ from, to }, id) =>
        from >= start && to <= end
          ? [
              { at: from - start, xml: `<w:commentRangeStart w:id="${id}"/>` },
              { at: to - start, xml: `<w:commentRangeEnd w:id="${id}"/>` },
            ]
          : [],
      )
      .toSorted((a, b) => a.at - b.at)
    let xml = ''
    let at = 0
    for (const mark of marks) {
      if (mark.at > at) xml += run(escape(line.slice(at, mark.at)))
      xml += mark.xml
      at = mark.at
    }
    start = end + 1
    return para(xml + run(escape(line.slice(at))))
  })
  return wordFile(body.join(''), {
    comments: comments
      .map(
        ({ author, body }, id) =>
          `<w:comment w:id="${id}" w:author="${author}" w:date="2026-11-20T10:00:00Z"><w:p>${run(escape(body))}</w:p></w:comment>`,
      )
      .join(''),
  })
}
