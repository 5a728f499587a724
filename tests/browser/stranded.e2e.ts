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

/* Takes two minutes by its nature: `npm run faults` runs it. */
const atLength = process.env['FAULTS'] !== undefined

let relay: Relay
let first: Profile
let second: Profile
let owner: Page
let member: Page

beforeAll(async () => {
  if (!atLength) return
  relay = await createRelay({ port: 0 })
  first = await Profile.open()
  owner = await first.page('report.html')
  await introduce(owner, '王芳')
  await useRelay(first, `ws://127.0.0.1:${relay.port}`)
  await owner.bringToFront()
  await newReport(owner, '分工报告\n一、进展\n第一段*次。\n')
  second = await Profile.open()
  member = await second.page('report.html')
  await introduce(member, '李强')
  await joinReport(member, await invitationOf(owner, 'drafter'))
  await waitFor(async () => (await editorText(member)).includes('第一段'), 'the text')
})

afterAll(async () => {
  await first?.dispose()
  await second?.dispose()
  await relay?.close()
})

describe.runIf(atLength)('a copy that can never be the same as the others', () => {
  it('[SI10] says so, and is the same after the report is opened again', async () => {
    await waitFor(() => owner.$('[data-sync=synced]'), 'in step')
    await second.setOffline(true)
    await waitFor(async () => (await owner.$('[data-peer]')) === null, 'she is away', 30_000)
    await member.bringToFront()
    await caretBehind(member, '第一段')
    await member.keyboard.type('没人收到的一句')
    await member.waitForSelector('[data-saved=true]')
    await owner.bringToFront()
    await owner.click('[data-people]')
    await owner.waitForSelector('[data-member] select')
    await owner.select('[data-member] select', 'reviewer')
    await owner.keyboard.press('Escape')
    await second.setOffline(false)
    await waitFor(() => owner.$('[data-peer]'), 'she is back', 60_000)
    await member.bringToFront()
    await member.waitForSelector('[data-reopen]', { timeout: 180_000 })
    expect(await editorText(owner)).not.toContain('没人收到')
    await member.click('[data-reopen] button')
    await waitFor(
      async () =>
        (await member.$('.ProseMirror')) !== null &&
        (await editorText(member)) === (await editorText(owner)),
      'both have the same',
      60_000,
    )
    expect(await member.$('[data-reopen]')).toBeNull()
    await owner.bringToFront()
    await caretBehind(owner, '第一段')
    await owner.keyboard.type('接着写')
    await waitFor(async () => (await editorText(member)).includes('接着写'), 'she goes on reading')
  }, 400_000)
})
