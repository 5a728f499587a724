import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { introduce, newReport, Profile } from '../support/chromium'
import { captureFrom } from '../support/menu'
import { waitFor } from '../support/wait'

const passphrase = '春 眠 不 觉 晓 处 处'
const number = '987654件'
/** Nothing but these words must be on the disk; a page's title is the browser's own history. */
const sentence = `窗口受理群众诉求`
const bureau = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>统计</title>
<p>${sentence}<b id="number">${number}</b>，群众反映良好。</p>`

let server: Server
let origin: string
let profile: Profile

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader('cache-control', 'no-store')
    response.end(bureau)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  profile = await Profile.open()
  const page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, '年度报告\n一、诉求办理\n全年受理群众诉求*件，召开会议*次。\n')
  await page.waitForSelector('[data-saved=true]')
  const options = await profile.page('options.html')
  await options.waitForSelector('[data-lock-set]')
  await options.click('[data-lock-set]')
  await options.click('input[name=backedUp]')
  await options.click('input[name=known]')
  await options.type('input[name=first]', passphrase)
  await options.type('input[name=second]', passphrase)
  await options.click('.protection form button[type=submit]')
  await options.waitForSelector('[data-protection=open]', { timeout: 30_000 })
  await page.close()
  await options.waitForSelector('[data-lock-now]')
  await waitFor(
    () =>
      options.evaluate(
        async () =>
          'drop-key' in
          (await (globalThis as unknown as { chrome: typeof chrome }).chrome.storage.local.get()),
      ),
    'the device is ready for what comes while it is locked',
  )
  await options.click('[data-lock-now]')
  await options.waitForSelector('[data-lock=locked]')
  await options.close()
})

afterAll(async () => {
  await profile?.dispose()
  server?.close()
})

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (entry.isFile()) yield path
  }
}

/** Files of the profile in which the words stand, in UTF-8, UTF-16 or base64. */
function hits(words: string): string[] {
  const forms = [Buffer.from(words), Buffer.from(words, 'utf16le')]
  const needles = forms.flatMap((form) => [
    form,
    ...[0, 1, 2].map((shift) =>
      Buffer.from(
        Buffer.concat([Buffer.alloc(shift), form])
          .toString('base64')
          .slice(Math.ceil((shift * 4) / 3), -4),
      ),
    ),
  ])
  return [...files(profile.folder)]
    .filter((file) => {
      const content = readFileSync(file)
      return needles.some((needle) => content.includes(needle))
    })
    .map((file) => file.slice(profile.folder.length))
    .filter((file) => !file.includes('/Sessions/'))
}

async function unlock(page: Page): Promise<void> {
  await page.waitForSelector('[data-lock=locked] input[name=passphrase]')
  await page.type('[data-lock=locked] input[name=passphrase]', passphrase)
  await page.click('[data-lock=locked] button[type=submit]')
}

describe('a number that is selected while the device is locked', () => {
  it('[FG50] is kept, but not in the clear, though window and browser are closed', async () => {
    const site = await profile.browser.newPage()
    await site.goto(origin)
    const window = await captureFrom(profile, site, '#number')
    await window.waitForSelector('[data-lock=locked] [data-lock-note]')
    expect(await window.$('.selected')).toBeNull()
    await window.close()
    await site.close()
    await profile.browser.close()
    // A search that finds nothing must be able to find something.
    expect(hits('drop-key').length).toBeGreaterThan(0)
    expect(hits(sentence)).toEqual([])
    expect(hits(number)).toEqual([])
    await profile.start()
  })

  it('[FG51] waits in the popup until it is filled, once the device is unlocked', async () => {
    const popup = await profile.page('popup.html', { width: 400, height: 600 })
    await unlock(popup)
    await popup.waitForSelector('[data-dropped]')
    expect(await popup.$eval('[data-dropped]', (one) => one.textContent)).toContain(
      `${sentence}${number}`,
    )
    const opened = profile.browser.waitForTarget((one) => one.url().includes('capture.html'))
    await popup.click('[data-dropped-fill]')
    const window = await (await opened).page()
    if (window === null) throw new Error('no window')
    await window.waitForSelector('.candidates [role=option]')
    await window.focus('[role=combobox]')
    await window.keyboard.press('Enter')
    await window.waitForSelector('.fill-step .value')
    expect(await window.$eval('.fill-step .value', (one) => (one as HTMLInputElement).value)).toBe(
      '987654',
    )
    await window.keyboard.press('Enter')
    await window.waitForSelector('[data-pending=filled]', { timeout: 20_000 })
    await window.close()
    const again = await profile.page('popup.html', { width: 400, height: 600 })
    await again.waitForSelector('[data-report], .report, .figure')
    expect(await again.$('[data-dropped]')).toBeNull()
  })
})
