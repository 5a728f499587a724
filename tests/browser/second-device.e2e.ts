import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  caretBehind,
  editorText,
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
} from '../support/chromium'
import { waitFor } from '../support/wait'

let relay: Relay
const profiles: Profile[] = []
let owner: Page
let desktop: Page
let laptop: Page

async function somebody(name: string): Promise<Page> {
  const profile = await Profile.open()
  profiles.push(profile)
  const page = await profile.page('report.html')
  await introduce(page, name)
  return page
}

beforeAll(async () => {
  relay = await createRelay({ port: 0 })
  owner = await somebody('王芳')
  const [first] = profiles
  if (first !== undefined) await useRelay(first, `ws://127.0.0.1:${relay.port}`)
  await owner.bringToFront()
  await newReport(owner, '两台电脑\n一、进展\n第一段*次。\n')
  desktop = await somebody('李强')
  await joinReport(desktop, await invitationOf(owner))
  await waitFor(async () => (await editorText(desktop)).includes('第一段'), 'the text')
})

afterAll(async () => {
  for (const profile of profiles) await profile.dispose()
  await relay?.close()
})

async function linkOf(page: Page): Promise<string> {
  await page.bringToFront()
  await page.click('[data-people]')
  await page.waitForSelector('[data-link-device]')
  await page.click('[data-link-device]')
  await page.waitForSelector('[data-device-link]')
  const code = await page.$eval('[data-device-link]', (area) => (area as HTMLTextAreaElement).value)
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.querySelector('[data-device-link]') === null)
  return code
}

const memberNames = (page: Page): Promise<string[]> =>
  page.$$eval('[data-member] .member-name', (all) => all.map((one) => one.textContent ?? ''))

describe('a second computer of one person', () => {
  it('[RS27] comes in by a link, writes, shows under the same name, and goes singly', async () => {
    const code = await linkOf(desktop)
    laptop = await somebody('小李的笔记本')
    await joinReport(laptop, code)
    await waitFor(async () => (await editorText(laptop)).includes('第一段'), 'the text', 30_000)
    await laptop.bringToFront()
    await caretBehind(laptop, '第一段')
    await laptop.keyboard.type('笔记本写的')
    await waitFor(async () => (await editorText(owner)).includes('笔记本写的'), 'the owner', 30_000)
    await owner.bringToFront()
    await owner.click('[data-people]')
    await waitFor(async () => (await memberNames(owner)).length === 3, 'three devices')
    const names = await memberNames(owner)
    expect(names[1]).toContain('李强')
    expect(names[2]).toContain('李强')
    expect(names[2]).toContain('另一台电脑')
    await owner.click('[data-member].further .danger')
    await owner.click('.people-dialog [role=alertdialog] .primary')
    await waitFor(async () => (await memberNames(owner)).length === 2, 'it is gone')
    await owner.keyboard.press('Escape')
    await laptop.waitForSelector('[data-standing=removed]', { timeout: 30_000 })
    expect(await desktop.$('[data-standing]')).toBeNull()
  })
})
