import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import * as sheetJs from 'xlsx'
import { introduce, newReport, Profile } from '../support/chromium'
import { chooseFile, savedFile } from '../support/files'
import { hasRealReport, readReal, readSample } from '../support/real-report'
import { waitFor } from '../support/wait'

const template = hasRealReport ? readReal('annual-report.txt') : readSample()

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '办公室 王芳')
  await newReport(page, template)
  await waitFor(() => page.$('[data-figure-item]'), 'the figures')
  await page.click('[data-show-board]')
  await page.waitForSelector('[data-export]')
})

afterAll(async () => {
  await profile?.dispose()
})

describe('the list as a spreadsheet', () => {
  it('[XT1] goes out, is filled in another program, comes back and is applied as one step', async () => {
    await page.click('[data-export]')
    await page.waitForSelector('[data-export-all]')
    const path = await savedFile(page, () => page.click('[data-export-all]'))
    await page.keyboard.press('Escape')
    const book = sheetJs.readFile(path)
    const sheet = book.Sheets[book.SheetNames[0] ?? '']
    if (sheet === undefined) throw new Error('no sheet')
    const rows = sheetJs.utils.sheet_to_json<(string | number | null)[]>(sheet, {
      header: 1,
      defval: null,
    })
    const head = rows.findIndex((row) => row.includes('tonggao:id'))
    const [id, value, rule] = ['tonggao:id', '数值', 'tonggao:rule'].map((name) =>
      (rows[head] ?? []).indexOf(name),
    )
    if (id === undefined || value === undefined || rule === undefined) throw new Error('no head')
    const whole = rows.flatMap((row, index) =>
      index > head && row[rule] === 'whole' ? [index] : [],
    )
    const [good = 0, bad = 0] = whole
    const filled = rows.map((row, index) =>
      index === good ? row.with(value, '１２') : index === bad ? row.with(value, '若干') : row,
    )
    const changed = sheetJs.utils.book_new()
    // Somebody sorted the rows the other way round.
    const sorted = [...filled.slice(0, head + 1), ...filled.slice(head + 1).toReversed()]
    sheetJs.utils.book_append_sheet(changed, sheetJs.utils.aoa_to_sheet(sorted), '收回')
    writeFileSync(path, new Uint8Array(sheetJs.write(changed, { type: 'array' }) as ArrayBuffer))

    await chooseFile(page, 'input[name=list]', path)
    await page.waitForSelector('[data-proposal]')
    expect(
      await page.$$eval('[data-proposal]', (all) =>
        all.map((one) => one.getAttribute('data-proposal')),
      ),
    ).toEqual(['refused', 'fill'])
    await page.click('[data-apply]')
    const figure = String(filled[good]?.[id])
    const state = (): Promise<string | null> =>
      page.$eval(`[data-figure-item="${figure}"]`, (one) => one.getAttribute('data-state'))
    await waitFor(async () => (await state()) === 'filled', 'it is filled')
    expect(
      await page.$eval(
        `[data-board-value="${figure}"]`,
        (field) => (field as HTMLInputElement).value,
      ),
    ).toBe('12')
    await page.click('.board .toolbar button[title*="Ctrl+Z"]')
    await waitFor(async () => (await state()) === 'missing', 'it is undone')
  })

  it('[XT2] says what is wrong with a file that is no list', async () => {
    const path = await savedFile(page, async () => {
      await page.click('[data-export]')
      await page.waitForSelector('[data-export-all]')
      await page.click('[data-export-all]')
    })
    await page.keyboard.press('Escape')
    writeFileSync(path, '不是表格')
    await chooseFile(page, 'input[name=list]', path)
    await waitFor(() => page.$('[data-import-problem]'), 'the notice')
    expect(await page.$eval('[data-import-problem]', (one) => one.textContent)).toContain(
      '不是 Excel 表格',
    )
    expect(await page.$('[data-proposal]')).toBeNull()
  })
})
