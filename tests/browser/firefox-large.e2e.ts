import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
} from '../support/chromium'
import { tellFigures } from '../support/figures'
import { FirefoxProfile } from '../support/firefox'
import { textOfBytes } from '../support/large-text'
import { waitFor } from '../support/wait'

let relay: Relay
let fox: FirefoxProfile
let chromium: Profile
let wang: Page
let li: Page

beforeAll(async () => {
  relay = await createRelay({ port: 0 })
  const address = `ws://127.0.0.1:${relay.port}`
  chromium = await Profile.open()
  wang = await chromium.page('report.html')
  await introduce(wang, '王芳')
  await useRelay(chromium, address)
  fox = await FirefoxProfile.open()
  li = await fox.page('report.html')
  await introduce(li, '李强')
  await useRelay(fox, address)
})

afterAll(async () => {
  await fox?.dispose()
  await chromium?.dispose()
  await relay?.close()
})

/** One makes a report of 1 MiB, the other joins; how many seconds until all of it was there. */
async function pass(from: Page, to: Page): Promise<number> {
  const text = textOfBytes(1024 * 1024)
  for (const page of [from, to]) {
    await page.bringToFront()
    await page.evaluate(() => {
      location.hash = ''
    })
    await page.waitForSelector('.home')
  }
  await from.bringToFront()
  await newReport(from, text)
  const code = await invitationOf(from)
  await to.bringToFront()
  const begun = Date.now()
  await joinReport(to, code)
  const size = (): Promise<number> =>
    to.$eval('.ProseMirror', (root) => root.textContent?.length ?? 0)
  const length = text.replaceAll('\n', '').length
  await waitFor(async () => (await size()) === length, 'all of it', 120_000)
  expect(await to.$eval('.ProseMirror', (root) => root.lastElementChild?.textContent ?? '')).toBe(
    text.split('\n').at(-1),
  )
  return Math.round((Date.now() - begun) / 100) / 10
}

describe('a large report between browsers of different make', () => {
  it('[BI7] comes whole from Chromium to Firefox', async () => {
    tellFigures('BI7', { 'seconds until it was there': await pass(wang, li) })
  }, 240_000)

  it('[BI8] and from Firefox to Chromium', async () => {
    tellFigures('BI8', { 'seconds until it was there': await pass(li, wang) })
  }, 240_000)
})
