import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { firstSeed, random, runCount } from '../support/random'
import { smallDisk } from '../support/small-disk'
import { waitFor } from '../support/wait'

/*
 * A disk that is really full: the profile lies on a small one of its own. Where nothing may be
 * mounted there is no such disk, and this is left out.
 */
const disk = smallDisk(200)
let profile: Profile
let page: Page

beforeAll(async () => {
  if (disk === undefined) return
  profile = await Profile.open({ within: disk.folder })
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, '满盘报告\n一、进展\n第一段：\n')
  await page.waitForSelector('[data-saved=true]')
})

afterAll(async () => {
  await profile?.dispose()
  disk?.remove()
})

async function open(): Promise<Page> {
  const opened = await profile.page('report.html')
  await opened.waitForSelector('[data-report]')
  await opened.click('[data-report]')
  await opened.waitForSelector('.ProseMirror')
  await waitFor(async () => (await editorText(opened)).includes('第一段'), 'the text')
  return opened
}

const isSaved = async (): Promise<boolean> => (await page.$('[data-saved=true]')) !== null
const saved = (): Promise<unknown> => page.waitForSelector('[data-saved=true]', { timeout: 30_000 })
const holds = (text: string, characters: string): boolean =>
  [...characters].every((one) => text.includes(one))

describe.skipIf(disk === undefined)('the disk is full', () => {
  const runs = runCount(1)
  it(
    `[ST1] ${runs} times: it is said, nothing saved is lost, the report opens all the same, and all is saved when there is room`,
    { timeout: 60_000 + runs * 60_000 },
    async () => {
      const seed = firstSeed()
      console.log(`disk: SEED=${seed} RUNS=${runs}`)
      const r = random(seed)
      let next = 0x4e00
      let noticed = 0
      let recovered = 0
      let wiped = 0
      for (let run = 0; run < runs; run++) {
        await caretBehind(page, '第一段：')
        let acknowledged = ''
        let typed = ''
        const type = async (): Promise<void> => {
          const word = Array.from({ length: 6 }, () => String.fromCharCode(next++)).join('')
          await page.keyboard.type(word)
          typed += word
        }
        await type()
        await saved()
        acknowledged = typed
        disk?.fill(r.below(48 * 1024))
        let begun = Date.now()
        for (;;) {
          begun = Date.now()
          await type()
          const at = await waitFor(
            async () =>
              (await page.$('.banner.bad button')) !== null ? 'full' : (await isSaved()) && 'saved',
            'saved, or said that it is not',
          )
          if (at === 'full') break
          acknowledged = typed
        }
        noticed = Math.max(noticed, Date.now() - begun)
        const where = `SEED=${seed} run ${run}`
        expect(await isSaved(), where).toBe(false)
        await type()
        expect(holds(await editorText(page), typed), `${where}: goes on`).toBe(true)
        // The first time it is opened with no room.
        if (run === 0 || r.chance(0.5)) {
          await profile.kill()
          await profile.start()
          // A browser that starts throws away what it has put by.
          disk?.fill()
          page = await open()
          expect(holds(await editorText(page), acknowledged), `${where}: opened full`).toBe(true)
          await caretBehind(page, '第一段：')
          typed = acknowledged
          await type()
        }
        const emptied = Date.now()
        disk?.empty()
        await saved()
        recovered = Math.max(recovered, Date.now() - emptied)
        await profile.kill()
        // Saved is what stands in either store.
        const indexedDb = join(profile.folder, 'Default', 'IndexedDB')
        if (r.chance(0.3)) rmSync(indexedDb, { recursive: true })
        await profile.start()
        page = await open()
        expect(holds(await editorText(page), typed), `${where}: afterwards`).toBe(true)
        // Chromium may throw its damaged database away; then all came from the journal, and it says so.
        const found = await page
          .$eval('[data-wiped]', (one) => (one as HTMLElement).dataset['wiped'])
          .catch(() => '')
        expect(found, where).not.toBe('lost')
        if (found === 'recovered') {
          wiped++
          await page.click('[data-wiped] button')
        }
      }
      tellFigures('ST1', {
        'full disks': runs,
        'saved and lost': 0,
        'databases thrown away by the browser or by us, all restored': wiped,
        'ms until it was said at most': noticed,
        'ms until saved when there was room at most': recovered,
      })
    },
  )
})
