import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

/*
 * Somebody who has the disk of a locked device looks for what was written there. The sentences
 * are planted in title, text and what is typed later; they are sought as UTF-8, UTF-16 and base64
 * in every file of the profile.
 */

const title = '密题甲子乙丑丙寅'
const body = '密文丁卯戊辰己巳'
const later = '密补庚午辛未壬申'
const passphrase = '马 铃薯 电池 正确'
let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, `${title}\n一、进展\n${body}*次。\n`)
  await waitFor(() => page.$('[data-saved=true]'), 'saved')
})

afterAll(async () => {
  await profile?.dispose()
})

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else if (entry.isFile()) yield path
  }
}

/** Base64 of a text wherever it begins within three bytes. */
function base64(text: Buffer): string[] {
  return [0, 1, 2].map((shift) => {
    const coded = Buffer.concat([Buffer.alloc(shift), text]).toString('base64')
    return coded.slice(Math.ceil((shift * 4) / 3), -4)
  })
}

/** Files of the profile in which one of the sentences stands. */
function hits(...sentences: string[]): string[] {
  const needles = sentences.flatMap((sentence) => {
    const [utf8, utf16] = [Buffer.from(sentence), Buffer.from(sentence, 'utf16le')]
    return [utf8, utf16, ...[...base64(utf8), ...base64(utf16)].map((text) => Buffer.from(text))]
  })
  return [...files(profile.folder)]
    .filter((file) => {
      const content = readFileSync(file)
      return needles.some((needle) => content.includes(needle))
    })
    .map((file) => file.slice(profile.folder.length))
}

/** Not the browser's own notes of tabs, which have the title of a report from before there was a passphrase. */
const isOurs = (file: string): boolean => !file.includes('/Sessions/')

async function setPassphrase(options: Page): Promise<void> {
  await options.waitForSelector('[data-lock-set]')
  await options.click('[data-lock-set]')
  await options.click('input[name=backedUp]')
  await options.click('input[name=known]')
  await options.type('input[name=first]', passphrase)
  await options.type('input[name=second]', passphrase)
  await options.click('.protection form button[type=submit]')
  await options.waitForSelector('[data-protection=open]', { timeout: 30_000 })
}

async function unlock(on: Page, words = passphrase): Promise<void> {
  await on.waitForSelector('[data-lock=locked] input[name=passphrase]')
  await on.type('[data-lock=locked] input[name=passphrase]', words)
  await on.click('[data-lock=locked] button[type=submit]')
}

async function openReport(): Promise<void> {
  await page.waitForSelector('[data-report]')
  await page.click('[data-report]')
  await page.waitForSelector('.ProseMirror')
}

const badge = (on: Page): Promise<string> =>
  on.evaluate(() => {
    const { action } = (globalThis as unknown as { chrome: typeof chrome }).chrome
    return action.getBadgeText({})
  })

describe('a device with a passphrase', () => {
  it('[RS6] seals what is there while the report is open, and nothing of it is left on the disk', async () => {
    // A search that finds nothing must be able to find something.
    expect(hits(title).length).toBeGreaterThan(0)
    expect(hits(body).length).toBeGreaterThan(0)
    const options = await profile.page('options.html')
    await setPassphrase(options)
    await page.bringToFront()
    await page.waitForSelector('.ProseMirror')
    expect(await editorText(page)).toContain(body)
    await caretBehind(page, body)
    await page.keyboard.type(later)
    await waitFor(() => page.$('[data-saved=true]'), 'saved')
    await options.bringToFront()
    await options.click('[data-lock-now]')
    await options.waitForSelector('[data-lock=locked]')
    await page.waitForSelector('[data-lock=locked]')
    await waitFor(async () => (await badge(options)) === '🔒', 'the badge shows a lock')
    expect(hits(body, later)).toEqual([])
    expect(hits(title).filter(isOurs)).toEqual([])
  })

  it('[RS7] is locked when the browser starts, shows a lock alone, and everything is there when it is unlocked', async () => {
    await profile.browser.close()
    expect(hits(body, later)).toEqual([])
    expect(hits(title).filter(isOurs)).toEqual([])
    await profile.start()
    const popup = await profile.page('popup.html')
    await popup.waitForSelector('[data-lock=locked]')
    expect(await popup.$('[data-report]')).toBeNull()
    await waitFor(async () => (await badge(popup)) === '🔒', 'the badge shows a lock')
    page = await profile.page('report.html')
    await unlock(page, '不是 这个 口令')
    await page.waitForFunction(
      () => (document.querySelector('[data-lock] [role=alert]')?.textContent ?? '').length > 5,
    )
    await unlock(page)
    await openReport()
    const text = await editorText(page)
    for (const one of [title, body, later]) expect(text).toContain(one)
    await popup.waitForSelector('[data-report]')
    expect(await page.$('[data-wiped]')).toBeNull()
    await popup.close()
  })
})
