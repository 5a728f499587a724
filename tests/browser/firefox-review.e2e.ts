import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, introduce, newReport } from '../support/chromium'
import { FirefoxProfile } from '../support/firefox'
import { waitFor } from '../support/wait'

let fox: FirefoxProfile
let page: Page

beforeEach(async () => {
  fox = await FirefoxProfile.open()
  page = await fox.page('report.html')
  await page.setViewport({ width: 1280, height: 800 })
  await introduce(page, '王芳')
  await newReport(page, '建议报告\n一、进展\n第一段写工作，第二段写数字*次。\n最后一段写打算。\n')
})

afterEach(async () => {
  await fox?.dispose()
})

/** The report's text without what is only proposed. */
const plain = (): Promise<string> =>
  page.$eval('.ProseMirror', (root) => {
    const copy = root.cloneNode(true) as HTMLElement
    for (const one of copy.querySelectorAll('.caret-of, ins.suggest')) one.remove()
    return [...copy.children].map((block) => block.textContent ?? '').join('\n')
  })

const ghosts = (what: 'come' | 'gone'): Promise<string[]> =>
  page.$$eval(`.ProseMirror .suggest-${what}`, (all) => all.map((one) => one.textContent ?? ''))

async function ctrl(key: 'z' | 'Enter'): Promise<void> {
  await page.keyboard.down('Control')
  await page.keyboard.press(key)
  await page.keyboard.up('Control')
}

describe('suggesting in Firefox', () => {
  it('[RW54] typing and deleting propose, arrows pass, a click opens, accepting writes, undo takes back', async () => {
    const before = await plain()
    await page.click('[data-tool=suggest-mode]')
    await caretBehind(page, '第一段写')
    await page.keyboard.type('改进x')
    await waitFor(async () => (await ghosts('come')).join('') === '改进x', 'what is typed')
    await page.keyboard.press('Backspace')
    await waitFor(async () => (await ghosts('come')).join('') === '改进', 'it shrinks')
    await caretBehind(page, '最后一段')
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Backspace')
    await waitFor(async () => (await ghosts('gone')).join('') === '一段', 'what would go')
    expect(await plain()).toBe(before)
    await page.click('[data-tool=suggest-mode]')

    await caretBehind(page, '第一段')
    for (const _ of '写工') await page.keyboard.press('ArrowRight')
    await page.keyboard.type('Q')
    await waitFor(async () => (await plain()).includes('写工Q作'), 'the caret went past it')
    await ctrl('z')
    await waitFor(async () => (await plain()) === before, 'and back')

    await page.click('.ProseMirror .suggest-come')
    await page.waitForSelector('.margin .active textarea[name=proposal]')
    await page.$eval('textarea[name=proposal]', (box) => box.select())
    await page.keyboard.type('改写')
    await ctrl('Enter')
    await waitFor(async () => (await ghosts('come')).join('') === '改写', 'the new wording')

    await page.click('.margin .active [data-accept]')
    await waitFor(async () => (await plain()).includes('第一段写改写工作'), 'accepted')
    await page.focus('.ProseMirror')
    await ctrl('z')
    await waitFor(async () => (await plain()) === before, 'taken back')
    expect((await ghosts('come')).join('')).toBe('改写')
    const cards = await page.$$eval('.margin [data-thread-item]', (all) =>
      all.map((one) => one.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom]),
    )
    expect(cards).toHaveLength(2)
    expect(cards[1]?.[0]).toBeGreaterThan(cards[0]?.[1] ?? 0)
  })
})
