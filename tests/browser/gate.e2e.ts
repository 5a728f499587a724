import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { introduce, newReport, Profile } from '../support/chromium'
import { savedFile } from '../support/files'
import { waitFor } from '../support/wait'

const template = '工作报告\n一、进展\n走访企业*次，解决难题*件。\n落实“一窗通办要求。\n'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '办公室 王芳')
  await newReport(page, template)
})

afterAll(async () => {
  await profile?.dispose()
})

const choose = async (menu: string, command: string): Promise<void> => {
  await page.click(`[data-menu=${menu}]`)
  await page.click(`[data-command=${command}]`)
}

const hindrances = (): Promise<string[]> =>
  page.$$eval('[data-hindrance]', (all) =>
    all.map((one) => one.getAttribute('data-hindrance') ?? ''),
  )

describe('the gate', () => {
  it('[GB1] a formal file waits for a reason while something is open; the reason is on record', async () => {
    await choose('file', 'word')
    await page.waitForSelector('.word-dialog')
    await page.click('.word-dialog input[value=formal]')
    await page.waitForSelector('[data-gate=closed]')
    expect(await hindrances()).toEqual(['missing', 'errors'])
    await page.click('[data-write-word]')
    await waitFor(
      () => page.$eval('.word-dialog .error', (one) => one.textContent),
      'it says what is needed',
    )
    await page.type('[name=pass-reason]', '数据随后补报，已报分管领导同意')
    await savedFile(page, () => page.click('[data-write-word]'))
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.word-dialog') === null)
    await choose('review', 'passes')
    await page.waitForSelector('[data-pass=export]')
    const record = await page.$eval('[data-pass]', (one) => one.textContent)
    for (const words of ['王芳', '已报分管领导同意', '待填 2 项', '校核错误 1 处'])
      expect(record).toContain(words)
    // The record is printed by itself; the page's own print has no part in it.
    await page.click('[data-print-passes]')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.passes-dialog') === null)
  })

  it('[GB2] it leads to what is open, and 定稿 needs no reason when nothing is', async () => {
    await page.click('[data-tab=history]')
    await page.click('[data-next-stage]')
    await page.click('input[name=stage][value=final]')
    await page.waitForSelector('[data-gate=closed]')
    await page.click('[data-hindrance=missing] button')
    await page.waitForSelector('.figure-form')
    expect(await page.$('.version-dialog')).toBeNull()
    for (const value of ['12', '3']) {
      const label = await page.$eval('.figure-form strong', (one) => one.textContent)
      await page.type('.figure-form .value', value)
      await page.keyboard.press('Tab')
      await page.waitForFunction(
        (before) => document.querySelector('.figure-form strong')?.textContent !== before,
        {},
        label,
      )
    }
    await waitFor(async () => (await page.$('.figure-form')) === null, 'both are filled')
    await page.click('[data-tab=checks]')
    await page.click('[data-finding=unpaired] [data-dismiss]')
    await page.keyboard.type('原文如此')
    await page.keyboard.press('Enter')
    await waitFor(async () => (await page.$('[data-finding]')) === null, 'nothing is left')
    await page.click('[data-tab=history]')
    await page.click('[data-next-stage]')
    await page.click('input[name=stage][value=final]')
    await page.waitForSelector('[data-gate=open]')
    await page.click('[data-go]')
    await page.waitForSelector('[data-final]')
  })
})
