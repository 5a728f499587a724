import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import { introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

let relay: Relay
let profile: Profile
let report: Page
let options: Page

beforeAll(async () => {
  relay = await createRelay({ port: 0, token: 'right' })
  profile = await Profile.open()
  report = await profile.page('report.html')
  await introduce(report, '王芳')
  await newReport(report, '设置报告\n一、进展\n第一段*次。\n')
  options = await profile.page('options.html')
  await options.waitForSelector('textarea[name=signalling]')
})

afterAll(async () => {
  await profile?.dispose()
  await relay?.close()
})

/** Saves these addresses; resolves to what each answers. */
async function answers(lines: readonly string[]): Promise<(string | null)[]> {
  await options.$eval(
    'textarea[name=signalling]',
    (area, value) => {
      const box = area
      box.value = value
      box.dispatchEvent(new Event('input', { bubbles: true }))
    },
    lines.join('\n'),
  )
  await options.click('form button[type=submit]')
  return await waitFor(async () => {
    const all = await options.$$eval('[data-relay-answer]', (rows) =>
      rows.map((row) => [row.textContent, row.getAttribute('data-relay-answer')] as const),
    )
    const isDone =
      all.length === lines.length &&
      all.every(([text, answer], index) => {
        const { host } = new URL(lines[index] ?? '')
        return answer !== 'asking' && (text ?? '').includes(host)
      })
    return isDone ? all.map(([, answer]) => answer) : undefined
  }, 'the relays answer')
}

describe('relays in the settings', () => {
  it('[AU21] are tried: the wrong token and a relay that is not there are told apart', async () => {
    const address = `ws://127.0.0.1:${relay.port}`
    expect(await answers([`${address}/?token=wrong`, 'ws://127.0.0.1:1'])).toEqual([
      'refused',
      'unreachable',
    ])
    expect(await options.$eval('.relay-answers', (one) => one.textContent)).not.toContain('wrong')
  })

  it('[AU22] when they change, a report that is open says so and takes them with one click', async () => {
    expect(
      await answers([`ws://127.0.0.1:${relay.port}/?token=right`, 'ws://127.0.0.1:2']),
    ).toEqual(['ok', 'unreachable'])
    await report.bringToFront()
    await report.waitForSelector('[data-relays-changed]')
    await report.click('[data-relays-changed] button')
    await report.waitForSelector('[data-sync=connecting]')
    await waitFor(
      () => report.$eval('[data-sync]', (one) => one.textContent?.includes('等待协作者')),
      'the relay is reached',
    )
    expect(await report.$('[data-relays-changed]')).toBeNull()
  })
})
