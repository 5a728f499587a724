import type { Node } from 'prosemirror-model'
import { placeholdersOf } from '../../schema/content'
import { placeAt } from '../binding/positions'
import type { Report } from '../model/report'
import { quoteOf, readable, resolveRange, type Anchor } from '../model/review/anchors'
import { fitOf } from '../model/review/suggestions'
import type { Thread } from '../model/review/thread'
import { schema } from '../../schema/schema'
import { piecesBetween, plainOf, type FlatToken } from '../model/flat'
import { inlineOf, isBlockEmbed, mirrorOf } from '../model/text'
import { piecesOf } from './content'
import type { PaperFigure } from './pieces'
import type { PaperChange, PaperPlace, PaperThread } from './threads'

/** Words that stand in a printed comment where there is no text of its author. */
export interface CommentWords {
  /** For a member without a name. */
  readonly someone: string
  readonly withdrawn: string
  /** Before a comment whose passage is gone; with its quote. */
  readonly lost: (quote: string) => string
  /** A suggestion that cannot be shown as a tracked change. */
  readonly suggests: (old: string, content: string) => string
}

/** What stands for a figure of `report`. */
export function figureOn(report: Pick<Report, 'figures'>): (id: string) => PaperFigure {
  return (id) => ({
    state: report.figures.state(id),
    shown: report.figures.shown(id),
    label: report.figures.info(id)?.label ?? '',
  })
}

/** A report as it is printed. */
export interface PrintedReport {
  readonly doc: Node
  readonly threads: readonly PaperThread[]
  readonly changes: readonly PaperChange[]
}

/**
 * The text of a report as it is now, with its comments and open suggestions at their
 * places. A comment whose passage is gone stands at the title, with what it was about. A
 * suggestion that does not fit the text any more, changes paragraphs or overlaps an earlier
 * one is a comment that says what it wants. What is not wanted is left out.
 */
export function printedReport(
  report: Report,
  words: CommentWords,
  wanted: {
    readonly comments: boolean
    /** As tracked changes where that can be, or all in words; null leaves them out. */
    readonly suggestions: 'tracked' | 'words' | null
  },
): PrintedReport {
  const { text } = report.parts
  const { doc, marks } = mirrorOf(text)
  const implicit = marks[0] === null
  const placeOf = (offset: number): PaperPlace => {
    const { index, start, pos } = placeAt(doc, offset, implicit)
    return { block: index, offset: pos - start - 1 }
  }
  const range = (anchor: Anchor): { from: PaperPlace; to: PaperPlace } | null => {
    if (anchor.type === 'range') {
      const found = resolveRange(text, anchor)
      return found === null ? null : { from: placeOf(found.from), to: placeOf(found.to) }
    }
    return anchor.type === 'figure' ? placeOfFigure(doc, anchor.figure) : wholeTitle(doc)
  }
  const changes: PaperChange[] = []
  /** Whether a suggestion was taken as tracked changes. */
  const track = (thread: Thread): boolean => {
    const made = changesOf(report, thread, placeOf, words)
    if (made === null || made.some((one) => changes.some((other) => overlap(one, other))))
      return false
    changes.push(...made)
    return true
  }
  const threads = report.review.threads().flatMap((thread): PaperThread[] => {
    if (thread.suggestion === null ? !wanted.comments : wanted.suggestions === null) return []
    const place = range(thread.anchor)
    const said = [place === null ? words.lost(quoteOf(thread.anchor)) : '']
    const { suggestion } = thread
    if (suggestion?.state === 'open' && !(wanted.suggestions === 'tracked' && track(thread)))
      said.push(inWords(suggestion, words))
    const { id, resolved } = thread
    const messages = messagesOf(report, thread, words, said.filter(Boolean).join('\n'))
    return messages.length === 0 ? [] : [{ id, resolved, ...(place ?? wholeTitle(doc)), messages }]
  })
  return { doc, threads, changes }
}

/** The tracked changes of an open suggestion, or null when it cannot be shown so. */
function changesOf(
  report: Report,
  thread: Thread,
  placeOf: (offset: number) => PaperPlace,
  words: CommentWords,
): PaperChange[] | null {
  const fit = fitOf(report.parts.text, thread)
  if (fit.is !== 'fits' || thread.suggestion === null) return null
  const author = report.members.name(thread.by) ?? words.someone
  const list: PaperChange[] = []
  let offset = fit.range.from
  const lengthOf = (tokens: readonly FlatToken[]): number =>
    tokens.reduce((sum, { length }) => sum + length, 0)
  for (const piece of piecesBetween(thread.suggestion.old, thread.suggestion.content)) {
    if ('keep' in piece) {
      offset += lengthOf(piece.keep.map(([old]) => old))
      continue
    }
    const { gone, come } = piece
    if ([...gone, ...come].some(({ insert }) => isBlockEmbed(insert))) return null
    const from = placeOf(offset)
    offset += lengthOf(gone)
    list.push({
      suggestion: thread.id,
      author,
      at: thread.at,
      from,
      to: placeOf(offset),
      come: piecesOf(
        schema.node(
          'paragraph',
          null,
          come.map(({ insert, attributes }) => inlineOf(insert, attributes)),
        ),
        0,
        figureOn(report),
      ),
    })
  }
  return list
}

function overlap(a: PaperChange, b: PaperChange): boolean {
  return (
    a.from.block === b.from.block && a.from.offset <= b.to.offset && b.from.offset <= a.to.offset
  )
}

function inWords({ old, content }: NonNullable<Thread['suggestion']>, words: CommentWords): string {
  const read = (flat: typeof old): string => readable(plainOf(flat))
  return words.suggests(read(old), read(content))
}

function messagesOf(
  report: Report,
  thread: Thread,
  words: CommentWords,
  before: string,
): PaperThread['messages'] {
  const authorOf = (by: string): string => report.members.name(by) ?? words.someone
  const list = thread.messages.map(({ id, by, at, body, withdrawn }, index) => ({
    id,
    author: authorOf(by),
    at,
    body:
      (index === 0 && before !== '' ? `${before}\n` : '') + (withdrawn ? words.withdrawn : body),
  }))
  // A suggestion needs no words of its author; what it wants is said for it.
  return list.length > 0 || before === ''
    ? list
    : [{ id: thread.id, author: authorOf(thread.by), at: thread.at, body: before }]
}

function placeOfFigure(doc: Node, figure: string): { from: PaperPlace; to: PaperPlace } | null {
  for (let block = 0; block < doc.childCount; block++) {
    const found = placeholdersOf(doc.child(block)).find((one) => one.figure === figure)
    if (found !== undefined)
      return {
        from: { block, offset: found.offset },
        to: { block, offset: found.offset + 1 },
      }
  }
  return null
}

/** What is said of the report as a whole stands at its first block. */
function wholeTitle(doc: Node): { from: PaperPlace; to: PaperPlace } {
  return { from: { block: 0, offset: 0 }, to: { block: 0, offset: doc.child(0).content.size } }
}
