import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import type { Profile } from '../support/chromium'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

let first: Profile
let second: Profile
let people: TwoPeople
let wang: Page
let li: Page

/** What the system shows of us, by id. */
const shown = async (profile: Profile): Promise<string[]> => {
  const target = await profile.browser.waitForTarget((one) => one.url().endsWith('background.js'))
  const worker = await target.worker()
  return (
    (await worker?.evaluate(async () =>
      Object.keys(
        await (
          globalThis as unknown as {
            chrome: { notifications: { getAll(): Promise<Record<string, unknown>> } }
          }
        ).chrome.notifications.getAll(),
      ),
    )) ?? []
  )
}

const fill = async (page: Page, value: string): Promise<void> => {
  await page.bringToFront()
  await page.click('[data-figure-item]')
  await page.waitForSelector('.figure-form .value')
  await page.type('.figure-form .value', value)
  await page.keyboard.press('Enter')
}

beforeAll(async () => {
  people = await openTwoPeople('报告\n一、情况\n全年召开会议*次，培训*人。\n')
  ;({ first, second, owner: wang, member: li } = people)
  await waitFor(() => li.$('[data-sync=synced]'), 'in step')
})

afterAll(async () => {
  await people?.close()
})

describe('news', () => {
  it('[M1] tells once who filled my figure differently, when I am not looking', async () => {
    await first.setOffline(true)
    await fill(wang, '10')
    await waitFor(() => wang.$('[data-figure-item][data-state=filled]'), 'filled')
    await fill(li, '12')
    await waitFor(() => li.$('[data-figure-item][data-state=filled]'), 'filled')
    await wang.bringToFront()
    await wang.evaluate(() => (location.hash = ''))
    await wang.waitForSelector('.home')
    expect(await shown(first)).toEqual([])
    await first.setOffline(false)
    const one = await waitFor(async () => (await shown(first))[0], 'she is told', 30_000)
    expect(new URLSearchParams(one).get('figure')).toBeTruthy()
    expect(await shown(second)).toEqual([])
  })
  it('[AU20] is told once with several tabs open, and a click on it opens the figure', async () => {
    // A second tab of the same report, which nobody looks at either.
    const tab = await first.page('report.html')
    await tab.waitForSelector('[data-report]')
    await tab.click('[data-report]')
    await tab.waitForSelector('.ProseMirror')
    await tab.evaluate(() => (location.hash = ''))
    await tab.waitForSelector('.home')
    expect(await shown(first)).toHaveLength(1)
    const [one = ''] = await shown(first)
    const before = new Set(await first.browser.pages())
    const target = await first.browser.waitForTarget((each) => each.url().endsWith('background.js'))
    const worker = await target.worker()
    await worker?.evaluate((id) => {
      const { onClicked } = (globalThis as unknown as { chrome: typeof chrome }).chrome
        .notifications
      Reflect.apply(Reflect.get(onClicked, 'dispatch'), onClicked, [id])
    }, one)
    const page = await waitFor(
      async () =>
        (await first.browser.pages()).find(
          (each) => !before.has(each) && each.url().includes('figure='),
        ),
      'the report is opened at the figure',
    )
    await page.waitForSelector('.figure-form', { timeout: 60_000 })
    expect(await shown(first)).toEqual([])
    await page.close()
  })
})
