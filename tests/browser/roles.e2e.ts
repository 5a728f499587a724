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
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

let people: TwoPeople
let owner: Page
let member: Page
let visitor: Profile
let third: Page

beforeAll(async () => {
  people = await openTwoPeople('分工报告\n一、进展\n第一段*次，第二段*件。\n', {
    role: 'contributor',
  })
  ;({ owner, member } = people)
  visitor = await Profile.open()
  third = await visitor.page('report.html')
  await introduce(third, '赵敏')
})

afterAll(async () => {
  await visitor?.dispose()
  await people?.close()
})

const isEditable = (page: Page): Promise<boolean> =>
  page.$eval('.ProseMirror', (one) => (one as HTMLElement).contentEditable === 'true')

describe('roles, as people see them', () => {
  it('[P1] a contributor fills figures and comments, with the keyboard alone, and cannot type into the text', async () => {
    await member.bringToFront()
    // What she types is a suggestion; the text stays as it is, here and there.
    await caretBehind(member, '第二段')
    await member.keyboard.type('闯入')
    await waitFor(() => owner.$('.ProseMirror ins.suggest'), 'the owner sees what she proposes')
    for (const page of [member, owner])
      expect(
        await page.$eval('.ProseMirror', (root) => {
          const copy = root.cloneNode(true) as HTMLElement
          for (const one of copy.querySelectorAll('ins.suggest')) one.remove()
          return copy.textContent
        }),
      ).not.toContain('闯入')
    await member.keyboard.press('Backspace')
    await member.keyboard.press('Backspace')
    await waitFor(async () => (await owner.$('.ProseMirror ins.suggest')) === null, 'taken back')
    await member.focus('.ProseMirror')
    await member.keyboard.press('Tab')
    await member.waitForSelector('.figure-form .value')
    await member.keyboard.type('12')
    await member.keyboard.press('Enter')
    await waitFor(
      async () => (await owner.$$('.ProseMirror [data-state=filled]')).length === 1,
      'the owner sees the figure',
    )
    expect(await member.$('[data-people]')).not.toBeNull()
    await member.click('[data-people]')
    await member.waitForSelector('.people-dialog')
    expect(await member.$('[data-make-invite]')).toBeNull()
    expect(await member.$$('[data-member]')).toHaveLength(2)
    await member.keyboard.press('Escape')
  })

  it('[P2] the owner makes her a drafter, and she types', async () => {
    await owner.bringToFront()
    await owner.click('[data-people]')
    await owner.waitForSelector('[data-member] select')
    await owner.select('[data-member] select', 'drafter')
    await member.bringToFront()
    await waitFor(() => member.$('.toolbar select:not(:disabled)'), 'the text can be edited')
    await caretBehind(member, '第一段')
    await member.keyboard.type('现在能改')
    await waitFor(async () => (await editorText(owner)).includes('现在能改'), 'the owner sees it')
    await waitFor(
      () => owner.$eval('[data-member]:nth-child(2)', (one) => one.textContent?.includes('李强')),
      'her name stands in the list',
    )
  })

  it('[P3] removed, she keeps what she has and gets nothing more', async () => {
    await owner.bringToFront()
    await owner.waitForSelector('[data-member] button.danger')
    await owner.click('[data-member] button.danger')
    await owner.waitForSelector('.confirm button.primary')
    await owner.click('.confirm button.primary')
    await waitFor(async () => (await owner.$$('[data-member]')).length === 1, 'one member less')
    await owner.keyboard.press('Escape')
    await waitFor(() => member.$('[data-standing=removed]'), 'she is told')
    expect(await isEditable(member)).toBe(false)
    await caretBehind(owner, '第一段')
    await owner.keyboard.type('此后')
    await waitFor(async () => (await owner.$$('[data-peer]')).length === 0, 'she is not connected')
    expect(await editorText(owner)).toContain('现在能改')
    expect(await editorText(member)).not.toContain('此后')
    // Opening it anew does not help her.
    await member.reload()
    await member.waitForSelector('[data-standing=removed]')
    expect(await editorText(member)).toContain('现在能改')
    expect(await editorText(member)).not.toContain('此后')
  })

  it('[P4] whoever only may ask waits; both read the same six digits, and one click lets him in', async () => {
    await owner.bringToFront()
    const code = await invitationOf(owner, 'reviewer', { asks: true })
    await third.bringToFront()
    await joinReport(third, code)
    await third.waitForSelector('[data-standing=asking] .digits', { timeout: 30_000 })
    const digits = await third.$eval('[data-standing=asking] .digits', (one) => one.textContent)
    expect(digits).toMatch(/^\d{6}$/)
    expect(await editorText(third)).not.toContain('第一段')
    await owner.bringToFront()
    await owner.waitForSelector('[data-asking="1"]')
    await owner.click('[data-people]')
    await owner.waitForSelector('[data-applicant]')
    expect(await owner.$eval('[data-applicant] .digits', (one) => one.textContent)).toBe(digits)
    await owner.click('[data-approve]')
    await waitFor(async () => (await editorText(third)).includes('第一段'), 'he is let in')
    await waitFor(async () => (await third.$('[data-standing]')) === null, 'he is a member')
    await waitFor(async () => (await owner.$('[data-applicant]')) === null, 'nobody asks')
  })
})
