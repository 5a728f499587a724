import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(
    page,
    '市直单位2026年工作情况报告\n第一段。\n一、进展\n（一）抓好落实。全年检查*次。\n二、打算\n（一）继续努力。办结*件。\n最后一段。',
  )
})

afterAll(async () => {
  await profile?.dispose()
})

/** What copying puts on the clipboard. */
async function copied(): Promise<{ text: string; html: string }> {
  return await page.evaluate(() => {
    const data = new DataTransfer()
    document
      .querySelector('.ProseMirror')
      ?.dispatchEvent(
        new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }),
      )
    return { text: data.getData('text/plain'), html: data.getData('text/html') }
  })
}

async function press(key: 'KeyA' | 'Enter', modifier: 'Control' | 'Shift'): Promise<void> {
  await page.keyboard.down(modifier)
  await page.keyboard.press(key)
  await page.keyboard.up(modifier)
}

describe('copying', () => {
  it('[DX15] gives other programs headings, paragraphs and numbers, beside the text', async () => {
    await page.focus('.ProseMirror')
    await press('KeyA', 'Control')
    const { text, html } = await copied()
    expect(text.split('\n').slice(0, 4)).toEqual([
      '市直单位2026年工作情况报告',
      '第一段。',
      '一、进展',
      '（一）抓好落实。全年检查*次。',
    ])
    expect(html).toMatch(/<h1[^>]*>市直单位2026年工作情况报告<\/h1>/)
    expect(html.replace(/<span data-number="[^"]*">|<\/span>/g, '')).toMatch(
      /<h2[^>]*>一、进展<\/h2>/,
    )
    // A run-in heading is a paragraph.
    expect(html).toMatch(
      /<p[^>]*data-level="2"[^>]*><span data-number="（一）">（一）<\/span>抓好落实/,
    )
  })

  it('[DX15] keeps the numbers that the sections have in the report', async () => {
    await page.evaluate(() => {
      const blocks = [...document.querySelectorAll('.ProseMirror > [data-block]')]
      const from = blocks.find((one) => one.textContent?.startsWith('打算'))
      const to = blocks.at(-1)
      document.querySelector<HTMLElement>('.ProseMirror')?.focus()
      if (from?.firstChild && to?.firstChild)
        getSelection()?.setBaseAndExtent(from.firstChild, 0, to.firstChild, 4)
    })
    await waitFor(async () => (await copied()).text.startsWith('二、打算'), 'the selection')
    const { text } = await copied()
    expect(text).toBe('二、打算\n（一）继续努力。办结*件。\n最后一段')
  })

  it('[DX15] comes back whole, with figures and without a second number', async () => {
    await page.focus('.ProseMirror')
    await press('KeyA', 'Control')
    const { html, text } = await copied()
    const before = await editorText(page)
    const figures = (): Promise<string[]> =>
      page.$$eval('.ProseMirror [data-figure]', (all) =>
        all.map((one) => one.getAttribute('data-figure') ?? ''),
      )
    const had = await figures()
    await page.evaluate(
      (content) => {
        const data = new DataTransfer()
        data.setData('text/html', content.html)
        data.setData('text/plain', content.text)
        document
          .querySelector('.ProseMirror')
          ?.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
          )
      },
      { html, text },
    )
    expect(await editorText(page)).toBe(before)
    expect(await figures()).toEqual(had)
  })

  it('[DX16] breaks a title by hand with Shift+Enter', async () => {
    await caretBehind(page, '2026年')
    await press('Enter', 'Shift')
    await page.waitForSelector('.soft-break')
    const blocks = await page.$$eval('.ProseMirror > [data-block=title]', (all) => all.length)
    expect(blocks).toBe(1)
    const height = await page.$eval(
      '.ProseMirror h1',
      (title) => title.getBoundingClientRect().height,
    )
    expect(height).toBeGreaterThan(80)
    await waitFor(
      async () =>
        (await page.$eval('.top-bar h1', (one) => one.textContent)) ===
        '市直单位2026年工作情况报告',
      'the title in the bar, without the break',
    )
  })
})
