import { useEffect, useState } from 'preact/hooks'
import { reasonWords } from '../../editor/panels/reason-words'
import type { ReportSummary } from '../../editor/model/summary'
import type { Translator } from '../../editor/ui/translator'
import {
  readLibrary,
  readSummaries,
  removeReport,
  touchReport,
  type LibraryEntry,
} from '../platform/library'
import { checkKept } from '../platform/kept'
import { JoinReport } from './join-report'
import type { Begin } from './main'
import { NewReport } from './new-report'
import { OpenFile } from './open-file'
import { ReportList } from './report-list'
import { SearchReports } from './search-reports'

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
  const fail = (error: unknown): void =>
    setProblem(t('storageFailed', { reason: reasonWords(t, error) }))
  const load = (): void => {
    Promise.all([readLibrary(), readSummaries()]).then(([list, known]) => {
      setReports(list)
      setSummaries(known)
    }, fail)
    // The list may come from beside; then nothing that is changed in it stays.
    checkKept().catch(fail)
  }
  useEffect(load, [])
  const archive = reports?.filter(({ archived }) => archived) ?? []
  const list = {
    t,
    summaries,
    onOpen,
    onRemove: setRemoving,
    onArchive: ({ id, archived }: LibraryEntry) =>
      void touchReport(id, { archived: !archived }).then(load, fail),
  }
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
          {reports !== null && reports.length > 0 && (
            <SearchReports t={t} reports={reports} onOpen={onOpen} onError={fail} />
          )}
          <ReportList {...list} reports={reports?.filter(({ archived }) => !archived) ?? []} />
          {archive.length > 0 && (
            <details class="archive" data-archived>
              <summary>{t('archived', { count: archive.length })}</summary>
              <p class="note">{t('archivedText')}</p>
              <ReportList {...list} reports={archive} />
            </details>
          )}
        </section>
        <section>
          <NewReport t={t} onOpen={onOpen} />
          <JoinReport t={t} code={join} onOpen={onOpen} />
          <OpenFile
            t={t}
            onOpen={(id, entries, head, isKnown) =>
              onOpen(id, {
                ...(head.kind === 'backup' ? { restore: entries } : {}),
                ...(isKnown ? { carried: { head, entries } } : {}),
              })
            }
          />
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
