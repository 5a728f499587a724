import { mkdirSync } from 'node:fs'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editorText, introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

const template = [
  '某局2026年工作情况报告',
  '一、主要工作',
  '（一）办理诉求。全年受理诉求*件，同比增长*％，办结率*％，收入增速为*％。',
].join('\n')

let profile: Profile
let page: Page

async function fill(index: number, value: string): Promise<void> {
  await page.keyboard.press('Escape')
  const blanks = await page.$$('.ProseMirror [data-figure]')
  await blanks[index]?.click()
  await page.waitForSelector('.figure-form input.value')
  await page.keyboard.type(value)
  await page.keyboard.press('Enter')
}

/** The notice, as it reads. */
const said = (): Promise<string> => page.$eval('.toast', (one) => one.textContent ?? '')
const closed = (): Promise<boolean> =>
  waitFor(async () => (await page.$('.figure-form')) === null, 'the form is closed')
const reads = (words: string): Promise<boolean> =>
  waitFor(async () => (await editorText(page)).includes(words), `the text reads ${words}`)

async function undo(): Promise<void> {
  await page.keyboard.down('Control')
  await page.keyboard.press('z')
  await page.keyboard.up('Control')
}

beforeAll(async () => {
  mkdirSync('.output/shots', { recursive: true })
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '办公室 王芳')
  await newReport(page, template)
  await page.waitForSelector('.ProseMirror [data-figure]')
})

afterAll(async () => {
  await profile?.dispose()
})

describe('values below zero', () => {
  it('[FG10] are refused for a rate, and no suggestion drops the sign', async () => {
    await fill(2, '-3')
    await page.waitForSelector('.figure-form .error')
    const words = await page.$eval('.figure-form .error', (one) => one.textContent ?? '')
    expect(words).toContain('不能是负数')
    expect(await page.$('.figure-form .error button')).toBeNull()
  })

  it('[FG11] stand with a minus sign where the words leave the direction open', async () => {
    await fill(3, '负2.5')
    await closed()
    await reads('收入增速为−2.5％')
  })

  it('[FG12] against a word of growth: one click puts word and value right, one undo brings both back', async () => {
    await fill(1, '下降3')
    await page.waitForSelector('.figure-form .error button')
    expect(await page.$eval('.figure-form .error', (one) => one.textContent)).toContain('改为 −3')
    await page.click('.figure-form .error button')
    await page.keyboard.press('Enter')
    await closed()
    await reads('同比增长−3％')
    await page.waitForSelector('[data-notice="turn"]')
    expect(await said()).toContain('文中写“增长−3％”，应写“下降3％”')
    await page.screenshot({ path: '.output/shots/turn-notice.png' })
    await page.click('[data-notice="turn"]')
    await reads('同比下降3％')
    await undo()
    await reads('同比增长−3％')
    // The same from the list of findings.
    await page.click('[data-tab="checks"]')
    await page.waitForSelector('[data-finding="relation-sign"] [data-fix]')
    await page.screenshot({ path: '.output/shots/turn-checks.png' })
    await page.click('[data-finding="relation-sign"] [data-fix]')
    await reads('同比下降3％')
    await waitFor(
      async () => (await page.$('[data-finding="relation-sign"]')) === null,
      'nothing is found any more',
    )
  })
})
