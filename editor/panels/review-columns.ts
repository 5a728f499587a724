import type { Translator } from '../ui/translator'

/** A comment or a suggestion as a line of the sheet. */
export interface ReviewLine {
  /** The headings above its place; empty for the whole report. */
  readonly place: string
  readonly quote: string
  /** What was said, message by message, or what is proposed. */
  readonly words: string
  readonly by: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly kind: string
  readonly state: string
  readonly assignee: string
}

interface ReviewColumn {
  readonly title: string
  /** In characters of a spreadsheet; in a printed table its share of the width. */
  readonly width: number
  readonly cell: (line: ReviewLine, index: number) => string | number
}

/** The columns of 审阅意见表, whatever it is written as. */
export function reviewColumns(t: Translator): readonly ReviewColumn[] {
  return [
    { title: t('listNumber'), width: 6, cell: (_line, index) => index + 1 },
    { title: t('reviewPlace'), width: 30, cell: ({ place }) => place },
    { title: t('reviewQuote'), width: 36, cell: ({ quote }) => quote },
    { title: t('reviewKind'), width: 10, cell: ({ kind }) => kind },
    { title: t('reviewWords'), width: 56, cell: ({ words }) => words },
    { title: t('reviewBy'), width: 16, cell: ({ by }) => by },
    { title: t('reviewAt'), width: 22, cell: ({ at }) => new Date(at).toLocaleString(t.locale) },
    { title: t('reviewState'), width: 12, cell: ({ state }) => state },
    { title: t('assignee'), width: 14, cell: ({ assignee }) => assignee },
  ]
}
