import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { introduce, newReport, Profile } from '../support/chromium'
import { faultsOf, paragraphsOf, partsOf, readText } from '../support/docx'
import { savedFile } from '../support/files'
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
})
