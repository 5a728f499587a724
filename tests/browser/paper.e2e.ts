import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { widthOf } from '../../editor/paper/format'
import { caretBehind, introduce, newReport, Profile } from '../support/chromium'
import { faultsOf, paragraphsOf, partsOf, readText } from '../support/docx'
import { savedFile } from '../support/files'
import { hasPdfTools, pagesOfPdf, textOfPdf } from '../support/office'
import { waitFor } from '../support/wait'
import { hasRealReport, readReal, readSample } from '../support/real-report'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, hasRealReport ? readReal('annual-report.txt') : readSample())
})

afterAll(async () => {
  await profile?.dispose()
})

async function choose(command: string): Promise<void> {
  await page.click('[data-menu=file]')
  await page.click(`[data-command=${command}]`)
}

/** Lets a formal print through, with a reason, up to where the browser would print. */
async function letThrough(): Promise<void> {
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-printed', 'yes')
  })
  await choose('print')
  await page.waitForSelector('.print-dialog')
  await page.type('.print-dialog [name=pass-reason]', '先送领导看')
  await page.click('[data-print]')
  await page.waitForSelector('[data-printed]')
  await page.evaluate(() => document.body.removeAttribute('data-printed'))
}

describe('paper', () => {
  it('[DX12] exports a draft for Word from the menu, and remembers the choices', async () => {
    await choose('word')
    await page.waitForSelector('.word-dialog')
    await page.click('.word-dialog input[value=draft]')
    await page.click('.word-dialog input[value=real]')
    const path = await savedFile(page, () => page.click('[data-write-word]'))
    expect(basename(path)).toMatch(/送审草稿-\d{8}\.docx$/)
    const bytes = readFileSync(path)
    expect(await faultsOf(bytes)).toEqual([])
    expect(partsOf(bytes)['word/numbering.xml']).toBeDefined()
    const blanks = [
      ...(partsOf(bytes)['word/document.xml'] ?? '').matchAll(/<w:tag w:val="tonggao:/g),
    ]
    expect(blanks.length).toBe(await page.$$eval('.ProseMirror [data-figure]', (all) => all.length))
    expect(readText(paragraphsOf(bytes)[0] ?? '').replace('\n', '')).toBe(
      await page.$eval('.ProseMirror h1', (title) => title.textContent),
    )
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.word-dialog') === null)
    await choose('word')
    await page.waitForSelector('.word-dialog')
    expect(
      await page.$$eval('.word-dialog input', (all) =>
        all.filter((one) => one.checked).map((one) => one.value),
      ),
    ).toEqual(expect.arrayContaining(['draft', 'real']))
    await page.keyboard.press('Escape')
  })

  it.skipIf(!hasPdfTools)(
    '[DX13] prints the paper and not the page: 22 lines, page numbers at the outer side',
    async () => {
      await page.evaluate(() => localStorage.removeItem('tonggao:paper'))
      await letThrough()
      const pdf = await page.pdf({ preferCSSPageSize: true })
      const pages = pagesOfPdf(pdf)
      expect(pages.length).toBeGreaterThan(2)
      for (const [index, lines] of pages.entries()) {
        expect(lines.at(-1)).toBe(`—${index + 1}—`)
        if (index > 0 && index < pages.length - 1) expect(lines).toHaveLength(23)
      }
      const [odd = 0, even = 0] = sidesOf(pdf)
      expect(odd).toBeGreaterThan(20)
      expect(even).toBeLessThan(10)
      const widths = pages.flatMap((lines) => lines.slice(0, -1).map(widthOf))
      expect(Math.max(...widths)).toBeLessThanOrEqual(28)
      const text = pages.flatMap((lines) => lines.slice(0, -1)).join('')
      const blocks = await page.$$eval('.ProseMirror > [data-block]', (all) =>
        all.map((one) => (one.textContent ?? '').replace(/\s+/g, '')),
      )
      for (const block of blocks) expect(text).toContain(block)
      // Nothing of it stays in the page.
      expect(await page.$('.sheet-printed')).toBeNull()
    },
  )

  it('[DX13] asks before it prints, by Ctrl+P and from the menu', async () => {
    await page.focus('.ProseMirror')
    await page.keyboard.down('Control')
    await page.keyboard.press('KeyP')
    await page.keyboard.up('Control')
    await page.waitForSelector('.print-dialog')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.print-dialog') === null)
    await choose('print')
    await page.waitForSelector('.print-dialog')
    await page.click('.print-dialog input[value=draft]')
    await page.evaluate(() => {
      window.print = () => document.body.setAttribute('data-printed', 'yes')
    })
    await page.click('[data-print]')
    await page.waitForSelector('[data-printed]')
    expect(await page.$('.print-dialog')).toBeNull()
  })

  it.skipIf(!hasPdfTools)(
    '[DX14] counts the pages that would be printed, and draws where they end',
    async () => {
      await page.evaluate(() => localStorage.removeItem('tonggao:paper'))
      // What was not let through has a word over its pages, which is none of the text.
      await page.addStyleTag({ content: '.sheet-mark { display: none }' })
      const printed = async (): Promise<string[][]> =>
        pagesOfPdf(await page.pdf({ preferCSSPageSize: true }))
      const counted = (): Promise<number> =>
        page.$eval('[data-pages]', (one) => Number(one.getAttribute('data-pages')))
      await page.waitForSelector('[data-pages]')
      const pages = await printed()
      expect(await counted()).toBe(pages.length)
      // Each end of a page stands before what the printed page begins with.
      for (const [index, lines] of pages.entries()) {
        if (index === 0) continue
        // The number of a section is not in the editor's text.
        const begins = (lines[0] ?? '')
          .replace(/^(?:[一二三四五六]、|（[一二三四五六]）)/, '')
          .slice(0, 14)
        await waitFor(async () => {
          const off = await offBy(begins, index + 1)
          return off !== null && off < 12
        }, `the end of the page before “${begins}”`)
      }
      // A change is counted after a moment.
      await caretBehind(page, '主要工作')
      for (let i = 0; i < 30; i++) await page.keyboard.press('Enter')
      await waitFor(async () => (await counted()) === (await printed()).length, 'the new count')
      expect(await counted()).toBeGreaterThan(pages.length)
      expect(
        await page.$$eval('.measure-frame', (all) =>
          all.map((one) => {
            const { contentDocument } = one as HTMLIFrameElement
            return contentDocument?.querySelector('.sheet-measured')?.childElementCount
          }),
        ),
      ).toEqual([0])
    },
  )

  it('[DX14] hides the ends of pages when asked, and remembers it', async () => {
    await page.waitForFunction(() => document.querySelector('.page-break') !== null)
    await page.click('[data-menu=view]')
    await page.click('[data-command=page-lines]')
    await page.waitForFunction(() => document.querySelector('.page-breaks')?.hasAttribute('hidden'))
    await page.click('[data-menu=view]')
    await page.click('[data-command=page-lines]')
    await page.waitForFunction(
      () => document.querySelector('.page-breaks')?.hasAttribute('hidden') === false,
    )
  })
})

/** How many pixels the end of the page before `number` is drawn off the line in which `text` stands. */
async function offBy(text: string, number: number): Promise<number | null> {
  return await page.evaluate(
    (wanted, which) => {
      const squeeze = (node: Node): string => (node.textContent ?? '').replace(/\s+/g, '')
      for (const block of document.querySelectorAll('.ProseMirror > [data-block]')) {
        let rest = squeeze(block).indexOf(wanted)
        if (rest < 0) continue
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const { length } = squeeze(node)
          if (rest >= length) {
            rest -= length
            continue
          }
          const range = document.createRange()
          range.setStart(node, rest)
          range.setEnd(node, rest + 1)
          const { top } = range.getBoundingClientRect()
          if (top < 200 || top > 600) {
            document.querySelector('.desk')?.scrollBy(0, top - 400)
            return null
          }
          const line = document.querySelector(`.page-break[data-page="${which}"]`)
          return line === null ? null : Math.abs(line.getBoundingClientRect().top - top)
        }
      }
      throw new Error(`${wanted} is not in the text`)
    },
    text,
    number,
  )
}

/** Where the page numbers of the first two pages stand, in characters from the left. */
function sidesOf(pdf: Uint8Array): number[] {
  return textOfPdf(pdf)
    .split('\f')
    .slice(0, 2)
    .map((text) => text.split('\n').find((line) => /^ *— *\d+ *—/.test(line)) ?? '')
    .map((line) => line.search(/—/))
}
