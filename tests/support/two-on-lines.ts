import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import { BadLine } from './bad-line'
import { introduce, invitationOf, joinReport, newReport, Profile, useRelay } from './chromium'
import { editorText } from './chromium'
import { waitFor } from './wait'

/** Two people who write one report, each on a line of their own to a relay; nothing else connects them. */
export interface TwoOnLines {
  readonly lines: readonly [BadLine, BadLine]
  readonly profiles: readonly [Profile, Profile]
  readonly owner: Page
  readonly member: Page
  /** Ends the relay and starts it again at the same address with what it had kept. */
  restartRelay(): Promise<void>
  close(): Promise<void>
}

/** @param text as for `newReport`; its last line tells that all has arrived */
export async function openTwoOnLines(text: string): Promise<TwoOnLines> {
  const folder = mkdtempSync(join(tmpdir(), 'tonggao-line-'))
  const settings = { store: join(folder, 'relay.sqlite'), limits: { peersPerTopic: 0 } }
  let relay: Relay = await createRelay({ ...settings, port: 0 })
  const { port } = relay
  const lines = [await BadLine.open(port), await BadLine.open(port)] as const
  const profiles = [await Profile.open(), await Profile.open()] as const
  const owner = await profiles[0].page('report.html')
  await introduce(owner, '王芳')
  await useRelay(profiles[0], `ws://127.0.0.1:${lines[0].port}`)
  await owner.bringToFront()
  await owner.goto(profiles[0].address('report.html'))
  await newReport(owner, text)
  // The invitation names the owner's line; the other one gets a line of its own.
  const code = await invitationOf(owner)
  const member = await profiles[1].page('report.html')
  await introduce(member, '李强')
  await joinReport(member, code)
  const last = text.trim().split('\n').at(-1) ?? ''
  await waitFor(async () => (await editorText(member)).includes(last), 'the text', 60_000)
  await changeRelay(profiles[1], `ws://127.0.0.1:${lines[1].port}`)
  await member.bringToFront()
  await member.goto(profiles[1].address('report.html'))
  await openFirst(member)
  for (const page of [owner, member])
    await waitFor(() => page.$('[data-sync=synced]'), 'in step', 60_000)
  return {
    lines,
    profiles,
    owner,
    member,
    async restartRelay() {
      await relay.close()
      relay = await createRelay({ ...settings, port })
    },
    async close() {
      for (const one of profiles) await one.dispose()
      for (const one of lines) await one.close()
      await relay.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Opens the only report of the list. */
export async function openFirst(page: Page): Promise<void> {
  await page.waitForSelector('[data-report]')
  await page.click('[data-report]')
  await page.waitForSelector('.ProseMirror')
}

/** Puts something behind the end of the text, at once. */
export async function typeAtEnd(page: Page, text: string): Promise<void> {
  await page.bringToFront()
  await page.focus('.ProseMirror')
  await page.keyboard.down('Control')
  await page.keyboard.press('End')
  await page.keyboard.up('Control')
  await page.keyboard.sendCharacter(text)
}

/** As the settings page does, in the place of the relay that came with the invitation. */
async function changeRelay(profile: Profile, address: string): Promise<void> {
  const page = await profile.page('options.html')
  await page.waitForSelector('textarea[name=signalling]')
  await page.focus('textarea[name=signalling]')
  await page.keyboard.down('Control')
  await page.keyboard.press('a')
  await page.keyboard.up('Control')
  await page.keyboard.type(address)
  await page.click('button[type=submit]')
  await waitFor(() => page.$eval('[role=status]', (one) => one.textContent), 'settings are saved')
  await page.close()
}
