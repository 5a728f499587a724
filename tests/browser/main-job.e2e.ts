import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  caretBehind,
  editorText,
  inputMethod,
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
} from '../support/chromium'
import { hasRealReport, readReal, readSample } from '../support/real-report'
import { waitFor } from '../support/wait'

/** Two people with the real report, or the sample where the real one is not at hand. */
const template = hasRealReport ? readReal('annual-report.txt') : readSample()

let relay: Relay
let first: Profile
let second: Profile
let wang: Page
let li: Page

const errors: string[] = []
const watch = (page: Page, who: string): Page => {
  page.on('pageerror', (error) => errors.push(`${who}: ${String(error)}`))
  return page
}

/** Resolves when both editors show the same text and it has all of `parts`. */
async function same(...parts: string[]): Promise<string> {
  return await waitFor(
    async () => {
      const [a, b] = await Promise.all([editorText(wang), editorText(li)])
      return a === b && parts.every((part) => a.includes(part)) ? a : null
    },
    `both have ${parts.join(', ')}`,
    40_000,
  )
}

const badge = (page: Page): Promise<string> =>
  page.evaluate(() =>
    (globalThis as unknown as { chrome: typeof chrome }).chrome.action.getBadgeText({}),
  )

beforeAll(async () => {
  relay = await createRelay({ port: 0 })
  first = await Profile.open()
  wang = watch(await first.page('report.html'), '王芳')
  await introduce(wang, '办公室 王芳')
  await useRelay(first, `ws://127.0.0.1:${relay.port}`)
  await wang.bringToFront()
  await newReport(wang, template)
})

afterAll(async () => {
  await first?.dispose()
  await second?.dispose()
  await relay?.close()
})

describe('one report, two people', () => {
  it('[E1] the template is recognised: outline, blanks, popup and badge agree', async () => {
    await waitFor(() => wang.$('[data-figure-item]'), 'the list of blanks')
    const blanks = await wang.$$eval('.ProseMirror [data-figure]', (all) => all.length)
    const items = await wang.$$eval('[data-figure-item]', (all) => all.length)
    const sections = await wang.$$eval('[data-section-item]', (all) => all.length)
    if (hasRealReport) expect([blanks, items, sections]).toEqual([47, 42, 8])
    expect(await wang.$eval('.ProseMirror', (one) => one.getAttribute('aria-label'))).toBe(
      '报告正文',
    )
    const popup = await first.page('popup.html', { width: 376, height: 590 })
    const shown = await waitFor(
      () => popup.$eval('[data-missing]', (one) => one.getAttribute('data-missing')),
      'the popup counts',
    )
    expect(Number(shown)).toBe(items)
    expect(await waitFor(() => badge(popup), 'the badge')).toBe(String(items))
    await popup.close()
    await wang.bringToFront()
  })

  it('[E2] a second person joins by the invitation, as a messenger leaves it', async () => {
    const code = await invitationOf(wang)
    second = await Profile.open()
    li = watch(await second.page('report.html'), '李强')
    await introduce(li, '业务科 李强')
    await joinReport(li, `【转发】${code.replace(/(.{40})/g, '$1\n')}。`)
    await same()
    await waitFor(() => wang.$('[data-peer]'), 'presence')
    expect(await wang.$eval('[data-peer]', (one) => one.getAttribute('title'))).toBe('业务科 李强')
    await waitFor(() => wang.$('[data-sync=synced]'), 'synced')
    await waitFor(() => wang.$('[data-saved=true]'), 'saved')
  })

  it('[E3] a bad value is refused with what would be right, a good one is seen by the other', async () => {
    const id = await wang.$$eval('.ProseMirror [data-state=missing]', (all) => {
      const blank = all.find((one) => (one.nextSibling?.textContent ?? '').startsWith('次'))
      return blank instanceof HTMLElement ? blank.dataset['figure'] : undefined
    })
    await wang.click(`[data-figure-item="${id}"]`)
    await wang.waitForSelector('.figure-form .value')
    await wang.type('.figure-form .value', '12次')
    await wang.keyboard.press('Enter')
    expect(
      await waitFor(
        () => wang.$eval('.figure-form .error', (one) => one.textContent),
        'the message',
      ),
    ).toContain('这里只填数')
    await wang.click('.figure-form .error button')
    await wang.keyboard.press('Enter')
    await wang.waitForFunction(() => document.querySelector('.figure-form') === null)
    await waitFor(
      () => li.$(`.ProseMirror [data-figure="${id}"][data-state=filled]`),
      'the fill arrives',
    )
    expect(await li.$eval(`.ProseMirror [data-figure="${id}"]`, (one) => one.textContent)).toBe(
      '12',
    )
    // Undo takes the fill back for both, redo brings it again.
    await wang.focus('.ProseMirror')
    await wang.keyboard.down('Control')
    await wang.keyboard.press('z')
    await waitFor(
      () => li.$(`.ProseMirror [data-figure="${id}"][data-state=missing]`),
      'the undo arrives',
    )
    await wang.keyboard.press('y')
    await wang.keyboard.up('Control')
    await waitFor(
      () => li.$(`.ProseMirror [data-figure="${id}"][data-state=filled]`),
      'the redo arrives',
    )
  })

  it('[E4] Tab goes from one missing blank to the next, filling as it goes', async () => {
    await wang.bringToFront()
    await wang.click('[data-figure-item][data-state=missing]')
    await wang.waitForSelector('.figure-form .value')
    const label = (): Promise<string> =>
      wang.$eval('.figure-form .form-head strong', (one) => one.textContent ?? '')
    const before = await label()
    await wang.type('.figure-form .value', '测试')
    await wang.keyboard.press('Tab')
    await waitFor(async () => (await label()) !== before, 'the next blank')
    const next = await label()
    await wang.keyboard.press('Tab')
    await waitFor(async () => (await label()) !== next, 'the one after')
    await wang.keyboard.down('Shift')
    await wang.keyboard.press('Tab')
    await wang.keyboard.up('Shift')
    await waitFor(async () => (await label()) === next, 'back again')
    await wang.keyboard.press('Escape')
    await wang.waitForFunction(() => document.querySelector('.figure-form') === null)
  })

  it('[E5] composing by input method in the very place where the other types: no pinyin is lost or seen', async () => {
    const seen: string[] = []
    await caretBehind(wang, '。')
    await wang.keyboard.type('甲乙')
    await same('甲乙')
    await caretBehind(li, '甲')
    await wang.bringToFront()
    await caretBehind(wang, '甲')
    const ime = await inputMethod(wang)
    const other = await li.createCDPSession()
    for (const pinyin of ['z', 'zh', 'zho', 'zhong', 'zhongg', 'zhongguo']) {
      await ime.compose(pinyin)
      await other.send('Input.insertText', { text: String(seen.length) })
      seen.push(await editorText(li))
    }
    await ime.commit('中国')
    const text = await same('中国', '012345')
    expect(text).not.toMatch(/zh|guo/)
    for (const one of seen) expect(one).not.toMatch(/甲[^乙]*[a-z]/)
  })

  it('[E6] a comment of one is seen by the other, in the text and in the panel; it is answered and resolved', async () => {
    await wang.bringToFront()
    await caretBehind(wang, '甲')
    await wang.keyboard.down('Shift')
    for (let i = 0; i < 3; i++) await wang.keyboard.press('ArrowRight')
    await wang.keyboard.up('Shift')
    await wang.click('.toolbar [data-tool=comment]')
    await wang.waitForSelector('.composer textarea')
    await wang.type('.composer textarea', '请核对口径')
    await wang.click('.composer .primary')
    const thread = await waitFor(
      () => wang.$eval('[data-thread-item]', (one) => (one as HTMLElement).dataset['threadItem']),
      'the thread',
    )
    await waitFor(() => li.$(`.ProseMirror [data-thread="${thread}"]`), 'the mark arrives')
    await li.bringToFront()
    // A page that comes to the front is laid out anew, and a click may land where the text was.
    await waitFor(async () => {
      await li.click(`.ProseMirror [data-thread="${thread}"]`)
      return await li.$(`[data-thread-item="${thread}"].active`)
    }, 'the thread is shown')
    expect(
      await li.$eval(`[data-thread-item="${thread}"] .message-body`, (one) => one.textContent),
    ).toBe('请核对口径')
    await li.click(`[data-thread-item="${thread}"] .actions button`)
    await li.waitForSelector(`[data-thread-item="${thread}"] textarea`)
    await li.type(`[data-thread-item="${thread}"] textarea`, '已核对')
    await li.click(`[data-thread-item="${thread}"] .composer .primary`)
    await waitFor(
      () => wang.$$eval('.message-body', (all) => all.some((one) => one.textContent === '已核对')),
      'the reply',
    )
    await wang.bringToFront()
    await wang.click(`[data-thread-item="${thread}"] > .actions button:nth-child(2)`)
    await waitFor(
      async () => (await li.$(`.ProseMirror [data-thread="${thread}"]`)) === null,
      'resolved',
    )
  })

  it('[E7] offline: both edit the paragraph with the most blanks, and have everything afterwards', async () => {
    await second.setOffline(true)
    await waitFor(() => li.$('[data-sync=offline]'), 'offline is shown')
    const place = await li.evaluate(() => {
      const blocks = [...document.querySelectorAll<HTMLElement>('.ProseMirror > [data-block]')]
      const most = blocks.toSorted(
        (a, b) => b.querySelectorAll('.blank').length - a.querySelectorAll('.blank').length,
      )[0]
      const text = most?.lastChild?.textContent ?? ''
      return text.slice(-6)
    })
    await li.bringToFront()
    await caretBehind(li, place)
    await li.keyboard.type('离线所写')
    await wang.bringToFront()
    await caretBehind(wang, place)
    await wang.keyboard.type('在线所写')
    await wang.evaluate(() => (document.activeElement as HTMLElement).blur())
    expect(await editorText(wang)).not.toContain('离线所写')
    await second.setOffline(false)
    await same('离线所写', '在线所写')
    await waitFor(() => wang.$('[data-sync=synced]'), 'synced again')
  })

  it('[E8] a colleague fills while no page is open: the badge follows', async () => {
    const reports = await first.page('options.html')
    await wang.close()
    const before = await badge(reports)
    await li.bringToFront()
    await li.click('[role=tab]')
    await li.waitForSelector('[data-figure-item][data-state=missing]')
    await li.click('[data-figure-item][data-state=missing]')
    await li.waitForSelector('.figure-form .value')
    await li.click('.figure-form .actions button:nth-child(2)')
    await waitFor(
      async () => Number(await badge(reports)) === Number(before) - 1,
      'the badge counts one less',
      30_000,
    )
    await reports.close()
    wang = watch(await first.page('report.html'), '王芳')
    await wang.waitForSelector('[data-report]')
    await wang.click('[data-report]')
    await wang.waitForSelector('.ProseMirror')
    await same()
  })

  it('[E9] killed while typing, it comes back with all but the last moment, and with its badge', async () => {
    await wang.bringToFront()
    await caretBehind(wang, '甲')
    const sent = '一二三四五六七八九十百千万亿'
    for (const character of sent) await wang.keyboard.type(character)
    await waitFor(() => wang.$('[data-saved=true]'), 'saved')
    await wang.keyboard.type('末')
    await first.killAndRestart()
    wang = watch(await first.page('report.html'), '王芳')
    expect(await waitFor(() => badge(wang), 'the badge after a restart')).toMatch(/^\d+$/)
    await wang.waitForSelector('[data-report]')
    await wang.click('[data-report]')
    await wang.waitForSelector('.ProseMirror')
    await waitFor(async () => (await editorText(wang)).includes(sent), 'what was typed is there')
    await same(sent)
  })

  it('[E10] nothing threw on a page meanwhile', () => {
    expect(errors).toEqual([])
  })
})
