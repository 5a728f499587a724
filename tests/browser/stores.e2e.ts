import { renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
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
const runs = runCount(1)

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

/** All that was typed is in the editor, and nothing is said to be lost. */
async function isThere(where: string): Promise<void> {
  const text = await editorText(page)
  expect(
    [...typed].filter((one) => !text.includes(one)),
    where,
  ).toEqual([])
  expect(await page.$('[data-wiped=lost]'), where).toBeNull()
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
  it(
    `[ST7] IndexedDB, in every way: all comes back`,
    { timeout: 60_000 + runs * 30_000 },
    async () => {
      await survives(
        'ST7',
        damagesOf('IndexedDB', () => inProfile('IndexedDB')),
      )
      // What Chromium has written behind a cut it finds out, and throws away, one start later.
      await profile.kill()
      await profile.start()
      page = await open()
      await isThere('one start later')
      if ((await page.$('[data-wiped]')) !== null) await page.click('[data-wiped] button')
    },
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

  it('[ST14] a store that does not open at all: the report does, all is there, and it is said', async () => {
    const seed = firstSeed()
    console.log(`ST14: SEED=${seed}`)
    const ways: readonly (readonly [folder: () => string, said: string])[] = [
      [() => inProfile('IndexedDB'), '.banner.bad'],
      [() => inProfile('File System'), '[data-stores="1"]'],
      [() => inProfile('Local Extension Settings', profile.extensionId), '.home .banner.bad'],
    ]
    const all = process.env['FAULTS'] !== undefined
    for (const [folder, said] of all ? ways : [random(seed).pick(ways)]) {
      await type(3)
      await profile.kill()
      // A file where a folder should be is what no browser puts right.
      renameSync(folder(), `${folder()}-away`)
      writeFileSync(folder(), '')
      await profile.start()
      page = await open()
      await isThere(`SEED=${seed} ${folder()}`)
      await caretBehind(page, '第一段：')
      await page.keyboard.type('照写')
      expect(await editorText(page)).toContain('照写')
      if (said.startsWith('.home')) page = await profile.page('report.html')
      await page.waitForSelector(said)
      await profile.kill()
      rmSync(folder(), { recursive: true, force: true })
      renameSync(`${folder()}-away`, folder())
      await profile.start()
      page = await open()
      await isThere(`SEED=${seed} ${folder()} is back`)
    }
  })

  it(
    `[ST12] one row of a database, anywhere: all is there`,
    { timeout: 60_000 + runs * 30_000 },
    async () => {
      const seed = firstSeed()
      console.log(`ST12: SEED=${seed} RUNS=${runs}`)
      const r = random(seed)
      for (let run = 0; run < 2 * runs; run++) {
        const part = run % 2 === 0 ? 'text' : 'log'
        for (let n = 0; n < 4; n++) await type(1)
        await page.close()
        const options = await profile.page('options.html')
        const rows = await options.evaluate(spoilRow, part, r.below(1000), r.below(3))
        await options.close()
        page = await open()
        const where = `SEED=${seed} run ${run}, one of ${rows} rows of ${part}`
        expect(rows, where).toBeGreaterThan(1)
        await waitFor(async () => {
          const text = await editorText(page)
          return [...typed].every((one) => text.includes(one))
        }, where)
        expect(await page.$('[data-wiped=lost]'), where).toBeNull()
        if ((await page.$('[data-wiped]')) !== null) await page.click('[data-wiped] button')
      }
      tellFigures('ST12', { 'rows spoilt': 2 * runs, 'saved and lost': 0 })
    },
  )
})

/**
 * Spoils the row at a place of a database of the only report: garbage, one byte too few, or no
 * bytes at all. Runs in a page; returns how many rows there were.
 */
async function spoilRow(part: string, place: number, way: number): Promise<number> {
  const all = await indexedDB.databases()
  const name = all.find((one) => one.name?.endsWith(`:${part}`) === true)?.name ?? ''
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result))
      request.addEventListener('error', () => reject(new Error(request.error?.message)))
    })
  const database = await done(indexedDB.open(name))
  const store = database.transaction('updates', 'readwrite').objectStore('updates')
  const keys = await done(store.getAllKeys())
  const key = keys[place % keys.length]
  if (key === undefined) throw new Error(`no rows in ${name}`)
  const row: unknown = await done(store.get(key))
  if (!(row instanceof Uint8Array)) throw new Error('a row of another kind')
  const spoilt = [new Uint8Array([9, 9, 9]), row.slice(0, -1), 'no bytes'][way]
  await done(store.put(spoilt, key))
  database.close()
  return keys.length
}
