import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { editorText, introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

const template = [
  '某局工作情况报告',
  '一、主要工作',
  '（一）完善制度。印发《甲办法》、《乙办法》，召开会议*次，办结*件。全年,各项任务推进顺利。',
  '（二）优化服务。落实“一窗通办要求，办件量稳步上升。修订了《丙细则》、《丁细则》。',
].join('\n')

let profile: Profile
let page: Page

/** Opens the panel; a click may miss while a page is being laid out. */
const openChecks = (on: Page): Promise<unknown> =>
  waitFor(async () => {
    await on.click('[data-tab="checks"]')
    return await on.$('[data-tab="checks"][aria-selected="true"]')
  }, 'the panel is open')

const findings = (): Promise<string[]> =>
  page.$$eval('[data-finding]', (items) =>
    items.map((item) => item.getAttribute('data-finding') ?? ''),
  )

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '办公室 王芳')
  await newReport(page, template)
  await openChecks(page)
  await page.waitForSelector('[data-finding]')
})

afterAll(async () => {
  await profile?.dispose()
})

describe('the checks panel', () => {
  it('[CB1] lists findings by strength and underlines them, each strength with a shape of its own', async () => {
    expect(await findings()).toEqual(['half-width', 'unpaired', 'pause-between', 'pause-between'])
    const marks = await page.$$eval('.ProseMirror .finding', (list) =>
      list.map((mark) => [
        mark.getAttribute('data-rule'),
        getComputedStyle(mark).textDecorationStyle,
        (mark.getAttribute('title') ?? '').length > 4,
      ]),
    )
    expect(marks).toContainEqual(['unpaired', 'wavy', true])
    expect(marks).toContainEqual(['pause-between', 'dashed', true])
  })

  it('[CB2] puts one right, then a rule at once; undo takes each back', async () => {
    await page.click('[data-finding="half-width"] [data-fix]')
    await waitFor(async () => (await editorText(page)).includes('全年，各项'), 'the comma is full')
    await waitFor(async () => !(await findings()).includes('half-width'), 'the finding is gone')
    await page.click('[data-fix-all="pause-between"]')
    await waitFor(async () => (await editorText(page)).includes('《甲办法》《乙办法》'), 'both')
    expect(await editorText(page)).toContain('《丙细则》《丁细则》')
    await page.focus('.ProseMirror')
    await page.keyboard.down('Control')
    await page.keyboard.press('z')
    await page.keyboard.up('Control')
    await waitFor(async () => (await editorText(page)).includes('《甲办法》、《乙'), 'both back')
    expect(await editorText(page)).toContain('《丙细则》、《丁细则》')
    expect(await editorText(page)).toContain('全年，各项')
    await waitFor(async () => (await findings()).length === 3, 'they are found again')
  })

  it('[CB3] a finding that is no fault needs a reason, is kept over a restart, and can come back', async () => {
    await page.click('[data-finding="pause-between"] [data-dismiss]')
    await page.waitForSelector('.reason-form')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.reason-form .error')
    await page.keyboard.type('上级来文原题如此')
    await page.keyboard.press('Enter')
    await waitFor(async () => (await findings()).length === 2, 'one is gone from the list')
    await page.waitForSelector('[data-saved="true"]')
    await page.reload()
    await page.waitForSelector('[data-tab="checks"]')
    await openChecks(page)
    await page.waitForSelector('[data-dismissed] summary')
    expect(await findings()).toHaveLength(2)
    await page.click('[data-dismissed] summary')
    expect(await page.$eval('[data-dismissal]', (one) => one.textContent)).toContain(
      '上级来文原题如此',
    )
    await page.click('[data-restore]')
    await waitFor(async () => (await findings()).length === 3, 'it counts again')
  })

  it('[CB4] the keyboard goes from finding to finding, and a rule can be switched off and on', async () => {
    await page.focus('.ProseMirror')
    await page.keyboard.press('F8')
    await page.waitForSelector('.finding-item.active')
    const first = await page.$eval('.finding-item.active', (one) =>
      one.getAttribute('data-finding'),
    )
    await page.keyboard.press('F8')
    await waitFor(
      async () =>
        (await page.$eval('.finding-item.active', (one) => one.getAttribute('data-finding'))) !==
        first,
      'the next one',
    )
    await page.click('[data-rules] summary')
    await page.click('[data-rule-switch="pause-between"]')
    await waitFor(async () => (await findings()).join() === 'unpaired', 'one rule less')
    await page.click('[data-rule-switch="pause-between"]')
    await waitFor(async () => (await findings()).length === 3, 'back again')
  })

  it('[CB5] goes to the place itself, in a paragraph that is higher than the window', async () => {
    const long = '各项重点任务按照年度计划有序推进。'.repeat(120)
    const other = await profile.page('report.html')
    await newReport(other, `某局工作报告\n开头,${long}${long}结尾,完成。`)
    await openChecks(other)
    await other.waitForSelector('[data-finding="half-width"]')
    for (const index of [2, 1]) {
      await other.click(`[data-finding="half-width"]:nth-of-type(${index}) .finding-go`)
      await waitFor(
        () =>
          other.evaluate(() => {
            const box = document.querySelector('.desk')?.getBoundingClientRect()
            const range = getSelection()?.getRangeAt(0).getBoundingClientRect()
            return (
              box !== undefined &&
              range !== undefined &&
              range.height > 0 &&
              range.top >= box.top &&
              range.bottom <= box.bottom
            )
          }),
        'the mark is in sight',
      )
    }
    await other.close()
  })

  it('[CB6] makes a blank of a figure that was left as it was', async () => {
    const other = await profile.page('report.html')
    await newReport(other, '某局工作报告\n取消审批*项，审批改备案4项，优化流程*项。')
    await openChecks(other)
    await other.waitForSelector('[data-finding="literal-figure"]')
    await other.click('[data-to-blank]')
    await waitFor(
      async () => (await other.$$('.ProseMirror [data-figure]')).length === 3,
      'a third blank',
    )
    expect(
      await other.$$eval('.ProseMirror [data-figure]', (all) =>
        all.map((one) => one.getAttribute('data-state')),
      ),
    ).toEqual(['missing', 'filled', 'missing'])
    await waitFor(
      async () => (await other.$('[data-finding="literal-figure"]')) === null,
      'nothing to find',
    )
    await other.close()
  })
})
