import { useEffect, useState } from 'preact/hooks'
import type { ReportSummary } from '../../editor/model/summary'
import { showTime, type Translator } from '../../editor/ui/translator'
import { readLibrary, readSummaries, removeReport, type LibraryEntry } from '../platform/library'
import { JoinReport } from './join-report'
import type { Begin } from './main'
import { NewReport } from './new-report'
import { OpenFile } from './open-file'

/** The list of reports, and the ways to a new one. */
export function Home({
  t,
  join,
  onOpen,
}: {
  readonly t: Translator
  readonly join: string
  readonly onOpen: (id: string, begin?: Begin) => void
}) {
  const [reports, setReports] = useState<readonly LibraryEntry[] | null>(null)
  const [summaries, setSummaries] = useState<ReadonlyMap<string, ReportSummary>>(new Map())
  const [problem, setProblem] = useState('')
  const [removing, setRemoving] = useState<LibraryEntry | null>(null)
  document.title = t('appName')
  const fail = (error: unknown): void => setProblem(t('storageFailed', { reason: String(error) }))
  const load = (): void => {
    Promise.all([readLibrary(), readSummaries()]).then(([list, known]) => {
      setReports(list)
      setSummaries(known)
    }, fail)
  }
  useEffect(load, [])
  return (
    <div class="home">
      <header>
        <div class="seal small" aria-hidden="true">
          统稿
        </div>
        <h1>{t('homeTitle')}</h1>
      </header>
      {problem !== '' && (
        <p class="banner bad" role="alert">
          {problem}
        </p>
      )}
      <div class="columns">
        <section>
          {reports === null && problem === '' && <p class="empty">{t('loading')}</p>}
          {reports?.length === 0 && <p class="empty">{t('homeEmpty')}</p>}
          <ul class="reports">
            {reports?.map((report) => (
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
                  title={t('remove')}
                  aria-label={`${t('remove')}：${report.title}`}
                  onClick={() => setRemoving(report)}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        </section>
        <section>
          <NewReport t={t} onOpen={onOpen} />
          <JoinReport t={t} code={join} onOpen={onOpen} />
          <OpenFile t={t} onOpen={(id, restore) => onOpen(id, { restore })} />
        </section>
      </div>
      {removing !== null && (
        <div class="cover">
          <div class="dialog centre" role="alertdialog" aria-modal="true">
            <p>{t('removeAsk', { title: removing.title || t('untitled') })}</p>
            <div class="actions">
              <button
                type="button"
                class="danger"
                onClick={() => {
                  removeReport(removing.id).then(load, fail)
                  setRemoving(null)
                }}
              >
                {t('removeYes')}
              </button>
              <button
                type="button"
                ref={(button) => button?.focus()}
                onClick={() => setRemoving(null)}
              >
                {t('cancel')}
              </button>
            </div>
          </div>
        </div>
      )}
    </div>
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
