import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { readText } from '../../schema/index'
import { editorText, introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '办公室 王芳')
})

afterAll(async () => {
  await profile?.dispose()
})

const home = async (): Promise<void> => {
  await page.click('.top-bar .icon')
  await page.waitForSelector('.home [data-report]')
}

/** Waits until what is known of the open report is written down: its summary, and what was seen. */
const known = async (missing: number, words: string): Promise<void> => {
  const id = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('id')
  await waitFor(
    async () =>
      await page.evaluate(
        async (report, count, text) => {
          const { storage } = (globalThis as unknown as { chrome: typeof chrome }).chrome
          const stored = await storage.local.get([`summary:${report}`, `seen:${report}`])
          const summary = stored[`summary:${report}`] as { missing?: number } | undefined
          return (
            summary?.missing === count &&
            JSON.stringify(stored[`seen:${report}`] ?? '').includes(text)
          )
        },
        id,
        missing,
        words,
      ),
    'the report is written down',
  )
}

describe('several reports', () => {
  it('[LB1] every template of ours is recognised: title, sections, blanks, no stray candidates', async () => {
    const folder = fileURLToPath(new URL('../../extension/public/templates/', import.meta.url))
    const files = readdirSync(folder)
    expect(files.length).toBeGreaterThanOrEqual(5)
    for (const file of files) {
      const { doc, figures, candidates } = readText(readFileSync(`${folder}${file}`, 'utf8'))
      expect([file, doc.child(0).type.name]).toEqual([file, 'title'])
      expect(figures.length).toBeGreaterThan(10)
      expect([file, candidates.map(({ text }) => text)]).toEqual([file, []])
    }
    await page.waitForSelector('[data-template]')
    await page.click('[data-template=inspection]')
    await waitFor(
      async () =>
        (await page.$eval('textarea[name=template]', (area) => area.value)).includes('检查情况'),
      'the template',
    )
    expect((await page.$$('[data-template]')).length).toBe(files.length + 1)
  })

  it('[LB2] a report is copied with its values, or as a template; both leave it as it was', async () => {
    await newReport(page, '季度报告\n一、进展\n走访*次，办件*件。')
    await page.waitForSelector('.ProseMirror .blank')
    await page.click('.ProseMirror .blank')
    await page.waitForSelector('.figure-form .value')
    await page.type('.figure-form .value', '12')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.ProseMirror [data-state=filled]')
    await known(1, '"12"')
    const first = page.url()
    const copy = async (kind: 'values' | 'template', title: string): Promise<void> => {
      const before = page.url()
      await page.click('[data-menu=file]')
      await page.click('[data-command=copy-report]')
      await page.click(`input[name=copy][value=${kind}]`)
      await page.type('input[name=copy-name]', title)
      await page.click('[data-copy]')
      await waitFor(() => page.url() !== before, 'another report')
      await waitFor(async () => (await editorText(page)).includes('走访'), 'its text')
    }
    await copy('values', '')
    await page.waitForSelector('.ProseMirror [data-state=filled]')
    expect(await editorText(page)).toContain('走访12次')
    await known(1, '"12"')
    await copy('template', '')
    expect(await page.$('.ProseMirror [data-state=filled]')).toBeNull()
    await known(2, '走访')
    await page.goto(first)
    await page.reload()
    await page.waitForSelector('.ProseMirror [data-state=filled]')
  })

  it('[LB3] an archived report is out of the way and out of the badge, and comes back', async () => {
    await home()
    const badge = (): Promise<string> =>
      page.evaluate(
        async () =>
          await (globalThis as unknown as { chrome: typeof chrome }).chrome.action.getBadgeText({}),
      )
    await waitFor(async () => (await badge()) === '4', 'what is missing in all three')
    const id = await page.$eval('[data-archive]', (one) => (one as HTMLElement).dataset['archive'])
    await page.click(`[data-archive="${id}"]`)
    await page.waitForSelector('[data-archived]')
    expect((await page.$$('.columns > section > .reports > li')).length).toBe(2)
    await waitFor(async () => ['2', '3'].includes(await badge()), 'its blanks do not count')
    await page.click('[data-archived] summary')
    await page.click(`[data-archive="${id}"]`)
    await waitFor(async () => (await page.$('[data-archived]')) === null, 'it is back')
  })

  it('[LB4] the search finds words and values in all reports, whatever their width and case', async () => {
    await page.type('input[name=search-all]', '走访１２次')
    await waitFor(() => page.$('[data-found-in]'), 'it is found')
    expect(await page.$eval('.found-in mark', (one) => one.textContent)).toBe('走访12次')
    await page.$eval('input[name=search-all]', (field) => {
      const box = field
      box.value = '没有这样的话'
      box.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await waitFor(() => page.$('[data-search-count="0"]'), 'nothing')
    await page.$eval('input[name=search-all]', (field) => {
      const box = field
      box.value = '走访12次'
      box.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await waitFor(() => page.$('[data-found-in]'), 'it is found again')
    await page.click('[data-found-in]')
    await page.waitForSelector('.ProseMirror [data-state=filled]')
  })
})
