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
})
