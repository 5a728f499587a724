import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import type { Profile } from '../support/chromium'
import { caretBehind, editorText } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

let first: Profile
let second: Profile
let people: TwoPeople
let wang: Page
let li: Page
let path = ''

beforeAll(async () => {
  people = await openTwoPeople('故障报告\n一、进展\n第一段*次。\n二、问题\n第二段*件。\n')
  ;({ first, second, owner: wang, member: li } = people)
  path = wang.url().slice(wang.url().indexOf('report.html'))
})

afterAll(async () => {
  await people?.close()
})

const has = (page: Page, text: string, within = 30_000): Promise<unknown> =>
  waitFor(async () => (await editorText(page)).includes(text), text, within)

async function type(page: Page, text: string, behind = '第一段'): Promise<void> {
  await page.bringToFront()
  await caretBehind(page, behind)
  await page.keyboard.type(text)
}

const saved = (page: Page): Promise<unknown> =>
  page.waitForSelector('[data-saved=true]', { timeout: 20_000 })

async function openAgain(profile: Profile): Promise<Page> {
  const page = await profile.page(path)
  await page.waitForSelector('.ProseMirror')
  return page
}

describe('what goes wrong around a page', () => {
  it('[SI21] the page in the background is killed: it comes back, and who writes is not disturbed', async () => {
    const background = (): Promise<boolean> =>
      waitFor(
        () => first.browser.targets().some((one) => one.url().endsWith('offscreen.html')),
        'the page in the background',
        90_000,
      )
    await background()
    const target = await first.browser.waitForTarget((one) => one.type() === 'service_worker')
    const worker = await target.worker()
    await worker?.evaluate(() => chrome.offscreen.closeDocument())
    await type(wang, '后台没了照写')
    await has(li, '后台没了照写')
    // The browser's alarm takes up to half a minute.
    if (process.env['FAULTS'] === undefined) return
    const begun = Date.now()
    await background()
    tellFigures('SI21', { 'seconds until it was back': Math.round((Date.now() - begun) / 1000) })
  })

  it('[SI22] two pages of one report and a colleague write at once: every character once', async () => {
    const other = await openAgain(first)
    await has(other, '第二段')
    for (let round = 0; round < 4; round++) {
      await type(wang, `甲${round}`, '第一段')
      await type(other, `乙${round}`, '第二段')
      await type(li, `丙${round}`, '故障')
    }
    for (const page of [wang, other, li])
      for (let round = 0; round < 4; round++)
        for (const who of '甲乙丙') await has(page, `${who}${round}`)
    const texts = await Promise.all([wang, other, li].map(editorText))
    expect(new Set(texts).size).toBe(1)
    for (const who of '甲乙丙') expect(texts[0]?.split(who).length).toBe(5)
    await other.close()
  })

  it('[SI23] no room on the disk: it is said, writing and sending go on, and all is saved when there is room', async () => {
    await saved(wang)
    await wang.evaluate(() => {
      const store = IDBObjectStore.prototype as unknown as Record<string, unknown>
      store['roomy'] = store['add']
      store['add'] = () => {
        throw new DOMException('no room', 'QuotaExceededError')
      }
    })
    const begun = Date.now()
    await type(wang, '磁盘满了')
    await wang.waitForSelector('.banner.bad button', { timeout: 10_000 })
    tellFigures('SI23', { 'ms until it was said': Date.now() - begun })
    expect(await wang.$('[data-saved=true]')).toBeNull()
    await has(li, '磁盘满了')
    await type(li, '她也在写', '第二段')
    await has(wang, '她也在写')
    await wang.evaluate(() => {
      const store = IDBObjectStore.prototype as unknown as Record<string, unknown>
      store['add'] = store['roomy']
    })
    await saved(wang)
    await waitFor(async () => (await wang.$('.banner.bad')) === null, 'the notice is gone')
    await wang.close()
    wang = await openAgain(first)
    await has(wang, '磁盘满了')
    expect(await editorText(wang)).toContain('她也在写')
  })

  it('[SI24] the databases are deleted by another page: writing goes on, and all is stored again', async () => {
    const other = await first.page('options.html')
    await other.evaluate(async () => {
      for (const { name = '' } of await indexedDB.databases())
        if (/^tonggao:.*:(text|figures|review|log)/.test(name))
          await new Promise((resolve) => {
            const request = indexedDB.deleteDatabase(name)
            for (const event of ['success', 'error', 'blocked'])
              request.addEventListener(event, resolve)
          })
    })
    await other.close()
    await type(wang, '库被删了')
    await has(li, '库被删了')
    await saved(wang)
    await wang.close()
    wang = await openAgain(first)
    await has(wang, '库被删了')
    expect(await editorText(wang)).toContain('磁盘满了')
  })

  it('[SI25] a colleague whose machine stops without a word is missed within 10 s; awake again, both have everything', async () => {
    await waitFor(() => wang.$('[data-peer]'), 'she is there', 60_000)
    const pid = second.browser.process()?.pid ?? 0
    expect(pid).toBeGreaterThan(0)
    await wang.bringToFront()
    process.kill(-pid, 'SIGSTOP')
    const begun = Date.now()
    try {
      await waitFor(async () => (await wang.$('[data-peer]')) === null, 'she is missed', 30_000)
      const missed = (Date.now() - begun) / 1000
      tellFigures('SI25', { 'seconds until missed': missed.toFixed(1) })
      expect(missed).toBeLessThan(10)
      await type(wang, '她睡着时写的')
      await saved(wang)
    } finally {
      process.kill(-pid, 'SIGCONT')
    }
    await has(li, '她睡着时写的', 60_000)
    await type(li, '醒来写的', '第二段')
    await has(wang, '醒来写的')
    await waitFor(() => wang.$('[data-sync=synced]'), 'in step', 30_000)
  })

  it('[SI26] another network, three times: each time both have everything within half a minute', async () => {
    let slowest = 0
    for (let round = 0; round < 3; round++) {
      await second.setOffline(true)
      await type(wang, `换网${round}`)
      await type(li, `这边${round}`, '第二段')
      await second.setOffline(false)
      const begun = Date.now()
      await has(li, `换网${round}`)
      await has(wang, `这边${round}`)
      slowest = Math.max(slowest, Date.now() - begun)
    }
    tellFigures('SI26', { 'ms until both had everything at most': slowest })
    expect(await editorText(wang)).toBe(await editorText(li))
  })

  it('[SI20] the process of the page is killed: nothing that was saved is lost when the browser is started again', async () => {
    await type(wang, '页面崩溃前')
    await saved(wang)
    const session = await wang.createCDPSession()
    session.send('Page.crash').catch(() => undefined)
    await has(li, '页面崩溃前')
    await first.killAndRestart()
    wang = await openAgain(first)
    await has(wang, '页面崩溃前')
    await type(wang, '又打开了')
    await has(li, '又打开了')
  })
})
