import { browser } from 'wxt/browser'
import type { PageOptions } from '../../editor/page'
import type { ReportSummary } from '../../editor/model/summary'
import type { Session } from '../../editor/session'
import { followFills, storedFills } from '../platform/apply-fills'
import { writeBlankList } from '../platform/blanks'
import { isFillKey } from '../platform/fills'
import { LockedError } from '../platform/kept'
import { writeSummary } from '../platform/library'

/** Milliseconds after a change until the list of all blanks is written; it costs more than the summary. */
const listDelay = 3000

/** The document of a report, as its page has it. */
type Document = Parameters<PageOptions['onSummary']>[1]

/** What an open report tells popup, badge and capture, and what these want filled in it. */
export interface Told {
  summary(summary: ReportSummary, doc: Document): void
  stop(): void
}

/** Keeps what is stored of a report up to date, and fills what waits for it. */
export function keepTold(session: Session): Told {
  const { report } = session
  const fail = (error: unknown): void => {
    // A device that is locked writes nothing; its pages are closing.
    if (!(error instanceof LockedError)) console.error('told', error)
  }
  let doc: Document | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastList = ''
  let mayFill: boolean | null = null
  const writeList = async (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    if (doc === null) return
    mayFill = session.may('figures')
    const list = report.blankList(mayFill, doc)
    const { at: _at, ...content } = list
    const now = JSON.stringify(content)
    if (now === lastList) return
    lastList = now
    await writeBlankList(list)
  }
  const soon = (): void => {
    timer ??= setTimeout(() => void writeList().catch(fail), listDelay)
  }
  const fills = followFills(
    session,
    storedFills,
    async () => {
      if (doc === null) return
      await writeSummary(report.summary(doc))
      await writeList()
    },
    fail,
  )
  const onStorage = (changes: Readonly<Record<string, unknown>>): void => {
    if (Object.keys(changes).some((key) => isFillKey(key) && key.includes(report.id))) fills.look()
  }
  // Whoever looks away may be about to close the page.
  const onHide = (): void => void writeList().catch(fail)
  browser.storage.local.onChanged.addListener(onStorage)
  document.addEventListener('visibilitychange', onHide)
  const stopRole = session.onStatus(() => {
    if (mayFill !== null && session.may('figures') !== mayFill) soon()
  })
  return {
    summary(summary, next) {
      const first = doc === null
      doc = next
      if (!first) {
        void writeSummary(summary).catch(fail)
        soon()
        return
      }
      // Whoever reads of a report here may open it at once, and must find it stored.
      void session
        .flush()
        .then(async () => {
          await writeSummary(summary)
          await writeList()
        })
        .catch(fail)
    },
    stop() {
      clearTimeout(timer)
      fills.stop()
      stopRole()
      browser.storage.local.onChanged.removeListener(onStorage)
      document.removeEventListener('visibilitychange', onHide)
    },
  }
}
