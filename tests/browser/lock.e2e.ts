import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { firstSeed, random, runCount } from '../support/random'
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
const other = '另一个 很长 的 口令'
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

async function setPassphrase(options: Page, words = passphrase, wait = true): Promise<void> {
  await options.waitForSelector('[data-lock-set]')
  await options.click('[data-lock-set]')
  await options.click('input[name=backedUp]')
  await options.click('input[name=known]')
  await options.type('input[name=first]', words)
  await options.type('input[name=second]', words)
  await options.click('.protection form button[type=submit]')
  if (wait) await options.waitForSelector('[data-protection=open]', { timeout: 30_000 })
}

async function unsetPassphrase(options: Page): Promise<void> {
  await options.waitForSelector('[data-lock-off]')
  await options.click('[data-lock-off]')
  await options.type('input[name=old]', other)
  await options.click('.protection form button[type=submit]')
}

async function lockByButton(): Promise<void> {
  const options = await profile.page('options.html')
  await options.waitForSelector('[data-lock-now]')
  await options.click('[data-lock-now]')
  await options.waitForSelector('[data-lock=locked]')
  await options.close()
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
    await waitFor(async () => (await badge(options)) === '锁', 'the badge shows a lock')
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
    await waitFor(async () => (await badge(popup)) === '锁', 'the badge shows a lock')
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

  it('[RS8] five wrong passphrases make whoever guesses wait, also after a restart', async () => {
    await lockByButton()
    const popup = await profile.page('popup.html')
    const alert = (): Promise<string> =>
      popup.$eval('[data-lock] [role=alert]', (one) => one.textContent ?? '')
    const told = new Set<string>()
    for (let count = 0; count < 5; count++) {
      await unlock(popup, `错的口令第${count}次`)
      await waitFor(async () => {
        const text = await alert()
        return text !== '' && !told.has(text) && told.add(text)
      }, 'it is said')
    }
    expect(await popup.$('[data-lock] button[type=submit]:disabled')).not.toBeNull()
    await profile.killAndRestart()
    page = await profile.page('report.html')
    await unlock(page)
    await page.waitForSelector('[data-lock] button[type=submit]:disabled')
    // Time is the only key to that; the tests have less of it.
    await page.evaluate(() =>
      (globalThis as unknown as { chrome: typeof chrome }).chrome.storage.local.remove(
        'lock-tries',
      ),
    )
    await page.reload()
    await unlock(page)
    await openReport()
  })

  it('[RS30] locks itself when nobody has used it for as long as the settings say', async () => {
    await page.evaluate(async (idle) => {
      const { storage } = (globalThis as unknown as { chrome: typeof chrome }).chrome
      await storage.session.set({ lastUsed: Date.now() - idle })
    }, 16 * 60_000)
    const popup = await profile.page('popup.html')
    await popup.waitForSelector('[data-lock=locked]')
    await page.waitForSelector('[data-lock=locked]')
    await popup.close()
    await page.bringToFront()
    await unlock(page)
    // Whoever unlocks is where they were.
    await page.waitForSelector('.ProseMirror')
    expect(await editorText(page)).toContain(later)
  })

  it('[RS9] another passphrase: the old one opens nothing any more, all is there', async () => {
    const options = await profile.page('options.html')
    await options.waitForSelector('[data-lock-change]')
    await options.click('[data-lock-change]')
    await options.type('input[name=old]', passphrase)
    await options.type('input[name=first]', other)
    await options.type('input[name=second]', other)
    await options.click('.protection form button[type=submit]')
    await options.waitForSelector('[data-lock-now]')
    await options.close()
    await profile.killAndRestart()
    page = await profile.page('report.html')
    await unlock(page, passphrase)
    await page.waitForFunction(
      () => (document.querySelector('[data-lock] [role=alert]')?.textContent ?? '').length > 5,
    )
    await unlock(page, other)
    await openReport()
    expect(await editorText(page)).toContain(later)
  })

  const runs = runCount(2)
  it(
    `[RS10] killed ${runs} times while it seals or unseals, and while somebody types: nothing that was saved is lost`,
    { timeout: 60_000 + runs * 60_000 },
    async () => {
      const seed = firstSeed()
      console.log(`lock: SEED=${seed} RUNS=${runs}`)
      const r = random(seed)
      let saved = await editorText(page)
      for (let run = 0; run < runs; run++) {
        for (const step of ['unseal', 'type', 'seal', 'type'] as const) {
          const options = await profile.page('options.html')
          if (step === 'unseal') await unsetPassphrase(options)
          else if (step === 'seal') await setPassphrase(options, other, false)
          else {
            await options.close()
            await page.bringToFront()
            await caretBehind(page, body)
            await page.keyboard.type(String.fromCodePoint(0x4e00 + r.below(3000)))
            await waitFor(() => page.$('[data-saved=true]'), 'saved')
            saved = await editorText(page)
            await page.keyboard.type('尾')
          }
          const until = performance.now() + r.below(step === 'type' ? 50 : 700)
          await waitFor(() => performance.now() >= until, 'the moment of the kill')
          await profile.killAndRestart()
          page = await profile.page('report.html')
          await page.waitForSelector('[data-lock=locked], [data-report]')
          if ((await page.$('[data-lock=locked]')) !== null) await unlock(page, other)
          await openReport()
          await page.waitForFunction(
            () => (document.querySelector('.ProseMirror')?.textContent?.length ?? 0) > 4,
          )
          const text = await editorText(page)
          const lost = [...saved].filter((one) => !text.includes(one))
          expect(lost, `SEED=${seed} run ${run} ${step}`).toEqual([])
          expect(await page.$('[data-wiped]'), `SEED=${seed} run ${run} ${step}`).toBeNull()
          await finish(step)
        }
      }
    },
  )

  /** Whatever the kill has left undone is done now: every step begins where the last one should have ended. */
  async function finish(step: 'unseal' | 'seal' | 'type'): Promise<void> {
    if (step === 'type') return
    const options = await profile.page('options.html')
    await options.waitForSelector('[data-protection=open], [data-protection=plain]')
    const isOn = (await options.$('[data-protection=open]')) !== null
    if (step === 'seal' && !isOn) await setPassphrase(options, other)
    if (step === 'unseal' && isOn) await unsetPassphrase(options)
    const state = step === 'seal' ? 'open' : 'plain'
    await options.waitForSelector(`[data-protection=${state}]`, { timeout: 30_000 })
    await options.close()
    await page.bringToFront()
    await page.waitForSelector('.ProseMirror')
  }

  it('[RS11] taken away, the passphrase is asked for no more, and what was written is there', async () => {
    const options = await profile.page('options.html')
    await options.waitForSelector('[data-lock-off]')
    await unsetPassphrase(options)
    await options.waitForSelector('[data-protection=plain]', { timeout: 30_000 })
    await profile.killAndRestart()
    page = await profile.page('report.html')
    await openReport()
    const text = await editorText(page)
    for (const one of [title, body]) expect(text).toContain(one.slice(0, 3))
  })
})
