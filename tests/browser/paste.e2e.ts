import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'
import {
  sheetCell,
  sheetCells,
  webPage,
  wordHeadings,
  wordReport,
  wpsReport,
  wrappedMail,
} from '../fixtures/clipboard'

let profile: Profile
let page: Page

const start = '便民服务工作报告\n第一段写工作进展，第二句写打算。\n一、进展\n全年检查*次。'

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, start)
})

afterAll(async () => {
  await profile?.dispose()
})

/** Gives the editor what a paste from another program gives it. */
async function paste(html: string, text = ''): Promise<void> {
  await page.evaluate(
    (rich, plain) => {
      const data = new DataTransfer()
      if (rich !== '') data.setData('text/html', rich)
      if (plain !== '') data.setData('text/plain', plain)
      document
        .querySelector('.ProseMirror')
        ?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        )
    },
    html,
    text,
  )
}

async function press(key: 'KeyA' | 'KeyZ' | 'Backspace', modifier?: 'Control'): Promise<void> {
  if (modifier !== undefined) await page.keyboard.down(modifier)
  await page.keyboard.press(key)
  if (modifier !== undefined) await page.keyboard.up(modifier)
}

/** Each block as `type|number|text`, blanks as they are shown. */
async function blocks(): Promise<string[]> {
  return await page.$$eval('.ProseMirror > [data-block]', (all) =>
    all.map((one) => {
      const { block = '', level = '', number = '' } = (one as HTMLElement).dataset
      const copy = one.cloneNode(true) as HTMLElement
      for (const extra of copy.querySelectorAll(
        '.ProseMirror-trailingBreak, [contenteditable=false]:not(.blank)',
      ))
        extra.remove()
      return `${block}${level}|${number}|${copy.textContent ?? ''}`
    }),
  )
}

/** Until the editor has heard of a selection that the browser made. */
const frames = (): Promise<unknown> =>
  page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )

const notice = (): Promise<string> =>
  page.$eval('.toast', (one) => one.textContent ?? '').catch(() => '')

/** An empty report: everything selected and deleted. */
async function empty(): Promise<void> {
  await page.focus('.ProseMirror')
  await press('KeyA', 'Control')
  await press('Backspace')
  await waitFor(
    async () => (await editorText(page)).trim() === '' || (await blocks()).length === 1,
    'nothing is left',
  )
  for (const block of await blocks()) expect(block.split('|').at(-1)).toBe('')
}

describe('pasting from other programs', () => {
  it('[PS1] Word: structure, numbers that Word counts, blanks; nothing hidden, nothing doubled', async () => {
    await empty()
    await paste(wordReport)
    expect(await blocks()).toEqual([
      'title||全市便民服务工作情况',
      'paragraph||现将2026年12月5日前的工作情况报告如下，请审阅。',
      'section1|一、|窗口服务',
      'section2|（一）|抓好热线办理。全年受理*件，办结率*%，____个部门参加。ABC system运行平稳。',
      'section1|二、|下一步打算',
      'paragraph||继续认真做好服务。',
    ])
    expect(await page.$$('.ProseMirror [data-figure]')).toHaveLength(3)
    const said = await waitFor(notice, 'what was left out')
    for (const words of ['图片 1 张', '批注 1 条', '已删除的文字 1 处'])
      expect(said).toContain(words)
  })

  it('[PS2] is one step of undo, apart from what was typed before and after', async () => {
    await empty()
    await page.keyboard.type('甲')
    await paste(wpsReport)
    await page.keyboard.type('乙')
    expect((await blocks()).join('\n')).toContain('乙')
    await press('KeyZ', 'Control')
    expect((await blocks()).length).toBeGreaterThan(2)
    await press('KeyZ', 'Control')
    expect((await blocks()).map((one) => one.split('|').at(-1))).toEqual(['甲'])
  })

  it('[PS3] WPS: its spans, fonts and lists', async () => {
    await empty()
    await paste(wpsReport)
    expect(await blocks()).toEqual([
      'section1|一、|窗口服务',
      'section2|（一）|抓好热线办理。全年受理**件，占XX%，其中 网上3件。',
      'paragraph||一是加强领导。',
    ])
    expect(await page.$$('.ProseMirror [data-figure]')).toHaveLength(2)
  })

  it('[PS4] headings by Word’s styles; lists whose numbers only its style sheet tells', async () => {
    await empty()
    await paste(wordHeadings)
    expect(await blocks()).toEqual([
      'title||总体情况',
      'paragraph||正文一。',
      'section2|（一）|分项情况',
      'section1|一、|第一件事。',
      'section1|二、|第二件事。',
    ])
    await empty()
    await page.keyboard.type('开头。')
    await paste(wordHeadings)
    expect((await blocks())[1]).toBe('section1|一、|总体情况')
  })

  it('[PS5] web pages: what is seen of them, lists counted', async () => {
    await empty()
    await paste(webPage)
    expect(await blocks()).toEqual([
      'section1|一、|工作进展',
      'paragraph||全年共检查市场主体*家，查处问题12起，整改率为98.5％。',
      'paragraph||其中网络检查3次。',
      'section3|3.|完善制度。',
      'section3|4.|加强监管。',
      'paragraph||a.查证',
      'paragraph||要点甲',
      'paragraph||要点乙',
      'section2|（一）|不加号',
      'paragraph||第一行',
      'paragraph||第二行',
      'paragraph||AB C D',
    ])
    expect(await notice()).toContain('图片 2 张')
  })

  it('[PS6] cells of a spreadsheet are a table, one cell is a word', async () => {
    await empty()
    await paste(sheetCells, '指标\t数值\r\n受理量\t1,234\r\n备注\t\r\n')
    expect((await blocks()).filter((one) => one.startsWith('cell'))).toEqual([
      'cell||指标',
      'cell||数值',
      'cell||受理量',
      'cell||1,234',
      'cell||备注',
      'cell||',
    ])
    await caretBehind(page, '受理')
    await paste(sheetCell, '1,234\r\n')
    expect((await blocks())[2]).toContain('受理1,234量')
  })

  it('[PS7] plain text that was wrapped is put together, and says so', async () => {
    await empty()
    await paste('', wrappedMail)
    expect(await blocks()).toEqual([
      'paragraph||各位同事：今年的窗口服务工作总体平稳，全年共受理群众诉求三千余件，按期办结率有了明显提高，群众满意。',
      'section1|二、|下一步工作安排',
      'paragraph||继续做好热线办理，及时回应群众关切，把好事办实。',
    ])
    expect(await notice()).toContain('3 处')
  })

  it('[PS8] into the middle of a paragraph: one line stays in it, several divide it', async () => {
    await empty()
    await page.keyboard.type('前面的话后面的话')
    await caretBehind(page, '前面的话')
    await paste('<p>二、级标题</p>')
    expect(await blocks()).toEqual(['paragraph||前面的话二、级标题后面的话'])
    await press('KeyZ', 'Control')
    await caretBehind(page, '前面的话')
    await paste('<p>甲段。</p><p>一、部分</p><p>乙段</p>')
    expect(await blocks()).toEqual([
      'paragraph||前面的话甲段。',
      'section1|一、|部分',
      'paragraph||乙段后面的话',
    ])
  })

  it('[PS9] over a selection', async () => {
    await empty()
    await page.keyboard.type('前面的话后面的话')
    await caretBehind(page, '前面的话')
    await page.keyboard.down('Shift')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.up('Shift')
    await waitFor(() => page.evaluate(() => getSelection()?.toString() === '的话'), 'two selected')
    await frames()
    await paste('<p>新<b>文字</b></p>')
    expect(await blocks()).toEqual(['paragraph||前面新文字后面的话'])
  })

  it('[PS11] what was copied here keeps its figures; those of another report become new ones', async () => {
    await empty()
    await page.keyboard.type('开头。')
    await paste(wpsReport)
    const ids = (): Promise<string[]> =>
      page.$$eval('.ProseMirror [data-figure]', (all) =>
        all.map((one) => (one as HTMLElement).dataset['figure'] ?? ''),
      )
    const [first = ''] = await ids()
    const copy = (figure: string): string =>
      `<p data-pm-slice="1 1 []" data-block="paragraph">又办<span data-figure="${figure}" data-kind="count" data-unit="件" data-label="办件数" data-mask="*">7</span>件</p>`
    await paste(copy(first), '又办7件')
    expect((await ids()).filter((one) => one === first)).toHaveLength(2)
    await paste(copy('elsewhere'), '又办7件')
    const all = await ids()
    expect(all).not.toContain('elsewhere')
    expect(new Set(all).size).toBe(all.length - 1)
    await waitFor(
      () => page.$eval('[data-figure-item]', () => document.body.textContent?.includes('办件数')),
      'its name in the list',
    )
  })

  it('[PS12] while proposing, a paste is a suggestion; the text stays', async () => {
    await empty()
    await page.keyboard.type('前面的话后面的话')
    const before = await blocks()
    await page.click('[data-tool=suggest-mode]')
    await caretBehind(page, '前面的话')
    await paste('<p>甲段。</p><p>一、部分</p><p>乙段*件</p>')
    await waitFor(() => page.$('.suggest-come'), 'the suggestion')
    expect(await page.$$('.ProseMirror > [data-block]')).toHaveLength(before.length)
    await page.click('[data-tool=suggest-mode]')
    await page.click('[data-tab=comments]')
    await waitFor(() => page.$('[data-accept]'), 'its card')
    await page.click('[data-accept]')
    await waitFor(async () => (await blocks()).length === 3, 'three paragraphs')
    expect(await blocks()).toEqual([
      'paragraph||前面的话甲段。',
      'section1|一、|部分',
      'paragraph||乙段*件后面的话',
    ])
  })

  it('[PS10] a picture alone changes nothing, and is told', async () => {
    await empty()
    await page.keyboard.type('原文')
    await paste('<img src="https://example.org/a.png">')
    expect(await blocks()).toEqual(['paragraph||原文'])
    expect(await notice()).toContain('没有可以粘贴的文字')
  })
})
