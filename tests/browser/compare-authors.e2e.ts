import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { barriers } from '../support/barriers'
import { caretBehind, editorText } from '../support/chromium'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

let people: TwoPeople
let wang: Page
let li: Page

beforeAll(async () => {
  people = await openTwoPeople(
    '年度报告\n一、进展\n今年走访企业*次，解决难题。\n二、打算\n继续努力。\n三、保障\n加强领导。\n',
    { names: ['办公室 王芳', '李强'], profile: { dark: process.env['PICTURES'] !== undefined } },
  )
  ;({ owner: wang, member: li } = people)
})

afterAll(async () => {
  await people?.close()
})

const picture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['PICTURES']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` })
}

const marked = (page: Page): Promise<string[]> =>
  page.$$eval('.compare ins', (all) => all.map((one) => `${one.textContent} ${one.title}`))

describe('comparison by author', () => {
  it('[PS45] says who changed what, inline and side by side, and shows one person’s changes alone', async () => {
    await wang.bringToFront()
    await wang.click('[data-tab=history]')
    await wang.click('[data-keep-version]')
    await wang.click('[data-go]')
    await wang.waitForSelector('[data-version]')
    await caretBehind(wang, '今年')
    await wang.keyboard.type('共')
    await waitFor(async () => (await editorText(li)).includes('今年共'), 'the word')
    await li.bringToFront()
    await caretBehind(li, '继续努力')
    await li.keyboard.type('再加一句')
    await li.click('.ProseMirror .blank')
    await li.waitForSelector('.figure-form input')
    await li.keyboard.type('12')
    await li.keyboard.press('Enter')
    await waitFor(async () => (await editorText(wang)).includes('12次'), 'the value')
    for (const page of [wang, li]) {
      await page.bringToFront()
      await page.click('[data-tab=history]')
      await page.click('[data-version]')
      await page.waitForSelector('[data-compared=changed]')
      expect(await marked(page)).toEqual(['共 办公室 王芳', '12 李强', '再加一句 李强'])
      expect(await barriers(page)).toEqual([])
      await picture(page, page === wang ? 'compare-light' : 'compare-dark')
    }
    const authors = await li.$$eval('[data-compare-author]', (all) =>
      all.map((one) => one.textContent?.replace(/\s+/g, ' ').trim()),
    )
    expect(authors[0]).toContain('全部')
    expect(authors.join('；')).toMatch(/李强.*办公室 王芳/)
    expect(await li.$eval('[data-compared-figure] .compare-by', (one) => one.textContent)).toBe(
      '李强',
    )
    const buttons = await li.$$('[data-compare-author]')
    const one = buttons[authors.findIndex((name) => name?.includes('王芳'))]
    await one?.click()
    await waitFor(async () => (await marked(li)).length === 1, 'hers alone')
    expect(await marked(li)).toEqual(['共 办公室 王芳'])
    expect(await li.$('[data-compared-figure]')).toBeNull()
    await li.click('input[name=side]')
    await li.waitForSelector('.side-by-side')
    expect(await marked(li)).toEqual(['共 办公室 王芳'])
    await picture(li, 'compare-one-side')
  })
})
