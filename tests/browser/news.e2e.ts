import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  editorText,
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
} from '../support/chromium'
import { waitFor } from '../support/wait'

let relay: Relay
let first: Profile
let second: Profile
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
  relay = await createRelay({ port: 0 })
  first = await Profile.open()
  second = await Profile.open()
  wang = await first.page('report.html')
  await introduce(wang, '王芳')
  await useRelay(first, `ws://127.0.0.1:${relay.port}`)
  await wang.bringToFront()
  await newReport(wang, '报告\n一、情况\n全年召开会议*次，培训*人。\n')
  const code = await invitationOf(wang)
  li = await second.page('report.html')
  await introduce(li, '李强')
  await joinReport(li, code)
  await waitFor(async () => (await editorText(li)).includes('召开会议'), 'the text')
  await waitFor(() => li.$('[data-sync=synced]'), 'in step')
})

afterAll(async () => {
  await first?.dispose()
  await second?.dispose()
  await relay?.close()
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
