import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ElementHandle, Page } from 'puppeteer-core'
import type { Profile } from '../support/chromium'
import { openTwoPeople, type TwoPeople } from '../support/two-people'
import { waitFor } from '../support/wait'

/** A real picture. */
const picture = fileURLToPath(new URL('../../extension/public/icon/128.png', import.meta.url))

let second: Profile
let people: TwoPeople
let wang: Page
let li: Page
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tonggao-files-'))
  people = await openTwoPeople('报告\n一、情况\n全年召开会议*次，培训*人。\n', { role: 'reviewer' })
  ;({ second, owner: wang, member: li } = people)
})

afterAll(async () => {
  await people?.close()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

const openForm = async (page: Page): Promise<void> => {
  await page.bringToFront()
  await page.click('.ProseMirror [data-figure]')
  await page.waitForSelector('.figure-form')
  await page.$$eval('.figure-form details', (all) => {
    for (const one of all) one.open = true
  })
}

const attach = async (page: Page, path: string): Promise<void> => {
  const input = (await page.$('.figure-form [data-attach]')) as ElementHandle<HTMLInputElement>
  await input.uploadFile(path)
}

const errors = (page: Page): Promise<string> =>
  page.$$eval('.figure-form .error', (all) => all.map((one) => one.textContent).join(' '))

describe('a source with what belongs to it', () => {
  it('[CA44] refuses what is no document, and links that are none, with what would be right', async () => {
    await openForm(wang)
    const svg = join(folder, 'a.svg')
    writeFileSync(svg, '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    await attach(wang, svg)
    await waitFor(async () => (await errors(wang)).includes('“a.svg”不能添加'), 'no svg')
    const fake = join(folder, 'b.png')
    writeFileSync(fake, '<html>')
    await attach(wang, fake)
    await waitFor(async () => (await errors(wang)).includes('“b.png”的内容与扩展名不符'), 'no html')
    await wang.type('.figure-form .value', '12')
    await wang.type('.figure-form [name=link]', 'javascript:alert(1)')
    await wang.keyboard.press('Enter')
    await waitFor(async () => (await errors(wang)).includes('链接应以 https://'), 'no script')
    await wang.$eval('.figure-form [name=link]', (input) => {
      const field = input as HTMLInputElement
      field.value = ''
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
  })

  it('[CA45] a picture from the disk and one that is pasted reach the other, who sees both', async () => {
    await attach(wang, picture)
    await wang.waitForSelector('.figure-form [data-attachment="128.png"] img')
    const other = readFileSync(picture.replace('128', '48')).toString('base64')
    await wang.$eval(
      '.figure-form',
      (form, base64) => {
        const data = new DataTransfer()
        const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))
        data.items.add(new File([bytes], '截图.png', { type: 'image/png' }))
        const options = { clipboardData: data, bubbles: true, cancelable: true }
        form.dispatchEvent(new ClipboardEvent('paste', options))
      },
      other,
    )
    await wang.waitForSelector('.figure-form [data-attachment="截图.png"] img')
    await wang.type('.figure-form [name=page]', '第3页')
    await wang.type('.figure-form [name=link]', 'https://example.org/gb')
    await wang.focus('.figure-form .value')
    await wang.keyboard.press('Enter')
    await wang.waitForFunction(() => document.querySelector('.figure-form') === null)
    await waitFor(() => li.$('.ProseMirror [data-figure][data-state=filled]'), 'the value arrives')
    await openForm(li)
    const sizes = await waitFor(async () => {
      const found = await li.$$eval('.figure-form .history [data-attachment] img', (all) =>
        all.map((one) => one.naturalWidth),
      )
      return found.length === 2 && found.every((width) => width > 0) ? found : null
    }, 'both pictures are shown')
    expect(sizes.toSorted((a, b) => a - b)).toEqual([48, 128])
    expect(await li.$eval('.history-source', (one) => one.textContent)).toContain('第3页')
    const link = await li.$eval('.history-source a', (one) => [one.getAttribute('href'), one.rel])
    expect(link).toEqual(['https://example.org/gb', 'noopener noreferrer'])
    // Whoever may not write the figures may not take anything away.
    expect(await li.$$('.figure-form .history [data-attachment] .icon')).toEqual([])
    await li.keyboard.press('Escape')
  })

  it('[CA46] undo takes value and pictures back together, for both', async () => {
    await wang.bringToFront()
    await wang.focus('.ProseMirror')
    await wang.keyboard.down('Control')
    await wang.keyboard.press('z')
    await wang.keyboard.up('Control')
    await waitFor(async () => (await li.$('.ProseMirror [data-state=filled]')) === null, 'undone')
    await openForm(li)
    expect(await li.$$('.figure-form .history img')).toEqual([])
    expect(await li.$eval('.figure-form .history', (one) => one.textContent)).toContain(
      '附件已删除或还没有收到',
    )
    await li.keyboard.press('Escape')
  })

  it('[CA47] a file of the largest size arrives whole; a picture beyond it only made smaller, and if one agrees', async () => {
    const list = join(folder, '明细.csv')
    writeFileSync(list, `编号,数量\n${'1,2\n'.repeat(520_000)}`.slice(0, 2 * 1024 * 1024))
    await openForm(wang)
    await attach(wang, list)
    await wang.waitForSelector('.figure-form [data-attachment="明细.csv"]')
    await wang.$eval('.figure-form', async (form) => {
      // Noise, which no PNG makes small.
      const canvas = new OffscreenCanvas(1400, 1000)
      const context = canvas.getContext('2d')
      const data = new ImageData(1400, 1000)
      for (let at = 0; at < data.data.length; at += 65_536)
        crypto.getRandomValues(data.data.subarray(at, at + 65_536))
      context?.putImageData(data, 0, 0)
      const files = new DataTransfer()
      files.items.add(new File([await canvas.convertToBlob()], '大图.png', { type: 'image/png' }))
      const options = { dataTransfer: files, bubbles: true, cancelable: true }
      form.dispatchEvent(new DragEvent('drop', options))
    })
    await waitFor(async () => (await errors(wang)).includes('“大图.png”超过 2 MB'), 'too large')
    expect(await wang.$('.figure-form [data-attachment="大图.jpg"]')).toBeNull()
    await wang.click('.figure-form [data-source-more] .error button')
    await wang.waitForSelector('.figure-form [data-attachment="大图.jpg"] img')
    await wang.focus('.figure-form .value')
    await wang.keyboard.type('7')
    await wang.keyboard.press('Enter')
    await waitFor(() => li.$('.ProseMirror [data-figure][data-state=filled]'), 'it arrives', 60_000)
    await openForm(li)
    await waitFor(
      async () =>
        (
          await li.$$eval('.figure-form .history [data-attachment]', (all) =>
            all.map(
              (one) =>
                `${one.getAttribute('data-attachment')} ${one.querySelector('small')?.textContent}`,
            ),
          )
        ).some((one) => one === '明细.csv 2.0 MB'),
      'the list is whole',
    )
    await li.keyboard.press('Escape')
  })

  it('[CA34] whoever may not fill is told so in the popup', async () => {
    const popup = await second.page('popup.html', { width: 376, height: 590 })
    await popup.waitForSelector('[data-figure-item]')
    await waitFor(
      async () =>
        (await popup.$eval('.report', (one) => one.textContent ?? '')).includes('不能填写数据'),
      'she is told',
    )
    expect(await popup.$$('[data-fill]')).toEqual([])
    await popup.close()
  })
})
