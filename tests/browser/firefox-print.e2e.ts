import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { introduce, newReport } from '../support/chromium'
import { FirefoxProfile } from '../support/firefox'
import { hasPdfTools, pagesOfPdf } from '../support/office'
import { readSample } from '../support/real-report'

let fox: FirefoxProfile
let page: Page

beforeAll(async () => {
  fox = await FirefoxProfile.open()
  page = await fox.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, readSample())
})

afterAll(async () => {
  await fox?.dispose()
})

describe.skipIf(!hasPdfTools)('print in Firefox', () => {
  it('[DX13] has 22 lines and a number on each page, though the browser writes none', async () => {
    await page.addStyleTag({ content: '.sheet-mark { display: none }' })
    const pages = pagesOfPdf(await page.pdf({ preferCSSPageSize: true, printBackground: true }))
    expect(pages.length).toBeGreaterThan(1)
    for (const [index, lines] of pages.entries()) {
      expect(lines.at(-1)).toBe(`—${index + 1}—`)
      expect(lines.length).toBeLessThanOrEqual(23)
    }
    // Its PDF files do not tell every character, so the text is read from the page.
    const printed = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'))
      const sheets = [...document.querySelectorAll('.sheet-page')].map((sheet) =>
        [...sheet.querySelectorAll('.sheet-block')].map((one) => one.textContent ?? '').join(''),
      )
      const marks = document.querySelectorAll('.sheet-page > .sheet-mark').length
      dispatchEvent(new Event('afterprint'))
      // By the browser's own menu it is a draft, on each page.
      if (marks !== sheets.length) throw new Error(`${marks} marks on ${sheets.length} pages`)
      return sheets
    })
    expect(printed).toHaveLength(pages.length)
    const blocks = await page.$$eval('.ProseMirror > [data-block]', (all) =>
      all.map((one) => one.textContent ?? ''),
    )
    for (const block of blocks) expect(printed.join('')).toContain(block)
  })
})
