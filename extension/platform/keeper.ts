import { browser } from 'wxt/browser'
import type { Access } from '../../editor/session'
import { readFills } from './fills'
import { readDataKey, readHold } from './kept'
import { readActive } from './library'
import type { Keep } from './messages'
import { send } from './messages'
import { readSignalling } from './settings'

/** So many reports are kept in sync with no page open: those that were opened last. */
const mostKept = 10
/** Looks twice a minute, as often as a browser allows, whether the offscreen document is still there. */
const alarm = 'keep'
let keeping: Promise<void> = Promise.resolve()

/** What the offscreen document should keep in sync. It has no storage API, so it is told. */
export async function whatToKeep(): Promise<Keep> {
  const hold = await readHold()
  if (hold.state === 'locked' || hold.state === 'moving')
    return { reports: [], signalling: [], dataKey: '' }
  const [reports, signalling, fills] = await Promise.all([
    readActive(),
    readSignalling(),
    readFills(),
  ])
  const toFill = new Set(
    fills.flatMap((one) => (one.type === 'fill' && one.refused !== '' ? [] : [one.report])),
  )
  return {
    dataKey: hold.state === 'open' ? await readDataKey() : '',
    reports: reports
      // With no relay there is nothing to keep in step with; what is to be filled is filled all the same.
      .filter(({ id }, index) => toFill.has(id) || (signalling.length > 0 && index < mostKept))
      .map(({ id, access }) => ({ id, access: withoutRoot(access) })),
    signalling,
  }
}

/**
 * Starts, tells or ends the offscreen document. Browsers without one (Firefox) sync while a page is
 * open. One call after the other: else one might end the document that another has just started.
 */
export async function keep(): Promise<void> {
  if (!import.meta.env.CHROME) return
  const mine = keeping.then(startOrEnd)
  keeping = mine.then(
    () => undefined,
    () => undefined,
  )
  const wanted = await mine
  if (wanted.reports.length > 0) await send({ to: 'offscreen', type: 'keep', keep: wanted })
}

/** Resolves to what to keep. */
async function startOrEnd(): Promise<Keep> {
  const wanted = await whatToKeep()
  if (wanted.reports.length > 0) {
    await start()
    if ((await browser.alarms.get(alarm)) === undefined)
      await browser.alarms.create(alarm, { periodInMinutes: 0.5 })
    return wanted
  }
  if (!(await browser.offscreen.hasDocument())) return wanted
  // What is open there is stored and closed first.
  await send({ to: 'offscreen', type: 'keep', keep: wanted })
  // Something to do may have come up meanwhile.
  if ((await whatToKeep()).reports.length > 0) return await startOrEnd()
  if (await browser.offscreen.hasDocument()) await browser.offscreen.closeDocument()
  await browser.alarms.clear(alarm)
  return wanted
}

/** To be called whenever the background starts: an offscreen document that was killed comes back. */
export function listenToLosses(fail: (error: unknown) => void): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === alarm) void restore().catch(fail)
  })
}

async function restore(): Promise<void> {
  if (!(await browser.offscreen.hasDocument())) await keep()
}

/** Whoever only keeps in sync needs no power over the members. */
function withoutRoot({ secret, root, inviteSeed }: Access): Access {
  return { secret, root, ...(inviteSeed === undefined ? {} : { inviteSeed }) }
}

async function start(): Promise<void> {
  if (await browser.offscreen.hasDocument()) return
  await browser.offscreen.createDocument({
    url: '/offscreen.html',
    reasons: ['WEB_RTC'],
    justification: 'Keeps reports in sync with co-authors while no report page is open.',
  })
}
