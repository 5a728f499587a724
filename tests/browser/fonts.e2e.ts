import { readFileSync } from 'node:fs'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { barriers } from '../support/barriers'
import { introduce, newReport, Profile } from '../support/chromium'
import { partsOf } from '../support/docx'
import { savedFile } from '../support/files'
import { hasRealReport, readReal, readSample } from '../support/real-report'
import { waitFor } from '../support/wait'

let profile: Profile
let page: Page

beforeAll(async () => {
  profile = await Profile.open({ dark: process.env['DARK'] !== undefined })
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await newReport(page, hasRealReport ? readReal('annual-report.txt') : readSample())
})

afterAll(async () => {
  await profile?.dispose()
})

const picture = async (name: string): Promise<void> => {
  const folder = process.env['PICTURES']
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` })
}

async function choose(menu: string, command: string): Promise<void> {
  await page.click(`[data-menu=${menu}]`)
  await page.click(`[data-command=${command}]`)
}

const faceOfText = (): Promise<string> =>
  page.$eval('.ProseMirror p', (one) => getComputedStyle(one).fontFamily)

describe('faces', () => {
  it('[PS30] the screen shows another face, remembered by the device; the print keeps its own', async () => {
    expect(await faceOfText()).toContain('仿宋_GB2312')
    await choose('view', 'look')
    await page.select('.look-dialog select[name=font]', 'hei')
    expect(await barriers(page)).toEqual([])
    expect(await faceOfText()).toContain('微软雅黑')
    await picture('look-font')
    await page.keyboard.press('Escape')
    await page.reload()
    await page.waitForSelector('.ProseMirror')
    expect(await faceOfText()).toContain('微软雅黑')
    const printed = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'))
      const face = getComputedStyle(document.querySelector('.sheet-printed') as Element).fontFamily
      dispatchEvent(new Event('afterprint'))
      return face
    })
    expect(printed).toContain('仿宋_GB2312')
    expect(printed).not.toContain('雅黑')
    await choose('view', 'look')
    await page.select('.look-dialog select[name=font]', 'standard')
    await page.keyboard.press('Escape')
  })

  it('[PS31] the Word file names the faces that were chosen, and so does the next', async () => {
    await choose('file', 'word')
    await page.waitForSelector('.word-dialog')
    expect(await page.$eval('select[name=body-face]', (one) => one.value)).toBe('standard')
    await page.click('.word-dialog input[value=draft]')
    await page.select('select[name=title-face]', 'song')
    await page.select('select[name=body-face]', 'windows')
    await picture('word-faces')
    expect(await barriers(page)).toEqual([])
    const path = await savedFile(page, () => page.click('[data-write-word]'))
    const styles = partsOf(readFileSync(path))['word/styles.xml'] ?? ''
    expect(styles).toContain('w:eastAsia="仿宋"')
    expect(styles).not.toContain('仿宋_GB2312')
    await page.keyboard.press('Escape')
    await choose('file', 'word')
    expect(await page.$eval('select[name=title-face]', (one) => one.value)).toBe('song')
    await page.keyboard.press('Escape')
  })
})

describe.skipIf(!hasRealReport)('the title', () => {
  it('[PS60] is broken on the screen where it is broken on paper, also after a change', async () => {
    /** The lines of a title as they are drawn. */
    const linesOf = (selector: string): Promise<string[]> =>
      page.$eval(selector, (title) => {
        const lines: string[] = []
        let last = -1
        const walker = document.createTreeWalker(title, NodeFilter.SHOW_TEXT)
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const text = node.textContent ?? ''
          for (let at = 0; at < text.length; at++) {
            const range = document.createRange()
            range.setStart(node, at)
            range.setEnd(node, at + 1)
            const { top, height } = range.getBoundingClientRect()
            if (height === 0) continue
            if (lines.length === 0 || top - last > 10) lines.push('')
            last = top
            lines[lines.length - 1] += text[at] ?? ''
          }
        }
        return lines
      })
    /** The lines into which the print breaks it. */
    const printed = (): Promise<string[]> =>
      page.evaluate(() => {
        dispatchEvent(new Event('beforeprint'))
        const title = document.querySelector('.sheet-printed [data-type=title]')
        const lines = (title?.innerHTML ?? '')
          .split('<br>')
          .map((one) => one.replace(/<[^>]*>/g, ''))
        dispatchEvent(new Event('afterprint'))
        return lines
      })
    const before = await printed()
    expect(before.length).toBeGreaterThan(1)
    expect(await linesOf('.ProseMirror h1')).toEqual(before)
    await page.click('.ProseMirror h1')
    await page.keyboard.down('Control')
    await page.keyboard.press('Home')
    await page.keyboard.up('Control')
    await page.keyboard.type('关于进一步做好')
    await waitFor(async () => {
      const [screen, paper] = [await linesOf('.ProseMirror h1'), await printed()]
      return screen.join('\n') === paper.join('\n') && screen[0]?.startsWith('关于')
    }, 'broken anew')
    await picture('title')
  })
})
