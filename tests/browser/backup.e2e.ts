import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ElementHandle, Page } from 'puppeteer-core'
import { editorText, introduce, invitationOf, Profile } from '../support/chromium'
import { chooseFile, savedFile } from '../support/files'
import { hasRealReport, readReal, readSample } from '../support/real-report'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

/** A real picture. */
const picture = fileURLToPath(new URL('../../extension/public/icon/128.png', import.meta.url))
const text = hasRealReport ? readReal('annual-report.txt') : readSample()
const passphrase = '办公室的长口令二〇二六'

let people: TwoPeople
let wang: Page
let li: Page
let other: Profile

beforeAll(async () => {
  people = await openTwoPeople(text)
  ;({ owner: wang, member: li } = people)
  other = await Profile.open()
})

afterAll(async () => {
  await other?.dispose()
  await people?.close()
})

async function openForm(page: Page): Promise<void> {
  await page.bringToFront()
  await page.click('.ProseMirror [data-figure]')
  await page.waitForSelector('.figure-form')
  await page.$$eval('.figure-form details', (all) => {
    for (const one of all) one.open = true
  })
}

async function fill(page: Page, value: string, attach?: string): Promise<void> {
  await openForm(page)
  await page.$eval('.figure-form .value', (field) => {
    ;(field as HTMLInputElement).select()
  })
  await page.type('.figure-form .value', value)
  if (attach !== undefined) {
    const input = (await page.$('.figure-form [data-attach]')) as ElementHandle<HTMLInputElement>
    await input.uploadFile(attach)
    await page.waitForSelector('.figure-form [data-attachment] img')
    await page.type('.figure-form [name=page]', '第3页')
  }
  await page.focus('.figure-form .value')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector('.figure-form') === null)
}

/** Everything of a report that somebody sees, to be compared with another machine's. */
async function seen(page: Page) {
  await page.bringToFront()
  const body = await editorText(page)
  const states = await page.$$eval('.ProseMirror [data-figure]', (all) =>
    all.map((one) => [one.getAttribute('data-figure'), one.getAttribute('data-state')]),
  )
  await openForm(page)
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.figure-form .history [data-attachment] img')].some(
      (one) => one instanceof HTMLImageElement && one.naturalWidth === 128,
    ),
  )
  const history = await page.$$eval('.figure-form .history > ol > li', (all) =>
    all.map((one) => one.textContent),
  )
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.querySelector('.figure-form') === null)
  await page.click('[data-tab=history]')
  await page.waitForSelector('[data-version]')
  const versions = await page.$$eval('[data-version]', (all) => all.map((one) => one.textContent))
  await page.click('[data-tab=comments]')
  await page.waitForSelector('[data-thread-item]')
  const threads = await page.$$eval('[data-thread-item]', (all) =>
    all.map((one) => [...one.querySelectorAll('p')].map((line) => line.textContent)),
  )
  return { body, states, history, versions, threads }
}

describe('a backup', () => {
  it('[XC10] has text, figures with their sources and files, every value, comments and versions, and opens on another machine', async () => {
    await wang.bringToFront()
    await fill(wang, '12')
    await fill(wang, '15', picture)
    await wang.click('[data-tab=history]')
    await wang.click('[data-keep-version]')
    await wang.type('input[name=version]', '报领导前')
    await wang.click('[data-go]')
    await wang.waitForSelector('[data-version]')
    // A thread of two people.
    await wang.evaluate(() => {
      const block = document.querySelectorAll('.ProseMirror p')[1]
      if (block === undefined) throw new Error('no paragraph')
      document.querySelector<HTMLElement>('.ProseMirror')?.focus()
      getSelection()?.selectAllChildren(block)
    })
    await wang.click('.toolbar [data-tool=comment]')
    await wang.waitForSelector('.composer textarea')
    await wang.keyboard.type('此处口径请核')
    await wang.keyboard.down('Control')
    await wang.keyboard.press('Enter')
    await wang.keyboard.up('Control')
    await li.bringToFront()
    await li.click('[data-tab=comments]')
    await li.waitForSelector('[data-thread-item]')
    await li.click('[data-thread-item]')
    await li.waitForSelector('[data-thread-item] [data-reply]')
    await li.click('[data-thread-item] [data-reply]')
    await li.waitForSelector('[data-thread-item] textarea')
    await li.type('[data-thread-item] textarea', '已核，无误')
    await li.keyboard.down('Control')
    await li.keyboard.press('Enter')
    await li.keyboard.up('Control')
    await wang.bringToFront()
    await wang.click('[data-tab=comments]')
    await waitFor(
      () => wang.$eval('[data-thread-item]', (one) => one.textContent?.includes('已核，无误')),
      'the answer is here',
    )
    await wang.click('[data-menu=file]')
    await wang.click('[data-command=exchange]')
    await wang.waitForSelector('.file-dialog')
    for (const name of ['passphrase', 'again']) await wang.type(`input[name=${name}]`, passphrase)
    const backup = await savedFile(wang, () => wang.click('[data-backup]'))
    await wang.keyboard.press('Escape')
    await wang.waitForFunction(() => document.querySelector('.file-dialog') === null)
    const before = await seen(wang)
    // What is compared below is there at all.
    const all = JSON.stringify(before)
    for (const word of ['此处口径请核', '已核，无误', '报领导前', '第3页', '128.png'])
      expect([word, all.includes(word)]).toEqual([word, true])
    expect(before.history).toHaveLength(2)

    const page = await other.page('report.html')
    await introduce(page, '王芳')
    await chooseFile(page, 'input[name=exchange]', backup)
    await page.waitForSelector('input[name=passphrase]')
    await page.type('input[name=passphrase]', passphrase)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.ProseMirror', { timeout: 60_000 })
    expect(await seen(page)).toEqual(before)
    // The same after the page is opened again: it is stored, not only shown.
    await page.reload()
    await page.waitForSelector('.ProseMirror', { timeout: 60_000 })
    expect(await seen(page)).toEqual(before)
    // The owner's backup makes the owner here too; everybody keeps name and role.
    await page.click('[data-people]')
    await page.waitForSelector('[data-make-invite]')
    const members = await page.$$eval('[data-member]', (all) =>
      all.map((one) => one.textContent?.trim() ?? ''),
    )
    expect(members.filter((one) => one.includes('王芳'))).toHaveLength(2)
    expect(members.filter((one) => one.includes('李强'))).toHaveLength(1)
    expect(await page.$$('[data-member] select')).toHaveLength(1)
    expect(await page.$eval('[data-member] select', (one) => one.value)).toBe('drafter')
    await page.keyboard.press('Escape')
  })

  it('[XC11] two machines of the owner’s that invited apart are noticed by file, and a person settles it', async () => {
    const page = (await other.browser.pages()).find((one) => one.url().includes('report.html'))
    if (page === undefined) throw new Error('no page')
    const inFiles = async <T>(on: Page, act: () => Promise<T>): Promise<T> => {
      await on.bringToFront()
      await on.click('[data-menu=file]')
      await on.click('[data-command=exchange]')
      await on.waitForSelector('.file-dialog')
      const result = await act()
      await on.keyboard.press('Escape')
      await on.waitForFunction(() => document.querySelector('.file-dialog') === null)
      return result
    }
    const exported = (on: Page): Promise<string> =>
      inFiles(on, () => savedFile(on, () => on.click('[data-export]')))
    const merge = (on: Page, file: string): Promise<void> =>
      inFiles(on, async () => {
        await chooseFile(on, 'input[name=changes]', file)
        await on.waitForFunction(
          () =>
            document.querySelector('[data-export]:disabled') === null &&
            document.querySelector('[data-file-note]')?.textContent !== '',
        )
      })
    // Which of the two has the higher revision is told by none of them beforehand.
    await page.bringToFront()
    await invitationOf(page)
    for (let times = 0; times < 6 && (await page.$('[data-contested]')) === null; times++) {
      await wang.bringToFront()
      await invitationOf(wang)
      await merge(page, await exported(wang))
    }
    await page.waitForSelector('[data-contested]')
    await page.click('[data-contested] button[aria-haspopup]')
    await page.waitForSelector('.people-dialog')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.people-dialog') === null)
    await page.click('[data-contest-settle]')
    await page.waitForFunction(() => document.querySelector('[data-contested]') === null)
    await merge(wang, await exported(page))
    await wang.waitForFunction(() => document.querySelector('[data-contested]') === null)
  })
})
