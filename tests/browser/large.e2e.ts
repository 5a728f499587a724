import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
} from '../support/chromium'
import { watchArrival } from '../support/arrival'
import { tellFigures } from '../support/figures'
import { readSample } from '../support/real-report'
import { waitFor } from '../support/wait'

let relay: Relay
let first: Profile
let second: Profile
let wang: Page

beforeAll(async () => {
  relay = await createRelay({ port: 0 })
  first = await Profile.open()
  second = await Profile.open()
  wang = await first.page('report.html')
  await introduce(wang, '王芳')
  await useRelay(first, `ws://127.0.0.1:${relay.port}`)
  await wang.bringToFront()
})

afterAll(async () => {
  await first?.dispose()
  await second?.dispose()
  await relay?.close()
})

const size = (page: Page): Promise<number> =>
  page.$eval('.ProseMirror', (root) => root.textContent?.length ?? 0)

describe('a report of 5 MB', () => {
  it('[B1] reaches somebody who joins late', async () => {
    const sample = readSample()
    const times = Math.ceil(5_000_000 / new TextEncoder().encode(sample).length)
    await newReport(wang, Array.from({ length: times }, () => sample).join('\n'))
    const length = await size(wang)
    expect(length).toBeGreaterThan(1_500_000)
    const code = await invitationOf(wang)
    const li = await second.page('report.html')
    await introduce(li, '李强')
    const said = await watchArrival(li)
    const begun = Date.now()
    await joinReport(li, code)
    await waitFor(async () => (await size(li)) === length, 'all of it', 120_000)
    expect((await said()).got.length).toBeGreaterThan(0)
    tellFigures('B1', { 'seconds until it was there': Math.round((Date.now() - begun) / 1000) })
    await waitFor(() => wang.$('[data-sync=synced]'), 'synced', 60_000)
  }, 240_000)

  it.runIf(process.env['FAULTS'] !== undefined)(
    '[B2] one of 20 MB as well',
    async () => {
      await wang.goto(first.address('report.html'))
      await wang.bringToFront()
      const line = '二〇二六年全市数据归集工作按期完成，各部门报送情况良好，问题逐项整改到位。'
      const times = Math.ceil(20_000_000 / new TextEncoder().encode(`${line.repeat(20)}\n`).length)
      await newReport(wang, Array.from({ length: times }, () => line.repeat(20)).join('\n'))
      const length = await size(wang)
      expect(length).toBeGreaterThan(6_000_000)
      const code = await invitationOf(wang)
      const li = await second.page('report.html')
      await li.waitForSelector('.first-run, .home')
      if ((await li.$('.first-run')) !== null) await introduce(li, '李强')
      const begun = Date.now()
      await joinReport(li, code)
      await waitFor(async () => (await size(li)) === length, 'all of it', 300_000)
      tellFigures('B2', { 'seconds until it was there': Math.round((Date.now() - begun) / 1000) })
    },
    600_000,
  )
})
