import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ElementHandle, Page } from 'puppeteer-core'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

const picture = fileURLToPath(new URL('../../extension/public/icon/128.png', import.meta.url))

let people: TwoPeople
let wang: Page
let li: Page

beforeAll(async () => {
  people = await openTwoPeople('报告\n一、情况\n全年召开会议*次，培训*人。\n', {
    role: 'contributor',
  })
  ;({ owner: wang, member: li } = people)
  await li.waitForSelector('.ProseMirror [data-figure]')
})

afterAll(async () => {
  await people?.close()
})

const openForm = async (page: Page): Promise<void> => {
  await page.bringToFront()
  await page.keyboard.press('Escape')
  await page.click('.ProseMirror [data-figure]')
  await page.waitForSelector('.figure-form')
  await page.$$eval('.figure-form details', (all) => {
    for (const one of all) one.open = true
  })
}

describe('an attachment of somebody else', () => {
  it('[FG42] is deleted by the owner after a question, and the other sees that it is gone', async () => {
    await openForm(li)
    const input = (await li.$('.figure-form [data-attach]')) as ElementHandle<HTMLInputElement>
    await input.uploadFile(picture)
    await li.waitForSelector('.figure-form [data-attachment="128.png"] img')
    await li.type('.figure-form .value', '12')
    await li.keyboard.press('Enter')
    await waitFor(
      () => wang.$('.ProseMirror [data-figure][data-state=filled]'),
      'the value arrives',
    )
    await openForm(wang)
    await wang.waitForSelector('.history [data-attachment="128.png"] .icon')
    await wang.click('.history [data-attachment="128.png"] .icon')
    await wang.waitForSelector('.attachment-ask')
    await wang.click('.attachment-ask [data-keep]')
    expect(await wang.$('.attachment-ask')).toBeNull()
    await wang.click('.history [data-attachment="128.png"] .icon')
    await wang.click('.attachment-ask [data-remove]')
    await waitFor(
      async () => (await wang.$('.history [data-attachment="128.png"]')) === null,
      'it is gone here',
    )
    await openForm(li)
    await waitFor(
      async () => (await li.$('.history [data-attachment="128.png"]')) === null,
      'it is gone there',
    )
    // The value and its place in the record stay.
    expect(await li.$eval('.ProseMirror [data-figure]', (one) => one.textContent)).toBe('12')
  })
})
