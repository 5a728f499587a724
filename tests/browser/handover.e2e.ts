import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import type { Profile } from '../support/chromium'
import { caretBehind, editorText } from '../support/chromium'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

let relay: Relay
let first: Profile
let second: Profile
let people: TwoPeople
let wang: Page
let li: Page

beforeAll(async () => {
  people = await openTwoPeople('交接报告\n一、进展\n第一段*次。\n')
  ;({ relay, first, second, owner: wang, member: li } = people)
})

afterAll(async () => {
  await people?.close()
  await relay?.close()
})

const has = (page: Page, text: string): Promise<unknown> =>
  waitFor(async () => (await editorText(page)).includes(text), text, 30_000)

describe('who talks to the network changes', () => {
  it('[H1] pages come and go, the other goes on writing, nothing is lost', async () => {
    for (let round = 0; round < 4; round++) {
      await wang.close()
      await li.bringToFront()
      await caretBehind(li, '第一段')
      await li.keyboard.type(`往${round}`)
      wang = await first.page('report.html')
      await wang.waitForSelector('[data-report]')
      await wang.click('[data-report]')
      await wang.waitForSelector('.ProseMirror')
      await has(wang, `往${round}`)
      await caretBehind(wang, '第一段')
      await wang.keyboard.type(`复${round}`)
      await has(li, `复${round}`)
    }
    const tabs = await first.page('report.html')
    await tabs.waitForSelector('[data-report]')
    await tabs.click('[data-report]')
    await tabs.waitForSelector('.ProseMirror')
    await has(tabs, '复3')
    await caretBehind(tabs, '第一段')
    await tabs.keyboard.type('两页')
    await has(wang, '两页')
    await has(li, '两页')
    await tabs.close()
  })

  it('[H2] the relay goes away and comes back: who was connected stays so, who comes new gets in later', async () => {
    const { port } = relay
    await relay.close()
    await wang.bringToFront()
    await caretBehind(wang, '第一段')
    await wang.keyboard.type('无中继')
    await has(li, '无中继')
    await li.close()
    li = await second.page('report.html')
    await li.waitForSelector('[data-report]')
    await li.click('[data-report]')
    await li.waitForSelector('.ProseMirror')
    await caretBehind(li, '第一段')
    await li.keyboard.type('独自写')
    relay = await createRelay({ port })
    await has(wang, '独自写')
  })

  it('[H3] a colleague who is killed is gone from the list of people', async () => {
    await waitFor(() => wang.$('[data-peer]'), 'present')
    await second.kill()
    await waitFor(async () => (await wang.$('[data-peer]')) === null, 'gone', 60_000)
    expect(await wang.$eval('[data-saved]', (one) => one.getAttribute('data-saved'))).toBe('true')
  })
})
