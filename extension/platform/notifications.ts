import { browser } from 'wxt/browser'
import type { ReportSummary, SummaryNews } from '../../editor/model/summary'
import type { Translator } from '../../editor/ui/translator'
import { readKept, writeKept } from './kept'
import { reportAddress, translatorOf } from './interface'
import { changeSettings, readSettings } from './settings'
import { showReport } from './show'

/** So many keys of news a report remembers, so that each is told once. */
const mostTold = 500
/** Lines of one notification. */
const mostLines = 3

/**
 * Tells what is new in a report, once. What a report already held when it first came to this
 * device is not news, and whoever is looking at the report sees it anyway.
 */
export async function tellNews(summary: ReportSummary): Promise<void> {
  const { reportId, news } = summary
  const fresh = await navigator.locks.request(`told:${reportId}`, async () => {
    const key = `told:${reportId}`
    const stored = (await readKept(key))[key]
    const told = Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : undefined
    const unknown = news.filter((one) => told?.includes(one.key) !== true)
    if (unknown.length > 0 || told === undefined)
      await writeKept({
        [key]: [...(told ?? []), ...unknown.map((one) => one.key)].slice(-mostTold),
      })
    return told === undefined ? [] : unknown
  })
  const settings = await readSettings()
  if (fresh.length === 0 || !settings.notifications || (await isLookedAt(reportId))) return
  const t = translatorOf(settings)
  const [first] = fresh
  const lines = fresh.slice(0, mostLines).map((one) => lineOf(t, one))
  if (fresh.length > mostLines) lines.push(t('newsMore', { count: fresh.length - mostLines }))
  const place = new URLSearchParams({ id: reportId })
  if (first?.kind === 'conflict') place.set('figure', first.id)
  if (first?.kind === 'mention' || first?.kind === 'assigned') place.set('thread', first.id)
  await browser.notifications.create(place.toString(), {
    type: 'basic',
    iconUrl: browser.runtime.getURL('/icon/128.png'),
    title: summary.title || t('untitled'),
    message: lines.join('\n'),
    // Firefox throws on buttons; there the settings alone turn them off.
    ...(import.meta.env.FIREFOX ? {} : { buttons: [{ title: t('newsOff') }] }),
  })
}

/** To be called whenever the background starts: a click must find somebody who listens. */
export function listenToNotifications(fail: (error: unknown) => void): void {
  browser.notifications.onClicked.addListener((id) => void show(id).catch(fail))
  if (!import.meta.env.FIREFOX)
    browser.notifications.onButtonClicked.addListener((id) => {
      void changeSettings({ notifications: false }).catch(fail)
      void browser.notifications.clear(id).catch(fail)
    })
}

async function show(notification: string): Promise<void> {
  const place = new URLSearchParams(notification)
  const id = place.get('id') ?? ''
  const [figure, thread] = [place.get('figure'), place.get('thread')]
  await browser.notifications.clear(notification)
  await showReport({
    id,
    ...(figure === null ? {} : { figure }),
    ...(thread === null ? {} : { thread }),
  })
}

/** Whether somebody has the report before their eyes: its tab in front in the window in front. */
async function isLookedAt(report: string): Promise<boolean> {
  const window = await browser.windows.getLastFocused({ populate: true })
  const address = reportAddress({ id: report })
  return (
    window.focused &&
    (window.tabs ?? []).some(({ active, url }) => active && url?.startsWith(address) === true)
  )
}

function lineOf(t: Translator, { kind, text, by }: SummaryNews): string {
  const name = by === '' ? t('someone') : by
  if (kind === 'conflict') return t('newsConflict', { by: name, text })
  if (kind === 'mention') return t('newsMention', { by: name, text })
  if (kind === 'assigned') return t('newsAssigned', { by: name, text })
  return t('newsComplete')
}
