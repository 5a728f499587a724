import { spawn, type ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { firstSeed, random, runCount } from '../support/random'

let profile: Profile
const load: ChildProcess[] = []

beforeAll(async () => {
  profile = await Profile.open()
  const page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, '断电报告\n一、进展\n第一段：\n')
  await page.waitForSelector('[data-saved=true]')
  // What browsers lose, they lose when the processor is busy.
  for (let i = 0; i < 3; i++) load.push(spawn(process.execPath, ['-e', 'for (;;);']))
})

afterAll(async () => {
  for (const one of load) one.kill('SIGKILL')
  await profile?.dispose()
})

async function open(): Promise<Page> {
  const page = await profile.page('report.html')
  await page.waitForSelector('[data-report]')
  await page.click('[data-report]')
  await page.waitForSelector('.ProseMirror')
  return page
}

const shown = (page: Page): Promise<{ saved: boolean; text: string }> =>
  page.evaluate(() => ({
    saved: document.querySelector('[data-saved=true]') !== null,
    text: document.querySelector('.ProseMirror')?.textContent ?? '',
  }))

describe('the browser is killed while somebody types', () => {
  const runs = runCount(6)
  it(
    `[Z1] ${runs} times at random moments: nothing that was shown as saved is lost, and the report opens`,
    { timeout: 60_000 + runs * 30_000 },
    async () => {
      const seed = firstSeed()
      console.log(`kills: SEED=${seed} RUNS=${runs}`)
      const r = random(seed)
      let unsavedAtMost = 0
      let page = await open()
      for (let run = 0; run < runs; run++) {
        await caretBehind(page, '第一段：')
        let acknowledged = (await shown(page)).text
        const until = Date.now() + 500 + r.below(1300)
        const typed: { at: number; text: string }[] = []
        while (Date.now() < until) {
          await page.keyboard.type(String.fromCharCode(0x4e00 + r.below(3000)))
          const now = await shown(page)
          typed.push({ at: Date.now(), text: now.text })
          if (now.saved) acknowledged = now.text
        }
        const killedAt = Date.now()
        await profile.killAndRestart()
        page = await open()
        await page.waitForFunction(
          () => (document.querySelector('.ProseMirror')?.textContent?.length ?? 0) > 4,
        )
        const after = await editorText(page)
        const kept = (text: string): boolean =>
          [...text].every((character) => after.includes(character))
        expect(kept(acknowledged), `SEED=${seed} run ${run}: what was saved`).toBe(true)
        const old = typed.findLast(({ at }) => at < killedAt - 2000)
        if (old !== undefined) expect(kept(old.text), `SEED=${seed} run ${run}: 2 s`).toBe(true)
        const last = typed.findLast(({ text }) => kept(text))
        unsavedAtMost = Math.max(unsavedAtMost, killedAt - (last?.at ?? killedAt))
        expect(await page.$('[data-wiped=lost]')).toBeNull()
      }
      tellFigures('Z1', {
        kills: runs,
        'saved and lost': 0,
        'ms of typing lost at most': unsavedAtMost,
      })
    },
  )
})
