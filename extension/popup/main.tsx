import { render } from 'preact'
import { reasonWords } from '../../editor/panels/reason-words'
import { useEffect, useState } from 'preact/hooks'
import { browser } from 'wxt/browser'
import type { BlankList } from '../../editor/model/blank-list'
import { isOpen } from '../../editor/model/figures/figures'
import { listLimit, type ReportSummary, type SummaryFigure } from '../../editor/model/summary'
import type { Translator } from '../../editor/ui/translator'
import { reportAddress, translatorOf } from '../platform/interface'
import { LockGate, useHold } from '../lock/lock-gate'
import { readDrafts } from '../platform/drafts'
import { DroppedList } from './dropped-list'
import type { LibraryEntry } from '../platform/library'
import { lockNow } from '../platform/lock'
import { readSettings } from '../platform/settings'
import { showReport, type Place } from '../platform/show'
import { useKnown } from '../platform/use-known'
import { ReportCard, type Match } from './report-card'
import './popup.css'

/** Goes to a place of a report, and the popup with it. */
async function go(place: Place): Promise<void> {
  await showReport(place)
  window.close()
}

/** The reports of this device: what waits for me first, then what waits. */
function Popup({ t }: { readonly t: Translator }) {
  const [problem, setProblem] = useState('')
  const [query, setQuery] = useState('')
  /** Reports in which something was filled under these words: what came of it stays, with its way back. */
  const [filled, setFilled] = useState<ReadonlySet<string>>(new Set())
  /** As they were when the popup opened; the fields keep them from then on. */
  const [drafts, setDrafts] = useState<ReadonlyMap<string, string> | null>(null)
  const hold = useHold()
  const fail = (error: unknown): void =>
    setProblem(t('storageFailed', { reason: reasonWords(t, error) }))
  const known = useKnown(fail)
  useEffect(() => {
    readDrafts().then(setDrafts, (error: unknown) => {
      setDrafts(new Map())
      fail(error)
    })
  }, [])

  const reports = drafts === null ? undefined : known?.reports
  const words = query.trim().toLowerCase()
  const found = (reports ?? [])
    .flatMap((report) => {
      const match = matches(
        report,
        known?.summaries.get(report.id),
        known?.blanks.get(report.id),
        words,
      )
      if (match !== null) return [match]
      if (!filled.has(report.id)) return []
      return [{ report, summary: known?.summaries.get(report.id), figures: [], threads: [] }]
    })
    .toSorted((a, b) => Number(hasMine(b)) - Number(hasMine(a)))
  const mine = found.reduce((sum, { summary }) => sum + (summary?.mine ?? 0), 0)
  return (
    <main>
      <header>
        <h1>
          {t('appName')}
          {mine > 0 && <small>{t('popupAllMine', { count: mine })}</small>}
        </h1>
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
      <DroppedList t={t} onError={fail} />
      {reports !== undefined && reports.length > 0 && (
        <input
          type="search"
          aria-label={t('popupSearch')}
          placeholder={t('popupSearch')}
          value={query}
          onInput={(event) => {
            setQuery(event.currentTarget.value)
            setFilled(new Set())
          }}
        />
      )}
      {reports === undefined && problem === '' && <p class="empty">{t('loading')}</p>}
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
      {reports !== undefined && reports.length > 0 && found.length === 0 && (
        <p class="empty">{t('popupNoMatch', { query })}</p>
      )}
      {found.map((match) => (
        <ReportCard
          key={match.report.id}
          t={t}
          match={match}
          all={words !== ''}
          blanks={known?.blanks.get(match.report.id)}
          fills={known?.fills ?? []}
          drafts={drafts ?? new Map()}
          onGo={(place) => void go(place).catch(fail)}
          onFilled={() => setFilled((ids) => new Set([...ids, match.report.id]))}
          onError={fail}
        />
      ))}
    </main>
  )
}

const hasMine = ({ summary }: Match): boolean => (summary?.mine ?? 0) > 0

/** What of a report has the words; all of it when its title has them. Null when nothing has. */
function matches(
  report: LibraryEntry,
  summary: ReportSummary | undefined,
  list: BlankList | undefined,
  words: string,
): Match | null {
  const { figures: first = [], threads = [] } = summary ?? {}
  const has = (...texts: string[]): boolean => texts.join(' ').toLowerCase().includes(words)
  if (words === '' || has(report.title)) return { report, summary, figures: first, threads }
  const figures = [...first, ...beyond(first, list)]
  const match = {
    report,
    summary,
    figures: figures.filter(({ label, before, after }) => has(label, before, after)),
    threads: threads.filter(({ quote, body }) => has(quote, body)),
  }
  return match.figures.length + match.threads.length === 0 ? null : match
}

/** The open blanks that a summary has no room for. */
function beyond(figures: readonly SummaryFigure[], list: BlankList | undefined): SummaryFigure[] {
  if (figures.length < listLimit) return []
  const named = new Set(figures.map(({ id }) => id))
  return (list?.blanks ?? []).flatMap((blank) =>
    isOpen(blank.state) && !named.has(blank.id)
      ? [{ ...blank, values: blank.state === 'conflict' ? blank.shown.split('／') : [] }]
      : [],
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
