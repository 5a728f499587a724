import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import * as Y from 'yjs'
import { bodyOf } from '../../editor/model/parts'
import { caretBehind, inputMethod } from '../support/chromium'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

let people: TwoPeople
let owner: Page
let reviewer: Page

const text = '建议报告\n一、进展\n第一段写工作，第二段写数字*次。\n最后一段写打算。\n'

beforeAll(async () => {
  people = await openTwoPeople(text, {
    names: ['王芳', '赵敏'],
    role: 'reviewer',
    profile: { dark: process.env['PICTURES'] !== undefined },
  })
  ;({ owner, member: reviewer } = people)
  await waitFor(() => reviewer.$('.ProseMirror[contenteditable=true]'), 'she may propose')
})

afterAll(async () => {
  await people?.close()
})

/** The report's text without what is only proposed. */
async function plain(page: Page): Promise<string> {
  return await page.$eval('.ProseMirror', (root) => {
    const copy = root.cloneNode(true) as HTMLElement
    for (const one of copy.querySelectorAll(
      '.caret-of, ins.suggest, [contenteditable=false].suggest',
    ))
      one.remove()
    return [...copy.children].map((block) => block.textContent ?? '').join('\n')
  })
}

const ghosts = (page: Page, what: 'come' | 'gone' = 'come'): Promise<string[]> =>
  page.$$eval(`.ProseMirror .suggest-${what}`, (all) => all.map((one) => one.textContent ?? ''))

/** Selects words as a person does by keyboard; once more where a change came in between. */
async function selectWords(page: Page, words: string, behind = words): Promise<void> {
  await waitFor(async () => {
    await caretBehind(page, behind)
    await page.keyboard.down('Shift')
    for (const _ of words) await page.keyboard.press('ArrowLeft')
    await page.keyboard.up('Shift')
    return (await page.evaluate(() => getSelection()?.toString())) === words
  }, `${words} is selected`)
}

const picture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env['PICTURES']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` })
}

describe('suggestions, as people make and decide them', () => {
  it('[SU40] what a reviewer composes and types is a suggestion; the text stays', async () => {
    const before = await plain(owner)
    await reviewer.bringToFront()
    await caretBehind(reviewer, '第一段写')
    const ime = await inputMethod(reviewer)
    await ime.compose('g')
    await ime.compose('gai')
    await ime.compose('改进')
    await ime.commit('改进')
    await waitFor(async () => (await ghosts(reviewer)).join('') === '改进', 'the ghost')
    await ime.compose('de')
    await ime.commit('的')
    await waitFor(async () => (await ghosts(reviewer)).join('') === '改进的', 'it grows')
    await reviewer.keyboard.press('Backspace')
    await waitFor(async () => (await ghosts(reviewer)).join('') === '改进', 'it shrinks')
    await reviewer.keyboard.type('99')
    await waitFor(async () => (await ghosts(reviewer)).join('') === '改进99', 'plain typing')
    expect(await plain(reviewer)).toBe(before)
    await waitFor(async () => (await ghosts(owner)).join('') === '改进99', 'the owner sees it')
    expect(await plain(owner)).toBe(before)
    await caretBehind(reviewer, '最后一段')
    await reviewer.keyboard.press('Backspace')
    await reviewer.keyboard.press('Backspace')
    await waitFor(
      async () => (await ghosts(owner, 'gone')).join('') === '一段',
      'the owner sees what would go',
    )
    expect(await plain(owner)).toBe(before)
    await picture(reviewer, 'reviewer')
    await owner.bringToFront()
    await owner.click('[data-tab=comments]')
    expect(await owner.$$('[data-suggestion-state=open]')).toHaveLength(2)
    await picture(owner, 'owner')
  })

  it('[SU41] the owner accepts and rejects with the keyboard alone, and undoes', async () => {
    const before = await plain(owner)
    await owner.bringToFront()
    await owner.focus('.ProseMirror')
    const key = async (name: 'KeyN' | 'KeyY' | 'KeyX'): Promise<void> => {
      await owner.keyboard.down('Control')
      await owner.keyboard.down('Alt')
      await owner.keyboard.press(name)
      await owner.keyboard.up('Alt')
      await owner.keyboard.up('Control')
    }
    await key('KeyN')
    await owner.waitForFunction(
      () => document.activeElement?.closest('[data-thread-item]') !== null,
    )
    const named = await owner.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    expect(named).toContain('赵敏')
    expect(named).toContain('改进99')
    await owner.keyboard.press('Tab')
    expect(
      await owner.evaluate(() => document.activeElement?.getAttribute('aria-label')),
    ).toContain('采纳')
    await owner.keyboard.press('Enter')
    await waitFor(async () => (await plain(owner)).includes('第一段写改进99工作'), 'accepted')
    await waitFor(async () => (await plain(reviewer)).includes('改进99'), 'she sees it')
    // The focus goes on to the next suggestion.
    await owner.waitForFunction(() =>
      document.activeElement?.getAttribute('aria-label')?.includes('一段'),
    )
    await key('KeyX')
    await waitFor(async () => (await ghosts(owner, 'gone')).length === 0, 'rejected')
    await owner.focus('.ProseMirror')
    await owner.keyboard.down('Control')
    await owner.keyboard.press('z')
    await owner.keyboard.press('z')
    await owner.keyboard.up('Control')
    await waitFor(async () => (await plain(owner)) === before, 'both are undone')
    await waitFor(async () => (await ghosts(reviewer)).length === 1, 'they are open again')
  })

  it('[SU42] on a text that changed since it is shown beside it and not applied by itself', async () => {
    await reviewer.bringToFront()
    await selectWords(reviewer, '打算', '写打算')
    await reviewer.click('[data-tool=propose]')
    await reviewer.waitForSelector('.propose-dialog textarea')
    expect(await reviewer.$eval('.propose-dialog textarea', (box) => box.value)).toBe('打算')
    await picture(reviewer, 'propose')
    await reviewer.$eval('.propose-dialog textarea', (box) => box.select())
    await reviewer.keyboard.type('下一步安排')
    await reviewer.type('.propose-dialog input', '更正式 https://example.com/a')
    await reviewer.click('[data-propose]')
    await waitFor(
      async () => (await ghosts(owner)).includes('下一步安排'),
      'the owner sees the proposal',
    )
    expect(await reviewer.$eval('.message-body a', (link) => [link.href, link.rel])).toEqual([
      'https://example.com/a',
      'noopener noreferrer nofollow',
    ])
    await owner.bringToFront()
    await caretBehind(owner, '打')
    await owner.keyboard.type('新')
    await owner.waitForSelector('[data-fit=changed]')
    await picture(owner, 'changed')
    const sides = await owner.$$eval('[data-fit=changed] dd', (all) =>
      all.map((one) => one.textContent),
    )
    expect(sides).toEqual(['打算', '打新算', '下一步安排'])
    await owner.click('[data-thread-item]:has([data-fit=changed]) [data-accept]')
    await waitFor(async () => (await plain(owner)).includes('写下一步安排。'), 'applied')
  })

  it('[SU43] she comments on a section, mentions the owner and asks her to see to it, by keyboard', async () => {
    await reviewer.bringToFront()
    await caretBehind(reviewer, '第二段')
    await reviewer.keyboard.down('Control')
    await reviewer.keyboard.down('Alt')
    await reviewer.keyboard.press('KeyM')
    await reviewer.keyboard.up('Alt')
    await reviewer.keyboard.up('Control')
    await reviewer.waitForSelector('.composer textarea')
    expect(await reviewer.$eval('.composer .scope', (one) => one.textContent)).toContain('一、进展')
    await reviewer.keyboard.type('请核对 @王')
    await reviewer.waitForSelector('[data-mention]')
    await reviewer.keyboard.press('Enter')
    await reviewer.keyboard.down('Control')
    await reviewer.keyboard.press('Enter')
    await reviewer.keyboard.up('Control')
    const card = await waitFor(
      async () =>
        await reviewer.$$eval(
          '[data-thread-item]',
          (all) => all.find((one) => one.textContent?.includes('请核对 @王芳'))?.textContent,
        ),
      'the comment',
    )
    expect(card).toContain('部分：')
    await waitFor(
      async () =>
        await owner.$$eval('[data-thread-item]', (all) =>
          all.some((one) => one.textContent?.includes('请核对 @王芳')),
        ),
      'the owner sees it',
    )
  })

  it('[SU44] a drafter who switches suggesting on proposes too, and off again writes', async () => {
    const before = await plain(owner)
    await owner.bringToFront()
    await owner.click('[data-tool=suggest-mode]')
    await caretBehind(owner, '第二段')
    await owner.keyboard.type('XY')
    await waitFor(async () => (await ghosts(owner)).includes('XY'), 'a suggestion of the owner')
    expect(await plain(owner)).toBe(before)
    await owner.keyboard.press('Enter')
    await waitFor(async () => (await ghosts(owner)).includes('XY↵'), 'a split is proposed')
    expect(await plain(owner)).toBe(before)
    await owner.click('[data-tool=suggest-mode]')
    await caretBehind(owner, '最后')
    await owner.keyboard.type('Z')
    await waitFor(async () => (await plain(owner)).includes('最后Z'), 'typing writes again')
  })

  it('[SU45] composing over a selection replaces it in the suggestion, pasting makes paragraphs, undo takes back', async () => {
    const before = await plain(owner)
    const open = async (): Promise<number> =>
      (await reviewer.$$('[data-suggestion-state=open]')).length
    await reviewer.bringToFront()
    const first = await open()
    await selectWords(reviewer, '数字', '写数字')
    const ime = await inputMethod(reviewer)
    await ime.compose('qing')
    await ime.compose('情况')
    await ime.commit('情况')
    await waitFor(async () => (await ghosts(reviewer)).includes('情况'), 'the replacement')
    expect((await ghosts(reviewer, 'gone')).join('')).toContain('数字')
    await waitFor(async () => (await ghosts(owner)).includes('情况'), 'the owner sees it')
    expect(await plain(owner)).toBe(before)
    // Composing goes on right behind what is only proposed.
    await ime.compose('he')
    await ime.commit('和表')
    await waitFor(async () => (await ghosts(reviewer)).includes('情况和表'), 'it goes on')
    await reviewer.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', '甲\n乙*丙')
      document
        .querySelector('.ProseMirror')
        ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
    })
    await waitFor(
      async () => (await ghosts(reviewer)).includes('情况和表甲↵乙*丙'),
      'what was pasted is proposed, its blank as the sign that it was',
    )
    expect(await open()).toBe(first + 1)
    await picture(reviewer, 'dark')
    // What came within half a second of each other is one step.
    while ((await ghosts(reviewer)).join('').includes('情况')) {
      await reviewer.keyboard.down('Control')
      await reviewer.keyboard.press('z')
      await reviewer.keyboard.up('Control')
    }
    await waitFor(async () => (await open()) === first, 'it is taken back')
    await waitFor(async () => !(await ghosts(owner)).join('').includes('情况'), 'for all')
    expect(await plain(owner)).toBe(before)
    expect(await plain(reviewer)).toBe(before)
  })

  it('[SU46] a comment whose text goes is in the tray with its quote, and attached again by one click', async () => {
    await owner.bringToFront()
    await selectWords(owner, '下一步')
    await owner.click('[data-tool=comment]')
    await owner.waitForSelector('.composer textarea')
    await owner.keyboard.type('这里要写得具体些')
    await owner.click('.composer button.primary')
    await owner.waitForSelector('.ProseMirror [data-thread]:not(.suggest):not(.on-part)')
    await selectWords(owner, '下一步')
    await owner.keyboard.press('Delete')
    await owner.waitForSelector('.orphans [data-thread-item]')
    expect(await owner.$eval('.orphans blockquote', (one) => one.textContent)).toBe('下一步')
    await picture(owner, 'orphans')
    await waitFor(() => reviewer.$('.orphans [data-thread-item]'), 'she has it in her tray too')
    await selectWords(owner, '安排')
    await owner.click('.orphans [data-attach]')
    await waitFor(async () => (await owner.$('.orphans')) === null, 'it is attached')
    await waitFor(async () => (await reviewer.$('.orphans')) === null, 'for her too')
    expect(
      await owner.$$eval('.ProseMirror .thread:not(.on-part)', (all) =>
        all.map((one) => one.textContent),
      ),
    ).toEqual(['安排'])
  })

  it('[SU47] its author writes a suggestion anew from its card', async () => {
    await reviewer.bringToFront()
    await reviewer.click('[data-thread-item]:has([data-revise]) .quote-button')
    await reviewer.waitForSelector('.active [data-revise]')
    await reviewer.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    )
    await reviewer.click('.active [data-revise]')
    await reviewer.waitForSelector('.active textarea[name=proposal]')
    await reviewer.keyboard.press('End')
    await reviewer.keyboard.type('补')
    await reviewer.keyboard.down('Control')
    await reviewer.keyboard.press('Enter')
    await reviewer.keyboard.up('Control')
    await waitFor(async () => (await ghosts(owner)).some((one) => one.endsWith('补')), 'it changed')
  })

  it('[SU48] what a modified program of hers writes into the text stays on her machine', async () => {
    const before = await plain(owner)
    const intruder = new Y.Doc()
    bodyOf(intruder).insert(0, '闯入正文')
    const update = [...Y.encodeStateAsUpdate(intruder)]
    await reviewer.bringToFront()
    await reviewer.evaluate(async (bytes) => {
      const found = (await indexedDB.databases()).find(({ name }) =>
        /^tonggao:.+:text$/.test(name ?? ''),
      )
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(found?.name ?? '')
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(new Error('no database'))
      })
      const transaction = database.transaction('updates', 'readwrite')
      transaction.objectStore('updates').add(new Uint8Array(bytes))
      await new Promise((resolve) => {
        transaction.oncomplete = resolve
      })
      database.close()
    }, update)
    await reviewer.reload()
    await waitFor(async () => (await plain(reviewer)).includes('闯入正文'), 'her own text has it')
    // What she may say arrives, so the two are connected; the text does not.
    await caretBehind(reviewer, '第一段')
    await reviewer.keyboard.type('随后')
    await waitFor(async () => (await ghosts(owner)).includes('随后'), 'her suggestion arrives')
    expect(await plain(owner)).toBe(before)
    await owner.reload()
    await owner.waitForSelector('.ProseMirror')
    await waitFor(async () => (await plain(owner)) !== '', 'the text')
    expect(await plain(owner)).toBe(before)
  })
})
