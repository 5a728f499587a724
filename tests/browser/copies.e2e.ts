import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { firstSeed, random, runCount } from '../support/random'
import { waitFor } from '../support/wait'

/*
 * What a power cut leaves is what lies on the disk at that moment. The profile is copied while
 * somebody types; that one file is copied later than another makes it worse than a power cut.
 */

let profile: Profile
let page: Page
const left: string[] = []

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, '断电报告\n一、进展\n第一段：\n')
  await page.waitForSelector('[data-saved=true]')
})

afterAll(async () => {
  await profile?.dispose()
  for (const folder of left) rmSync(folder, { recursive: true, force: true })
})

describe('the power is cut', () => {
  const runs = runCount(1)
  it(
    `[ST11] ${runs} copies of the running profile, each opened: nothing that was shown as saved is missing`,
    { timeout: 60_000 + runs * 20_000 },
    async () => {
      const seed = firstSeed()
      console.log(`copies: SEED=${seed} RUNS=${runs}`)
      const r = random(seed)
      // Unlike every character typed before it, and in no word of the report.
      let next = 0x3400
      let acknowledged = ''
      let slowest = 0
      let restored = 0
      let taken = 0
      await caretBehind(page, '第一段：')
      for (let run = 0; run < runs; run++) {
        let typed = acknowledged
        const type = async (): Promise<void> => {
          const character = String.fromCharCode(next++)
          await page.keyboard.type(character)
          typed += character
        }
        const until = Date.now() + 100 + r.below(200)
        while (Date.now() < until) {
          await type()
          if ((await page.$('[data-saved=true]')) !== null) acknowledged = typed
        }
        const begun = Date.now()
        let copied = ''
        const copying = profile.snapshot().then((folder) => {
          copied = folder
          taken = Math.max(taken, Date.now() - begun)
        })
        // It goes on while it is copied.
        while (copied === '') await type()
        await copying
        const folder = copied
        left.push(folder)
        const where = `SEED=${seed} run ${run}`
        const copy = await Profile.on(folder)
        try {
          const opened = Date.now()
          const there = await copy.page('report.html')
          await there.waitForSelector('[data-report]')
          await there.click('[data-report]')
          await there.waitForSelector('.ProseMirror')
          await waitFor(async () => (await editorText(there)).includes('第一段'), where)
          slowest = Math.max(slowest, Date.now() - opened)
          const text = await editorText(there)
          expect(
            [...acknowledged].filter((one) => !text.includes(one)),
            where,
          ).toEqual([])
          expect(await there.$('[data-wiped=lost]'), where).toBeNull()
          if ((await there.$('[data-wiped=recovered]')) !== null) restored++
        } finally {
          await copy.dispose()
        }
        await page.bringToFront()
      }
      tellFigures('ST11', {
        copies: runs,
        'did not open': 0,
        'saved and lost': 0,
        'restored from the journal, and said': restored,
        'ms to copy at most': taken,
        'ms until open at most': slowest,
      })
    },
  )
})
