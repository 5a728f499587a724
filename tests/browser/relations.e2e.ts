import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { caretBehind, editorText, introduce, newReport, Profile } from '../support/chromium'
import { chooseFile } from '../support/files'
import { waitFor } from '../support/wait'
import { para, wordFile } from '../support/word-file'

const template = [
  '某局2026年工作情况报告',
  '一、主要工作',
  '（一）办理诉求。全年受理诉求*件，其中企业诉求*件、群众诉求*件，办结*件，办结率*％。',
  '（二）提升效能。完成投资*亿元，同比增长*％，审批时限压缩至*个工作日。',
].join('\n')

const lastYear = [
  '某局2025年工作情况报告',
  '一、主要工作',
  '（一）办理诉求。全年受理诉求1,000件，其中企业诉求300件、群众诉求700件，办结950件，办结率95％。',
  '（二）提升效能。完成投资4.0亿元，同比增长8％，审批时限压缩至15个工作日。',
].join('\n')

let profile: Profile
let page: Page

/** Ids of the figures in the order of the text. */
const ids = (): Promise<string[]> =>
  page.$$eval('.ProseMirror [data-figure]', (blanks) =>
    blanks.map((blank) => blank.getAttribute('data-figure') ?? ''),
  )

async function openForm(index: number): Promise<string> {
  const id = (await ids())[index] ?? ''
  await page.keyboard.press('Escape')
  await page.click(`.ProseMirror [data-figure="${id}"]`)
  await page.waitForSelector('.figure-form input.value')
  return id
}

async function fill(index: number, value: string): Promise<void> {
  await openForm(index)
  await page.keyboard.type(value)
  await page.keyboard.press('Enter')
  await waitFor(async () => (await page.$('.figure-form')) === null, 'the form is closed')
}

const relations = (): Promise<string[]> =>
  page.$$eval('.figure-form [data-relation]', (rows) =>
    rows.map(
      (row) =>
        `${row.getAttribute('data-relation-state')} ${row.querySelector('.relation-formula')?.textContent}`,
    ),
  )

/** What the panel says of the findings of a rule. */
const words = (rule: string): Promise<string> =>
  page.$eval(`[data-finding="${rule}"]`, (one) => one.closest('.check-rule')?.textContent ?? '')

async function undo(): Promise<void> {
  await page.keyboard.down('Control')
  await page.keyboard.press('z')
  await page.keyboard.up('Control')
}

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '办公室 王芳')
  await newReport(page, template)
  await page.waitForSelector('.ProseMirror [data-figure]')
})

afterAll(async () => {
  await profile?.dispose()
})

describe('relations between figures', () => {
  it('[RE40] what the text says is checked as it is filled, in the form and under 校核', async () => {
    for (const [index, value] of ['1200', '400', '900', '1150', '90'].entries())
      await fill(index, value)
    // Whoever fills hears of it at once, and the value stays.
    expect(await page.$eval('.toast', (one) => one.textContent)).toContain('1150÷1200≈95.8％')
    await page.click('[data-tab="checks"]')
    await page.waitForSelector('[data-finding="relation-part"]')
    expect(await words('relation-part')).toContain('400＋900＝1300')
    await page.waitForSelector('[data-finding="relation-share"]')
    // From the finding to the figure, and its relations.
    await page.click('[data-finding="relation-share"] .chip')
    await page.waitForSelector('.figure-form [data-relation-state="broken"]')
    expect(await page.$eval('.figure-form .relation-broken', (one) => one.textContent)).toContain(
      '1150÷1200≈95.8％，不是 90％',
    )
  })

  it('[RE41] one that does not apply is dropped and comes back; a reason dismisses a finding', async () => {
    await page.click('.relation-broken [data-drop]')
    await waitFor(
      async () => (await page.$('[data-finding="relation-share"]')) === null,
      'it is not found any more',
    )
    await page.click('.figure-form .relations details summary')
    await page.click('.figure-form [data-restore]')
    await page.waitForSelector('[data-finding="relation-share"]')
    await page.keyboard.press('Escape')
    await page.click('[data-finding="relation-part"] [data-dismiss]')
    await page.waitForSelector('.reason-form')
    await page.keyboard.type('企业诉求与群众诉求有重复')
    await page.keyboard.press('Enter')
    await waitFor(
      async () => (await page.$('[data-finding="relation-part"]')) === null,
      'it is dismissed',
    )
    await page.focus('.ProseMirror')
    await undo()
    await page.waitForSelector('[data-finding="relation-part"]')
  })

  it('[RE42] a rate is computed, follows its parts, and asks when somebody types over it', async () => {
    const rate = await openForm(4)
    await page.click('.figure-form [data-compute]')
    await page.waitForSelector('.figure-form [data-computed]')
    await waitFor(async () => (await editorText(page)).includes('办结率95.8'), 'it is computed')
    await page.select('.figure-form [data-computed] select', '2')
    await waitFor(async () => (await editorText(page)).includes('办结率95.83'), 'two digits')
    await fill(3, '1180')
    await waitFor(async () => (await editorText(page)).includes('办结率98.33'), 'it follows')
    await openForm(4)
    await page.keyboard.type('99')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[data-typed-over]')
    await page.click('[data-stay]')
    await waitFor(async () => (await page.$('.figure-form')) === null, 'the form is closed')
    expect(await editorText(page)).toContain('办结率98.33')
    await openForm(4)
    await page.keyboard.type('99')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[data-take]')
    await page.click('[data-take]')
    await waitFor(async () => (await editorText(page)).includes('办结率99'), 'what was typed')
    await page.focus('.ProseMirror')
    await undo()
    await waitFor(async () => (await editorText(page)).includes('办结率98.33'), 'computed again')
    const state = await page.$eval(`.ProseMirror [data-figure="${rate}"]`, (one) =>
      one.getAttribute('data-state'),
    )
    expect(state).toBe('filled')
  })

  it('[RE43] a person makes one by hand, with the keyboard', async () => {
    await openForm(7)
    expect(await relations()).toEqual([])
    await page.click('.figure-form [data-add-relation]')
    await page.waitForSelector('.relation-dialog')
    await page.select('.relation-dialog select[name=kind]', 'range')
    await page.type('.relation-dialog input[name=low]', '五')
    await page.keyboard.press('Enter')
    await waitFor(
      async () => (await page.$eval('.relation-dialog .error', (one) => one.textContent)) !== '',
      'it says what is wrong',
    )
    await page.select('.relation-dialog select[name=kind]', 'order')
    await page.focus('.relation-dialog .operand:nth-of-type(2) input')
    await page.keyboard.type('投资')
    await page.waitForSelector('.operand-list [role=option]')
    await page.keyboard.press('Enter')
    await page.click('.relation-dialog button[type=submit]')
    await page.waitForSelector('.figure-form [data-relation^="order"]')
    await page.click('.figure-form [data-relation^="order"] [data-drop]')
    await waitFor(async () => (await relations()).length === 0, 'it is deleted')
    await page.keyboard.press('Escape')
  })
})

describe('by keyboard alone', () => {
  it('[RL12] what stands below the field is reached, and a relation is made', async () => {
    await openForm(7)
    // Tab in the field goes on to the next blank; this key goes down.
    await page.keyboard.press('ArrowDown')
    const isOn = (selector: string): Promise<boolean> =>
      page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)
    for (let tabs = 0; tabs < 12 && !(await isOn('[data-add-relation]')); tabs++)
      await page.keyboard.press('Tab')
    expect(await isOn('.figure-form [data-add-relation]')).toBe(true)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.relation-dialog')
    const kind = (): Promise<string> =>
      page.$eval('.relation-dialog select[name=kind]', (one) => one.value)
    for (let steps = 0; steps < 10 && (await kind()) !== 'order'; steps++)
      await page.keyboard.press('ArrowDown')
    expect(await kind()).toBe('order')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type('投资')
    await page.waitForSelector('.operand-list [role=option]')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.figure-form [data-relation^="order"]')
    expect(await isOn('[data-add-relation]')).toBe(true)
    // Back in the text, the key of undo takes it back.
    await page.keyboard.press('Escape')
    await waitFor(async () => (await page.$('.figure-form')) === null, 'the form is closed')
    await undo()
    await openForm(7)
    expect(await relations()).toEqual([])
    await page.keyboard.press('Escape')
  })
})

describe('plain numbers of the text', () => {
  it('[RL14] that do not fit are found under 校核 and gone once they are put right', async () => {
    const other = await profile.page('report.html')
    await newReport(
      other,
      '某局报告\n全年印发文件共12件：通知5件、函6件。会议召开*次，审批时限由5个工作日压缩至8个工作日。',
    )
    await other.click('[data-tab="checks"]')
    await other.waitForSelector('[data-finding="numbers-apart"]')
    const told = await other.$$eval('[data-finding="numbers-apart"]', (all) =>
      all.map((one) => one.closest('.check-rule')?.textContent ?? ''),
    )
    expect(told).toHaveLength(2)
    expect(told.join('')).toContain('5＋6＝11，不是 12')
    expect(told.join('')).toContain('8 不小于 5')
    await caretBehind(other, '函6')
    await other.keyboard.press('Backspace')
    await other.keyboard.type('7')
    await waitFor(
      async () => (await other.$$('[data-finding="numbers-apart"]')).length === 1,
      'the sum is right',
    )
    await other.close()
  })
})

describe('a rate that the text does not name', () => {
  it('[RL11] is written into the text and computed, in one step; or suggested', async () => {
    const other = await profile.page('report.html')
    await newReport(other, '某局报告\n全年受理诉求*件，办结*件。')
    await other.waitForSelector('.ProseMirror [data-figure]')
    const fillIn = async (value: string): Promise<void> => {
      await other.waitForSelector('.figure-form input.value')
      await other.keyboard.type(value)
      await other.keyboard.press('Enter')
    }
    await other.click('.ProseMirror [data-figure]')
    await fillIn('1200')
    await waitFor(async () => (await editorText(other)).includes('1200件'), 'the first value')
    await other.keyboard.press('Escape')
    const second = async (): Promise<void> => {
      const [, blank] = await other.$$('.ProseMirror [data-figure]')
      await blank?.click()
    }
    await second()
    await fillIn('1150')
    await waitFor(async () => (await editorText(other)).includes('1150件'), 'the second value')
    await other.keyboard.press('Escape')
    await second()
    await other.waitForSelector('[data-rate-offer="办结率"]')
    expect(await other.$eval('[data-rate-offer]', (one) => one.textContent)).toContain('≈95.8％')
    await other.focus('[data-rate-act="add"]')
    await other.keyboard.press('Enter')
    await waitFor(
      async () => (await editorText(other)).endsWith('办结1150件，办结率95.8％。'),
      'it stands in the text',
    )
    await waitFor(
      async () => (await other.$$('.ProseMirror [data-figure]')).length === 3,
      'as a blank of its own',
    )
    await other.focus('.ProseMirror')
    await other.keyboard.down('Control')
    await other.keyboard.press('z')
    await other.keyboard.up('Control')
    await waitFor(
      async () => (await editorText(other)).endsWith('受理诉求1200件，办结1150件。'),
      'one step takes it back',
    )
    // Whoever only suggests leaves the text as it is.
    await other.click('[data-menu="review"]')
    await other.click('[data-command="suggest-mode"]')
    await second()
    await other.waitForSelector('[data-rate-act="suggest"]')
    await other.click('[data-rate-act="suggest"]')
    await other.click('[data-tab="comments"]')
    await other.waitForSelector('[data-thread-item]')
    expect(await other.$eval('[data-thread-item]', (one) => one.textContent)).toContain(
      '，办结率95.8％',
    )
    await other.close()
  })
})

describe("last year's report", () => {
  it('[RE44] is imported after a look, and stands beside the figures', async () => {
    await page.click('[data-menu="file"]')
    await page.click('[data-command="last-year"]')
    await page.waitForSelector('.last-year-dialog textarea')
    await page.$eval(
      '.last-year-dialog textarea',
      (box, text) => {
        if (!(box instanceof HTMLTextAreaElement)) return
        box.value = text
        box.dispatchEvent(new Event('input', { bubbles: true }))
      },
      lastYear,
    )
    await page.waitForSelector('[data-hit]')
    expect(await page.$$eval('[data-hit]', (rows) => rows.length)).toBe(8)
    await page.click('.last-year-dialog [data-apply]')
    await openForm(0)
    const line = await page.$eval('[data-last-year]', (one) => one.textContent)
    expect(line).toContain('去年 1000件')
    expect(line).toContain('某局2025年工作情况报告')
    expect(line).toContain('＋20.0％')
    await page.keyboard.press('Escape')
  })

  it('[RE45] growth is checked against it, and what was not renewed is marked', async () => {
    await fill(5, '5.0')
    await fill(6, '30')
    await page.waitForSelector('[data-finding="relation-change"]')
    expect(await words('relation-change')).toContain(
      '由 4.0亿元 到 5.0亿元，变动约 25％，不是 30％',
    )
    await fill(7, '15')
    await page.waitForSelector('[data-finding="not-updated"]')
    await page.click('[data-show-board]')
    await page.waitForSelector('.board .cell-last small.stale')
    const lasts = await page.$$eval('.board [data-last]', (cells) =>
      cells.map((cell) => cell.textContent),
    )
    expect(lasts).toContain('4.0亿元＋25.0％')
    expect(await page.$$eval('.board [data-problems]', (marks) => marks.length)).toBeGreaterThan(1)
    await page.click('[data-show-board]')
    await openForm(7)
    await page.click('.figure-form [data-same]')
    await waitFor(
      async () => (await page.$('[data-finding="not-updated"]')) === null,
      'a person says that it is right',
    )
    await page.waitForSelector('[data-saved="true"]')
    await page.reload()
    await page.waitForSelector('.ProseMirror [data-figure]')
    await openForm(5)
    expect(await page.$eval('[data-last-year]', (one) => one.textContent)).toContain('4.0亿元')
  })

  it('[RE46] is given beside the template when a report is made, and looked at there', async () => {
    const other = await profile.page('report.html')
    await other.waitForSelector('textarea[name="template"]')
    await other.type('textarea[name="template"]', '某局报告\n全年办件*件，群众满意率*％。')
    await other.click('[data-last-year-field] summary')
    await other.type('textarea[name="last-year"]', '某局报告\n全年办件4321件，群众满意率98.5％。')
    await other.click('form.card button[type=submit]')
    await other.waitForSelector('.last-year-dialog [data-hit]')
    await other.click('.last-year-dialog [data-apply]')
    await other.click('.ProseMirror [data-figure]')
    await other.waitForSelector('[data-last-year]')
    expect(await other.$eval('[data-last-year]', (one) => one.textContent)).toContain('4321件')
    // It is asked once.
    await other.waitForSelector('[data-saved="true"]')
    await other.reload()
    await other.waitForSelector('.ProseMirror [data-figure]')
    await other.click('.ProseMirror [data-figure]')
    await other.waitForSelector('[data-last-year]')
    expect(await other.$('.last-year-dialog')).toBeNull()
    await other.close()
  })

  it('[RL1] of a hundredfold report is read aside: the page stays free, and it can be stopped', async () => {
    const other = await profile.page('report.html')
    await other.waitForSelector('textarea[name="template"]')
    // No sentence is as it was, so each blank is looked for everywhere.
    const many = (line: (index: number) => string): string =>
      Array.from({ length: 1500 }, (_, index) => line(index)).join('\n')
    const set = (selector: string, text: string): Promise<void> =>
      other.$eval(
        selector,
        (box, value) => {
          if (!(box instanceof HTMLTextAreaElement)) return
          box.value = value
          box.dispatchEvent(new Event('input', { bubbles: true }))
        },
        text,
      )
    await set(
      'textarea[name="template"]',
      `某局报告\n${many((i) => `第${i}街道全年受理居民诉求*件，按期办结*件，满意率*％。`)}`,
    )
    await other.click('form.card button[type=submit]')
    await other.waitForSelector('.ProseMirror [data-figure]')
    await other.click('[data-menu="file"]')
    await other.click('[data-command="last-year"]')
    await other.waitForSelector('.last-year-dialog textarea')
    const last = `某局报告\n${many((i) => `${i}号街道受理居民的诉求${i + 7}件，都办结了${i + 3}件。`)}`
    await set('.last-year-dialog textarea', last)
    await other.waitForSelector('[data-reading] progress')
    // Frames go on while it is read.
    const late = await other.evaluate(async () => {
      let [longest, before] = [0, performance.now()]
      while (document.querySelector('[data-reading="true"]') !== null) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
        longest = Math.max(longest, performance.now() - before)
        before = performance.now()
      }
      return longest
    })
    await other.waitForSelector('[data-last-year-count]')
    expect(late).toBeLessThan(1500)
    // Stopped, it is as before it was given.
    await other.click('.last-year-dialog .actions button:nth-of-type(2)')
    await other.waitForSelector('.last-year-dialog textarea')
    await set('.last-year-dialog textarea', last)
    await other.waitForSelector('.last-year-dialog [data-stop]')
    await other.click('.last-year-dialog [data-stop]')
    await waitFor(async () => (await other.$('[data-reading]')) === null, 'nothing is read')
    expect(await other.$('[data-hit]')).toBeNull()
    await other.close()
  })

  it('[RL13] that cannot be read says so, changes nothing, and can be tried again', async () => {
    const other = await profile.page('report.html')
    await newReport(other, template)
    await other.waitForSelector('.ProseMirror [data-figure]')
    // The browser refuses another thread, as it does when memory is short.
    await other.evaluate(() => {
      Object.assign(globalThis, { kept: globalThis.Worker, Worker: undefined })
    })
    await other.click('[data-menu="file"]')
    await other.click('[data-command="last-year"]')
    await other.waitForSelector('.last-year-dialog textarea')
    await other.type('.last-year-dialog textarea', lastYear.split('\n').at(-1) ?? '')
    await other.waitForSelector('[data-reading="failed"]')
    expect(await other.$eval('[data-reading="failed"]', (one) => one.textContent)).toContain(
      '没有改动任何内容',
    )
    await other.evaluate(() => {
      Object.assign(globalThis, { Worker: (globalThis as unknown as { kept: unknown }).kept })
    })
    await other.click('[data-reading="failed"] button')
    await other.waitForSelector('.last-year-dialog [data-hit]')
    await other.close()
  })

  it('[RE47] may be a Word file; one that cannot be read says why', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tonggao-last-'))
    const put = (name: string, bytes: Uint8Array): string => {
      writeFileSync(join(folder, name), bytes)
      return join(folder, name)
    }
    try {
      await page.keyboard.press('Escape')
      await page.click('[data-menu="file"]')
      await page.click('[data-command="last-year"]')
      await page.waitForSelector('.last-year-dialog textarea')
      const field = '.last-year-dialog input[name="last-year-file"]'
      await chooseFile(page, field, put('坏的.docx', wordFile(para('报告')).slice(0, 200)))
      await waitFor(
        async () =>
          (await page.$eval('.last-year-dialog .error', (one) => one.textContent)).includes('坏的'),
        'it is refused in words',
      )
      const file = wordFile(
        lastYear
          .replace('1,000', '1,100')
          .split('\n')
          .map((line) => para(line))
          .join(''),
      )
      await chooseFile(page, field, put('去年.docx', file))
      await page.waitForSelector('[data-hit]')
      await page.click('.last-year-dialog [data-apply]')
      await openForm(0)
      await waitFor(
        async () =>
          (await page.$eval('[data-last-year]', (one) => one.textContent)).includes('1100件'),
        'the value of the Word file',
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
