import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import type { ReportSummary, SummaryFigure, SummaryThread } from '../../editor/model/summary'
import type { Translator } from '../../editor/ui/translator'
import { reportAddress, translatorOf } from '../platform/interface'
import { LockGate, useHold } from '../lock/lock-gate'
import { readLibrary, readSummaries, type LibraryEntry } from '../platform/library'
import { lockNow } from '../platform/lock'
import { readSettings } from '../platform/settings'
import { showReport, type Place } from '../platform/show'
import './popup.css'

/** So many blanks and comments of one report are shown; a search finds the rest. */
const shownAtFirst = 6

/** Goes to a place of a report, and the popup with it. */
async function go(place: Place): Promise<void> {
  await showReport(place)
  window.close()
}

function Popup({ t }: { readonly t: Translator }) {
  const [reports, setReports] = useState<readonly LibraryEntry[] | null>(null)
  const [summaries, setSummaries] = useState<ReadonlyMap<string, ReportSummary>>(new Map())
  const [problem, setProblem] = useState('')
  const [query, setQuery] = useState('')
  const hold = useHold()
  useEffect(() => {
    const load = (): void => {
      Promise.all([readLibrary(), readSummaries()]).then(
        ([list, known]) => {
          setReports(list)
          setSummaries(known)
        },
        (error: unknown) => setProblem(t('storageFailed', { reason: String(error) })),
      )
    }
    load()
    browser.storage.local.onChanged.addListener(load)
    return () => browser.storage.local.onChanged.removeListener(load)
  }, [t])

  const words = query.trim().toLowerCase()
  const found = (reports ?? []).flatMap((report) => {
    const match = matches(report, summaries.get(report.id), words)
    return match === null ? [] : [match]
  })
  return (
    <main>
      <header>
        <h1>{t('appName')}</h1>
        <button
          type="button"
          class="link"
          onClick={() =>
            void browser.tabs.create({ url: reportAddress() }).then(() => window.close())
          }
        >
          {t('popupAll')}
        </button>
        <button type="button" class="link" onClick={() => void browser.runtime.openOptionsPage()}>
          {t('settings')}
        </button>
        {hold?.state === 'open' && (
          <button type="button" class="link" data-lock-now onClick={() => void lockNow()}>
            {t('lockNow')}
          </button>
        )}
      </header>
      {problem !== '' && (
        <p class="banner bad" role="alert">
          {problem}
        </p>
      )}
      {reports !== null && reports.length > 0 && (
        <input
          type="search"
          aria-label={t('popupSearch')}
          placeholder={t('popupSearch')}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      )}
      {reports === null && problem === '' && <p class="empty">{t('loading')}</p>}
      {reports?.length === 0 && (
        <div class="empty">
          <p>{t('popupNone')}</p>
          <button
            type="button"
            class="primary"
            onClick={() =>
              void browser.tabs.create({ url: reportAddress() }).then(() => window.close())
            }
          >
            {t('newReport')}
          </button>
        </div>
      )}
      {reports !== null && reports.length > 0 && found.length === 0 && (
        <p class="empty">{t('popupNoMatch', { query })}</p>
      )}
      {found.map((match) => (
        <ReportCard key={match.report.id} t={t} match={match} all={words !== ''} />
      ))}
    </main>
  )
}

interface Match {
  readonly report: LibraryEntry
  readonly summary: ReportSummary | undefined
  readonly figures: readonly SummaryFigure[]
  readonly threads: readonly SummaryThread[]
}

/** What of a report has the words; all of it when its title has them. Null when nothing has. */
function matches(
  report: LibraryEntry,
  summary: ReportSummary | undefined,
  words: string,
): Match | null {
  const { figures = [], threads = [] } = summary ?? {}
  const has = (...texts: string[]): boolean => texts.join(' ').toLowerCase().includes(words)
  if (words === '' || has(report.title)) return { report, summary, figures, threads }
  const match = {
    report,
    summary,
    figures: figures.filter(({ label, before, after }) => has(label, before, after)),
    threads: threads.filter(({ quote, body }) => has(quote, body)),
  }
  return match.figures.length + match.threads.length === 0 ? null : match
}

function ReportCard({
  t,
  match,
  all,
}: {
  readonly t: Translator
  readonly match: Match
  readonly all: boolean
}) {
  const { report, summary, figures, threads } = match
  const [open, setOpen] = useState(false)
  const limit = all || open ? Infinity : shownAtFirst
  const rest = (summary?.missing ?? 0) + (summary?.conflicts ?? 0) - Math.min(limit, figures.length)
  return (
    <section class="report" data-report={report.id}>
      <button type="button" class="report-title" onClick={() => void go({ id: report.id })}>
        {report.title || t('untitled')}
      </button>
      <p class="counts">
        {summary === undefined && <span class="state">{t('popupNotLoaded')}</span>}
        {summary !== undefined && summary.mine > 0 && (
          <span class="state state-mine">{t('popupMine', { count: summary.mine })}</span>
        )}
        {summary !== undefined && summary.conflicts > 0 && (
          <span class="state state-conflict">
            {t('popupConflicts', { count: summary.conflicts })}
          </span>
        )}
        {summary !== undefined && summary.missing > 0 && (
          <span class="state state-missing" data-missing={summary.missing}>
            {t('popupMissing', { count: summary.missing })}
          </span>
        )}
        {summary !== undefined && summary.missing + summary.conflicts === 0 && (
          <span class="state state-filled" data-missing="0">
            {t('popupDone')}
          </span>
        )}
        {summary !== undefined && summary.openThreads > 0 && (
          <span class="state">{t('popupComments', { count: summary.openThreads })}</span>
        )}
        {summary !== undefined && summary.total > 0 && (
          <progress
            value={summary.total - summary.missing - summary.conflicts}
            max={summary.total}
            aria-label={t('progress', {
              done: summary.total - summary.missing - summary.conflicts,
              total: summary.total,
            })}
          />
        )}
      </p>
      <ul>
        {figures.slice(0, limit).map((figure) => (
          <li key={figure.id}>
            <button
              type="button"
              class="row"
              data-figure-item={figure.id}
              data-state={figure.state}
              onClick={() => void go({ id: report.id, figure: figure.id })}
            >
              <b>
                {figure.label}
                {figure.mine && <span class="state state-mine">{t('filterMine')}</span>}
              </b>
              <span>
                {figure.before}
                <mark>{figure.values.join('／') || '＊'}</mark>
                {figure.after}
              </span>
            </button>
          </li>
        ))}
        {threads.slice(0, limit).map((thread) => (
          <li key={thread.id}>
            <button
              type="button"
              class="row comment"
              data-thread-item={thread.id}
              onClick={() => void go({ id: report.id, thread: thread.id })}
            >
              <b>{thread.body}</b>
              {thread.quote !== '' && <span>“{thread.quote}”</span>}
            </button>
          </li>
        ))}
      </ul>
      {!all && !open && rest > 0 && figures.length > limit && (
        <button type="button" class="link" onClick={() => setOpen(true)}>
          {t('showMore', { count: rest })}
        </button>
      )}
    </section>
  )
}

void readSettings().then((settings) => {
  const t = translatorOf(settings)
  const app = document.querySelector('#app')
  if (app !== null)
    render(
      <LockGate t={t}>
        <Popup t={t} />
      </LockGate>,
      app,
    )
})
