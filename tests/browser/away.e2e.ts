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
  people = await openTwoPeople(template)
  ;({ owner: wang, member: li } = people)
})

afterAll(async () => {
  await people?.close()
})

describe('what others did', () => {
  it('[AT1] is told whoever comes back, with the way to each place and back to how it was', async () => {
    await li.bringToFront()
    const key = await li.evaluate(
      () => `seen:${new URLSearchParams(location.hash.slice(1)).get('id')}`,
    )
    const seen = (page: Page): Promise<string> =>
      page.evaluate(
        async (name) =>
          JSON.stringify(
            await (globalThis as unknown as { chrome: typeof chrome }).chrome.storage.local.get(
              name,
            ),
          ),
        key,
      )
    await waitFor(async () => (await seen(li)).includes('走访企业'), 'li has seen it')
    const address = li.url()
    await li.goto('about:blank')
    await wang.bringToFront()
    const [figure] = await wang.$$eval('.ProseMirror [data-figure]', (all) =>
      all.map((one) => (one as HTMLElement).dataset['figure'] ?? ''),
    )
    await wang.click(`.ProseMirror [data-figure="${figure}"]`)
    await wang.waitForSelector('.figure-form .value')
    await wang.type('.figure-form .value', '12')
    await wang.keyboard.press('Enter')
    await caretBehind(wang, '还有差距')
    await wang.keyboard.type('和不足')
    await waitFor(async () => (await editorText(wang)).includes('差距和不足'), 'it is typed')
    expect(await wang.$('[data-away]')).toBeNull()
    await li.goto(address)
    await li.waitForSelector('[data-away]', { timeout: 40_000 })
    await waitFor(
      async () => (await li.$eval('[data-away]', (one) => one.textContent))?.includes('问题'),
      'the section',
    )
    const told = await li.$eval('[data-away]', (one) => one.textContent)
    expect(told).toMatch(/1 项数据有变化/)
    expect(told).toMatch(/（空） → 12次/)
    expect(told).toMatch(/问题王芳.*改动 1 处/)
    await li.click('[data-away-compare]')
    await li.waitForSelector('[data-compared=changed]')
    expect(await li.$$eval('.compare ins', (all) => all.map((one) => one.textContent))).toEqual([
      '12',
      '和不足',
    ])
    const restores = await li.$$('[data-restore-block]')
    await restores[1]?.click()
    await waitFor(async () => !(await editorText(wang)).includes('和不足'), 'it is taken back')
    await li.keyboard.press('Escape')
    await li.click('[data-away-done]')
    await li.waitForFunction(() => document.querySelector('[data-away]') === null)
  })

  it('[AT2] 谁写的 colours the text by its writers and sums up a selection', async () => {
    await li.bringToFront()
    await caretBehind(li, '继续努力')
    await li.keyboard.type('，再接再厉')
    await wang.bringToFront()
    await waitFor(async () => (await editorText(wang)).includes('再接再厉'), 'wang has it')
    await wang.click('[data-menu=view]')
    await wang.click('[data-command=who-wrote]')
    await waitFor(
      async () =>
        (await wang.$$eval('.ProseMirror .written', (all) =>
          all.map((one) => one.textContent).join(),
        )) === '，再接再厉',
      'only what was written here is coloured',
    )
    expect(
      await wang.$$eval('[data-author-share]', (all) => all.map((one) => one.textContent)),
    ).toEqual([expect.stringMatching(/^李强5 字 · 最后/), expect.stringContaining('模板原文')])
    await wang.click('.authors-bar .icon')
    await waitFor(async () => (await wang.$('.ProseMirror .written')) === null, 'it is off')
  })
})
