import { browser } from 'wxt/browser'
import { translatorOf } from './interface'
import { readHold } from './kept'
import { readSummaries } from './library'
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
  for (const summary of (await readSummaries()).values()) {
    missing += summary.missing
    conflicts += summary.conflicts
    comments += summary.openThreads
    mine += summary.mine
  }
  // Whoever was given figures wants to know of these first.
  const open = mine > 0 ? mine : missing + conflicts
  await browser.action.setBadgeText({ text: open === 0 ? '' : open > 999 ? '999+' : String(open) })
  await browser.action.setBadgeBackgroundColor({ color: conflicts > 0 ? '#b3261e' : '#8a5300' })
  await browser.action.setTitle({
    title:
      open + comments === 0
        ? t('badgeNone')
        : t(mine > 0 ? 'badgeTitleMine' : 'badgeTitle', { mine, missing, conflicts, comments }),
  })
}
