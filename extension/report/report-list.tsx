import type { ReportSummary } from '../../editor/model/summary'
import { showTime, type Translator } from '../../editor/ui/translator'
import type { LibraryEntry } from '../platform/library'

/** Reports, each with what is still open in it. */
export function ReportList({
  t,
  reports,
  summaries,
  onOpen,
  onArchive,
  onRemove,
}: {
  readonly t: Translator
  readonly reports: readonly LibraryEntry[]
  readonly summaries: ReadonlyMap<string, ReportSummary>
  readonly onOpen: (id: string) => void
  readonly onArchive: (report: LibraryEntry) => void
  readonly onRemove: (report: LibraryEntry) => void
}) {
  return (
    <ul class="reports">
      {reports.map((report) => {
        const act = t(report.archived ? 'unarchive' : 'archive')
        return (
          <li key={report.id}>
            <button
              type="button"
              class="open"
              data-report={report.id}
              onClick={() => onOpen(report.id)}
            >
              <strong>{report.title || t('untitled')}</strong>
              <small>
                {t('openedAt', { time: showTime(report.openedAt, Date.now(), t.locale) })}
              </small>
              <Counts t={t} summary={summaries.get(report.id)} />
            </button>
            <button
              type="button"
              class="icon"
              data-archive={report.id}
              title={act}
              aria-label={`${act}：${report.title}`}
              onClick={() => onArchive(report)}
            >
              {report.archived ? '↥' : '↧'}
            </button>
            <button
              type="button"
              class="icon"
              title={t('remove')}
              aria-label={`${t('remove')}：${report.title}`}
              onClick={() => onRemove(report)}
            >
              ×
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function Counts({
  t,
  summary,
}: {
  readonly t: Translator
  readonly summary: ReportSummary | undefined
}) {
  if (summary === undefined) return <span class="state">{t('popupNotLoaded')}</span>
  const { missing, conflicts, openThreads } = summary
  return (
    <span class="counts">
      {conflicts > 0 && (
        <span class="state state-conflict">{t('popupConflicts', { count: conflicts })}</span>
      )}
      {missing > 0 && (
        <span class="state state-missing">{t('popupMissing', { count: missing })}</span>
      )}
      {missing + conflicts === 0 && <span class="state state-filled">{t('popupDone')}</span>}
      {openThreads > 0 && <span class="state">{t('popupComments', { count: openThreads })}</span>}
    </span>
  )
}
