import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ElementHandle, Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
} from '../support/chromium'
import { waitFor } from '../support/wait'

const picture = fileURLToPath(new URL('../../extension/public/icon/128.png', import.meta.url))

let relay: Relay
let first: Profile
let second: Profile
let wang: Page
let li: Page

beforeAll(async () => {
  relay = await createRelay({ port: 0 })
  first = await Profile.open()
  second = await Profile.open()
  wang = await first.page('report.html')
  await introduce(wang, '王芳')
  await useRelay(first, `ws://127.0.0.1:${relay.port}`)
  await wang.bringToFront()
  await newReport(wang, '报告\n一、情况\n全年召开会议*次，培训*人。\n')
  const code = await invitationOf(wang, 'contributor')
  li = await second.page('report.html')
  await introduce(li, '李强')
  await joinReport(li, code)
  await li.waitForSelector('.ProseMirror [data-figure]')
})

afterAll(async () => {
  await first?.dispose()
  await second?.dispose()
  await relay?.close()
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
