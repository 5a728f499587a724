import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { barriers } from '../support/barriers'
import { introduce, invitationOf, joinReport, Profile, useRelay } from '../support/chromium'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

let people: TwoPeople
let owner: Page
let reviewer: Page
let visitor: Profile

beforeAll(async () => {
  people = await openTwoPeople(
    '便民服务报告\n一、进展\n印发了《甲办法》、《乙办法》，完成“放管服任务。\n',
    { names: ['王芳', '赵敏'], role: 'reviewer' },
  )
  ;({ owner, member: reviewer } = people)
})

afterAll(async () => {
  await visitor?.dispose()
  await people?.close()
})

async function openChecks(page: Page): Promise<void> {
  await page.bringToFront()
  await waitFor(async () => {
    await page.click('[data-tab=checks]')
    return page.$('[data-finding=unpaired]')
  }, 'the findings')
}

describe('findings, as a reviewer works with them', () => {
  it('[PS76] dismisses one with a reason, which the owner sees under her name; switches no rule', async () => {
    await openChecks(owner)
    await openChecks(reviewer)
    expect(await reviewer.$('.check-off')).toBeNull()
    await reviewer.click('[data-finding=unpaired] [data-dismiss]')
    await reviewer.waitForSelector('.reason-form')
    expect(await barriers(reviewer)).toEqual([])
    await reviewer.keyboard.type('引文原样如此')
    await reviewer.keyboard.press('Enter')
    for (const page of [reviewer, owner]) {
      await page.bringToFront()
      await waitFor(
        async () => (await page.$('[data-finding=unpaired]')) === null,
        'it is gone from the list',
      )
      const said = await page.$eval('[data-dismissed]', (one) => one.textContent)
      expect(said).toContain('引文原样如此')
      expect(said).toContain('赵敏')
    }
    // Whoever may write takes it back; she is told.
    await owner.click('[data-dismissed] summary')
    await owner.click('[data-restore]')
    await reviewer.bringToFront()
    await reviewer.waitForSelector('[data-finding=unpaired]')
  })

  it('[PS77] a reader sees what was found and dismisses nothing', async () => {
    await owner.bringToFront()
    const invitation = await invitationOf(owner, 'reader')
    visitor = await Profile.open()
    const reader = await visitor.page('report.html')
    await introduce(reader, '孙丽')
    await useRelay(visitor, `ws://127.0.0.1:${people.relay.port}`)
    await reader.bringToFront()
    await joinReport(reader, invitation)
    await openChecks(reader)
    expect(await reader.$('[data-dismiss]')).toBeNull()
    expect(await reader.$('.check-off')).toBeNull()
  })
})
