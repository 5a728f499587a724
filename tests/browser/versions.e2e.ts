import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText } from '../support/chromium'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

const template =
  '年度报告\n一、进展\n今年走访企业*次，解决难题*件。\n二、问题\n还有差距。\n三、打算\n继续努力。\n'

let people: TwoPeople
let wang: Page
let li: Page

beforeAll(async () => {
  people = await openTwoPeople(template, { names: ['办公室 王芳', '李强'] })
  ;({ owner: wang, member: li } = people)
})

afterAll(async () => {
  await people?.close()
})

const isEditable = (page: Page): Promise<boolean> =>
  page.$eval('.ProseMirror', (one) => (one as HTMLElement).contentEditable === 'true')

describe('versions and stages', () => {
  it('[VT1] a version is kept, compared with what was written since, and brought back', async () => {
    await wang.bringToFront()
    await wang.click('[data-tab=history]')
    await wang.click('[data-keep-version]')
    await wang.type('input[name=version]', '报领导前')
    await wang.click('[data-go]')
    await wang.waitForSelector('[data-version]')
    expect(await wang.$eval('[data-version]', (one) => one.textContent)).toMatch(
      /报领导前.*王芳.*指纹 [0-9A-F]{4}-/s,
    )
    await caretBehind(wang, '今年走访')
    await wang.keyboard.type('了全部')
    await caretBehind(wang, '继续努力。')
    await wang.keyboard.type('再加一句。')
    // The other's page has the version as soon as it has the words.
    await waitFor(async () => (await editorText(li)).includes('再加一句'), 'li has the words')
    await li.bringToFront()
    await li.click('[data-tab=history]')
    await li.click('[data-version]')
    await li.waitForSelector('[data-compared=changed]')
    expect(await li.$$eval('.compare ins', (all) => all.map((one) => one.textContent))).toEqual([
      '了全部',
      '再加一句。',
    ])
    await li.click('[data-restore-block]')
    await waitFor(async () => !(await editorText(wang)).includes('了全部'), 'one is taken back')
    expect(await editorText(wang)).toContain('再加一句')
    await li.keyboard.press('Escape')
    await li.waitForFunction(() => document.querySelector('.compare-dialog') === null)
    await li.keyboard.down('Control')
    await caretBehind(li, '还有差距')
    await li.keyboard.press('z')
    await li.keyboard.up('Control')
    await waitFor(async () => (await editorText(wang)).includes('了全部'), 'undo brings it back')
  })

  it('[VT2] 定稿 stops everybody’s writing, a comment still goes, and reopening says why', async () => {
    await wang.bringToFront()
    await wang.click('[data-next-stage]')
    await wang.click('input[name=stage][value=final]')
    await wang.type('[name=pass-reason]', '缺的两项数据随后补报')
    await wang.click('[data-go]')
    for (const page of [wang, li]) {
      await page.bringToFront()
      await page.waitForSelector('[data-final]')
      await waitFor(async () => !(await isEditable(page)), 'nobody writes')
      expect(await page.$('[data-final-differs]')).toBeNull()
    }
    expect(await li.$('[data-reopen]')).toBeNull()
    await li.click('.ProseMirror .blank')
    await li.waitForSelector('.figure-form')
    expect(
      await li.$eval('.figure-form .primary', (one) => (one as HTMLButtonElement).disabled),
    ).toBe(true)
    await li.keyboard.press('Escape')
    await wang.bringToFront()
    await wang.click('[data-reopen]')
    await wang.click('[data-go]')
    await waitFor(
      () => wang.$eval('.version-dialog .error', (one) => one.textContent),
      'a reason is asked for',
    )
    await wang.type('input[name=reason]', '领导改一处数据')
    await wang.click('[data-go]')
    for (const page of [wang, li]) {
      await waitFor(async () => await isEditable(page), 'it can be written again')
      expect(await page.$('[data-final]')).toBeNull()
    }
    await waitFor(
      async () =>
        (await wang.$eval('.history-list', (one) => one.textContent))?.includes('领导改一处数据'),
      'the reason is kept',
    )
  })
})
