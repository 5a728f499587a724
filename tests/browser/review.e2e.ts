import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page, SerializedAXNode } from 'puppeteer-core'
import { barriers } from '../support/barriers'
import { caretBehind, introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(
    page,
    '审阅报告\n一、进展\n第一段写工作，第二段写数字*次。全年,各项任务推进。\n最后一段写打算。\n',
  )
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

async function press(...keys: readonly Parameters<Page['keyboard']['press']>[0][]): Promise<void> {
  for (const one of keys.slice(0, -1)) await page.keyboard.down(one)
  const last = keys.at(-1)
  if (last !== undefined) await page.keyboard.press(last)
  for (const one of keys.slice(0, -1).toReversed()) await page.keyboard.up(one)
}

async function suggestMode(on: boolean): Promise<void> {
  await press('Control', 'Alt', 'KeyE')
  await waitFor(
    async () =>
      (await page.$eval('[data-tool=suggest-mode]', (one) => one.getAttribute('aria-pressed'))) ===
      String(on),
    'the mode',
  )
}

/** What a screen reader says of what has the keyboard. */
async function spoken(): Promise<string> {
  const find = (node: SerializedAXNode | null): SerializedAXNode | null => {
    if (node === null) return null
    for (const child of node.children ?? []) {
      const found = find(child)
      if (found !== null) return found
    }
    return node.focused === true ? node : null
  }
  const focused = find(await page.accessibility.snapshot())
  return `${focused?.role ?? ''}: ${focused?.name ?? ''}`
}

/** Goes on with Tab until something of this name has the keyboard; all on the way must have a name. */
async function tabTo(name: RegExp): Promise<string> {
  for (let i = 0; i < 25; i++) {
    const now = await spoken()
    expect(now).toMatch(/: ./)
    if (name.test(now)) return now
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not come to ${String(name)}`)
}

async function propose(behind: string, typed: string): Promise<void> {
  await caretBehind(page, behind)
  await page.keyboard.type(typed)
  await page.waitForFunction(
    (words) =>
      [...document.querySelectorAll('.suggest-come')].some((one) => one.textContent === words),
    {},
    typed,
  )
}

describe('a review', () => {
  it('[RW50] makes no link of an address that could run something', async () => {
    await caretBehind(page, '最后一段')
    await press('Control', 'Alt', 'KeyM')
    await page.waitForSelector('.composer textarea')
    await page.type(
      '.composer textarea',
      '见 javascript:alert(1) 和 JaVaScRiPt:alert(1) 和 data:text/html,x 和 https://example.com/a',
    )
    await press('Control', 'Enter')
    await page.waitForSelector('.message-body')
    expect(await page.$$eval('.message-body a', (all) => all.map((one) => one.href))).toEqual([
      'https://example.com/a',
    ])
    expect(await page.$eval('.message-body', (one) => one.textContent)).toContain(
      'javascript:alert(1)',
    )
  })

  it('[RW51] takes all suggestions of one author over by one click, as one step of undo', async () => {
    const before = await plain()
    await page.focus('.ProseMirror')
    await suggestMode(true)
    await propose('第一段', '甲')
    await propose('第二段', '乙')
    await propose('最后', '丙')
    await suggestMode(false)
    expect(await plain()).toBe(before)
    await page.click('[data-suggestions-of] [data-accept-all]')
    await waitFor(async () => (await plain()).includes('最后丙'), 'the last one')
    expect(await plain()).toContain('第一段甲写工作，第二段乙写')
    expect(await page.$('.ProseMirror .suggest')).toBeNull()
    await page.focus('.ProseMirror')
    await press('Control', 'KeyZ')
    await waitFor(async () => (await plain()) === before, 'all are back')
    await page.waitForFunction(() => document.querySelectorAll('.suggest-come').length === 3)
    await page.click('[data-suggestions-of] [data-reject-all]')
    await waitFor(async () => (await page.$('.ProseMirror .suggest')) === null, 'none is left')
    expect(await plain()).toBe(before)
  })

  it('[RW52] has what the checks put right as a suggestion while changes are but proposed', async () => {
    const before = await plain()
    await page.focus('.ProseMirror')
    await suggestMode(true)
    await page.click('[data-tab=checks]')
    await page.waitForSelector('[data-finding=half-width] [data-fix]')
    await page.click('[data-finding=half-width] [data-fix]')
    await page.waitForSelector('.ProseMirror .suggest-come')
    expect(await page.$eval('.ProseMirror .suggest-come', (one) => one.textContent)).toBe('，')
    expect(await page.$eval('.ProseMirror .suggest-gone', (one) => one.textContent)).toBe(',')
    expect(await plain()).toBe(before)
    expect(await page.$eval('.toast', (one) => one.textContent)).toContain('建议')
    await page.focus('.ProseMirror')
    await press('Control', 'KeyZ')
    await waitFor(async () => (await page.$('.ProseMirror .suggest')) === null, 'it is undone')
    await suggestMode(false)
  })

  it('[RW53] can be done by the keyboard alone, everything on the way has a name', async () => {
    await page.focus('.ProseMirror')
    await suggestMode(true)
    await propose('第一段', '一')
    await propose('第二段', '二')
    await suggestMode(false)
    await page.evaluate(() => document.querySelector<HTMLElement>('.ProseMirror')?.focus())
    // Comment on a section, from the text.
    await caretBehind(page, '进')
    await press('Control', 'Alt', 'KeyM')
    await page.waitForSelector('.composer textarea')
    await waitFor(async () => /批注/.test(await spoken()), 'the comment is written')
    await page.keyboard.type('补充背景')
    await press('Control', 'Enter')
    await page.waitForFunction(
      () => document.activeElement?.closest('.thread-card.active') !== null,
    )
    // Reply and resolve.
    await tabTo(/button: 回复/)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.active textarea')
    await page.keyboard.type('已补充')
    await press('Control', 'Enter')
    await waitFor(
      async () =>
        await page.$$eval('.active .message-body', (all) =>
          all.some((one) => one.textContent === '已补充'),
        ),
      'the reply',
    )
    expect(await barriers(page)).toEqual([])
    await page.evaluate(() =>
      document.querySelector<HTMLElement>('.thread-card.active .quote-button')?.focus(),
    )
    await tabTo(/button: 解决/)
    await page.keyboard.press('Enter')
    await waitFor(
      async () =>
        await page.$$eval('.thread-card', (all) =>
          all.every(
            (one) =>
              one.classList.contains('is-resolved') || !one.textContent?.includes('补充背景'),
          ),
        ),
      'it is resolved',
    )
    // The next ones, in the order of the text: accept, then reject.
    await press('Control', 'Alt', 'KeyN')
    await waitFor(async () => /王芳.*一/.test(await spoken()), 'the first suggestion')
    await tabTo(/button: 采纳/)
    await page.keyboard.press('Enter')
    await waitFor(async () => (await plain()).includes('第一段一写'), 'accepted')
    await waitFor(async () => /王芳.*二/.test(await spoken()), 'the keyboard goes on to the next')
    await tabTo(/button: 不采纳/)
    await page.keyboard.press('Enter')
    await waitFor(async () => (await page.$('.ProseMirror .suggest')) === null, 'rejected')
    expect(await plain()).toContain('第二段写数字')
    await waitFor(async () => /批注 王芳/.test(await spoken()), 'and on to what is left')
    // Back to the text, and the decision is taken back.
    await page.keyboard.press('Escape')
    await waitFor(async () => /textbox/.test(await spoken()), 'the text')
    await press('Control', 'KeyZ')
    await page.waitForSelector('.ProseMirror .suggest-come')
    expect(await barriers(page)).toEqual([])
  })
})
