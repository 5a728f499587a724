import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { runCount } from '../support/random'
import { waitFor } from '../support/wait'

/* One person has one report open in several tabs, writes in all of them, and has the popup open too. */

let profile: Profile
const tabs: Page[] = []
const places = ['甲处：', '乙处：', '丙处：']
const edits = runCount(300)
/** What a tab types is told from what another does; no word of the report has it. */
const signs = ['㐀', '㐁', '㐂']

beforeAll(async () => {
  profile = await Profile.open()
  const first = await profile.page('report.html')
  await introduce(first, '王芳')
  await newReport(
    first,
    `多页报告\n一、进展\n${places.join('\n')}\n二、情况\n会议*次，培训*人，受理*件。\n`,
  )
  await first.waitForSelector('[data-saved=true]')
  tabs.push(first)
  for (let n = 1; n < places.length; n++) tabs.push(await open())
})

afterAll(async () => {
  await profile?.dispose()
})

async function open(): Promise<Page> {
  const page = await profile.page('report.html')
  await page.waitForSelector('[data-report]')
  await page.click('[data-report]')
  await page.waitForSelector('.ProseMirror')
  await waitFor(async () => (await editorText(page)).includes('丙处'), 'the text')
  return page
}

describe('several tabs of one report', () => {
  it(
    `[ST6] ${edits} edits split over three tabs: every character once in each, the popup counts as they do, and all is stored`,
    { timeout: 120_000 + edits * 100 },
    async () => {
      for (const [index, tab] of tabs.entries()) {
        // Each believes that it is looked at, as three windows side by side are.
        const session = await tab.createCDPSession()
        await session.send('Emulation.setFocusEmulationEnabled', { enabled: true })
        await caretBehind(tab, places[index] ?? '')
      }
      const popup = await profile.page('popup.html', { width: 376, height: 590 })
      await popup.waitForSelector('[data-missing="3"]')
      const each = Math.ceil(edits / tabs.length)
      const begun = Date.now()
      await Promise.all(
        tabs.map(async (tab, index) => {
          for (let n = 0; n < each; n++) await tab.keyboard.type(signs[index] ?? '')
        }),
      )
      const typed = Date.now()
      const wanted = places.map((place, index) => place + (signs[index] ?? '').repeat(each))
      for (const tab of tabs) {
        await tab.bringToFront()
        await waitFor(
          async () => {
            const lines = (await editorText(tab)).split('\n')
            return wanted.every((line) => lines.includes(line))
          },
          'every character once',
          60_000,
        )
      }
      const agreed = Date.now()
      const [first] = tabs
      if (first === undefined) throw new Error('no tab')
      await first.bringToFront()
      const figure = await first.$eval(
        '.ProseMirror [data-figure]',
        (one) => (one as HTMLElement).dataset['figure'] ?? '',
      )
      await popup.bringToFront()
      await popup.click(`[data-fill="${figure}"]`)
      await popup.keyboard.type('12')
      await popup.keyboard.press('Enter')
      await popup.waitForSelector('[data-missing="2"]')
      const filled = Date.now()
      const counted: number[] = []
      for (const tab of tabs) {
        await tab.bringToFront()
        await tab.waitForSelector(`[data-figure="${figure}"][data-state=filled]`)
        counted.push(
          await tab.$$eval('.ProseMirror [data-figure][data-state=missing]', (all) => all.length),
        )
      }
      const inTabs = Date.now()
      expect(counted).toEqual([2, 2, 2])
      await Promise.all(tabs.map((tab) => tab.waitForSelector('[data-saved=true]')))
      expect(await first.$('[data-fork], .banner.bad, [data-mishap]')).toBeNull()
      await profile.killAndRestart()
      const again = await open()
      const lines = (await editorText(again)).split('\n')
      for (const line of wanted) expect(lines).toContain(line)
      tellFigures('ST6', {
        'edits in three tabs': each * tabs.length,
        'lost or doubled': 0,
        'ms for each edit': ((typed - begun) / (each * tabs.length)).toFixed(1),
        'ms until all tabs had all': agreed - typed,
        'ms until all tabs had what the popup filled': inTabs - filled,
      })
    },
  )
})
