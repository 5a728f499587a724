import { rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { databaseDamages, filesBelow, flipBytes } from '../support/damage'
import { tellFigures } from '../support/figures'
import { firstSeed, random, runCount, type Random } from '../support/random'
import { openTwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

/* The profile is damaged between two runs of the browser, as a disk or a crash damages it. */

let profile: Profile
let page: Page
/** Unlike every character typed before it, and in no word of the report. */
let next = 0x3400
let typed = ''
const runs = runCount(2)

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, '损坏报告\n一、进展\n第一段：\n')
  await page.waitForSelector('[data-saved=true]')
})

afterAll(async () => {
  await profile?.dispose()
})

const inProfile = (...path: string[]): string => join(profile.folder, 'Default', ...path)

async function open(): Promise<Page> {
  const opened = await profile.page('report.html')
  await opened.waitForSelector('[data-report]')
  await opened.click('[data-report]')
  await opened.waitForSelector('.ProseMirror')
  await waitFor(async () => (await editorText(opened)).includes('第一段'), 'the text')
  return opened
}

async function type(count: number): Promise<void> {
  await caretBehind(page, '第一段：')
  const text = Array.from({ length: count }, () => String.fromCharCode(next++)).join('')
  await page.keyboard.type(text)
  typed += text
  await waitFor(() => page.$('[data-saved=true]'), 'saved')
}

type Damage = readonly [what: string, damage: (r: Random) => void]

const damagesOf = (what: string, folder: () => string): Damage[] =>
  Object.entries(databaseDamages).map(([name, damage]) => [
    `${what}: ${name}`,
    (r) => damage(folder(), r),
  ])

/** Damages a place in one way after the other, `runs` times; everything that was saved must be there. */
async function survives(test: string, damages: readonly Damage[]): Promise<void> {
  const seed = firstSeed()
  console.log(`${test}: SEED=${seed} RUNS=${runs}`)
  const r = random(seed)
  let restored = 0
  let slowest = 0
  const begin = r.below(damages.length)
  for (let run = 0; run < runs; run++) {
    const [what, damage] = damages[(begin + run) % damages.length] ?? r.pick(damages)
    const where = `SEED=${seed} run ${run}, ${what}`
    await type(3)
    if (r.chance(0.5)) await profile.kill()
    else await profile.browser.close()
    damage(r)
    await profile.start()
    const begun = Date.now()
    try {
      page = await open()
    } catch (error) {
      throw new Error(where, { cause: error })
    }
    slowest = Math.max(slowest, Date.now() - begun)
    const after = await editorText(page)
    expect(
      [...typed].filter((one) => !after.includes(one)),
      where,
    ).toEqual([])
    const found = await page.$$eval('[data-wiped]', (all) =>
      all.map((one) => (one as HTMLElement).dataset['wiped']),
    )
    expect(found, where).not.toContain('lost')
    if (found.length > 0) {
      restored++
      await page.click('[data-wiped] button')
      await page.waitForFunction(() => document.querySelector('[data-wiped]') === null)
    }
  }
  tellFigures(test, {
    damaged: runs,
    'saved and lost': 0,
    'restored from the other store, and said': restored,
    'ms until open at most': slowest,
  })
}

describe('the keys of a member', () => {
  it('[ST10] outlive IndexedDB: who is not the owner can go on writing', async () => {
    const people = await openTwoPeople('密钥报告\n一、进展\n第一段*次。\n')
    try {
      const { owner, member, second } = people
      await waitFor(() => member.$('[data-saved=true]'), 'saved')
      await second.kill()
      rmSync(join(second.folder, 'Default', 'IndexedDB'), { recursive: true })
      await second.start()
      const again = await second.page('report.html')
      await again.waitForSelector('[data-report]')
      await again.click('[data-report]')
      await again.waitForSelector('[data-wiped=recovered]')
      await caretBehind(again, '第一段')
      await again.keyboard.type('照写')
      await waitFor(async () => (await editorText(owner)).includes('照写'), 'she is heard', 30_000)
    } finally {
      await people.close()
    }
  })
})

describe('the profile is damaged while the browser is away', () => {
  it(`[ST7] IndexedDB, in every way: all comes back`, { timeout: 60_000 + runs * 30_000 }, () =>
    survives(
      'ST7',
      damagesOf('IndexedDB', () => inProfile('IndexedDB')),
    ),
  )

  it(
    `[ST8] the journal and the index of its files, in every way: all comes back`,
    { timeout: 60_000 + runs * 30_000 },
    () => {
      const journals = (): string[] =>
        [...filesBelow(inProfile('File System'))].filter((file) =>
          /[/\\]t[/\\]\d\d[/\\]\d+$/.test(file),
        )
      return survives('ST8', [
        [
          'the journal flipped',
          (r) => {
            for (const file of journals()) flipBytes(file, r, 20, 4)
          },
        ],
        [
          'the journal cut',
          (r) => {
            for (const file of journals()) truncateSync(file, r.below(statSync(file).size + 1))
          },
        ],
        ...damagesOf('File System', () => inProfile('File System')),
      ])
    },
  )

  it(
    `[ST9] the extension's small storage, in every way: the report is in the list, and all is there`,
    { timeout: 60_000 + runs * 30_000 },
    () =>
      survives(
        'ST9',
        damagesOf('storage.local', () =>
          inProfile('Local Extension Settings', profile.extensionId),
        ),
      ),
  )
})
