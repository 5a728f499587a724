import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import * as Y from 'yjs'
import { barriers } from '../support/barriers'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { readSample } from '../support/real-report'
import { waitFor } from '../support/wait'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
})

afterAll(async () => {
  await profile?.dispose()
})

describe('the pages', () => {
  it('[G1] the first run asks for a name and the notice, and says what is missing', async () => {
    await page.waitForSelector('.first-run')
    expect(await barriers(page)).toEqual([])
    await page.click('.first-run button[type=submit]')
    expect(await page.$eval('.first-run .error', (one) => one.textContent)).toContain('姓名')
    await page.type('.first-run input[name=name]', '王')
    await page.click('.first-run button[type=submit]')
    expect(await page.$eval('.first-run .error', (one) => one.textContent)).toContain('确认')
    await page.$eval('.first-run input[name=name]', (input) => {
      input.value = ''
    })
    await introduce(page, '芳')
  })

  it('[G2] an empty list says what to do, and the popup never takes "not loaded" for "none missing"', async () => {
    await page.waitForFunction(
      (words) => document.querySelector('.empty')?.textContent?.includes(words),
      {},
      '还没有报告',
    )
    expect(await barriers(page)).toEqual([])
    const popup = await profile.page('popup.html', { width: 376, height: 590 })
    await popup.waitForSelector('.empty')
    await popup.evaluate(async () => {
      const { storage } = (globalThis as unknown as { chrome: typeof chrome }).chrome
      const entry = {
        id: 'x1',
        title: '未打开的报告',
        access: { secret: 'A'.repeat(43), root: 'A'.repeat(43) },
        createdAt: 1,
        openedAt: 1,
      }
      await storage.local.set({ reports: { x1: entry } })
    })
    await popup.waitForSelector('[data-report=x1]')
    expect(await popup.$('[data-missing]')).toBeNull()
    expect(await popup.$eval('[data-report=x1]', (one) => one.textContent)).toContain(
      '打开一次后才知道',
    )
    expect(await barriers(popup)).toEqual([])
    await popup.close()
    await page.bringToFront()
  })

  it('[G3] nothing to recognise, a wrong invitation: said in words', async () => {
    await page.click('.card button[type=submit]')
    expect(await page.$eval('.card .error', (one) => one.textContent)).toContain('还没有文字')
    await page.type('textarea[name=invite]', '你好')
    await page.click('form:has(textarea[name=invite]) button[type=submit]')
    expect(
      await page.$eval('form:has(textarea[name=invite]) .error', (one) => one.textContent),
    ).toContain('没有邀请')
  })

  it('[G4] pasted text is recognised, a single line stays in its line', async () => {
    await newReport(page, readSample())
    await waitFor(() => page.$('[data-figure-item]'), 'blanks')
    expect(await barriers(page)).toEqual([])
    const before = (await page.$$('.ProseMirror [data-figure]')).length
    const paste = (text: string, html = ''): Promise<void> =>
      page.evaluate(
        (plain, rich) => {
          const data = new DataTransfer()
          data.setData('text/plain', plain)
          if (rich !== '') data.setData('text/html', rich)
          document.activeElement?.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
          )
        },
        text,
        html,
      )
    const place = '工作情况报告如下：'
    await caretBehind(page, place)
    await paste(
      '另完成*件，占*％',
      '<p style="color:red">另完成<b>*件</b><script>alert(1)</script><img src=x onerror=alert(1)>，占*％</p>',
    )
    await waitFor(
      async () => (await page.$$('.ProseMirror [data-figure]')).length === before + 2,
      'two more blanks',
    )
    expect(await editorText(page)).toContain('工作情况报告如下：另完成*件，占*％')
    expect(
      await page.$$eval('.ProseMirror strong', (all) => all.map((one) => one.textContent)),
    ).toEqual(['*件'])
    await paste('\n（三）新的部分。一是做法。走访*次。\n正文')
    await waitFor(
      async () => (await page.$$('.ProseMirror [data-figure]')).length === before + 3,
      'one more',
    )
    const sections = (): Promise<string> =>
      page.$$eval('[data-section-item]', (all) => all.map((one) => one.textContent).join('\n'))
    await waitFor(async () => (await sections()).includes('新的部分'), 'the section in the outline')
    expect(
      await page.$$('.ProseMirror script, .ProseMirror img:not(.ProseMirror-separator)'),
    ).toHaveLength(0)
  })

  it('[G5] Enter on a selected blank opens its form; Escape gives the keyboard back to the text', async () => {
    await page.evaluate(() =>
      document.querySelector('.ProseMirror .blank')?.scrollIntoView({ block: 'center' }),
    )
    await page.click('.ProseMirror .blank')
    await page.waitForSelector('.figure-form')
    expect(await barriers(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.waitForFunction(
      () =>
        document.querySelector('.figure-form') === null &&
        document.activeElement?.classList.contains('ProseMirror'),
    )
    await page.keyboard.press('Enter')
    await page.waitForSelector('.figure-form')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.figure-form') === null)
  })

  it('[G6] a blank of a group is split off and filled by itself', async () => {
    const figure = await page.$eval(
      '.ProseMirror .blank',
      (one) => (one as HTMLElement).dataset['figure'],
    )
    const group = (await page.$$(`.ProseMirror [data-figure="${figure}"]`)).length
    expect(group).toBeGreaterThan(1)
    await page.click('.ProseMirror .blank')
    await page.waitForSelector('.figure-form [data-split]')
    await page.click('.figure-form [data-split]')
    await waitFor(
      async () => (await page.$$(`.ProseMirror [data-figure="${figure}"]`)).length === group - 1,
      'one less in the group',
    )
    // The form of the split-off blank takes the place of the form of the group.
    await page.waitForFunction(
      () =>
        document.querySelector('.figure-form .value') !== null &&
        document.querySelector('.figure-form [data-split]') === null,
    )
    await page.type('.figure-form .value', '甲市')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.querySelector('.figure-form') === null)
    expect((await page.$$('.ProseMirror [data-state=filled]')).length).toBe(1)
  })

  it('[G7] a report of a newer version opens read-only, with a notice, and shows what it does not know', async () => {
    const doc = new Y.Doc()
    const body = doc.getText('body')
    body.insertEmbed(0, { block: 'b1', type: 'title' })
    body.insert(1, '新版报告')
    body.insertEmbed(5, { chart: 'c1' })
    doc.getMap('meta').set('schemaVersion', 99)
    const bytes = [...Y.encodeStateAsUpdate(doc)]
    await page.evaluate(async (update) => {
      const open = indexedDB.open('tonggao:x1:text')
      await new Promise<void>((resolve, reject) => {
        open.onupgradeneeded = () => {
          open.result.createObjectStore('updates', { autoIncrement: true })
          open.result.createObjectStore('custom')
        }
        open.onerror = () => reject(open.error ?? new Error('open'))
        open.onsuccess = () => {
          const tx = open.result.transaction('updates', 'readwrite')
          tx.objectStore('updates').add(new Uint8Array(update))
          tx.oncomplete = () => resolve()
        }
      })
      open.result.close()
      location.hash = 'id=x1'
    }, bytes)
    await waitFor(() => page.$eval('.banner', (one) => one.textContent), 'the notice')
    await page.waitForSelector('.ProseMirror')
    expect(await page.$eval('.banner', (one) => one.textContent)).toContain('只能查看')
    expect(await page.$eval('.ProseMirror', (one) => (one as HTMLElement).contentEditable)).toBe(
      'false',
    )
    expect(await page.$('.ProseMirror [data-unknown]')).not.toBeNull()
    expect(await editorText(page)).toContain('新版报告')
  })

  it('[G8] English is complete', async () => {
    const options = await profile.page('options.html')
    await options.waitForSelector('select[name=language]')
    expect(await barriers(options)).toEqual([])
    await options.select('select[name=language]', 'en')
    await options.click('button[type=submit]')
    await waitFor(() => options.$eval('[role=status]', (one) => one.textContent), 'saved')
    await options.close()
    await page.goto(profile.address('report.html'))
    await page.waitForSelector('.home [data-report]')
    expect(await page.$eval('.home h1', (one) => one.textContent)).toBe('My reports')
    const reports = await page.$$('.home [data-report]')
    for (const report of reports) {
      if ((await report.evaluate((one) => one.textContent))?.includes('missing')) {
        await report.click()
        break
      }
    }
    await page.waitForSelector('[data-figure-item]')
    const words = await page.evaluate(() =>
      [
        ...document.querySelectorAll(
          '.toolbar button, .tabs button, .status-line span, .top-bar button',
        ),
      ]
        .map((one) => one.textContent)
        .join(' '),
    )
    expect(words).not.toMatch(/\p{Script=Han}/u)
  })
})
