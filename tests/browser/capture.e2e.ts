import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { barriers } from '../support/barriers'
import { introduce, newReport, Profile } from '../support/chromium'
import { captureFrom } from '../support/menu'
import { waitFor } from '../support/wait'

/** A page of another origin, with a table whose unit stands above it. */
const bureau = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>某市2022年统计公报</title>
<p id="line">全年共受理群众诉求<b id="number">１２，３４５件</b>，比上年增长3.2％。</p>
<p>单位：万件</p><table><tr><th>指标</th><th>办结诉求</th></tr><tr><th>全年</th><td id="cell">4.5</td></tr></table>
<input id="field" value="内部 88 次">`

let server: Server
let origin: string
let profile: Profile

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(bureau)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  profile = await Profile.open()
  const wang = await profile.page('report.html')
  await introduce(wang, '王芳')
  await newReport(
    wang,
    '年度报告\n一、诉求办理\n全年受理群众诉求*万件，办结诉求*万件，召开会议*次，满意率*％。\n',
  )
  await waitFor(async () => (await wang.$$('[data-figure-item]')).length === 4, 'four blanks')
  await waitFor(
    () =>
      wang.evaluate(async () =>
        Object.keys(await (globalThis as unknown as Api).chrome.storage.local.get(null)).some(
          (key) => key.startsWith('blanks:'),
        ),
      ),
    'the blanks are listed',
  )
  await wang.close()
})

afterAll(async () => {
  await profile?.dispose()
  server?.close()
})

interface Api {
  readonly chrome: typeof chrome
}

/** What a browser is asked for. */
interface Manifest {
  readonly permissions?: readonly string[]
  readonly host_permissions?: readonly string[]
  readonly content_scripts?: readonly unknown[]
}

/** Chooses the menu of a selection, and waits for the blanks that are offered. */
async function clickMenu(page: Page, selector: string, letIn = true): Promise<Page> {
  const window = await captureFrom(profile, page, selector, letIn)
  await window.waitForSelector('.candidates [role=option]')
  return window
}

const openSite = async (): Promise<Page> => {
  const site = await profile.browser.newPage()
  await site.goto(origin)
  return site
}

const openReport = async (): Promise<Page> => {
  const page = await profile.page('report.html')
  await page.waitForSelector('[data-report]')
  await page.click('[data-report]')
  await page.waitForSelector('.ProseMirror [data-figure]')
  return page
}

/** State and text of each blank in the text. */
const blanksOf = (page: Page): Promise<string[]> =>
  page.$$eval('.ProseMirror [data-figure]', (all) =>
    all.map((one) => `${one.getAttribute('data-state')} ${one.textContent}`),
  )

/** Chooses the blank whose label has these words, and waits for its form. */
const choose = async (window: Page, words: string): Promise<void> => {
  await window.type('[role=combobox]', words)
  await window.waitForFunction(
    (wanted) => document.querySelector('[aria-selected=true] b')?.textContent?.includes(wanted),
    {},
    words,
  )
  await window.keyboard.press('Enter')
  await window.waitForSelector('.fill-step .value')
}

const pendingKeys = (page: Page): Promise<string[]> =>
  page.evaluate(async () =>
    Object.keys(await (globalThis as unknown as Api).chrome.storage.local.get(null)).filter((key) =>
      key.startsWith('fill:'),
    ),
  )

describe('capture from a page', () => {
  it('[CA20] asks for no host and runs in no page by itself', async () => {
    const page = await profile.page('options.html')
    const manifest: Manifest = await page.evaluate(
      () => (globalThis as unknown as Api).chrome.runtime.getManifest() as unknown as Manifest,
    )
    expect(manifest.host_permissions ?? []).toEqual([])
    expect(manifest.content_scripts ?? []).toEqual([])
    expect(manifest.permissions?.toSorted()).toEqual([
      'activeTab',
      'alarms',
      'contextMenus',
      'notifications',
      'offscreen',
      'scripting',
      'storage',
      'unlimitedStorage',
    ])
    await page.close()
    const fox = JSON.parse(
      readFileSync(new URL('../../.output/firefox-mv3/manifest.json', import.meta.url), 'utf8'),
    ) as Manifest
    expect(fox.permissions?.toSorted()).toEqual(
      manifest.permissions?.toSorted().filter((one) => one !== 'offscreen'),
    )
    expect([fox.host_permissions ?? [], fox.content_scripts ?? []]).toEqual([[], []])
  })

  it('[CA21] a number of another site becomes a value with its source, offline, the report closed', async () => {
    const site = await openSite()
    await profile.setOffline(true)
    const window = await clickMenu(site, '#number')
    expect(await window.$eval('.selected', (one) => one.textContent)).toContain(
      '全年共受理群众诉求１２，３４５件，比上年增长3.2％。',
    )
    expect(await barriers(window)).toEqual([])
    // The blank whose unit and words fit comes first.
    expect(await window.$eval('[aria-selected=true] b', (one) => one.textContent)).toContain('受理')
    await window.keyboard.press('Enter')
    await window.waitForSelector('.fill-step .value')
    const value = (): Promise<string> =>
      window.$eval('.fill-step .value', (one) => (one as HTMLInputElement).value)
    expect(await value()).toBe('1.2345')
    expect(await barriers(window)).toEqual([])
    expect(await window.$eval('.result', (one) => one.textContent)).toContain('诉求1.2345万件')
    // Refused in the words of the form.
    await window.click('.fill-step .value', { clickCount: 3 })
    await window.keyboard.type('1.23万件')
    await window.keyboard.press('Enter')
    expect(await window.$eval('.fill-step .error', (one) => one.textContent)).toContain(
      '后面已有“万件”，这里只填数。',
    )
    await window.click('.fill-step .error button')
    expect(await value()).toBe('1.23')
    await window.keyboard.press('Enter')
    await window.waitForSelector('[data-pending=filled]', { timeout: 20_000 })
    expect(await pendingKeys(window)).toEqual([])
    await profile.setOffline(false)
    await window.close()
    await site.close()
    const report = await openReport()
    await waitFor(async () => (await blanksOf(report))[0] === 'filled 1.23', 'the value')
    await report.click('.ProseMirror [data-figure]')
    await report.waitForSelector('.figure-form')
    expect(
      await report.$$eval('.figure-form details input', (all) => all.map((one) => one.value)),
    ).toContain('某市2022年统计公报')
    await report.close()
  })

  it('[CA22] where no script may run, the words of the menu will do', async () => {
    const site = await openSite()
    const window = await clickMenu(site, '#cell', false)
    expect(await window.$eval('.selected blockquote', (one) => one.textContent)).toBe('4.5')
    await window.close()
    await site.close()
  })

  it('[CA22] a cell takes its unit from its table, a field gives what is selected in it', async () => {
    const site = await openSite()
    const cell = await clickMenu(site, '#cell')
    expect(await cell.$eval('[aria-selected=true] b', (one) => one.textContent)).toContain('办结')
    await cell.keyboard.press('Enter')
    await cell.waitForSelector('.fill-step')
    expect(await cell.$$eval('.note.warn', (all) => all.map((one) => one.textContent))).toEqual([])
    await cell.close()
    const field = await clickMenu(site, '#field')
    expect(await field.$eval('.selected blockquote', (one) => one.textContent)).toBe('内部 88 次')
    expect(await field.$eval('.selected mark', (one) => one.textContent)).toBe('88 次')
    await field.close()
    await site.close()
  })

  it('[CA23] what came while the window was open is not written over', async () => {
    const site = await openSite()
    const window = await clickMenu(site, '#field')
    await choose(window, '会议')
    const report = await openReport()
    const [, , blank] = await report.$$('.ProseMirror [data-figure]')
    await blank?.click()
    await report.waitForSelector('.figure-form .value')
    await report.type('.figure-form .value', '90')
    await report.keyboard.press('Enter')
    await waitFor(async () => (await blanksOf(report))[2] === 'filled 90', 'filled in the report')
    await window.bringToFront()
    await window.focus('.fill-step .value')
    await window.keyboard.press('Enter')
    await window.waitForSelector('[data-pending=filled]')
    await waitFor(
      async () =>
        ['conflict 88／90', 'conflict 90／88'].includes((await blanksOf(report))[2] ?? ''),
      'both values show',
    )
    // Taken back, the other value alone is left.
    await window.click('[data-undo]')
    await waitFor(async () => (await blanksOf(report))[2] === 'filled 90', 'taken back')
    await window.close()
    await report.close()
    await site.close()
  })

  it('[CA24] killed at any moment after it was noted, a value is there once', async () => {
    for (const delay of [0, 30, 120, 300, 700]) {
      const site = await openSite()
      const window = await clickMenu(site, '#cell')
      await choose(window, '办结诉求')
      const value = String(5 + delay / 1000)
      await window.click('.fill-step .value', { clickCount: 3 })
      await window.keyboard.type(value)
      await window.keyboard.press('Enter')
      await window.waitForSelector('[data-pending]')
      await new Promise((resolve) => setTimeout(resolve, delay))
      await profile.killAndRestart()
      const report = await openReport()
      await waitFor(async () => (await blanksOf(report))[1] === `filled ${value}`, value)
      await waitFor(async () => (await pendingKeys(report)).length === 0, 'nothing is pending')
      await report.close()
    }
  })

  it('[FG30] the open page says what came, from where, and takes it back', async () => {
    const report = await openReport()
    const site = await openSite()
    const window = await clickMenu(site, '#cell')
    await choose(window, '办结')
    await window.keyboard.press('Enter')
    await window.waitForSelector('[data-pending=filled]', { timeout: 20_000 })
    await window.close()
    await site.close()
    await report.bringToFront()
    await report.waitForSelector('[data-notice=undo]')
    const said = (): Promise<string> => report.$eval('.toast', (one) => one.textContent ?? '')
    expect(await said()).toMatch(/办结.*已填入 4\.5万件，来自“某市2022年统计公报”/)
    await report.click('[data-notice=show]')
    await report.waitForSelector('.figure-form')
    await report.keyboard.press('Escape')
    expect((await blanksOf(report))[1]).toBe('filled 4.5')
    // Said once: not again when the page is drawn or opened anew.
    expect(await report.$('.toast')).toBeNull()
    const again = await clickMenu(await openSite(), '#cell')
    await choose(again, '办结')
    await again.click('.fill-step .value', { clickCount: 3 })
    await again.keyboard.type('4.6')
    await again.keyboard.press('Enter')
    await again.waitForSelector('[data-pending=filled]', { timeout: 20_000 })
    await again.close()
    await report.bringToFront()
    await report.waitForSelector('[data-notice=undo]')
    await report.click('[data-notice=undo]')
    await waitFor(async () => (await blanksOf(report))[1] === 'filled 4.5', 'what was there')
    await report.keyboard.down('Control')
    await report.keyboard.press('z')
    await report.keyboard.up('Control')
    await waitFor(async () => (await blanksOf(report))[1] === 'filled 4.6', 'undone in turn')
    await report.waitForSelector('[data-saved="true"]')
    await report.reload()
    await report.waitForSelector('.ProseMirror [data-figure]')
    expect(await report.$('[data-notice]')).toBeNull()
    await report.close()
  })
})
