import { placeAt } from '../../schema/sections'
import { reasonWords } from '../panels/reason-words'
import { plainOf } from '../model/flat'
import { quoteOf, readable } from '../model/review/anchors'
import { reviewColumns, type ReviewLine } from '../panels/review-columns'
import { download } from '../ui/download'
import { openFirst } from './comments-tab'
import type { Desk, MenuCommand } from './desk'

const mayExport = ({ report }: Desk): boolean => report.review.threads().length > 0

/** Downloads what `write` makes of the lines. */
function handOut(
  desk: Desk,
  ending: string,
  write: (lines: readonly ReviewLine[], title: string) => Promise<Uint8Array<ArrayBuffer>>,
): void {
  const { t, report, notice } = desk
  const title = report.title() || t('untitled')
  write(reviewLines(desk), title).then(
    (bytes) => {
      download(`${title}-${t('reviewSheetName')}.${ending}`, bytes)
      notice(t('exported'))
    },
    (error: unknown) => notice(t('actFailed', { reason: reasonWords(t, error) })),
  )
}

/** 审阅意见表: every comment and suggestion with its place, words, author and state. */
export const reviewSheet: MenuCommand = {
  id: 'review-sheet',
  menu: 'review',
  title: 'reviewSheet',
  may: mayExport,
  run(desk) {
    handOut(desk, 'xlsx', async (lines, title) => {
      const { writeReview } = await import('../spreadsheet/write-review')
      return await writeReview(lines, title, desk.t)
    })
  },
}

/** The same as a Word file, to be printed or handed round. */
export const reviewSheetWord: MenuCommand = {
  id: 'review-sheet-word',
  menu: 'review',
  title: 'reviewSheetWord',
  may: mayExport,
  run(desk) {
    handOut(desk, 'docx', async (lines, title) => {
      const { writeTableFile } = await import('../paper/docx/table-file')
      const columns = reviewColumns(desk.t)
      return writeTableFile({
        title: desk.t('reviewSheetName'),
        subtitle: title,
        columns: columns.map(({ title, width }) => ({
          title,
          // Two characters and the room beside them, at least.
          share: Math.max(9, width),
          ...(width <= 22 ? { align: 'center' } : {}),
        })),
        rows: lines.map((line, index) => columns.map(({ cell }) => String(cell(line, index)))),
        at: desk.now(),
      })
    })
  },
}

/** The lines of the sheet, in the order of the text, what is open first. */
function reviewLines(desk: Desk): ReviewLine[] {
  const { t, report, editor } = desk
  const doc = editor?.view.state.doc
  const nameOf = (member: string): string =>
    member === '' ? '' : (report.members.name(member) ?? t('someone'))
  const placeOf = (id: string): string => {
    const pos = editor?.placeOf(id) ?? null
    if (doc === undefined || pos === null) return ''
    const $pos = doc.resolve(pos)
    const { headings, item } = placeAt(doc, $pos.index(0), $pos.depth === 0 ? 0 : $pos.parentOffset)
    return [...headings, ...(item === null ? [] : [item])].join(' › ')
  }
  return openFirst(desk).map((thread): ReviewLine => {
    const { id, anchor, messages, suggestion, resolved, by, at, assignee } = thread
    const said = messages.map((message) =>
      message.withdrawn ? t('withdrawn') : `${nameOf(message.by)}：${message.body}`,
    )
    const proposed =
      suggestion === null
        ? []
        : [
            `${readable(plainOf(suggestion.old)) || t('suggestionNothing')} → ${
              readable(plainOf(suggestion.content)) || t('suggestionNothing')
            }`,
          ]
    return {
      place: anchor.type === 'report' ? t('scope-report') : placeOf(id),
      quote: quoteOf(anchor),
      words: [...proposed, ...said].join('\n'),
      by: nameOf(by),
      at,
      kind: t(suggestion === null ? 'comment' : 'suggestion'),
      state:
        suggestion !== null && suggestion.state !== 'open'
          ? t(`suggestionState-${suggestion.state}`)
          : t(resolved ? 'resolved' : 'reviewOpen'),
      assignee: nameOf(assignee),
    }
  })
}
