import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import {
  caretBehind,
  editorText,
  inputMethod,
  introduce,
  newReport,
  Profile,
} from '../support/chromium'
import { waitFor } from '../support/wait'

const template = `年度工作报告
一、工作情况
（一）服务企业群众。全年召开会议*次，受理诉求1,234件，办结率为98.5％。
由*局牵头，*局配合，签订协议。
二、下一步打算
继续做好各项工作。`

let profile: Profile
let page: Page
const errors: string[] = []

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  page.on('pageerror', (error) => errors.push(String(error)))
  await introduce(page, '办公室 王芳')
  await newReport(page, template)
})

afterAll(async () => {
  await profile?.dispose()
})

const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys.slice(0, -1)) await page.keyboard.down(key as 'Control')
  await page.keyboard.press(keys.at(-1) as 'Enter')
  for (const key of keys.slice(0, -1).toReversed()) await page.keyboard.up(key as 'Control')
}

const command = async (menu: string, id: string): Promise<void> => {
  await page.click(`[data-menu=${menu}]`)
  await page.click(`[data-command=${id}]`)
}

describe('blanks in the text', () => {
  it('[WR4] rest of the pointer shows what is known; Escape closes it, leaving hides it', async () => {
    await page.waitForSelector('.ProseMirror .blank')
    await page.hover('.ProseMirror .blank')
    await waitFor(() => page.$('.blank-card:not([hidden])'), 'the card')
    const card = (): Promise<string> =>
      page.$eval('.blank-card', (one) => (one as HTMLElement).innerText)
    expect(await card()).toContain('待填')
    expect(
      await page.$eval('.ProseMirror .blank', (one) => one.getAttribute('aria-describedby')),
    ).toBe(await page.$eval('.blank-card', (one) => one.id))
    await page.keyboard.press('Escape')
    expect(await page.$('.blank-card:not([hidden])')).toBeNull()
    await page.mouse.move(5, 400)
    await page.hover('.ProseMirror .blank')
    await waitFor(() => page.$('.blank-card:not([hidden])'), 'the card again')
    await page.mouse.move(5, 400)
    await waitFor(async () => (await page.$('.blank-card:not([hidden])')) === null, 'no card')
  })

  it('[WR5] arrows select a blank and show its card; a digit begins to fill it', async () => {
    await caretBehind(page, '召开会议')
    await page.keyboard.press('ArrowRight')
    await waitFor(() => page.$('.blank-card:not([hidden])'), 'the card')
    expect(await page.$eval('.unseen[aria-live]', (one) => one.textContent)).toContain('待填')
    await page.keyboard.type('12')
    await page.waitForSelector('.figure-form .value')
    expect(await page.$eval('.figure-form .value', (one) => (one as HTMLInputElement).value)).toBe(
      '12',
    )
    expect(await page.$('.blank-card:not([hidden])')).toBeNull()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.querySelector('.figure-form') === null)
    expect(await editorText(page)).toContain('召开会议12次')
    await waitFor(() => page.$('.blank-card:not([hidden])'), 'the card of the filled blank')
    const said = await page.$eval('.blank-card', (one) => (one as HTMLElement).innerText)
    expect(said).toContain('12次')
    expect(said).toContain('办公室 王芳')
  })

  it('[WR5] composing on a selected blank never takes its place', async () => {
    const before = (await page.$$('.ProseMirror .blank')).length
    await caretBehind(page, '召开会议')
    await page.keyboard.press('ArrowRight')
    const ime = await inputMethod(page)
    await ime.compose('sh')
    await ime.commit('试')
    await waitFor(async () => (await editorText(page)).includes('试'), 'what was composed')
    expect((await page.$$('.ProseMirror .blank')).length).toBe(before)
    await press('Control', 'z')
    await waitFor(async () => !(await editorText(page)).includes('试'), 'undone')
  })

  it('[WR6] {{ makes a blank, named from the words around it', async () => {
    await caretBehind(page, '签订协议')
    await page.keyboard.type('{{')
    await page.waitForSelector('.new-blank input')
    await page.keyboard.type('协议份数')
    await page.select('.new-blank select', 'count')
    await page.type('.new-blank-kind input', '份')
    await page.click('.new-blank button[type=submit]')
    await waitFor(async () => (await editorText(page)).includes('签订协议*份。'), 'blank and unit')
    await waitFor(
      () =>
        page.$$eval('[data-figure-item] .figure-label', (all) =>
          all.some((one) => one.textContent?.includes('协议份数')),
        ),
      'in the list',
    )
    expect(await editorText(page)).not.toContain('{')
  })

  it('[WR6] {{ and a search put one figure in a second place; Escape leaves what was typed', async () => {
    await caretBehind(page, '继续做好各项工作')
    await page.keyboard.type('，会议')
    await page.keyboard.type('{{')
    await page.waitForSelector('.new-blank input')
    await page.keyboard.type('会议')
    await page.waitForSelector('[data-same-figure]')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await waitFor(async () => (await editorText(page)).includes('会议12次。'), 'the value, twice')
    await caretBehind(page, '继续做好')
    await page.keyboard.type('{{')
    await page.waitForSelector('.new-blank input')
    await page.keyboard.press('Escape')
    await waitFor(async () => (await editorText(page)).includes('继续做好{{'), 'as it was typed')
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Backspace')
    expect(await editorText(page)).toContain('继续做好各项工作')
  })

  it('[WR2] a number becomes a figure with its value, and goes back; each is undone at once', async () => {
    await caretBehind(page, '受理诉求1,2')
    await command('insert', 'number-to-blank')
    await waitFor(async () => (await editorText(page)).includes('受理诉求1234件'), 'the figure')
    expect(
      await page.$$eval('.ProseMirror .blank', (all) =>
        all.some(
          (one) => one.textContent === '1234' && (one as HTMLElement).dataset['state'] === 'filled',
        ),
      ),
    ).toBe(true)
    await press('Control', 'Alt', 'u')
    await waitFor(
      () =>
        page.$$eval('.ProseMirror .blank', (all) => all.every((one) => one.textContent !== '1234')),
      'text again',
    )
    await press('Control', 'z')
    await press('Control', 'z')
    await waitFor(async () => (await editorText(page)).includes('受理诉求1,234件'), 'as it was')
  })

  it('[WR7] the outline moves a section by key and by drag, [WR8] and promotes it; numbers follow', async () => {
    const entries = (): Promise<string[]> =>
      page.$$eval('.outline-text', (all) => all.map((one) => one.textContent ?? ''))
    const entry = '[data-section-item]:has(.outline-text)'
    await page.focus(entry)
    await press('Alt', 'Shift', 'ArrowDown')
    await waitFor(async () => (await entries())[0] === '一、下一步打算', 'moved down')
    expect(await entries()).toEqual(['一、下一步打算', '二、工作情况', '（一）服务企业群众'])
    await waitFor(
      () => page.evaluate(() => document.activeElement?.textContent?.includes('工作情况') === true),
      'the keyboard stays on what was moved',
    )
    await page.evaluate(() => {
      const rows = [...document.querySelectorAll<HTMLElement>('.outline li')]
      const [target, dragged] = rows
      if (target === undefined || dragged === undefined) throw new Error('no rows')
      const dataTransfer = new DataTransfer()
      const send = (on: HTMLElement, type: string): void => {
        const { left, top } = on.getBoundingClientRect()
        on.dispatchEvent(
          new DragEvent(type, {
            dataTransfer,
            bubbles: true,
            cancelable: true,
            clientX: left + 4,
            clientY: top + 2,
          }),
        )
      }
      send(dragged, 'dragstart')
      requestAnimationFrame(() => {
        send(target, 'dragover')
        requestAnimationFrame(() => send(target, 'drop'))
      })
    })
    await waitFor(async () => (await entries())[0] === '一、工作情况', 'dragged back')
    await page.$$eval('[data-section-item]', (all) => (all.at(-1) as HTMLElement).focus())
    await press('Alt', 'Shift', 'ArrowRight')
    await waitFor(async () => (await entries())[2] === '（二）下一步打算', 'demoted')
    await press('Alt', 'Shift', 'ArrowLeft')
    await waitFor(async () => (await entries())[2] === '二、下一步打算', 'promoted')
  })

  it('[WR10] a folded section hides what it holds, opens where it is gone to, and is remembered here', async () => {
    const seen = (words: string): Promise<boolean> =>
      page.$$eval(
        '.ProseMirror > [data-block]',
        (all, wanted) =>
          all.some(
            (one) =>
              one instanceof HTMLElement && one.offsetHeight > 0 && one.innerText.includes(wanted),
          ),
        words,
      )
    await page.click('.outline li .fold')
    await waitFor(async () => !(await seen('服务企业群众')), 'folded')
    expect(await page.$$('.outline li')).toHaveLength(2)
    await page.reload()
    await page.waitForSelector('.ProseMirror [data-unfold]')
    expect(await seen('服务企业群众')).toBe(false)
    expect(await editorText(page)).toContain('服务企业群众')
    await page.waitForSelector('[data-figure-item]')
    await page.click('[data-figure-item]')
    await waitFor(() => seen('服务企业群众'), 'opened for the blank')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.figure-form') === null)
  })

  it('[WR13] what is typed right after Enter stands in its order', async () => {
    for (let round = 0; round < 10; round++) {
      await caretBehind(page, '签订协议')
      await page.keyboard.press('Enter')
      await page.keyboard.type(`甲乙丙${round}`)
      await waitFor(
        async () => (await editorText(page)).includes(`\n甲乙丙${round}`),
        'in the order in which it was typed',
        3000,
      )
      for (let i = 0; i < 5; i++) await page.keyboard.press('Backspace')
    }
    await waitFor(async () => (await editorText(page)).includes('签订协议*份。'), 'as it was')
  })

  it('[WR12] 一、 typed at the start of a paragraph makes a section; one undo brings it back', async () => {
    const last = (): Promise<string> =>
      page.$$eval('.ProseMirror > [data-block]', (all) => {
        const block = all.at(-1) as HTMLElement
        return `${block.dataset['block']} ${block.dataset['number'] ?? ''} ${block.textContent}`
      })
    await caretBehind(page, '次。')
    await page.keyboard.press('Enter')
    await page.keyboard.type('一、')
    await waitFor(async () => (await last()).startsWith('section 三、'), 'a section')
    await page.keyboard.press('Backspace')
    await waitFor(async () => (await last()) === 'paragraph  一、', 'what was typed')
    await page.keyboard.type('是常用字')
    expect(await last()).toBe('paragraph  一、是常用字')
    for (let i = 0; i < 6; i++) await page.keyboard.press('Backspace')
    const ime = await inputMethod(page)
    await ime.compose('（yi')
    await ime.commit('（一）')
    await waitFor(async () => (await last()).startsWith('section （一）'), 'composed')
    await press('Control', 'z')
    await waitFor(async () => (await last()) === 'paragraph  （一）', 'one undo')
    for (let i = 0; i < 3; i++) await page.keyboard.press('Backspace')
  })

  it('[WR11] deleting an item offers to number the rest anew, as one step', async () => {
    await page.keyboard.type('做法：一是甲。二是乙。三是丙。')
    expect(await page.$('[data-offer=renumber]')).toBeNull()
    await caretBehind(page, '二是乙。')
    for (let i = 0; i < 4; i++) await page.keyboard.press('Backspace')
    await page.waitForSelector('[data-offer=renumber]')
    await page.$eval('[data-offer=renumber] .link', (one) => (one as HTMLElement).click())
    await waitFor(async () => (await editorText(page)).includes('一是甲。二是丙。'), 'numbered')
    expect(await page.$('[data-offer=renumber]')).toBeNull()
    await press('Control', 'z')
    await waitFor(async () => (await editorText(page)).includes('一是甲。三是丙。'), 'undone')
  })

  it('[WR14] Ctrl+F finds values, words in either width and comments, and goes from one to the next', async () => {
    await caretBehind(page, '年度工作')
    await press('Control', 'f')
    await page.waitForSelector('.find-bar input')
    await page.keyboard.type('１２')
    await waitFor(() => page.$('[data-found="2"]'), 'both values')
    await page.keyboard.press('Enter')
    await waitFor(
      () => page.$('.ProseMirror .blank.found.current, .ProseMirror .found.current .blank'),
      'the first',
    )
    expect(await page.$eval('.find-count', (one) => one.textContent)).toBe('第 1/2 处')
    await page.keyboard.press('Enter')
    await waitFor(
      () => page.$eval('.find-count', (one) => one.textContent === '第 2/2 处'),
      'the second',
    )
    await press('Shift', 'F3')
    await waitFor(
      () => page.$eval('.find-count', (one) => one.textContent === '第 1/2 处'),
      'back again',
    )
    await page.keyboard.press('Escape')
    await page.waitForFunction(
      () =>
        document.querySelector('.find-bar') === null &&
        document.activeElement?.classList.contains('ProseMirror'),
    )
  })

  it('[WR15] Ctrl+H replaces words and values together; one undo brings all back', async () => {
    const before = await editorText(page)
    await press('Control', 'h')
    await page.waitForSelector('[data-replace=all]')
    await page.$eval('.find-bar input', (one) => one.select())
    await page.type('.find-bar input', '12')
    await page.type('.find-row + .find-row input', '35')
    await waitFor(() => page.$('[data-found="2"]'), 'both')
    await page.click('[data-replace=all]')
    await waitFor(
      async () => (await editorText(page)).split('35').length === 3,
      'the figure, in both its places',
    )
    expect(await page.$eval('.find-said', (one) => one.textContent)).toContain('已替换 2 处')
    await page.$eval('.find-bar input', (one) => one.select())
    await page.type('.find-bar input', '35次')
    await waitFor(() => page.$('[data-found="2"]'), 'over the border')
    await page.click('[data-replace=all]')
    await waitFor(
      () => page.$eval('.find-said', (one) => one.textContent?.includes('跨在待填项的边上')),
      'why not',
    )
    await page.keyboard.press('Escape')
    await press('Control', 'z')
    await waitFor(async () => (await editorText(page)) === before, 'as it was')
  })

  it('[WR16] the status line counts words, of the selection too', async () => {
    const counted = (): Promise<string> =>
      page.$eval('[data-words]', (one) => one.textContent ?? '')
    await caretBehind(page, '年度工作')
    await waitFor(async () => /^\d+ 字$/.test(await counted()), 'of the report')
    await page.keyboard.down('Shift')
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowRight')
    await page.keyboard.up('Shift')
    await waitFor(async () => (await counted()).startsWith('选中 2 字'), 'of the selection')
  })

  it('[WR17] the sheet of keys lists what works, text and menus', async () => {
    await press('Control', '/')
    await page.waitForSelector('.key-sheet[open]')
    const keys = await page.$$eval('.key-sheet kbd', (all) => all.map((one) => one.textContent))
    for (const key of ['Ctrl+Z', 'Ctrl+F', 'Ctrl+H', 'F3', 'Ctrl+/', 'Tab'])
      expect(keys).toContain(key)
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([])
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.key-sheet') === null)
  })

  it('[WR18] zoom, width and colours are of this device, and stay', async () => {
    await command('view', 'look')
    await page.waitForSelector('.look-dialog[open]')
    const width = (): Promise<number> =>
      page.$eval('.paper', (one) => one.getBoundingClientRect().width)
    const before = await width()
    await page.select('.look-dialog select[name=zoom]', '80')
    await page.select('.look-dialog select[name=theme]', 'dark')
    await page.click('.look-dialog input[name=white]')
    expect(await width()).toBeLessThan(before)
    const colours = (): Promise<string[]> =>
      page.evaluate(() =>
        ['body', '.paper'].map((one) => {
          const found = document.querySelector(one)
          return found === null ? '' : getComputedStyle(found).backgroundColor
        }),
      )
    expect(await colours()).toEqual(['rgb(20, 23, 26)', 'rgb(255, 255, 255)'])
    await page.keyboard.press('Escape')
    await page.reload()
    await page.waitForSelector('.ProseMirror .blank')
    expect(await colours()).toEqual(['rgb(20, 23, 26)', 'rgb(255, 255, 255)'])
    // What stands over the text is where the text is, at any zoom.
    await page.$eval('.ProseMirror .blank', (one) => one.scrollIntoView({ block: 'center' }))
    await page.waitForFunction(() => {
      const blank = document.querySelector('.ProseMirror .blank')
      return blank !== null && blank.getBoundingClientRect().height > 0
    })
    await page.hover('.ProseMirror .blank')
    await waitFor(() => page.$('.blank-card:not([hidden])'), 'the card')
    const gap = await page.evaluate(() => {
      const blank = document.querySelector('.ProseMirror .blank')?.getBoundingClientRect()
      const card = document.querySelector('.blank-card')?.getBoundingClientRect()
      return blank === undefined || card === undefined ? Infinity : card.top - blank.bottom
    })
    expect(Math.abs(gap)).toBeLessThan(12)
  })

  it('[WR0] nothing threw on the page meanwhile', () => {
    expect(errors).toEqual([])
  })
})
