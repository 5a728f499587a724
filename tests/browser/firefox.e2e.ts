import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  caretBehind,
  editorText,
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
} from '../support/chromium'
import { FirefoxProfile } from '../support/firefox'
import { waitFor } from '../support/wait'

let relay: Relay
let fox: FirefoxProfile
let chromium: Profile
let wang: Page
let li: Page

beforeAll(async () => {
  relay = await createRelay({ port: 0 })
  fox = await FirefoxProfile.open()
  wang = await fox.page('report.html')
  await introduce(wang, '王芳')
  await useRelay(fox, `ws://127.0.0.1:${relay.port}`)
  await wang.bringToFront()
})

afterAll(async () => {
  await fox?.dispose()
  await chromium?.dispose()
  await relay?.close()
})

describe('Firefox', () => {
  it('[X1] imports a template, fills a blank and counts', async () => {
    await newReport(wang, '报告\n一、情况\n全年开会*次，办件*件，办结率*％。\n')
    await waitFor(async () => (await wang.$$('[data-figure-item]')).length === 3, 'three blanks')
    await wang.click('[data-figure-item]')
    await wang.waitForSelector('.figure-form .value')
    await wang.type('.figure-form .value', '12')
    await wang.keyboard.press('Enter')
    await wang.waitForSelector('.ProseMirror [data-state=filled]')
    const popup = await fox.page('popup.html')
    expect(
      await waitFor(
        () => popup.$eval('[data-missing="2"]', (one) => one.textContent),
        'two are missing',
      ),
    ).toContain('2')
    await popup.close()
  })

  it('[CA26] what is captured while no report is open is filled when it opens', async () => {
    const captured = {
      text: '4.5万件',
      before: '全年办件',
      after: '。',
      heads: '',
      title: '某市统计公报',
      address: 'https://example.org/gb',
      at: Date.now(),
    }
    const options = await fox.page('options.html')
    await options.evaluate(async (one) => {
      const api = (globalThis as unknown as { browser: typeof chrome }).browser
      await api.storage.session.set({ 'capture:one': one })
    }, captured)
    await waitFor(
      () =>
        options.evaluate(async () => {
          const api = (globalThis as unknown as { browser: typeof chrome }).browser
          const keys = Object.keys(await api.storage.local.get(null))
          return keys.some((key) => key.startsWith('blanks:'))
        }),
      'the blanks are listed',
    )
    await wang.evaluate(() => (location.hash = ''))
    await wang.waitForSelector('.home')
    const window = await fox.page('capture.html#one')
    await window.waitForSelector('[role=option]')
    await window.type('[role=combobox]', '件数')
    await window.keyboard.press('Enter')
    await window.waitForSelector('.fill-step .value')
    await window.keyboard.press('Enter')
    await window.waitForSelector('[data-pending=waiting]')
    expect(await window.$eval('[data-pending]', (one) => one.textContent)).toContain('等待填入')
    await wang.bringToFront()
    await wang.click('[data-report]')
    await waitFor(
      () =>
        wang.$$eval('.ProseMirror [data-figure]', (all) =>
          all.some((one) => one.textContent === '45000'),
        ),
      'filled when it opens',
    )
    await window.waitForSelector('[data-pending=filled]')
    await window.close()
    await options.close()
  })

  it('[X2] writes together with Chromium, both ways', async () => {
    const code = await invitationOf(wang)
    chromium = await Profile.open()
    li = await chromium.page('report.html')
    await introduce(li, '李强')
    await joinReport(li, code)
    await waitFor(
      async () => (await editorText(li)).includes('12次'),
      'the report with its figure',
      60_000,
    )
    await caretBehind(li, '全年')
    await li.keyboard.type('自谷')
    await waitFor(async () => (await editorText(wang)).includes('全年自谷'), 'Firefox sees it')
    await caretBehind(wang, '全年')
    await wang.keyboard.type('自狐')
    await waitFor(async () => (await editorText(li)).includes('全年自狐自谷'), 'Chromium sees it')
  })
})
