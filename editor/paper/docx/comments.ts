import type { PaperThread } from '../threads'
import { commentReference, commentText } from './styles'
import { element, text, val, wordPart, type Xml } from './xml'

/** A thread with the numbers that Word knows its messages by. */
export interface NumberedThread {
  readonly thread: PaperThread
  /** One for each message, in their order. */
  readonly ids: readonly number[]
}

export function numberThreads(threads: readonly PaperThread[]): NumberedThread[] {
  let next = 0
  return threads
    .filter(({ messages }) => messages.length > 0)
    .map((thread) => ({ thread, ids: thread.messages.map(() => next++) }))
}

/** The mark of a comment's last paragraph, by which `commentsExtended` names it. */
export function commentParagraphId(id: number): string {
  return (0x20000001 + id).toString(16).toUpperCase().padStart(8, '0')
}

/**
 * A moment as Word writes it: the local time, without a zone. Undefined for what is no
 * moment of the years that have four digits: a peer may have written any number.
 */
export function wordTime(at: number): string | undefined {
  const date = new Date(at)
  const year = date.getFullYear()
  if (!(year >= 1000 && year <= 9999)) return undefined
  const two = (value: number): string => String(value).padStart(2, '0')
  return (
    `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}` +
    `T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  )
}

export function commentsPart(threads: readonly NumberedThread[]): Xml {
  return wordPart(
    'w:comments',
    ...threads.flatMap(({ thread, ids }) =>
      thread.messages.map((message, index) => {
        const id = ids[index] ?? 0
        const lines = message.body.split('\n')
        return element(
          'w:comment',
          {
            'w:id': id,
            'w:author': message.author,
            'w:date': wordTime(message.at),
            'w:initials': [...message.author].slice(-2).join(''),
          },
          ...lines.map((line, at) =>
            element(
              'w:p',
              at === lines.length - 1 ? { 'w14:paraId': commentParagraphId(id) } : {},
              element('w:pPr', {}, val('w:pStyle', commentText)),
              at > 0
                ? ''
                : element(
                    'w:r',
                    {},
                    element('w:rPr', {}, val('w:rStyle', commentReference)),
                    element('w:annotationRef'),
                  ),
              element('w:r', {}, element('w:t', { 'xml:space': 'preserve' }, text(line))),
            ),
          ),
        )
      }),
    ),
  )
}

/** Which comments are replies to which, and which threads are resolved. */
export function commentsExtendedPart(threads: readonly NumberedThread[]): Xml {
  return wordPart(
    'w15:commentsEx',
    ...threads.flatMap(({ thread, ids }) =>
      ids.map((id, index) =>
        element('w15:commentEx', {
          'w15:paraId': commentParagraphId(id),
          'w15:paraIdParent': index === 0 ? undefined : commentParagraphId(ids[0] ?? 0),
          'w15:done': thread.resolved ? 1 : 0,
        }),
      ),
    ),
  )
}

/** Begins the range of each message of a thread: Word anchors replies where it anchors the first. */
export function rangeStart({ ids }: NumberedThread): Xml {
  return ids.map((id) => element('w:commentRangeStart', { 'w:id': id })).join('')
}

export function rangeEnd({ ids }: NumberedThread): Xml {
  return ids
    .map(
      (id) =>
        element('w:commentRangeEnd', { 'w:id': id }) +
        element(
          'w:r',
          {},
          element('w:rPr', {}, val('w:rStyle', commentReference)),
          element('w:commentReference', { 'w:id': id }),
        ),
    )
    .join('')
}
