import { elementsOf, textBelow, type XmlElement } from './xml-tree'

/** What somebody said in Word. */
export interface WordComment {
  readonly id: string
  readonly author: string
  /** Milliseconds since 1970; 0 when the file does not say. */
  readonly at: number
  readonly body: string
  /** Id of the comment that it answers. */
  readonly parent: string | undefined
  readonly resolved: boolean
}

const longest = 4000

/** The comments of a file by id, in their order. */
export function commentsOf(
  comments: XmlElement | undefined,
  extended: XmlElement | undefined,
): ReadonlyMap<string, WordComment> {
  const byParagraph = new Map<string, string>()
  const found = elementsOf(comments, 'comment').map((comment) => {
    const paragraphs = elementsOf(comment, 'p')
    const id = comment.attributes['id'] ?? ''
    const last = paragraphs.at(-1)?.attributes['paraId']
    if (last !== undefined) byParagraph.set(last, id)
    return {
      id,
      last,
      author: (comment.attributes['author'] ?? '').slice(0, 60),
      at: Date.parse(comment.attributes['date'] ?? '') || 0,
      body: paragraphs.map(textOf).join('\n').trim().slice(0, longest),
    }
  })
  const about = new Map(
    elementsOf(extended, 'commentEx').map(({ attributes }) => [
      attributes['paraId'] ?? '',
      attributes,
    ]),
  )
  return new Map(
    found.map(({ last, ...comment }) => {
      const more = about.get(last ?? '')
      return [
        comment.id,
        {
          ...comment,
          parent: byParagraph.get(more?.['paraIdParent'] ?? ''),
          resolved: more?.['done'] === '1' || more?.['done'] === 'true',
        },
      ]
    }),
  )
}

function textOf(paragraph: XmlElement): string {
  return elementsOf(paragraph)
    .map((one) =>
      one.name === 't'
        ? textBelow(one)
        : one.name === 'br'
          ? '\n'
          : one.name === 'pPr'
            ? ''
            : textOf(one),
    )
    .join('')
}

/** The text of foot and end notes by kind and id, such as `footnoteReference 2`. */
export function footnotesOf(
  footnotes: XmlElement | undefined,
  endnotes: XmlElement | undefined,
): ReadonlyMap<string, string> {
  const list = (root: XmlElement | undefined, kind: string): [string, string][] =>
    elementsOf(root, kind).map((note) => [
      `${kind}Reference ${note.attributes['id'] ?? ''}`,
      elementsOf(note, 'p').map(textOf).join(' ').trim(),
    ])
  return new Map([...list(footnotes, 'footnote'), ...list(endnotes, 'endnote')])
}
