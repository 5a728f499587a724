import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import {
  caretBehind,
  editorText,
  introduce,
  invitationOf,
  joinReport,
  Profile,
} from '../support/chromium'
import { chooseFile, savedFile } from '../support/files'
import { ModifiedClient } from '../support/modified-client'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

/*
 * A member with a modified program, whose changes reach the others in files: what a reviewer may
 * not write, and a drafter's two versions of one change.
 */
let people: TwoPeople
let owner: Page
let member: Page
let reviewer: ModifiedClient
let drafter: ModifiedClient
let visitor: Profile | undefined
let invitation: string

async function inFiles<T>(page: Page, act: () => Promise<T>): Promise<T> {
  await page.bringToFront()
  await page.click('[data-menu=file]')
  await page.click('[data-command=exchange]')
  await page.waitForSelector('.file-dialog')
  const result = await act()
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.querySelector('.file-dialog') === null)
  return result
}

const exported = (page: Page): Promise<string> =>
  inFiles(page, () => savedFile(page, () => page.click('[data-export]')))

/** Merges a file; resolves to what is said of it. */
const merge = (page: Page, path: string): Promise<string> =>
  inFiles(page, async () => {
    await chooseFile(page, 'input[name=changes]', path)
    return await waitFor(
      () =>
        page.$eval('[data-file-note]', (one) =>
          document.querySelector('[data-export]:disabled') === null ? one.textContent : '',
        ),
      'the file is merged',
    )
  })

/** Lets somebody with a modified program in by file, both ways. */
async function letIn(code: string): Promise<ModifiedClient> {
  const client = await ModifiedClient.join(code)
  await client.take(await exported(owner))
  expect(await merge(owner, client.file())).toContain('成员信息')
  await client.take(await exported(owner))
  return client
}

beforeAll(async () => {
  people = await openTwoPeople('矛盾报告\n一、进展\n第一段*次，第二段*件。\n')
  ;({ owner, member } = people)
  await owner.bringToFront()
  reviewer = await letIn(await invitationOf(owner, 'reviewer'))
  invitation = await invitationOf(owner)
  drafter = await letIn(invitation)
})

afterAll(async () => {
  await visitor?.dispose()
  await people?.close()
})

describe('somebody with a modified program', () => {
  it('[AU10] what a reviewer writes into the text is refused, counted and shown with its reason', async () => {
    expect(reviewer.person.roll.role).toBe('reviewer')
    const words = [await reviewer.words('闯入一'), await reviewer.words('闯入二')]
    expect(await merge(owner, reviewer.file(words))).toMatch(/2 处改动被拦下/)
    await owner.click('.status-line button.bad')
    await owner.waitForSelector('.refused-dialog')
    const said = await owner.$eval('.refused-list', (one) => one.textContent)
    expect(said).toMatch(/正文的 2 处改动被拦下：其角色无权/)
    await owner.keyboard.press('Escape')
    expect(await editorText(owner)).not.toContain('闯入')
    expect(await editorText(member)).not.toContain('闯入')
  })

  it('[XC8] what was refused out of a file is told of after the report is opened again', async () => {
    await owner.bringToFront()
    await owner.reload()
    await owner.waitForSelector('.ProseMirror')
    await waitFor(
      () => owner.$eval('.status-line', (one) => one.textContent?.includes('已拦下 2 处改动')),
      'it is still counted',
    )
    await owner.click('.status-line button.bad')
    await owner.waitForSelector('.refused-dialog')
    const said = await owner.$eval('.refused-list', (one) => one.textContent)
    expect(said).toMatch(/正文的 2 处改动被拦下：其角色无权/)
    await owner.keyboard.press('Escape')
  })

  it('[AU11] two versions of one change are found out, shown to everybody, and decided by the owner', async () => {
    const [one, other] = [await drafter.words('甲版'), await drafter.words('乙版')]
    await merge(owner, drafter.file([one]))
    await waitFor(async () => (await editorText(owner)).includes('甲版'), 'the first version')
    await merge(member, drafter.file([other]))
    for (const page of [owner, member])
      await waitFor(() => page.$('[data-fork]'), 'everybody is told', 30_000)
    // Only the owner is asked.
    expect(await member.$('[data-fork] button')).toBeNull()
    const later = await drafter.words('又写')
    expect(await merge(owner, drafter.file([later]))).toMatch(/1 处改动被拦下/)
    expect(await editorText(owner)).not.toContain('又写')
  })

  it('[AU12] the owner lets the device go on: what the owner has counts, and it may write again', async () => {
    await owner.bringToFront()
    await owner.click('[data-people]')
    await owner.waitForSelector('[data-pardon]')
    await owner.click('[data-pardon]')
    await owner.waitForSelector('[data-pardon-yes]')
    // Escape answers the question and leaves the list open.
    await owner.keyboard.press('Escape')
    await waitFor(async () => (await owner.$('[data-pardon-yes]')) === null, 'the question goes')
    expect(await owner.$('.people-dialog')).not.toBeNull()
    await owner.keyboard.press('Escape')
    await owner.waitForFunction(() => document.querySelector('.people-dialog') === null)
    await owner.click('[data-fork-pardon]')
    await owner.waitForSelector('[data-fork-yes]')
    await owner.click('[data-fork-yes]')
    for (const page of [owner, member])
      await waitFor(async () => (await page.$('[data-fork]')) === null, 'it is decided')
    await drafter.take(await exported(owner))
    // Its own program, put right, goes on behind what the owner has.
    const healed = await drafter.words('改正', 1)
    await merge(owner, drafter.file([healed]))
    await waitFor(async () => (await editorText(owner)).includes('改正'), 'it writes again')
    await waitFor(async () => (await editorText(member)).includes('改正'), 'everybody has it')
    expect(await editorText(owner)).toBe(await editorText(member))
    expect(await owner.$('[data-fork]')).toBeNull()
  })
})

describe('a profile that was put back from a copy', () => {
  it('[AU13] is no contradiction: both copies go on, at once, and nothing of either is lost', async () => {
    await owner.bringToFront()
    visitor = await Profile.open()
    let page = await visitor.page('report.html')
    await introduce(page, '赵敏')
    await joinReport(page, invitation)
    await waitFor(async () => (await editorText(page)).includes('第二段'), 'the text')
    await caretBehind(page, '第一段')
    await page.keyboard.type('备份之前')
    await waitFor(async () => (await editorText(owner)).includes('备份之前'), 'the owner has it')
    await page.waitForSelector('[data-saved=true]')
    await visitor.browser.close()
    const copy = await visitor.copy()
    try {
      // The original goes on writing after the copy was made, and then the copy is put back.
      await visitor.start()
      page = await visitor.page('report.html')
      await open(page)
      await caretBehind(page, '第二段')
      await page.keyboard.type('原机之后')
      await waitFor(async () => (await editorText(owner)).includes('原机之后'), 'the owner has it')
      const restored = await copy.page('report.html')
      await open(restored)
      await caretBehind(restored, '第一段')
      await restored.keyboard.type('还原之后')
      for (const one of [owner, member, page, restored])
        await waitFor(
          async () => {
            const text = await editorText(one)
            return ['备份之前', '原机之后', '还原之后'].every((word) => text.includes(word))
          },
          'everybody has what both wrote',
          60_000,
        )
      for (const one of [owner, member, page, restored])
        expect(await one.$('[data-fork]')).toBeNull()
    } finally {
      await copy.dispose()
    }
  }, 240_000)
})

async function open(page: Page): Promise<void> {
  await page.waitForSelector('[data-report]')
  await page.click('[data-report]')
  await page.waitForSelector('.ProseMirror')
}
