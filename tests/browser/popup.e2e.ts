import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { barriers } from '../support/barriers'
import { introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

let profile: Profile

interface Api {
  readonly chrome: typeof chrome
}

const openPopup = async (): Promise<Page> => {
  const popup = await profile.page('popup.html', { width: 376, height: 590 })
  await popup.waitForSelector('.report')
  return popup
}

const text = (page: Page, selector: string): Promise<string> =>
  page.$eval(selector, (one) => one.textContent ?? '')

/** What popup, storage and contexts look like, for a failure that is seldom seen. */
async function situation(popup: Page): Promise<string> {
  const shown = await popup.evaluate(() => document.body.innerText)
  const stored = await popup.evaluate(async () => {
    const all = await (globalThis as unknown as Api).chrome.storage.local.get(null)
    return Object.entries(all).filter(([key]) => !key.startsWith('blanks:'))
  })
  const contexts = profile.browser.targets().map((one) => `${one.type()} ${one.url()}`)
  return [shown, JSON.stringify(stored), ...contexts].join('\n')
}

/** The id of the blank whose sentence has these words right before it. */
const blankAfter = (popup: Page, words: string): Promise<string> =>
  waitFor(
    () =>
      popup.$$eval(
        '[data-figure-item]',
        (all, wanted) => {
          const found = all.find((one) =>
            (one.querySelector('span:last-of-type')?.textContent ?? '')
              .split(one.querySelector('mark')?.textContent ?? '＊')[0]
              ?.endsWith(wanted),
          )
          return found instanceof HTMLElement ? (found.dataset['figureItem'] ?? '') : ''
        },
        words,
      ),
    words,
  )

beforeAll(async () => {
  profile = await Profile.open()
  const wang = await profile.page('report.html')
  await introduce(wang, '王芳')
  await newReport(
    wang,
    '年度报告\n一、情况\n召开会议*次，培训*人，满意率*％，全年受理*万件，于*年*月办结。\n',
  )
  await waitFor(
    () =>
      wang.evaluate(async () =>
        Object.keys(await (globalThis as unknown as Api).chrome.storage.local.get(null)).some(
          (key) => key.startsWith('blanks:'),
        ),
      ),
    'the blanks are listed',
  )
  await wang.close()
})

afterAll(async () => {
  await profile?.dispose()
})

describe('the popup', () => {
  it('[CA30] shows how much is filled as a ring, with words for those who do not see it', async () => {
    const popup = await openPopup()
    expect(await text(popup, '.ring')).toContain('0/6')
    expect(await text(popup, '.ring .for-ears')).toBe('已填 0 项，共 6 项')
    expect(await popup.$$('[data-fill]')).toHaveLength(6)
    await popup.close()
  })

  it('[CA31] a draft survives the closing of the popup, and of the browser', async () => {
    let popup = await openPopup()
    const id = await blankAfter(popup, '培训')
    await popup.click(`[data-fill="${id}"]`)
    await popup.keyboard.type('12')
    await popup.close()
    popup = await openPopup()
    expect(await popup.$eval('.fill-field .value', (one) => (one as HTMLInputElement).value)).toBe(
      '12',
    )
    await popup.type('.fill-field .value', '0')
    await waitFor(
      () =>
        popup.evaluate(async () =>
          Object.values(
            await (globalThis as unknown as Api).chrome.storage.local.get(null),
          ).includes('120'),
        ),
      'the last key is stored',
    )
    await profile.killAndRestart()
    popup = await openPopup()
    const kept = await popup.$eval('.fill-field .value', (one) => (one as HTMLInputElement).value)
    expect(kept).toBe('120')
    await popup.close()
  })

  it('[CA32] fills by Enter with the words of the form, goes on to the next, and takes back', async () => {
    const popup = await openPopup()
    const id = await blankAfter(popup, '召开会议')
    await popup.click(`[data-fill="${id}"]`)
    await popup.keyboard.type('12次')
    await popup.keyboard.press('Enter')
    expect(await text(popup, '.fill-field .error')).toContain('后面已有“次”，这里只填数。')
    expect(await barriers(popup)).toEqual([])
    // Escape closes the field, not the popup, and what was typed stays.
    await popup.keyboard.press('Escape')
    await popup.waitForFunction(
      () => document.activeElement?.classList.contains('fill-open') === true,
    )
    await popup.keyboard.press('Enter')
    await popup.waitForSelector('.fill-field .value:focus')
    await popup.keyboard.press('Backspace')
    await popup.keyboard.press('Enter')
    await popup.waitForSelector('[data-pending=filled]')
    expect(await text(popup, '[data-pending]')).toContain('已填入“12次”')
    expect(await popup.$(`[data-figure-item="${id}"]`)).toBeNull()
    await waitFor(async () => (await text(popup, '.ring')).includes('1/6'), 'the ring')
    // The focus went on to the next blank, whose draft still stands there.
    expect(
      await popup.evaluate(() => (document.activeElement as HTMLInputElement | null)?.value),
    ).toBe('120')
    await popup.click('[data-undo]')
    await popup.waitForSelector(`[data-figure-item="${id}"]`)
    await waitFor(async () => (await text(popup, '.ring')).includes('0/6'), 'taken back')
    await popup.close()
  })

  it('[CA33] fills a report that is open in a tab; button and its words follow', async () => {
    const report = await profile.page('report.html')
    await report.waitForSelector('[data-report]')
    await report.click('[data-report]')
    await report.waitForSelector('.ProseMirror [data-figure]')
    const popup = await openPopup()
    const id = await blankAfter(popup, '满意率')
    await popup.click(`[data-fill="${id}"]`)
    await popup.keyboard.type('98.5')
    await popup.keyboard.press('Enter')
    await popup.waitForSelector('[data-pending=filled]')
    expect(await text(report, `.ProseMirror [data-figure="${id}"]`)).toBe('98.5')
    const button = (): Promise<string[]> =>
      popup.evaluate(async () => {
        const { action } = (globalThis as unknown as Api).chrome
        return [await action.getBadgeText({}), await action.getTitle({})]
      })
    await waitFor(async () => (await button())[0] === '5', 'the badge')
    expect((await button())[1]).toContain('待填 5')
    await popup.close()
    await report.close()
  })

  it('[CA35] finds and fills a blank that the summary has no room for', async () => {
    const page = await profile.page('report.html')
    const lines = Array.from({ length: 230 }, (_, index) => `编号${index}的窗口办理*件。`)
    await newReport(page, `长报告\n一、窗口\n${lines.join('\n')}\n`)
    const listed = (): Promise<number> =>
      page.evaluate(async () => {
        const all = await (globalThis as unknown as Api).chrome.storage.local.get(null)
        const sizes = Object.entries(all).map(([key, value]) =>
          key.startsWith('blanks:') ? (value as { blanks: unknown[] }).blanks.length : 0,
        )
        return Math.max(...sizes)
      })
    await waitFor(async () => (await listed()) === 230, 'all blanks are listed')
    await page.close()
    const popup = await openPopup()
    await popup.type('input[type=search]', '编号229')
    await popup.waitForFunction(() => document.querySelectorAll('[data-fill]').length === 1)
    await popup.click('[data-fill]')
    await popup.keyboard.type('3')
    await popup.keyboard.press('Enter')
    // Nothing has these words any more; what came of it stays, and can be taken back.
    await popup
      .waitForSelector('[data-pending=filled]', { timeout: 20_000 })
      .catch(async (error) => {
        throw new Error(`${String(error)}: ${await situation(popup)}`)
      })
    expect(await text(popup, '.ring')).toContain('1/230')
    await popup.click('[data-undo]')
    await waitFor(async () => (await text(popup, '.ring')).includes('0/230'), 'taken back')
    await popup.waitForFunction(() => document.querySelectorAll('[data-fill]').length === 1)
    await popup.close()
  })
})
