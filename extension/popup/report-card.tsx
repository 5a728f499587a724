import { useState } from 'preact/hooks'
import type { BlankList } from '../../editor/model/blank-list'
import type { Pending, PendingFill } from '../../editor/model/pending'
import type { ReportSummary, SummaryFigure, SummaryThread } from '../../editor/model/summary'
import { systemEnvironment } from '../../editor/system'
import type { Translator } from '../../editor/ui/translator'
import { draftKey } from '../platform/drafts'
import { undoFill } from '../platform/fills'
import type { LibraryEntry } from '../platform/library'
import { PendingNote } from '../platform/pending-note'
import type { Place } from '../platform/show'
import { FillRow } from './fill-row'
import { Ring } from './ring'

/** So many blanks and comments of one report are shown; a search finds the rest. */
const shownAtFirst = 6
/** Milliseconds that a fill which has reached the report can still be taken back here. */
const undoStay = 10_000

/** What of a report the search has found. */
export interface Match {
  readonly report: LibraryEntry
  readonly summary: ReportSummary | undefined
  readonly figures: readonly SummaryFigure[]
  readonly threads: readonly SummaryThread[]
}

/** One report in the popup: how far it is, what waits, what can be filled here. */
export function ReportCard({
  t,
  match: { report, summary, figures, threads },
  all,
  blanks,
  fills,
  drafts,
  onGo,
  onFilled,
  onError,
}: {
  readonly t: Translator
  readonly match: Match
  /** Shows all that matches. */
  readonly all: boolean
  readonly blanks: BlankList | undefined
  /** What is pending, over all reports. */
  readonly fills: readonly Pending[]
  /** By `draftKey`, as they were when the popup opened. */
  readonly drafts: ReadonlyMap<string, string>
  readonly onGo: (place: Place) => void
  /** A blank was filled here. */
  readonly onFilled: () => void
  readonly onError: (error: unknown) => void
}) {
  const [open, setOpen] = useState(false)
  /** Fills of this popup; those that wait from before are in `fills`. */
  const [here, setHere] = useState<readonly PendingFill[]>([])
  const notes = [
    ...fills.filter(
      (one): one is PendingFill =>
        one.type === 'fill' && one.report === report.id && !here.some(({ id }) => id === one.id),
    ),
    ...here,
  ]
  const taken = new Set(notes.map(({ figure }) => figure))
  const left = figures.filter(({ id }) => !taken.has(id))
  const limit = all || open ? Infinity : shownAtFirst
  const rest = (summary?.missing ?? 0) + (summary?.conflicts ?? 0) - Math.min(limit, figures.length)
  const done = summary === undefined ? 0 : summary.total - summary.missing - summary.conflicts
  const waiting = fills.filter(
    (one) => one.type === 'fill' && one.report === report.id && one.refused === '',
  ).length
  return (
    <section class="report" data-report={report.id}>
      <div class="report-head">
        <button type="button" class="report-title" onClick={() => onGo({ id: report.id })}>
          {report.title || t('untitled')}
        </button>
        {summary !== undefined && summary.total > 0 && (
          <Ring t={t} done={done} total={summary.total} />
        )}
      </div>
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
        {waiting > 0 && <span class="state">{t('pendingTitle', { count: waiting })}</span>}
      </p>
      {blanks?.mayFill === false && figures.length > 0 && <p class="note">{t('mayNotFill')}</p>}
      <ul class="notes">
        {notes.map((fill) => (
          <li key={fill.id}>
            <b>{fill.label}</b>
            <PendingNote
              t={t}
              fill={fill}
              fills={fills}
              onUndo={async () => {
                await undoFill(fill, systemEnvironment)
                setHere((list) => list.filter(({ id }) => id !== fill.id))
              }}
              onSettled={() =>
                setTimeout(
                  () => setHere((list) => list.filter(({ id }) => id !== fill.id)),
                  undoStay,
                )
              }
            />
          </li>
        ))}
      </ul>
      <ul>
        {left.slice(0, limit).map((figure) => (
          <FillRow
            key={figure.id}
            t={t}
            report={report.id}
            figure={figure}
            blank={
              blanks?.mayFill === true && figure.state === 'missing'
                ? blanks.blanks.find(({ id }) => id === figure.id)
                : undefined
            }
            draft={drafts.get(draftKey(report.id, figure.id)) ?? ''}
            onGo={() => onGo({ id: report.id, figure: figure.id })}
            onFilled={(fill) => {
              setHere((list) => [...list, fill])
              onFilled()
            }}
            onError={onError}
          />
        ))}
        {threads.slice(0, limit).map((thread) => (
          <li key={thread.id}>
            <button
              type="button"
              class="row comment"
              data-thread-item={thread.id}
              onClick={() => onGo({ id: report.id, thread: thread.id })}
            >
              <b>{thread.body}</b>
              {thread.quote !== '' && <span>“{thread.quote}”</span>}
            </button>
          </li>
        ))}
      </ul>
      {!all && !open && rest > 0 && left.length > limit && (
        <button type="button" class="link" onClick={() => setOpen(true)}>
          {t('showMore', { count: rest })}
        </button>
      )}
    </section>
  )
}
