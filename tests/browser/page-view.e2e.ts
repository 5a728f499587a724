import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { barriers } from '../support/barriers'
import { caretBehind, inputMethod, introduce, newReport, Profile } from '../support/chromium'
import { hasRealReport, readReal, readSample } from '../support/real-report'
import { waitFor } from '../support/wait'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open({ dark: process.env['DARK'] !== undefined })
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, hasRealReport ? readReal('annual-report.txt') : readSample())
  await page.waitForSelector('[data-pages]')
})

afterAll(async () => {
  await profile?.dispose()
})

const picture = async (name: string): Promise<void> => {
  const folder = process.env['PICTURES']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` })
}

async function toggle(): Promise<void> {
  await page.click('[data-menu=view]')
  await page.click('[data-command=page-view]')
}

const counted = (): Promise<number> =>
  page.$eval('[data-pages]', (one) => Number(one.getAttribute('data-pages')))

const gaps = (): Promise<number> => page.$$eval('.ProseMirror .page-gap', (all) => all.length)

const text = (): Promise<string> =>
  page.$$eval('.ProseMirror > [data-block]', (all) => all.map((one) => one.textContent).join('\n'))

describe('page view', () => {
  it('[PS80] shows a sheet for each page with its number; the text is as it was', async () => {
    const before = await text()
    await toggle()
    await waitFor(async () => (await gaps()) === (await counted()) - 1, 'a gap for each end')
    expect(await text()).toBe(before)
    expect(
      await page.$$eval('.page-foot', (all) =>
        all
          .map((one) => (one as HTMLElement).dataset)
          .map(({ number, side }) => `${number} ${side}`)
          .slice(0, 2),
      ),
    ).toEqual(['— 1 — right', '— 2 — left'])
    expect(await page.$$('.page-foot')).toHaveLength(await counted())
    expect(await page.$eval('.page-breaks', (one) => (one as HTMLElement).hidden)).toBe(true)
    expect(await barriers(page)).toEqual([])
    await page.$eval('.page-gap', (one) => one.scrollIntoView({ block: 'center' }))
    await picture('page-view')
    // A gap is as wide as the paper, also inside of a paragraph.
    const widths = await page.evaluate(() => {
      const paper = document.querySelector('.paper')?.getBoundingClientRect().width ?? 0
      return [...document.querySelectorAll('.page-gap')].map(
        (one) => Math.abs(one.getBoundingClientRect().width - paper) < 2,
      )
    })
    expect(widths).not.toContain(false)
  })

  it('[PS81] typing and composing beside a gap work; the gaps follow', async () => {
    const behind = await page.$eval('.page-gap', (gap) => {
      const block = gap.closest('[data-block]') ?? gap.nextElementSibling
      return (block?.textContent ?? '').slice(0, 6)
    })
    await caretBehind(page, behind)
    await page.keyboard.type('插入')
    const ime = await inputMethod(page)
    await ime.compose('zi')
    await ime.commit('字')
    await waitFor(async () => (await text()).includes(`${behind}插入字`), 'the words')
    for (let i = 0; i < 40; i++) await page.keyboard.press('Enter')
    await waitFor(async () => (await gaps()) === (await counted()) - 1, 'counted anew')
    await page.keyboard.down('Control')
    await page.keyboard.press('z')
    await page.keyboard.up('Control')
  })

  it('[PS82] is remembered, and goes', async () => {
    await page.waitForSelector('[data-saved="true"]')
    await page.reload()
    await page.waitForSelector('.page-gap')
    await toggle()
    await waitFor(async () => (await gaps()) === 0, 'one sheet')
    expect(await page.$('.page-foot')).toBeNull()
  })
})
