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
import { watchArrival } from '../support/arrival'
import { tellFigures } from '../support/figures'
import { textOfBytes } from '../support/large-text'
import { waitFor } from '../support/wait'

let relay: Relay
let first: Profile
let second: Profile
let wang: Page
let li: Page

beforeAll(async () => {
  relay = await createRelay({ port: 0 })
  first = await Profile.open()
  second = await Profile.open()
  wang = await first.page('report.html')
  await introduce(wang, '王芳')
  await useRelay(first, `ws://127.0.0.1:${relay.port}`)
  await wang.bringToFront()
  li = await second.page('report.html')
  await introduce(li, '李强')
})

afterAll(async () => {
  await first?.dispose()
  await second?.dispose()
  await relay?.close()
})

/** Who of this browser's contexts waits for, or has, the line to other machines: its pages and the background. */
const contextsOf = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const id = new URLSearchParams(location.hash.slice(1)).get('id') ?? ''
    const { held = [], pending = [] } = await navigator.locks.query()
    return [...held, ...pending].filter(({ name }) => name === `tonggao-net:${id}`).length
  })

const home = async (page: Page): Promise<void> => {
  await page.evaluate(() => {
    location.hash = ''
  })
  await page.waitForSelector('.home')
}

describe('the first copy of a report', () => {
  it('[BI2] is taken in by the page alone; the background opens the report when it is here', async () => {
    await newReport(wang, '初稿\n第一段*次。')
    const code = await invitationOf(wang)
    await waitFor(async () => (await contextsOf(wang)) === 2, 'the owner’s background has it')
    await first.kill()
    await joinReport(li, code)
    expect(await contextsOf(li)).toBe(1)
    await first.start()
    wang = await first.page('report.html')
    await waitFor(async () => (await editorText(li)).includes('第一段'), 'the text', 60_000)
    await waitFor(async () => (await contextsOf(li)) === 2, 'the background has it', 30_000)
  }, 120_000)

  it('[BI4] says how much of it has come, and then no more', async () => {
    await home(li)
    await wang.waitForSelector('.home')
    const text = textOfBytes(2 * 1024 * 1024)
    await newReport(wang, text)
    const code = await invitationOf(wang)
    const said = await watchArrival(li)
    await joinReport(li, code)
    const shot = process.env['SHOTS']
    if (shot !== undefined) {
      await li.waitForSelector('[data-got]')
      await li.screenshot({ path: `${shot}/arrival-light.png` })
      await li.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
      await li.screenshot({ path: `${shot}/arrival-dark.png` })
    }
    const length = text.replaceAll('\n', '').length
    const size = (): Promise<number> =>
      li.$eval('.ProseMirror', (root) => root.textContent?.length ?? 0)
    await waitFor(async () => (await size()) === length, 'all of it', 120_000)
    await waitFor(async () => (await li.$('[data-arrival]')) === null, 'no word of it any more')
    const { got, hidBar } = await said()
    expect(got.length).toBeGreaterThan(0)
    expect(Math.max(...got)).toBeLessThan(4 * 1024 * 1024)
    expect(hidBar).toBe(false)
  }, 240_000)

  it('[BI5] comes whole just below, at and above what one message of a line may hold', async () => {
    const limit = 256 * 1024
    for (const bytes of [limit - 1, limit, limit + 1]) {
      await home(wang)
      await home(li)
      const text = textOfBytes(bytes)
      await newReport(wang, text)
      const begun = Date.now()
      await joinReport(li, await invitationOf(wang))
      const length = text.replaceAll('\n', '').length
      const size = (): Promise<number> =>
        li.$eval('.ProseMirror', (root) => root.textContent?.length ?? 0)
      await waitFor(async () => (await size()) === length, `${bytes} bytes`, 60_000)
      tellFigures('BI5', {
        [`seconds for ${bytes} bytes`]: Math.round((Date.now() - begun) / 100) / 10,
      })
    }
  }, 240_000)
})
