import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { barriers } from '../support/barriers'
import { caretBehind, inputMethod, introduce, newReport, Profile } from '../support/chromium'
import { hasPdfTools, pagesOfPdf } from '../support/office'
import { waitFor } from '../support/wait'

const template = `年度工作报告
一、工作情况
全年情况如下。
单位\t受理数（件）\t办结率（％）
甲局\t*\t*
乙局\t12\t98.5
以上为全年情况。`

let profile: Profile
let page: Page
const errors: string[] = []

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  page.on('pageerror', (error) => errors.push(String(error)))
  await introduce(page, '办公室 王芳')
  await newReport(page, template)
  await page.waitForSelector('.ProseMirror [data-block=cell]')
})

afterAll(async () => {
  await profile?.dispose()
})

const command = async (menu: string, id: string): Promise<void> => {
  await page.click(`[data-menu=${menu}]`)
  await page.click(`[data-command=${id}]`)
}
/** What is seen: the texts of cells that stand in one line, from top to bottom. */
const rows = (): Promise<string[][]> =>
  page.$$eval('.ProseMirror [data-block=cell]', (cells) => {
    const lines = new Map<number, { left: number; text: string }[]>()
    for (const cell of cells) {
      const { top, left } = cell.getBoundingClientRect()
      const line = lines.get(Math.round(top)) ?? []
      line.push({ left, text: cell.textContent.replaceAll('\u2028', '/') })
      lines.set(Math.round(top), line)
    }
    return [...lines.values()].map((line) =>
      line.toSorted((a, b) => a.left - b.left).map(({ text }) => text),
    )
  })
/** The text of the block in which the caret is. */
const caretIn = (): Promise<string> =>
  page.evaluate(() => {
    const node = getSelection()?.focusNode
    const element = node instanceof Element ? node : node?.parentElement
    return element?.closest('[data-block]')?.textContent ?? ''
  })

/** Resolves when rows and ends of pages have stood where they are for some frames: what comes in sight is laid out then. */
const untilStill = (): Promise<void> =>
  new Promise((resolve) => {
    let [last, same] = ['', 0]
    const look = (): void => {
      const now = [...document.querySelectorAll('.page-break, .ProseMirror .row-start + *')]
        .map((one) => Math.round(one.getBoundingClientRect().top))
        .join()
      same = now === last ? same + 1 : 0
      last = now
      if (same < 5) requestAnimationFrame(look)
      else resolve()
    }
    look()
  })

/** Numbers of the rows with which a page begins, as the text shows it. */
const countedStarts = async (): Promise<string[]> => {
  const found = new Set<string>()
  const rowCount = await page.$$eval('.ProseMirror .row-start', (all) => all.length)
  for (let row = 0; row < rowCount; row += 4) {
    await page.evaluate((at) => {
      const all = document.querySelectorAll('.ProseMirror .row-start')
      all.item(at).nextElementSibling?.scrollIntoView({ block: 'center' })
    }, row)
    await page.evaluate(untilStill)
    const here = await page.evaluate(() => {
      const lines = [...document.querySelectorAll('.page-break')].map(
        (one) => one.getBoundingClientRect().top,
      )
      return [...document.querySelectorAll('.ProseMirror .row-start')].flatMap((one) => {
        const cell = one.nextElementSibling
        const top = cell?.getBoundingClientRect().top ?? 0
        return lines.some((line) => Math.abs(line - top) < 3) ? [cell?.textContent ?? ''] : []
      })
    })
    for (const one of here) found.add(one)
  }
  return [...found]
}

describe('a table in the text', () => {
  it('[TBT1] is seen as one, as wide as the text, and read as one', async () => {
    expect(await rows()).toEqual([
      ['单位', '受理数（件）', '办结率（％）'],
      ['甲局', '*', '*'],
      ['乙局', '12', '98.5'],
    ])
    const [text = 0, cells = 0] = await page.evaluate(() => {
      const paragraph = document.querySelector('.ProseMirror [data-block=paragraph]')
      const widths = [...document.querySelectorAll('.ProseMirror [data-block=cell]')]
        .slice(0, 3)
        .reduce((sum, cell) => sum + cell.getBoundingClientRect().width, 0)
      return [paragraph?.getBoundingClientRect().width ?? 0, widths]
    })
    expect(Math.abs(text - cells)).toBeLessThan(4)
    const owned = await page.evaluate(() => {
      const table = document.querySelector('.ProseMirror [role=table]')
      const named = (one: Element | null | undefined): (Element | null)[] =>
        (one?.getAttribute('aria-owns') ?? '').split(' ').map((id) => document.getElementById(id))
      const list = named(table)
      return [
        table?.getAttribute('aria-label') ?? '',
        ...list.map((row) =>
          [
            row?.getAttribute('role'),
            ...named(row).map((cell) => cell?.getAttribute('role')),
          ].join(),
        ),
      ]
    })
    expect(owned).toEqual([
      '表格，3 行 3 列',
      'row,columnheader,columnheader,columnheader',
      'row,cell,cell,cell',
      'row,cell,cell,cell',
    ])
  })

  it('[TBT2] Tab and arrows go through it, typing and Enter stay in the cell', async () => {
    await caretBehind(page, '乙局')
    await page.keyboard.press('Tab')
    expect(await caretIn()).toBe('12')
    await page.keyboard.type('0')
    await page.keyboard.press('Enter')
    await page.keyboard.type('含转办')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await waitFor(async () => (await rows()).length === 4, 'one more row')
    await page.keyboard.type('丙局')
    expect((await rows()).slice(2)).toEqual([
      ['乙局', '120/含转办', '98.5'],
      ['丙局', '', ''],
    ])
    await page.keyboard.press('ArrowUp')
    expect(await caretIn()).toBe('乙局')
    await page.keyboard.press('ArrowDown')
    expect(await caretIn()).toBe('丙局')
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowRight')
    expect(await caretIn()).toBe('')
    await page.keyboard.press('ArrowDown')
    expect(await caretIn()).toBe('以上为全年情况。')
  })

  it('[TBT3] a blank in it is filled as any other, and is named by its row and column', async () => {
    await caretBehind(page, '甲局')
    await page.keyboard.press('Tab')
    await page.keyboard.type('30')
    await page.waitForSelector('.figure-form .value')
    expect(await page.$eval('.figure-form', (form) => form.textContent)).toContain('甲局受理数')
    await page.keyboard.press('Enter')
    await waitFor(async () => (await rows())[1]?.[1] === '30', 'the value')
  })

  it('[TBT4] what is selected over cells goes, and the cells stay; an undo brings it back', async () => {
    const before = await rows()
    await caretBehind(page, '98.5')
    await page.keyboard.down('Shift')
    for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowLeft')
    await page.keyboard.up('Shift')
    await page.keyboard.press('Delete')
    await waitFor(async () => (await rows())[2]?.[2] === '', 'the text is gone')
    expect((await rows()).map((row) => row.length)).toEqual([3, 3, 3, 3])
    expect(await rows()).not.toEqual(before)
    await page.keyboard.down('Control')
    await page.keyboard.press('z')
    await page.keyboard.up('Control')
    await waitFor(async () => JSON.stringify(await rows()) === JSON.stringify(before), 'all back')
    await caretBehind(page, '甲局')
    for (let i = 0; i < 4; i++) await page.keyboard.press('Backspace')
    expect((await rows())[1]).toEqual(['', '30', '*'])
    await page.keyboard.type('甲局')
  })

  it('[TBT5] rows, columns and tables come and go by the menu', async () => {
    await caretBehind(page, '丙局')
    await command('insert', 'row-above')
    await command('insert', 'column-right')
    expect((await rows()).map((row) => row.length)).toEqual([4, 4, 4, 4, 4])
    await command('insert', 'delete-column')
    await command('insert', 'delete-row')
    expect((await rows()).map((row) => row.length)).toEqual([3, 3, 3, 3])
    await caretBehind(page, '以上为全年情况。')
    await command('insert', 'insert-table')
    await page.waitForSelector('.table-dialog')
    await page.keyboard.type('2')
    await page.keyboard.press('Tab')
    await page.keyboard.type('2')
    await page.keyboard.press('Enter')
    await waitFor(async () => (await rows()).length === 6, 'the second table')
    await page.keyboard.type('项目')
    expect((await rows())[4]).toEqual(['项目', ''])
    await command('insert', 'delete-table')
    expect(await rows()).toHaveLength(4)
  })

  it('[TBT6] an input method composes in a cell', async () => {
    const ime = await inputMethod(page)
    await caretBehind(page, '丙局')
    await page.keyboard.press('Tab')
    await ime.compose('shi')
    await ime.commit('十')
    await waitFor(async () => (await rows())[3]?.[1] === '十', 'the word')
    expect(errors).toEqual([])
  })

  it('[TBT7] is a table for other programs, and comes back whole', async () => {
    const copied = await page.evaluate(() => {
      const root = document.querySelector('.ProseMirror')
      const cells = root?.querySelectorAll('[data-block=cell]')
      const last = cells?.[cells.length - 1]
      if (root === null || cells?.[0] === undefined || last === undefined) return ['', '']
      getSelection()?.setBaseAndExtent(cells[0], 0, last, last.childNodes.length)
      document.dispatchEvent(new Event('selectionchange'))
      const data = new DataTransfer()
      const event = new ClipboardEvent('copy', {
        clipboardData: data,
        bubbles: true,
        cancelable: true,
      })
      root.dispatchEvent(event)
      return [data.getData('text/html'), data.getData('text/plain')]
    })
    const [html = '', text = ''] = copied
    expect(text.split('\n')[1]).toBe('甲局\t30\t*')
    const shape = await page.evaluate((said) => {
      const parsed = new DOMParser().parseFromString(said, 'text/html')
      return [...parsed.querySelectorAll('table tr')].map((row) =>
        [...row.children].map((cell) => cell.tagName).join(),
      )
    }, html)
    expect(shape).toEqual(['TH,TH,TH', 'TD,TD,TD', 'TD,TD,TD', 'TD,TD,TD'])
    await caretBehind(page, '以上为全年情况。')
    await page.evaluate(
      (said, plain) => {
        const data = new DataTransfer()
        data.setData('text/html', said)
        data.setData('text/plain', plain)
        document
          .querySelector('.ProseMirror')
          ?.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
          )
      },
      html,
      text,
    )
    await waitFor(async () => (await rows()).length === 8, 'the copy')
    expect((await rows()).slice(4)).toEqual((await rows()).slice(0, 4))
    const tables = await page.$$eval('.ProseMirror [data-block=cell]', (cells) => [
      ...new Set(cells.map((cell) => (cell as HTMLElement).dataset['table'])),
    ])
    expect(tables).toHaveLength(2)
    expect(errors).toEqual([])
  })

  it('[TBT9] what is proposed in a cell is a suggestion; the table stays', async () => {
    await page.click('[data-tab=comments]')
    const before = await rows()
    await page.click('[data-tool=suggest-mode]')
    await caretBehind(page, '含转办')
    await page.keyboard.type('件')
    await waitFor(
      async () => (await page.$$('[data-suggestion-state=open]')).length === 1,
      'the suggestion',
    )
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await caretBehind(page, '丙局')
    await page.keyboard.down('Shift')
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft')
    await page.keyboard.up('Shift')
    await page.keyboard.press('Backspace')
    await page.click('[data-tool=suggest-mode]')
    const now = await rows()
    expect(now.map((row) => row.length)).toEqual(before.map((row) => row.length))
    expect(now[0]).toEqual(before[0])
    expect(errors).toEqual([])
    expect(await barriers(page)).toEqual([])
  })

  it.runIf(hasPdfTools)(
    '[TBT8] is counted as it is printed: no row is cut, and its head is repeated',
    async () => {
      const long = Array.from({ length: 60 }, (_, row) =>
        [
          `${row + 1}`,
          row % 3 === 0 ? '市行政审批服务管理局综合业务科和监督管理科' : '甲局',
          row % 7 === 0
            ? '含省级下放事项，由市局统一受理后分送各县区办理，逐月通报办理情况。'
            : '*',
        ].join('\t'),
      )
      await page.goto(profile.address('report.html'))
      await newReport(
        page,
        [
          '年度工作报告',
          '一、工作情况',
          '情况如下。'.repeat(60),
          '序号\t单位\t说明',
          ...long,
          '完。',
        ].join('\n'),
      )
      await page.addStyleTag({ content: '.sheet-mark { display: none }' })
      await page.waitForSelector('[data-pages]')
      const pages = pagesOfPdf(await page.pdf({ preferCSSPageSize: true }))
      const count = (): Promise<number> =>
        page.$eval('[data-pages]', (one) => Number(one.getAttribute('data-pages')))
      await waitFor(async () => (await count()) === pages.length, 'the count of pages')
      const inTable = pages.slice(1).filter(([first = '']) => first.startsWith('序号'))
      expect(inTable.length).toBeGreaterThan(2)
      const printedStarts = inTable.map(
        (lines) =>
          /^\d+/.exec(
            lines
              .slice(1)
              .join(' ')
              .replaceAll(/[^\d ]/g, '')
              .trim(),
          )?.[0],
      )
      // What was not seen yet is laid out when it is scrolled to, and the lines follow.
      await waitFor(
        async () => (await countedStarts()).join() === printedStarts.join(),
        `pages that begin with the rows ${printedStarts.join()}`,
      )
    },
  )
})
