import type { ReadDocument } from '../../editor/paper/read/read-docx'
import { takeOver } from '../../editor/paper/read/take-over'
import type { Report } from '../../editor/model/report'
import type { Translator } from '../../editor/ui/translator'

/** What of a Word document comes along, and what could not be kept as it was. */
export function WordNotes({ t, read }: { readonly t: Translator; readonly read: ReadDocument }) {
  const { notes, threads, values } = read
  return (
    <div class="word-notes" role="status">
      {values.size > 0 && <p class="note">{t('wordValues', { count: values.size })}</p>}
      {threads.length > 0 && (
        <p class="note">{t('wordCommentsFound', { count: threads.length })}</p>
      )}
      {notes.size > 0 && (
        <>
          <p class="note warn">{t('wordNotes')}</p>
          <ul data-word-notes>
            {[...notes].map(([kind, count]) => (
              <li key={kind} data-word-note={kind}>
                {t(`wordNote-${kind}`, { count })}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

/** Puts values and comments into the report once it is open; returns what is to be said of it. */
export function takeOverWord(report: Report, read: ReadDocument, t: Translator): string {
  const left = takeOver(report, read, {
    said: (author, at) =>
      t('wordSaid', { author, time: at === 0 ? '' : new Date(at).toLocaleDateString(t.locale) }),
    inserted: (author, text) => t('wordInserted', { author, text }),
    deleted: (author, text) => t('wordDeleted', { author, text }),
  })
  return left === 0 ? '' : t('wordValuesLeft', { count: left })
}
