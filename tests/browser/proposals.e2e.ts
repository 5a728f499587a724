import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, '建议报告\n一、进展\n第一段写工作，第二段写数字*次。\n最后一段写打算。\n')
})

afterAll(async () => {
  await profile?.dispose()
})

/** The report's text without what is only proposed. */
const plain = (): Promise<string> =>
  page.$eval('.ProseMirror', (root) => {
    const copy = root.cloneNode(true) as HTMLElement
    for (const one of copy.querySelectorAll('.caret-of, ins.suggest')) one.remove()
    return [...copy.children].map((block) => block.textContent ?? '').join('\n')
  })

describe('what somebody proposed', () => {
  it('[RW40] is passed by the arrow keys as if it were not there', async () => {
    await page.click('[data-tool=suggest-mode]')
    await caretBehind(page, '第一段写')
    await page.keyboard.type('改进')
    await page.waitForSelector('.ProseMirror .suggest-come')
    await caretBehind(page, '最后一')
    for (const _ of '一段') await page.keyboard.press('Backspace')
    await page.waitForSelector('.ProseMirror .suggest-gone')
    await page.click('[data-tool=suggest-mode]')
    const seen: string[] = []
    for (const [from, key, steps] of [
      ['第一', 'ArrowRight', 4],
      ['工作', 'ArrowLeft', 4],
      ['工作，', 'ArrowLeft', 6],
      ['第一段', 'ArrowRight', 1],
      ['第一段', 'ArrowRight', 2],
      ['最', 'ArrowRight', 4],
    ] as const) {
      await caretBehind(page, from)
      for (let i = 0; i < steps; i++) await page.keyboard.press(key)
      await page.keyboard.type('Q')
      await waitFor(async () => (await plain()).includes('Q'), 'it is typed')
      seen.push(/[^]{2}Q.{2}/.exec(await plain())?.[0] ?? '')
      await page.keyboard.press('Backspace')
      await waitFor(async () => !(await plain()).includes('Q'), 'it is gone')
    }
    expect(seen).toEqual([
      '工作Q，第',
      '第一Q段写',
      '\n第Q一段',
      '段写Q工作',
      '写工Q作，',
      '段写Q打算',
    ])
  })

  it('[RW41] is written on in its card by a click into it, at the place that was clicked', async () => {
    const before = await plain()
    const ghost = '.ProseMirror .suggest-come'
    const box = await page.$eval(ghost, (one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect()
      return { x: (left + right) / 2 + 2, y: (top + bottom) / 2 }
    })
    await page.mouse.click(box.x, box.y)
    await page.waitForSelector('.active textarea[name=proposal]')
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'proposal')
    expect(
      await page.$eval('textarea[name=proposal]', (one) => [one.value, one.selectionStart]),
    ).toEqual(['改进', 1])
    await page.keyboard.type('写并推')
    await page.keyboard.down('Control')
    await page.keyboard.press('Enter')
    await page.keyboard.up('Control')
    await waitFor(
      async () => (await page.$eval(ghost, (one) => one.textContent)) === '改写并推进',
      'the new wording',
    )
    expect(await plain()).toBe(before)
    await page.waitForFunction(
      () => document.activeElement?.closest('.thread-card.active') !== null,
    )
    // From the card the keyboard goes back to the text, where one undo takes it back.
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.activeElement?.className.includes('ProseMirror'))
    await page.keyboard.down('Control')
    await page.keyboard.press('z')
    await page.keyboard.up('Control')
    await waitFor(
      async () => (await page.$eval(ghost, (one) => one.textContent)) === '改进',
      'it is taken back',
    )
  })

  it('[RW42] Escape leaves it as it was', async () => {
    await page.click('.ProseMirror .suggest-come')
    await page.waitForSelector('.active textarea[name=proposal]')
    await page.keyboard.type('不要')
    await page.keyboard.press('Escape')
    await waitFor(async () => (await page.$('textarea[name=proposal]')) === null, 'it is closed')
    expect(await page.$eval('.ProseMirror .suggest-come', (one) => one.textContent)).toBe('改进')
  })
})
