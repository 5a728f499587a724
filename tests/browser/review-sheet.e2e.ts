import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import * as sheetJs from 'xlsx'
import { introduce, newReport, Profile } from '../support/chromium'
import { partsOf, readText } from '../support/docx'
import { savedFile } from '../support/files'
import { waitFor } from '../support/wait'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, '年度报告\n一、进展\n走访企业，解决难题。\n')
})

afterAll(async () => {
  await profile?.dispose()
})

/** Comments on the words that a double click selects. */
async function comment(words: string, body: string): Promise<void> {
  await page.evaluate((wanted) => {
    const root = document.querySelector<HTMLElement>('.ProseMirror')
    const walker = document.createTreeWalker(root ?? document, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(wanted)
      if (at < 0) continue
      root?.focus()
      getSelection()?.setBaseAndExtent(node, at, node, at + wanted.length)
      return
    }
  }, words)
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  await page.keyboard.down('Control')
  await page.keyboard.down('Alt')
  await page.keyboard.press('m')
  await page.keyboard.up('Alt')
  await page.keyboard.up('Control')
  await page.waitForSelector('.composer textarea')
  await page.type('.composer textarea', body)
  await page.click('.composer .primary')
  await page.waitForFunction(() => document.querySelector('.composer textarea') === null)
}

describe('the review as a whole', () => {
  it('[RF2] is filtered, and goes out as a table that another program opens', async () => {
    await comment('走访企业', '哪些企业？')
    await comment('解决难题', '举一例')
    await waitFor(async () => (await page.$$('[data-thread-item]')).length === 2, 'two comments')
    await page.$$eval('[data-thread-item]', (all) => {
      const buttons = [...(all[1]?.querySelectorAll('button') ?? [])]
      buttons.find((one) => one.textContent === '解决')?.click()
    })
    await page.click('[data-thread-item] .quote-button')
    await waitFor(async () => (await page.$$('[data-thread-item]')).length === 1, 'one is open')
    await page.select('select[name=threads]', 'resolved')
    await waitFor(
      async () =>
        (
          await page.$$eval('[data-thread-item]', (all) => all.map((one) => one.textContent).join())
        ).includes('举一例'),
      'the resolved one is found',
    )
    const path = await savedFile(page, async () => {
      await page.click('[data-menu=review]')
      await page.click('[data-command=review-sheet]')
    })
    const book = sheetJs.readFile(path)
    const sheet = book.Sheets['审阅意见表']
    if (sheet === undefined) throw new Error('no sheet')
    const rows = sheetJs.utils.sheet_to_json<string[]>(sheet, { header: 1 })
    expect(rows.map((row) => [row[1], row[2], row[4], row[5], row[7]])).toEqual([
      ['位置', '原文', '意见', '提出人', '状态'],
      ['一、进展', '走访企业', '王芳：哪些企业？', '王芳', '未解决'],
      ['一、进展', '解决难题', '王芳：举一例', '王芳', '已解决'],
    ])
  })

  it('[RW22] goes out as a Word file with the same lines', async () => {
    const path = await savedFile(page, async () => {
      await page.click('[data-menu=review]')
      await page.click('[data-command=review-sheet-word]')
    })
    expect(path).toContain('审阅意见表.docx')
    const document = partsOf(readFileSync(path))['word/document.xml'] ?? ''
    const rows = document.split('<w:tr>').slice(1)
    expect(rows.map(readText).map((row) => row.replace(/\d{4}.*?:\d\d:\d\d/, '—'))).toEqual([
      '序号位置原文类型意见提出人时间状态请谁处理',
      '1一、进展走访企业批注王芳：哪些企业？王芳—未解决',
      '2一、进展解决难题批注王芳：举一例王芳—已解决',
    ])
  })
})
