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
    await joinReport(li, code)
    await waitFor(async () => (await size(li)) === length, 'all of it', 120_000)
    await waitFor(() => wang.$('[data-sync=synced]'), 'synced', 60_000)
  }, 240_000)
})
