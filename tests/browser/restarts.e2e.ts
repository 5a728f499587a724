import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { firstSeed, random, runCount, type Random } from '../support/random'
import { waitFor } from '../support/wait'

/* Parts of the extension that the browser ends while somebody types: the page, the background, all of it. */

let profile: Profile
let page: Page
/** Unlike every character typed before it, and in no word of the report. */
let next = 0x3400
const runs = runCount(2)
const blanks = Array.from({ length: runs + 1 }, (_, index) => `第${index}窗口受理*件。`)

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, `中断报告\n一、进展\n第一段：\n二、情况\n${blanks.join('\n')}\n`)
  await page.waitForSelector('[data-saved=true]')
})

afterAll(async () => {
  await profile?.dispose()
})

async function open(): Promise<Page> {
  const opened = await profile.page('report.html')
  await opened.waitForSelector('[data-report]')
  await opened.click('[data-report]')
  await opened.waitForSelector('.ProseMirror')
  await waitFor(async () => (await editorText(opened)).includes('第一段'), 'the text')
  return opened
}

interface Typed {
  /** All that was in the editor when it was last shown as saved. */
  readonly acknowledged: string
  /** What was typed, and when. */
  readonly typed: readonly { readonly at: number; readonly character: string }[]
}

/** Types for so many milliseconds, a character after the other; with `mayGo` until the page is gone. */
async function typeFor(milliseconds: number, mayGo = false): Promise<Typed> {
  await caretBehind(page, '第一段：')
  let acknowledged = ''
  const typed: { at: number; character: string }[] = []
  const end = Date.now() + milliseconds
  try {
    while (Date.now() < end) {
      const character = String.fromCharCode(next++)
      await page.keyboard.type(character)
      typed.push({ at: Date.now(), character })
      const now = await page.evaluate(() =>
        document.querySelector('[data-saved=true]') === null
          ? ''
          : (document.querySelector('.ProseMirror')?.textContent ?? ''),
      )
      if (now !== '') acknowledged = now
    }
  } catch (error) {
    if (!mayGo) throw error
  }
  return { acknowledged, typed }
}

const losses = { unsaved: 0 }

/** Nothing that was saved is missing, nor what was typed 2 s before. */
async function isKept(
  { acknowledged, typed }: Typed,
  endedAt: number,
  where: string,
): Promise<void> {
  const after = await editorText(page)
  const lost = [...acknowledged].filter((one) => !after.includes(one))
  expect(lost, `${where}: what was saved`).toEqual([])
  for (const { at, character } of typed) {
    if (after.includes(character)) continue
    losses.unsaved = Math.max(losses.unsaved, endedAt - at)
    expect(at, `${where}: typed 2 s before`).toBeGreaterThan(endedAt - 2000)
  }
  for (const { character } of typed)
    expect(after.split(character).length, `${where}: once`).toBeLessThan(3)
  expect(await page.$('[data-wiped]'), where).toBeNull()
}

async function repeat(
  test: string,
  what: (r: Random, where: string) => Promise<Typed>,
): Promise<void> {
  const seed = firstSeed()
  console.log(`${test}: SEED=${seed} RUNS=${runs}`)
  const r = random(seed)
  losses.unsaved = 0
  let slowest = 0
  for (let run = 0; run < runs; run++) {
    const where = `SEED=${seed} run ${run}`
    const done = await what(r, where)
    const endedAt = Date.now()
    page = await open()
    slowest = Math.max(slowest, Date.now() - endedAt)
    await isKept(done, endedAt, where)
  }
  tellFigures(test, {
    runs,
    'saved and lost': 0,
    'ms of typing lost at most': losses.unsaved,
    'ms until open again at most': slowest,
  })
}

describe('what the browser ends while somebody types', () => {
  it(
    `[ST3] the process of the page, ${runs} times: nothing saved is lost`,
    { timeout: 60_000 + runs * 15_000 },
    async () => {
      await repeat('ST3', async (r) => {
        const done = await typeFor(300 + r.below(700))
        const session = await page.createCDPSession()
        const crashed = new Promise((resolve) => page.once('error', resolve))
        session.send('Page.crash').catch(() => undefined)
        await crashed
        await page.close()
        return done
      })
    },
  )

  it(
    `[ST4] the background, every half second while ${runs} blanks are filled in the popup: every one arrives, popup and badge are right`,
    { timeout: 60_000 + runs * 15_000 },
    async () => {
      console.log(`ST4: RUNS=${runs}`)
      const problems: string[] = []
      const session = await page.createCDPSession()
      await session.send('ServiceWorker.enable')
      let stops = 0
      const killer = setInterval(() => {
        void session.send('ServiceWorker.stopAllWorkers').then(() => stops++)
      }, 500)
      const missing = (): Promise<number> =>
        page.$$eval('.ProseMirror [data-figure][data-state=missing]', (all) => all.length)
      let slowest = 0
      let badgeSlowest = 0
      let done: Typed
      try {
        for (let run = 0; run < runs; run++) {
          await page.bringToFront()
          done = await typeFor(200)
          const before = await missing()
          const popup = await profile.page('popup.html', { width: 376, height: 590 })
          popup.on('dialog', (dialog) => problems.push(dialog.message()))
          const opened = Date.now()
          await popup.waitForSelector(`[data-missing="${before}"]`, { timeout: 10_000 })
          slowest = Math.max(slowest, Date.now() - opened)
          await popup.click('[data-fill]')
          await popup.keyboard.type(String(run + 1))
          await popup.keyboard.press('Enter')
          await popup.waitForSelector(`[data-missing="${before - 1}"]`, { timeout: 10_000 })
          await waitFor(async () => (await missing()) === before - 1, 'filled in the text')
          const filled = Date.now()
          await waitFor(
            async () =>
              (await popup.evaluate(() => chrome.action.getBadgeText({}))) === String(before - 1),
            'the badge',
          )
          badgeSlowest = Math.max(badgeSlowest, Date.now() - filled)
          if ((await popup.$('.banner.bad')) !== null) problems.push('a banner in the popup')
          await popup.close()
          await page.bringToFront()
          if ((await page.$('.banner.bad')) !== null) problems.push('a banner in the page')
          const after = await editorText(page)
          for (const { character } of done.typed) expect(after).toContain(character)
        }
      } finally {
        clearInterval(killer)
      }
      expect(stops).toBeGreaterThan(0)
      expect(problems).toEqual([])
      expect(slowest).toBeLessThan(2000)
      tellFigures('ST4', {
        'background stopped': stops,
        'blanks filled meanwhile': runs,
        lost: 0,
        'ms until the popup was right at most': slowest,
        'ms until the badge was right at most': badgeSlowest,
      })
    },
  )

  it(
    `[ST5] the extension, which is started anew as for an update, ${runs} times: nothing saved is lost`,
    { timeout: 60_000 + runs * 20_000 },
    async () => {
      await repeat('ST5', async (r) => {
        const closed = new Promise((resolve) => page.once('close', resolve))
        const stay = 300 + r.below(700)
        const typing = typeFor(stay + 5000, true)
        await Promise.all([
          new Promise((resolve) => setTimeout(resolve, stay)).then(() => profile.update()),
          closed,
        ])
        const done = await typing
        return done
      })
    },
  )
})
