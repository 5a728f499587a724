import { fillAll } from '../../model/figures/fill-all'
import { anchorRange, type RangeAnchor } from '../../model/review/anchors'
import type { Report } from '../../model/report'
import { offsetAt } from '../../binding/positions'
import type { PaperPlace } from '../threads'
import type { ReadDocument } from './read-docx'

/** Words for what came from Word. */
export interface TakeOverWords {
  /** Before a message: whoever said it there, and when. */
  readonly said: (author: string, at: number) => string
  readonly inserted: (author: string, text: string) => string
  readonly deleted: (author: string, text: string) => string
}

/**
 * Puts values and comments of a Word document into the report that began with its text.
 * They are written by whoever imports: nobody writes in another's name, so the messages
 * say whose they were. What its figure does not take as a value is left out; returns how
 * many such there were.
 */
export function takeOver(report: Report, read: ReadDocument, words: TakeOverWords): number {
  const left = fillAll(report, read.values)
  const doc = report.document()
  /** A mere point is anchored at the character beside it. */
  const anchorOf = (from: PaperPlace, to: PaperPlace): RangeAnchor => {
    const [start, end] = [flat(from), flat(to)]
    if (end > start) return anchorRange(report.parts.text, { from: start, to: end })
    const before = from.offset > 0
    return anchorRange(report.parts.text, {
      from: before ? start - 1 : start,
      to: before ? start : start + 1,
    })
  }
  const flat = ({ block, offset }: PaperPlace): number => {
    let pos = 0
    for (let index = 0; index < Math.min(block, doc.childCount); index++)
      pos += doc.child(index).nodeSize
    return offsetAt(doc, Math.min(pos + 1 + offset, doc.content.size), false)
  }
  for (const { from, to, messages, resolved } of read.threads) {
    const bodies = messages.map(({ author, at, body }) => `${words.said(author, at)}${body}`)
    const [first = '', ...replies] = bodies
    const thread = report.review.create(anchorOf(from, to), first)
    for (const reply of replies) report.review.reply(thread, reply)
    if (resolved) report.review.resolve(thread)
  }
  for (const { type, author, text, from, to } of read.changes)
    report.review.create(
      anchorOf(from, to),
      type === 'inserted' ? words.inserted(author, text) : words.deleted(author, text),
    )
  return left
}
