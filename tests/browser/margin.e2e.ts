import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { barriers } from '../support/barriers'
import { caretBehind, introduce, newReportFromFile, Profile } from '../support/chromium'
import { commentedFile, type Commented } from '../support/commented-file'
import { hasRealReport, readReal, readSample } from '../support/real-report'
import { waitFor } from '../support/wait'

let profile: Profile
let page: Page
const folder = mkdtempSync(join(tmpdir(), 'tonggao-margin-'))
const bodies = [
  '请核实。',
  '这句话太长，建议分成两句，并把责任单位写在前面。',
  '数据口径与去年不一致。',
]

/** So many comments, in a few crowded places and all over a text. */
function comments(text: string, count: number): Commented[] {
  const list: Commented[] = []
  for (let i = 0; list.length < count; i++) {
    const crowded = list.length % 3 === 0
    const from = crowded
      ? Math.floor(text.length / 3) + ((i * 13) % 120)
      : Math.floor((text.length * ((i * 37) % (count * 3))) / (count * 3))
    const words = text.slice(from, from + 5)
    if (words.length < 5 || /[\n*＊]/.test(words)) continue
    list.push({
      from,
      to: from + 5,
      author: ['赵敏', '李强', '陈静'][i % 3] ?? '',
      body: `${bodies[i % 3]}（${list.length}）`,
    })
  }
  return list
}

async function open(text: string, count: number, name: string): Promise<void> {
  const path = join(folder, `${name}.docx`)
  writeFileSync(path, commentedFile(text, comments(text, count)))
  page = await profile.page('report.html')
  await newReportFromFile(page, path)
  await page.click('[data-tab=comments]')
  await page.waitForSelector('.margin [data-thread-item]')
  await frames()
}

const frames = (): Promise<unknown> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        let left = 6
        const next = (): void => {
          if (left-- > 0) requestAnimationFrame(next)
          else resolve(null)
        }
        next()
      }),
  )

interface Box {
  readonly id: string
  readonly top: number
  readonly bottom: number
  readonly active: boolean
}

/** Where the cards are once they have come to rest. */
async function boxes(): Promise<Box[]> {
  return await page.evaluate(async () => {
    await Promise.all(
      document.getAnimations().map((one) => one.finished.catch((error: unknown) => String(error))),
    )
    return [...document.querySelectorAll<HTMLElement>('.margin [data-thread-item]')].map((one) => {
      const { top, bottom } = one.getBoundingClientRect()
      return {
        id: one.dataset['threadItem'] ?? '',
        top,
        bottom,
        active: one.classList.contains('active'),
      }
    })
  })
}

/** The middle of the first line of a thread's words. */
const lineOf = (id: string): Promise<number> =>
  page.$eval(`.ProseMirror [data-thread="${id}"]`, (one) => {
    const [first] = one.getClientRects()
    return first === undefined ? Number.NaN : (first.top + first.bottom) / 2
  })

function overlaps(list: readonly Box[]): Box[] {
  return list.filter(({ bottom }, i) => (list[i + 1]?.top ?? Infinity) < bottom)
}

const picture = async (name: string): Promise<void> => {
  const to = process.env['PICTURES']
  if (to !== undefined) await page.screenshot({ path: `${to}/${name}.png` })
}

async function mod(...keys: ('Shift' | 'KeyN' | 'KeyM')[]): Promise<void> {
  const held = ['Control', 'Alt', ...keys.filter((one) => one === 'Shift')] as const
  for (const one of held) await page.keyboard.down(one)
  for (const one of keys) if (one !== 'Shift') await page.keyboard.press(one)
  for (const one of held.toReversed()) await page.keyboard.up(one)
}

beforeAll(async () => {
  profile = await Profile.open({ dark: process.env['DARK'] !== undefined })
  const first = await profile.page('report.html')
  await introduce(first, '王芳')
  await first.close()
})

afterAll(async () => {
  await profile?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

describe('comments beside the text', () => {
  it('[RW10] stand beside their lines, none over another, while the text is scrolled by either side', async () => {
    await open(hasRealReport ? readReal('annual-report.txt') : readSample(), 30, '三十')
    await picture('margin-top')
    const seen = new Set<string>()
    const panel = await page.$eval('.margin', (one) => {
      const { left, top } = one.getBoundingClientRect()
      return { left, top }
    })
    await page.mouse.move(panel.left + 60, panel.top + 100)
    for (let i = 0; i < 80; i++) {
      const list = await boxes()
      for (const { id } of list) seen.add(id)
      expect(overlaps(list)).toEqual([])
      const before = await page.$eval('.desk', (one) => one.scrollTop)
      await page.mouse.wheel({ deltaY: 120 })
      await frames()
      const after = await page.$eval('.desk', (one) => one.scrollTop)
      if (i === 12) await picture('margin-middle')
      if (after === before) break
    }
    await picture('margin-end')
    expect(seen.size).toBe(30)
  })

  it('[RW11] the one that is read stands exactly at its line, by key or by a click on either side', async () => {
    const panelTop = await page.$eval('.margin', (one) => one.getBoundingClientRect().top)
    await page.focus('.ProseMirror')
    for (let i = 0; i < 8; i++) {
      await mod('KeyN')
      await page.waitForFunction(
        () => document.activeElement?.closest('.margin .thread-card.active') !== null,
      )
      await frames()
      const list = await boxes()
      const active = list.find((one) => one.active)
      if (active === undefined) throw new Error('none is read')
      const line = await lineOf(active.id)
      const end = await page.$eval('.margin', (one) => one.getBoundingClientRect().bottom)
      // At the lower end of the window it stands as low as it can be seen whole.
      const wanted = Math.min(line - 19, end - 8 - (active.bottom - active.top))
      expect(Math.abs(active.top - wanted), `card ${i}`).toBeLessThan(12)
      expect(overlaps(list)).toEqual([])
      if (i === 6) await picture('margin-active')
    }
    await mod('Shift', 'KeyN')
    await frames()
    const one = (await boxes()).find(({ active, top, bottom }) => {
      return !active && top > panelTop && bottom < 770
    })
    if (one === undefined) throw new Error('there is no other')
    await page.click(`.margin [data-thread-item="${one.id}"] .quote-button`)
    await page.waitForSelector(`.margin [data-thread-item="${one.id}"].active`)
    expect(await page.$(`.ProseMirror .thread.active[data-thread="${one.id}"]`)).not.toBeNull()
    // A click beside all threads ends the reading.
    await page.evaluate(() => document.querySelector('.desk')?.scrollTo(0, 0))
    await frames()
    await page.click('.ProseMirror [data-block=title]')
    await waitFor(async () => (await page.$('.margin .active')) === null, 'none is read')
    expect(await barriers(page)).toEqual([])
  })

  it('[RW12] a reply that is being written stays when its line is scrolled out of sight', async () => {
    await mod('KeyN')
    await page.waitForSelector('.margin .active [data-reply]')
    await frames()
    await boxes()
    await page.click('.margin .active [data-reply]')
    await page.waitForSelector('.margin .active textarea')
    await page.keyboard.type('等一下')
    await page.evaluate(() => document.querySelector('.desk')?.scrollTo(0, 1e6))
    await frames()
    await frames()
    expect(await page.$eval('.margin textarea', (one) => one.value)).toBe('等一下')
    await page.keyboard.press('Escape')
    await mod('KeyN')
    await waitFor(async () => (await page.$('.margin textarea')) === null, 'it is given up')
    await page.waitForFunction(
      () => document.activeElement?.closest('.margin .thread-card.active') !== null,
    )
  })

  it('[RW13] a new comment is written beside its line, and a list is one click away and remembered', async () => {
    const words = await page.$eval('.ProseMirror [data-block=section]', (one) =>
      (one.textContent ?? '').slice(0, 4),
    )
    await caretBehind(page, words)
    await mod('KeyM')
    await page.waitForSelector('.margin .composer textarea')
    await frames()
    const top = await page.$eval('.margin .composer', (one) => one.getBoundingClientRect().top)
    const line = await page.evaluate(() => {
      const box = getSelection()?.getRangeAt(0).getBoundingClientRect()
      return box?.top ?? 0
    })
    expect(Number.isFinite(line)).toBe(true)
    expect(top).toBeGreaterThan(0)
    await picture('margin-draft')
    await page.keyboard.press('Escape')
    await waitFor(async () => (await page.$('.composer')) === null, 'it is given up')
    await page.click('[data-beside]')
    await page.waitForSelector('.comment-list:not(.is-beside) [data-thread-item]')
    await picture('list')
    await page.reload()
    await page.waitForSelector('.ProseMirror')
    await page.click('[data-tab=comments]')
    await page.waitForSelector('.comment-list:not(.is-beside) [data-thread-item]')
    await page.click('[data-beside]')
    await page.waitForSelector('.margin [data-thread-item]')
    await page.setViewport({ width: 860, height: 800 })
    await page.waitForSelector('.comment-list:not(.is-beside) [data-thread-item]')
  })

  it('[RW14] of two thousand only those near the window are drawn', async () => {
    const text = Array.from({ length: 20 }, () => readSample()).join('\n')
    await open(text, 2000, '两千')
    for (const part of [0, 0.3, 0.7, 1]) {
      await page.$eval(
        '.desk',
        (one, share) => {
          one.scrollTop = one.scrollHeight * share
        },
        part,
      )
      await frames()
      const list = await boxes()
      expect(list.length).toBeGreaterThan(2)
      expect(list.length).toBeLessThan(60)
      expect(overlaps(list)).toEqual([])
    }
    await picture('margin-2000')
  }, 240_000)
})
