import { browser } from 'wxt/browser'
import { translatorOf } from './interface'
import { readFills } from './fills'
import { readHold } from './kept'
import { readActive, readSummaries } from './library'
import { readSettings } from './settings'

/** Shows what is missing over all reports. The browser forgets it at each start, so it is computed afresh. */
export async function showBadge(): Promise<void> {
  const t = translatorOf(await readSettings())
  const { state } = await readHold()
  if (state === 'locked' || state === 'moving') {
    await browser.action.setBadgeText({ text: t('lockedShort') })
    await browser.action.setBadgeBackgroundColor({ color: '#59636e' })
    await browser.action.setTitle({ title: t('lockedBadge') })
    return
  }
  let missing = 0
  let conflicts = 0
  let comments = 0
  let mine = 0
  const fills = (await readFills()).filter((one) => one.type === 'fill' && one.refused === '')
  const taken = new Set(fills.map(({ report, figure }) => `${report} ${figure}`))
  const active = new Set((await readActive()).map(({ id }) => id))
  for (const summary of (await readSummaries()).values()) {
    if (!active.has(summary.reportId)) continue
    // What was filled and only waits for its report to be opened waits for nobody.
    const own = summary.figures.filter(({ id }) => taken.has(`${summary.reportId} ${id}`))
    missing += summary.missing - own.filter(({ state }) => state === 'missing').length
    conflicts += summary.conflicts - own.filter(({ state }) => state === 'conflict').length
    comments += summary.openThreads
    mine += summary.mine - own.filter((one) => one.mine).length
  }
  // Whoever was given figures wants to know of these first.
  const open = mine > 0 ? mine : missing + conflicts
  await browser.action.setBadgeText({ text: open === 0 ? '' : open > 999 ? '999+' : String(open) })
  await browser.action.setBadgeBackgroundColor({ color: conflicts > 0 ? '#b3261e' : '#8a5300' })
  const title =
    open + comments === 0
      ? t('badgeNone')
      : t(mine > 0 ? 'badgeTitleMine' : 'badgeTitle', { mine, missing, conflicts, comments })
  await browser.action.setTitle({
    title: fills.length === 0 ? title : t('badgePending', { title, pending: fills.length }),
  })
}
