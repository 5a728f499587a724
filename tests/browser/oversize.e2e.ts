import { mkdirSync } from 'node:fs'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caretBehind, editorText } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

const shots = '.output/oversize'
let people: TwoPeople
let page: Page
let other: Page

beforeAll(async () => {
  mkdirSync(shots, { recursive: true })
  people = await openTwoPeople('便民服务工作报告\n第一段写工作进展。\n一、进展\n全年检查*次。', {
    profile: { language: 'en', dark: true },
  })
  page = people.owner
  other = people.member
  await page.bringToFront()
})

afterAll(async () => {
  await people?.close()
})

/** What is made in the page, since ten megabytes are slow to send there. */
type Kind =
  | 'plain'
  | 'stars'
  | 'word'
  | 'table'
  | 'lists'
  | 'picture'
  | 'tags'
  | 'spans'
  | 'own'
  | 'one-line'

interface Outcome {
  /** Milliseconds until the page said something that could be seen. */
  readonly answered: number
  readonly said: string
}

/** Pastes or drops so many of a kind, and waits until something is said of it. */
async function put(
  on: Page,
  kind: Kind,
  count: number,
  how: 'paste' | 'drop' = 'paste',
): Promise<Outcome> {
  return await on.evaluate(
    async (what, times, act) => {
      const line = '全市各级部门认真贯彻落实工作部署，积极推进各项任务，办结率保持在较高水平。'
      const many = (one: string): string => one.repeat(times)
      const word = `<p class=MsoNormal style='text-indent:32.0pt;line-height:28.0pt'><span style='font-size:16.0pt;font-family:仿宋'>${line}<span lang=EN-US><o:p></o:p></span></span></p>\n`
      const html: Record<string, () => string> = {
        word: () =>
          `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>${many(word)}</body></html>`,
        table: () =>
          `<table>${many(`<tr>${'<td style="border:1px solid windowtext;padding:0 5.4pt;mso-border-alt:solid windowtext .5pt"><p class=MsoNormal><span style="font-size:12.0pt;font-family:宋体">受理数量</span></p></td>'.repeat(200)}</tr>`)}</table>`,
        lists: () => many('<ul><li>一层'),
        picture: () =>
          `<p>图前的话</p><img src="data:image/png;base64,${many('A')}"><p>图后的话</p>`,
        tags: () => many('<b>字</b>'),
        spans: () =>
          `<table><tr>${many('<td colspan=1000 rowspan=65534>一')}</tr>${'<tr><td>二'.repeat(2000)}</table>`,
        own: () =>
          `<p data-block="paragraph" data-pm-slice="1 1 []">${many(`<p data-block="paragraph">${line}</p>`)}`,
      }
      const text: Record<string, () => string> = {
        plain: () => many(`${line}\n`),
        stars: () => many('检查*次，'),
        'one-line': () => many(line),
      }
      const rich = html[what]?.() ?? ''
      const plain = text[what]?.() ?? ''
      const data = new DataTransfer()
      if (rich !== '') data.setData('text/html', rich)
      if (plain !== '') data.setData('text/plain', plain)
      const root = document.querySelector('.ProseMirror')
      const said: string[] = []
      let answered = 0
      const begun = performance.now()
      const watcher = new MutationObserver(() => {
        const now = document.querySelector('.toast')?.textContent ?? ''
        if (now === '' || now === said.at(-1)) return
        if (said.length === 0) answered = performance.now() - begun
        said.push(now)
      })
      watcher.observe(document.body, { childList: true, subtree: true, characterData: true })
      const frame = (): Promise<unknown> =>
        new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      const box = root?.querySelectorAll('[data-block]')[1]?.getBoundingClientRect()
      const at = { clientX: (box?.left ?? 0) + 60, clientY: (box?.top ?? 0) + 8 }
      const init = { bubbles: true, cancelable: true }
      root?.dispatchEvent(
        act === 'paste'
          ? new ClipboardEvent('paste', { ...init, clipboardData: data })
          : new DragEvent('drop', { ...init, ...at, dataTransfer: data }),
      )
      // Whatever is said is drawn in the next frames; where nothing is, the words are in.
      for (let frames = 0; frames < 3; frames++) await frame()
      watcher.disconnect()
      return { answered: answered || performance.now() - begun, said: said.join('\n') }
    },
    kind,
    count,
    how,
  )
}

const blockCount = (on: Page): Promise<number> =>
  on.$$eval('.ProseMirror > [data-block]', (all) => all.length)

async function undo(on: Page): Promise<void> {
  await on.focus('.ProseMirror')
  await on.keyboard.down('Control')
  await on.keyboard.press('KeyZ')
  await on.keyboard.up('Control')
}

const noNotice = (on: Page): Promise<unknown> =>
  waitFor(async () => (await on.$('.toast')) === null, 'the notice is gone', 60_000)

const answers: Record<string, number> = {}

/** Each some ten megabytes or far more than a report has; the first four are tried each time. */
const kinds: readonly [Kind, number][] = [
  ['plain', 90_000],
  ['stars', 30_000],
  ['table', 200],
  ['own', 90_000],
  ['word', 40_000],
  ['lists', 1_000_000],
  ['tags', 1_000_000],
  ['spans', 200_000],
  ['one-line', 90_000],
]

describe('too much at once', () => {
  it.each(process.env['FAULTS'] === undefined ? kinds.slice(0, 4) : kinds)(
    '[CN1] %s by %i: refused with a reason, the report as it was',
    async (kind, count) => {
      const before = await editorText(page)
      await noNotice(page)
      await caretBehind(page, '第一段写工作进展。')
      const outcome = await put(page, kind, count)
      answers[kind] = Math.round(outcome.answered)
      expect(outcome.said).toContain('内容太多，没有粘贴')
      expect(outcome.answered).toBeLessThan(5000)
      expect(await editorText(page)).toBe(before)
      await page.keyboard.type('写')
      expect(await editorText(page)).toContain('第一段写工作进展。写')
      await undo(page)
      expect(await editorText(page)).toBe(before)
    },
  )

  it('[CN1] in English and in the dark too, by drop as well', async () => {
    await other.bringToFront()
    const before = await editorText(other)
    const outcome = await put(other, 'plain', 90_000, 'drop')
    answers['drop'] = Math.round(outcome.answered)
    expect(outcome.said).toContain('Nothing was pasted and the report is unchanged')
    await other.screenshot({ path: `${shots}/refused-dark-en.png` })
    expect(await editorText(other)).toBe(before)
    await page.bringToFront()
    await noNotice(page)
    await put(page, 'word', 40_000)
    await page.screenshot({ path: `${shots}/refused-light-zh.png` })
    tellFigures('CN1', answers)
  })

  it('[CN2] a picture of 8 MB in it costs nothing: the words come, the picture is told of', async () => {
    await noNotice(page)
    await caretBehind(page, '第一段写工作进展。')
    const outcome = await put(page, 'picture', 8 * 1024 * 1024)
    expect(outcome.said).toContain('图片 1 张')
    expect(outcome.answered).toBeLessThan(5000)
    expect(await editorText(page)).toContain('图后的话')
    await undo(page)
    expect(await editorText(page)).not.toContain('图后的话')
  })

  it('[CN2] lists 5,000 deep come as lines', async () => {
    await noNotice(page)
    await caretBehind(page, '第一段写工作进展。')
    const outcome = await put(page, 'lists', 5000)
    expect(outcome.answered).toBeLessThan(10_000)
    const text = await editorText(page)
    expect(text.split('一层')).toHaveLength(5001)
    await undo(page)
    expect(await editorText(page)).not.toContain('一层')
  })

  it('[CN3] the most that is taken: told at once, one step of undo, the same at a colleague’s', async () => {
    await noNotice(page)
    const before = await editorText(page)
    await caretBehind(page, '第一段写工作进展。')
    const begun = Date.now()
    const outcome = await put(page, 'word', 5000)
    expect(outcome.said).toContain('正在粘贴')
    await waitFor(async () => (await blockCount(page)) > 5000, 'all of it', 60_000)
    const taken = Date.now() - begun
    expect(outcome.answered).toBeLessThan(5000)
    await waitFor(async () => (await blockCount(other)) > 5000, 'at the other', 60_000)
    const there = Date.now() - begun
    expect(await editorText(other)).toBe(await editorText(page))
    await undo(page)
    await waitFor(async () => (await editorText(page)) === before, 'as it was', 60_000)
    await waitFor(async () => (await editorText(other)) === before, 'there too', 60_000)
    tellFigures('CN3', {
      'ms until told': Math.round(outcome.answered),
      'ms until taken in': taken,
      'ms until at the colleague': there,
    })
  }, 240_000)

  it('[CN4] files that are dropped: a text of 50 MB, a Word file, a picture', async () => {
    const drop = (name: string, type: string, bytes: number): Promise<boolean> =>
      page.evaluate(
        (fileName, fileType, size) => {
          const data = new DataTransfer()
          data.items.add(new File([new Uint8Array(size).fill(97)], fileName, { type: fileType }))
          const root = document.querySelector('.ProseMirror')
          const box = root?.querySelectorAll('[data-block]')[1]?.getBoundingClientRect()
          const event = new DragEvent('drop', {
            bubbles: true,
            cancelable: true,
            dataTransfer: data,
            clientX: (box?.left ?? 0) + 60,
            clientY: (box?.top ?? 0) + 8,
          })
          root?.dispatchEvent(event)
          // What is not taken here the browser would open in place of the report.
          return event.defaultPrevented
        },
        name,
        type,
        bytes,
      )
    const said = (words: string): Promise<unknown> =>
      waitFor(
        async () =>
          (await page.$eval('.toast', (one) => one.textContent).catch(() => ''))?.includes(words),
        words,
      )
    const before = await editorText(page)
    expect(await drop('大.txt', 'text/plain', 50 * 1024 * 1024)).toBe(true)
    await said('内容太多，没有粘贴')
    expect(await drop('报告.docx', '', 2000)).toBe(true)
    await said('正文只接受 .txt 文字文件')
    await page.screenshot({ path: `${shots}/dropped-docx-zh.png` })
    expect(await drop('图.png', 'image/png', 2000)).toBe(true)
    await said('图片 1 张')
    expect(await editorText(page)).toBe(before)
    expect(await drop('小.txt', 'text/plain', 40)).toBe(true)
    await waitFor(async () => (await editorText(page)).includes('a'.repeat(40)), 'its text')
    await undo(page)
    expect(await editorText(page)).toBe(before)
  })
})
