import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, introduce, newReport } from '../support/chromium'
import { FirefoxProfile } from '../support/firefox'
import { waitFor } from '../support/wait'

const passphrase = '马 铃薯 电池 正确'
let fox: FirefoxProfile
let page: Page

beforeAll(async () => {
  fox = await FirefoxProfile.open()
  page = await fox.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, '密题甲子\n一、进展\n密文丁卯*次。\n')
  await waitFor(() => page.$('[data-saved=true]'), 'saved')
})

afterAll(async () => {
  await fox?.dispose()
})

async function unlock(words: string): Promise<void> {
  await page.waitForSelector('[data-lock=locked] input[name=passphrase]')
  await page.type('[data-lock=locked] input[name=passphrase]', words)
  await page.click('[data-lock=locked] button[type=submit]')
}

describe('Firefox with a passphrase', () => {
  it('[SY13] seals what is there, shows a lock alone, opens with the right words only, and all is there', async () => {
    const options = await fox.page('options.html')
    await options.waitForSelector('[data-lock-set]')
    await options.click('[data-lock-set]')
    await options.click('input[name=backedUp]')
    await options.click('input[name=known]')
    await options.type('input[name=first]', passphrase)
    await options.type('input[name=second]', passphrase)
    await options.click('.protection form button[type=submit]')
    await options.waitForSelector('[data-protection=open]', { timeout: 60_000 })
    await page.bringToFront()
    await page.waitForSelector('.ProseMirror')
    await caretBehind(page, '密文丁卯')
    await page.keyboard.type('后来')
    await waitFor(async () => (await editorText(page)).includes('密文丁卯后来'), 'typed')
    await waitFor(() => page.$('[data-saved=true]'), 'saved')
    await options.bringToFront()
    await options.click('[data-lock-now]')
    await options.waitForSelector('[data-lock=locked]')
    await page.bringToFront()
    await page.waitForSelector('[data-lock=locked]')
    expect(await page.$('.ProseMirror')).toBeNull()
    // No database that is left holds anything that can be read without the passphrase.
    const stored = await page.evaluate(async () => {
      const found: string[] = []
      for (const { name = '' } of await indexedDB.databases()) {
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name)
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(new Error(name))
        })
        for (const store of database.objectStoreNames) {
          const all = await new Promise<unknown[]>((resolve, reject) => {
            const request = database.transaction(store).objectStore(store).getAll()
            request.onsuccess = () => resolve(request.result)
            request.onerror = () => reject(new Error(store))
          })
          for (const one of all) {
            const bytes = one instanceof Uint8Array ? one : new Uint8Array()
            found.push(new TextDecoder().decode(bytes) + (JSON.stringify(one) ?? ''))
          }
        }
        database.close()
      }
      return found
    })
    expect(stored.length).toBeGreaterThan(0)
    for (const one of stored) expect(one).not.toMatch(/密题|密文|后来/)
    await unlock('不是 这个 口令')
    await page.waitForFunction(
      () => (document.querySelector('[data-lock] [role=alert]')?.textContent ?? '').length > 5,
    )
    await unlock(passphrase)
    await page.waitForSelector('[data-report], .ProseMirror')
    if ((await page.$('.ProseMirror')) === null) await page.click('[data-report]')
    await page.waitForSelector('.ProseMirror')
    await waitFor(async () => (await editorText(page)).includes('密文丁卯后来'), 'all is there')
    expect(await page.$('[data-wiped]')).toBeNull()
  }, 180_000)
})
