import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

/** 5,000 figures in 100 sections; some of them say more parts than their whole. */
const many = [
  '某局2026年工作情况报告',
  ...Array.from({ length: 100 }, (_, section) =>
    [
      `${section + 1}部分工作情况`,
      ...Array.from(
        { length: 10 },
        (_, row) =>
          `第${section}组第${row}类事项受理*件，其中网上*件、窗口*件，办结*件，同比增长*％。`,
      ),
    ].join('\n'),
  ),
].join('\n')

let profile: Profile
let page: Page

const shown = (): Promise<string[]> =>
  page.$$eval('.board [data-figure-item]', (rows) =>
    rows.map((row) => row.getAttribute('data-figure-item') ?? ''),
  )
const count = (filter: string): Promise<number> =>
  page
    .$eval(`[data-filter="${filter}"] .facet-count`, (one) => Number(one.textContent))
    .catch(() => 0)

/** Milliseconds from the click on a filter to the second frame after it. */
const clickTime = (filter: string): Promise<number> =>
  page.$eval(
    `[data-filter="${filter}"]`,
    (button) =>
      new Promise<number>((resolve) => {
        const from = performance.now()
        ;(button as HTMLElement).click()
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - from)))
      }),
  )

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '办公室 王芳')
  await newReport(page, many)
  await page.waitForSelector('.ProseMirror [data-figure]')
  await page.click('[data-show-board]')
  await page.waitForSelector('[data-board-value]')
})

afterAll(async () => {
  await profile?.dispose()
})

describe('the table of 5,000 figures', () => {
  it('[FG21] shows what the checks found, by the keyboard alone, until it is put right', async () => {
    await waitFor(async () => (await count('all')) === 5000, 'all figures are listed')
    expect(await page.$('[data-filter="problem"]')).toBeNull()
    await page.focus('[data-board-value]')
    for (const value of ['10', '8', '9']) {
      await page.keyboard.type(value)
      await page.keyboard.press('Enter')
    }
    await waitFor(async () => (await count('problem')) === 3, 'three figures do not fit')
    await page.focus('[data-filter="problem"]')
    await page.keyboard.press('Enter')
    await waitFor(async () => (await shown()).length === 3, 'only these are shown')
    const words = await page.$eval('.board .context-problem', (one) => one.textContent)
    expect(words).toContain('8＋9＝17')
    // Put right in place: the row stays until another filter is chosen.
    const [, , third = ''] = await shown()
    await page.click(`[data-board-value="${third}"]`, { count: 3 })
    await page.keyboard.type('2')
    await page.keyboard.press('Enter')
    await waitFor(async () => (await count('problem')) === 0, 'nothing is found any more')
    expect(await page.$eval('[data-filter="problem"]', (one) => one.ariaPressed)).toBe('true')
    await page.click('[data-filter="all"]')
    await waitFor(
      async () => (await page.$('[data-filter="problem"]')) === null,
      'no filter is left',
    )
  })

  it('[FG23] what is refused of a pasted column is put right there, and its sign stays', async () => {
    const [first = ''] = await shown()
    await page.$eval(`[data-board-value="${first}"]`, (field) => {
      const data = new DataTransfer()
      data.setData('text/plain', '十二\n-3\n8件\n')
      field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      )
    })
    await page.waitForSelector('dialog[open] [data-proposal=refused]')
    const refused = await page.$$eval('[data-proposal=refused]', (rows) =>
      rows.map((row) => [
        row.querySelectorAll('td')[3]?.textContent,
        row.querySelector('[data-instead]')?.textContent ?? '',
      ]),
    )
    expect(refused).toEqual([
      ['十二', '改为 12'],
      ['-3', ''],
      ['8件', '改为 8'],
    ])
    await page.focus('[data-instead]')
    await page.keyboard.press('Enter')
    await page.waitForFunction(
      () =>
        document.activeElement?.closest('[data-proposal=fill], [data-proposal=change]') !== null,
    )
    await page.click('[data-instead]')
    await page.click('dialog[open] [data-apply]')
    await waitFor(
      async () =>
        (await page.$eval(`[data-board-value="${first}"]`, (one) =>
          one instanceof HTMLInputElement ? one.value : '',
        )) === '12',
      'the value that was taken instead',
    )
  })

  it('[FG22] a click on a filter is answered at once', async () => {
    const times: number[] = []
    for (const filter of ['missing', 'filled', 'all', 'missing', 'all'])
      times.push(await clickTime(filter))
    console.log(`board of 5,000: filters in ${times.map((one) => Math.round(one)).join(', ')} ms`)
    // Two frames and the drawing of what is seen; a busy machine may take its time.
    expect(times.toSorted((a, b) => a - b)[2]).toBeLessThan(300)
  })
})
