import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, inputMethod } from '../support/chromium'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

let people: TwoPeople
let owner: Page
let member: Page

beforeAll(async () => {
  people = await openTwoPeople('换角色报告\n一、进展\n第一段*次，第二段*件。\n')
  ;({ owner, member } = people)
  await owner.bringToFront()
  await owner.click('[data-people]')
  await owner.waitForSelector('[data-member] select')
})

afterAll(async () => {
  await people?.close()
})

const give = async (role: string): Promise<void> => {
  await owner.select('[data-member] select', role)
  await waitFor(() => member.$(`[data-role-changed=${role}]`), `she is told that she is a ${role}`)
}
const proposed = (page: Page): Promise<string[]> =>
  page.$$eval('.ProseMirror ins.suggest', (all) => all.map((one) => one.textContent ?? ''))

describe('another role, while somebody types', () => {
  it('[AU2] a drafter who becomes a reviewer in the middle of a word has proposed that word', async () => {
    await member.bringToFront()
    await caretBehind(member, '第一段')
    await member.keyboard.type('已写')
    await waitFor(async () => (await editorText(owner)).includes('已写'), 'the owner has it')
    const method = await inputMethod(member)
    await method.compose('zhengzai')
    await give('reviewer')
    await method.commit('正在写')
    await waitFor(async () => (await proposed(owner)).includes('正在写'), 'it is a suggestion')
    expect(await member.$eval('.banners', (one) => one.textContent)).toContain('核稿人')
    // What is here is what the others have: nothing waits to be sent for ever.
    await waitFor(() => member.$('[data-sync=synced]'), 'in step')
    await member.waitForSelector('[data-saved=true]')
    expect(await editorText(member)).toBe(await editorText(owner))
  })

  it('[AU3] one who may write nothing any more gets the word back, to copy', async () => {
    await give('drafter')
    await caretBehind(member, '第二段')
    const method = await inputMethod(member)
    await method.compose('meixiewan')
    await give('reader')
    await method.commit('没写完')
    await member.focus('[data-people]')
    await waitFor(() => member.$('[data-lost]'), 'she is told what is not in the text')
    const lost = await member.$eval('[data-lost]', (one) => one.textContent)
    expect(lost).toMatch(/没写完|meixiewan/)
    for (const page of [member, owner])
      expect(await editorText(page)).not.toMatch(/没写完|meixiewan/)
    await waitFor(() => member.$('[data-sync=synced]'), 'in step')
    expect(await editorText(member)).toBe(await editorText(owner))
  })

  it('[AU4] it is said once, also to somebody who had the report closed, and not of a role that stayed', async () => {
    await member.click('[data-role-changed] button.link')
    await waitFor(async () => (await member.$('[data-role-changed]')) === null, 'it goes')
    await member.reload()
    await waitFor(() => member.$('.ProseMirror'), 'open again')
    await waitFor(() => member.$('[data-sync=synced]'), 'in step')
    expect(await member.$('[data-role-changed]')).toBeNull()
    await member.goto('about:blank')
    await owner.select('[data-member] select', 'contributor')
    await owner.waitForSelector('[data-member] select:not(:disabled)')
    await member.goBack()
    await waitFor(() => member.$('[data-role-changed=contributor]'), 'she is told')
  })
})
