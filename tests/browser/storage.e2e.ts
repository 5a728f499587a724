import { readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
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
let first: Profile
let second: Profile
let wang: Page
let li: Page

beforeAll(async () => {
  relay = await createRelay({ port: 0 })
  first = await Profile.open()
  wang = await first.page('report.html')
  await introduce(wang, '王芳')
  await useRelay(first, `ws://127.0.0.1:${relay.port}`)
  await wang.bringToFront()
  await newReport(wang, '存储报告\n一、进展\n第一段*次。\n')
})

afterAll(async () => {
  await first?.dispose()
  await second?.dispose()
  await relay?.close()
})

const stores = {
  indexedDb: () => join(first.folder, 'Default', 'IndexedDB'),
  journal: () => join(first.folder, 'Default', 'File System'),
}

function* files(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else yield path
  }
}

async function openAgain(): Promise<Page> {
  const page = await first.page('report.html')
  await page.waitForSelector('[data-report]')
  await page.click('[data-report]')
  await page.waitForSelector('.ProseMirror')
  return page
}

async function type(text: string): Promise<void> {
  await wang.bringToFront()
  await caretBehind(wang, '第一段')
  await wang.keyboard.type(text)
  await waitFor(() => wang.$('[data-saved=true]'), 'saved')
}

async function understand(): Promise<void> {
  await wang.waitForSelector('[data-wiped=recovered] button')
  await wang.click('[data-wiped] button')
  await wang.waitForFunction(() => document.querySelector('[data-wiped]') === null)
}

/** Kills the browser, lets `damage` do its work on the profile, and starts it again. */
async function killed(damage: () => void): Promise<void> {
  await first.kill()
  damage()
  await first.start()
  wang = await openAgain()
}

describe('the stores', () => {
  it('[J4] IndexedDB gone: everything comes back from the journal, and it is said', async () => {
    await type('甲乙丙')
    await killed(() => rmSync(stores.indexedDb(), { recursive: true }))
    await wang.waitForSelector('[data-wiped=recovered]')
    expect(await editorText(wang)).toContain('第一段甲乙丙')
    await understand()
    await type('接着写')
    await killed(() => undefined)
    expect(await wang.$('[data-wiped]')).toBeNull()
    expect(await editorText(wang)).toContain('接着写')
  })

  it('[J5] the journal gone, or cut anywhere: everything comes from IndexedDB', async () => {
    await type('丁')
    await killed(() => rmSync(stores.journal(), { recursive: true }))
    expect(await editorText(wang)).toContain('丁')
    await type('戊')
    await killed(() => {
      for (const file of files(stores.journal()))
        if (statSync(file).size > 400) truncateSync(file, statSync(file).size - 37)
    })
    expect(await editorText(wang)).toContain('戊')
    expect(await wang.$('[data-wiped]')).toBeNull()
  })

  it('[J6] both gone: never an empty report in silence; a colleague brings it back', async () => {
    second = await Profile.open()
    li = await second.page('report.html')
    await introduce(li, '李强')
    await wang.bringToFront()
    const code = await invitationOf(wang)
    await li.bringToFront()
    await joinReport(li, code)
    await waitFor(async () => (await editorText(li)).includes('戊'), 'the text')
    await second.setOffline(true)
    await killed(() => {
      rmSync(stores.journal(), { recursive: true })
      rmSync(stores.indexedDb(), { recursive: true })
    })
    await wang.waitForSelector('[data-wiped=lost]')
    await second.setOffline(false)
    await waitFor(async () => (await editorText(wang)).includes('戊'), 'the text is back', 60_000)
    await wang.waitForSelector('[data-wiped=recovered]')
    // With keys from beside, or with new ones by the owner's root.
    await type('又能写')
    await waitFor(async () => (await editorText(li)).includes('又能写'), 'she sees it', 30_000)
  })
})
