import { writeFileSync } from 'node:fs'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caretBehind, introduce, newReport, Profile } from '../support/chromium'
import { hasPdfTools, textOfPdf } from '../support/office'
import { waitFor } from '../support/wait'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(
    page,
    `全市便民服务工作情况报告\n工作进展顺利，各项任务按期完成。\n一、进展\n全年办结*件。\n二、打算\n下一步继续努力，再接再厉。${'\n还有一段。'.repeat(50)}`,
  )
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-printed', 'yes')
  })
})

afterAll(async () => {
  await profile?.dispose()
})

interface Printed {
  readonly text: string
  readonly mark: string
  readonly come: readonly string[]
  readonly gone: readonly string[]
  readonly by: readonly string[]
}

/** What the browser would print now. */
async function printed(): Promise<Printed> {
  const result = await page.evaluate(() => {
    dispatchEvent(new Event('beforeprint'))
    const all = (what: string): string[] =>
      [...document.querySelectorAll(`.sheet-printed ${what}`)].map((one) => one.textContent ?? '')
    const found = {
      text: all('.sheet-block').join('\n'),
      mark: all('.sheet-mark').join(),
      come: all('ins'),
      gone: all('del'),
      by: all('.sheet-by'),
    }
    dispatchEvent(new Event('afterprint'))
    return found
  })
  const folder = process.env['PICTURES']
  if (folder !== undefined)
    writeFileSync(
      `${folder}/print-${Date.now()}.pdf`,
      await page.pdf({ preferCSSPageSize: true, printBackground: true }),
    )
  return result
}

async function dialog(): Promise<void> {
  await page.keyboard.down('Control')
  await page.keyboard.press('KeyP')
  await page.keyboard.up('Control')
  await page.waitForSelector('.print-dialog')
}

async function print(): Promise<void> {
  await page.click('[data-print]')
  await page.waitForSelector('[data-printed]')
  await page.evaluate(() => document.body.removeAttribute('data-printed'))
}

describe('print', () => {
  it('[PS50] from the browser’s own menu what was not let through says 草稿', async () => {
    expect((await printed()).mark).toBe('草稿')
    if (!hasPdfTools) return
    const pages = textOfPdf(await page.pdf({ preferCSSPageSize: true }))
      .split('\f')
      .slice(0, -1)
    expect(pages.length).toBeGreaterThan(2)
    for (const text of pages) expect(text.replaceAll(/\s/g, '')).toContain('草稿')
  })

  it('[PS51] what was let through prints once without it', async () => {
    await page.focus('.ProseMirror')
    await dialog()
    await page.click('[data-print]')
    await waitFor(
      () => page.$eval('.print-dialog .error', (one) => one.textContent),
      'a reason is asked for',
    )
    await page.type('.print-dialog [name=pass-reason]', '先送领导看')
    await print()
    expect((await printed()).mark).toBe('')
    expect((await printed()).mark).toBe('草稿')
  })

  it('[PS52] a final print has nothing of what is only proposed', async () => {
    await page.click('[data-tool=suggest-mode]')
    await caretBehind(page, '工作进展')
    await page.keyboard.type('很')
    await caretBehind(page, '再接再厉')
    for (const _ of '再厉') await page.keyboard.press('Backspace')
    await page.keyboard.type('续前行')
    await waitFor(() => page.$('.suggest-come'), 'the suggestions')
    await page.click('[data-tool=suggest-mode]')
    await dialog()
    await page.type('.print-dialog [name=pass-reason]', '先送领导看')
    await print()
    const final = await printed()
    expect(final.text).toContain('工作进展顺利')
    expect(final.text).toContain('再接再厉。')
    expect(final.text).not.toMatch(/很|续前行/)
    expect([...final.come, ...final.gone, final.mark]).toEqual([''])
  })

  it('[PS53] a draft shows suggestions as tracked changes, with who made them, and says 草稿', async () => {
    await dialog()
    await page.click('.print-dialog input[value=draft]')
    await print()
    const draft = await printed()
    expect(draft.mark).toBe('草稿')
    expect(draft.come).toEqual(['很', '续前行'])
    expect(draft.gone).toEqual(['再厉'])
    expect(draft.by).toEqual(['王芳', '王芳'])
    await dialog()
    await page.click('.print-dialog input[name=comments]')
    await print()
    const bare = await printed()
    expect([...bare.come, ...bare.gone]).toEqual([])
    expect(bare.text).toContain('再接再厉。')
  })
})
