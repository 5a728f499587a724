import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import type { Relay } from '../../relay/server'
import { caretBehind, editorText, introduce, Profile } from '../support/chromium'
import { chooseFile, savedFile } from '../support/files'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

let relay: Relay
let second: Profile
let third: Profile
let people: TwoPeople
let wang: Page
let li: Page

beforeAll(async () => {
  people = await openTwoPeople('文件报告\n一、进展\n第一段*次，第二段*件。\n')
  ;({ relay, second, owner: wang, member: li } = people)
})

afterAll(async () => {
  await third?.dispose()
  await people?.close()
})

async function openFiles(page: Page): Promise<void> {
  await page.bringToFront()
  await page.click('[data-menu=file]')
  await page.click('[data-command=exchange]')
  await page.waitForSelector('.file-dialog')
}

async function closeFiles(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.querySelector('.file-dialog') === null)
}

const note = (page: Page): Promise<string | null> =>
  page.$eval('[data-file-note]', (one) => one.textContent)

describe('files', () => {
  it('[K1] changes travel by file where no network does, any number of times', async () => {
    await relay.close()
    await second.kill()
    await second.start()
    li = await second.page('report.html')
    await li.waitForSelector('[data-report]')
    await li.click('[data-report]')
    await li.waitForSelector('.ProseMirror')
    await caretBehind(li, '第二段')
    await li.keyboard.type('乙写的')
    await wang.bringToFront()
    await caretBehind(wang, '第一段')
    await wang.keyboard.type('甲写的')
    await openFiles(wang)
    const changes = await savedFile(wang, () => wang.click('[data-export]'))
    await closeFiles(wang)
    await openFiles(li)
    await chooseFile(li, 'input[name=changes]', changes)
    await waitFor(async () => (await note(li))?.includes('已并入'), 'merged')
    await chooseFile(li, 'input[name=changes]', changes)
    await waitFor(async () => (await note(li))?.includes('都已有了'), 'nothing new')
    const back = await savedFile(li, () => li.click('[data-export]'))
    await closeFiles(li)
    const text = await editorText(li)
    expect(text).toContain('甲写的')
    expect(text).toContain('乙写的')
    await openFiles(wang)
    await chooseFile(wang, 'input[name=changes]', back)
    await waitFor(async () => (await editorText(wang)) === text, 'both have the same')
    await closeFiles(wang)
  })

  it('[XC6] a file of the changes since the last waits for the one before, and says so', async () => {
    const waits = (page: Page): Promise<unknown> =>
      page.waitForSelector('.status-line [data-waiting="1"]')
    const exportSinceLast = async (): Promise<string> => {
      await openFiles(wang)
      // By keyboard: the first choice has the focus when the dialog opens.
      await wang.focus('input[name=since][value=all]')
      await wang.keyboard.press('ArrowDown')
      expect(await wang.$eval('input[value=export]', (one) => one.checked)).toBe(true)
      const file = await savedFile(wang, () => wang.click('[data-export]'))
      await waitFor(async () => (await note(wang))?.includes('以来的改动'), 'said since when')
      await closeFiles(wang)
      expect(file).toMatch(/改动-自\d{8}-\d{4}以来\.tonggao$/)
      return file
    }
    await wang.bringToFront()
    await caretBehind(wang, '第一段')
    await wang.keyboard.type('先写的')
    const before = await exportSinceLast()
    await caretBehind(wang, '先写的')
    await wang.keyboard.type('后写的')
    const after = await exportSinceLast()
    await openFiles(wang)
    await wang.click('input[name=since][value=export]')
    await wang.click('[data-export]')
    await waitFor(async () => (await note(wang))?.includes('没有新的改动'), 'nothing is new')
    await closeFiles(wang)
    await openFiles(li)
    await chooseFile(li, 'input[name=changes]', after)
    await waitFor(async () => (await note(li))?.includes('本机还缺那一份'), 'what is missing')
    await closeFiles(li)
    expect(await editorText(li)).not.toContain('后写的')
    await waits(li)
    await li.reload()
    await li.waitForSelector('.ProseMirror')
    await waits(li)
    await openFiles(li)
    await chooseFile(li, 'input[name=changes]', before)
    await waitFor(async () => (await note(li))?.includes('也接上了'), 'the rest went in')
    await closeFiles(li)
    expect(await editorText(li)).toContain('先写的后写的')
    await li.waitForFunction(() => document.querySelector('[data-waiting]') === null)
  })

  it('[XC13] a file of changes that is opened from the list of reports says what it brought', async () => {
    await wang.bringToFront()
    await caretBehind(wang, '后写的')
    await wang.keyboard.type('又一句')
    await openFiles(wang)
    const changes = await savedFile(wang, () => wang.click('[data-export]'))
    await closeFiles(wang)
    await li.bringToFront()
    await li.evaluate(() => {
      location.hash = ''
    })
    await li.waitForSelector('input[name=exchange]')
    await chooseFile(li, 'input[name=exchange]', changes)
    await li.waitForSelector('.ProseMirror')
    await waitFor(
      () => li.$eval('.toast', (one) => one.textContent?.includes('已并入 1 批改动')),
      'what it brought',
    )
    expect(await editorText(li)).toContain('后写的又一句')
  })

  it('[K2] a backup restores all on another machine, for its owner', async () => {
    await wang.click('.ProseMirror .blank')
    await wang.waitForSelector('.figure-form .value')
    await wang.type('.figure-form .value', '12')
    await wang.keyboard.press('Enter')
    await wang.waitForFunction(() => document.querySelector('.figure-form') === null)
    await openFiles(wang)
    await wang.type('input[name=passphrase]', '口令口令口令八')
    await wang.type('input[name=again]', '口令口令口令八')
    await wang.click('[data-backup]')
    await wang.waitForFunction(() =>
      document.querySelector('[data-backup-problem]')?.textContent?.includes('至少'),
    )
    await wang.type('input[name=passphrase]', '字')
    await wang.type('input[name=again]', '字')
    const backup = await savedFile(wang, () => wang.click('[data-backup]'))
    await closeFiles(wang)
    third = await Profile.open()
    const page = await third.page('report.html')
    await introduce(page, '王芳')
    await chooseFile(page, 'input[name=exchange]', backup)
    await page.waitForSelector('input[name=passphrase]')
    await page.type('input[name=passphrase]', '记错了的口令')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.error')].some((one) => one.textContent?.includes('口令不对')),
    )
    await page.$eval('input[name=passphrase]', (input) => {
      input.value = ''
    })
    await page.type('input[name=passphrase]', '口令口令口令八字')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.ProseMirror')
    await waitFor(async () => (await editorText(page)).includes('甲写的'), 'the text')
    expect(await editorText(page)).toBe(await editorText(wang))
    expect(await page.$$('.ProseMirror [data-state=filled]')).toHaveLength(1)
    await caretBehind(page, '甲写的')
    await page.keyboard.type('又写')
    expect(await editorText(page)).toContain('甲写的又写')
    await page.click('[data-people]')
    await page.waitForSelector('[data-make-invite]')
  })
})
