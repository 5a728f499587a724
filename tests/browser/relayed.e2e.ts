import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  editorText,
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
} from '../support/chromium'
import { waitFor } from '../support/wait'

const folder = mkdtempSync(join(tmpdir(), 'tonggao-relay-'))
const store = join(folder, 'relay.sqlite')
let relay: Relay
let first: Profile
let second: Profile
let wang: Page
let li: Page

const type = async (page: Page, text: string): Promise<void> => {
  await page.bringToFront()
  await page.focus('.ProseMirror')
  await page.keyboard.down('Control')
  await page.keyboard.press('End')
  await page.keyboard.up('Control')
  await page.keyboard.sendCharacter(text)
  await page.waitForSelector('[data-saved=true]')
}

beforeAll(async () => {
  // Nobody can be introduced to anybody here, so no two machines ever connect.
  relay = await createRelay({ port: 0, store, token: 'office', limits: { peersPerTopic: 0 } })
  first = await Profile.open()
  second = await Profile.open()
  wang = await first.page('report.html')
  await introduce(wang, '王芳')
  await useRelay(first, `ws://127.0.0.1:${relay.port}/?token=office`)
  await wang.bringToFront()
})

afterAll(async () => {
  await first?.dispose()
  await second?.dispose()
  await relay?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a network that lets no peers connect', () => {
  it('[L1] two people write together over the relay and see each other', async () => {
    await wang.goto(first.address('report.html'))
    await newReport(wang, '二〇二六年工作报告\n一、总体情况\n全年受理信件若干。\n')
    const code = await invitationOf(wang)
    li = await second.page('report.html')
    await li.waitForSelector('.first-run, .home')
    if ((await li.$('.first-run')) !== null) await introduce(li, '李强')
    await joinReport(li, code)
    await waitFor(async () => (await editorText(li)).includes('受理信件'), 'the text')
    await waitFor(() => li.$('[data-sync=synced]'), 'in step')
    await waitFor(() => wang.$('[data-sync=synced]'), 'in step')
    await waitFor(() => wang.$('[data-peer]'), 'she is seen')
    await type(li, '李强写的一句。')
    await waitFor(async () => (await editorText(wang)).includes('李强写的一句'), 'her words')
    await waitFor(() => wang.$('[data-relayed=true]'), 'the relay has what came from it')
  })

  it('[L1b] is seen also when another context of the browser talks to the relay', async () => {
    const client = (): Promise<string | null> =>
      wang.$eval('[data-peer]', (one) => one.getAttribute('data-peer')).catch(() => null)
    const before = await client()
    // The page gives up the connection, and what keeps reports in sync without a page takes it.
    await li.reload()
    await waitFor(async () => (await editorText(li)).includes('李强写的一句'), 'the text')
    await waitFor(async () => {
      const now = await client()
      return now !== null && now !== before
    }, 'she is seen again')
  })

  it('[L2] what one leaves, the other finds, though they are never there together', async () => {
    await type(wang, '留给他的话。')
    await waitFor(async () => (await editorText(li)).includes('留给他的话'), 'it has arrived')
    await second.kill()
    await type(wang, '他不在时写的话。')
    // Nobody acknowledges for the relay: look until it keeps what was written.
    await waitFor(() => wang.$('[data-relayed=true]'), 'the relay has it')
    await first.kill()
    await second.start()
    li = await second.page(li.url().slice(li.url().indexOf('report.html')))
    await waitFor(async () => (await editorText(li)).includes('他不在时写的话'), 'his words')
  })

  it('[L3] the relay can read none of it', () => {
    const bytes = readFileSync(store)
    expect(bytes.length).toBeGreaterThan(2000)
    for (const word of ['工作报告', '受理信件', '王芳', '李强', '他不在时'])
      for (const form of [
        Buffer.from(word),
        Buffer.from(word, 'utf16le'),
        Buffer.from(Buffer.from(word).toString('base64').slice(0, 12)),
      ])
        expect(bytes.includes(form), word).toBe(false)
    expect(bytes.includes(Buffer.from('"members"'))).toBe(false)
  })
})
