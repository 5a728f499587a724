import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { editorText, introduce, Profile } from '../support/chromium'
import { chooseFile } from '../support/files'
import { waitFor } from '../support/wait'
import { para, run, wordFile } from '../support/word-file'

let profile: Profile
let page: Page
const folder = mkdtempSync(join(tmpdir(), 'tonggao-word-'))
const put = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

beforeAll(async () => {
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '办公室 王芳')
})

afterAll(async () => {
  await profile?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

describe('a Word file', () => {
  it('[DIT1] says in words why it cannot be read, and leaves the page as it was', async () => {
    await page.waitForSelector('input[name=file]')
    for (const [name, bytes, said] of [
      ['假的.docx', '不是文档', '不是 Word 文档'],
      ['旧的.doc', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), '另存为 .docx'],
      ['坏的.docx', wordFile(para('报告')).slice(0, 300), '读'],
    ] as const) {
      await chooseFile(page, 'input[name=file]', put(name, bytes))
      await waitFor(
        async () => (await page.$eval('.card .error', (one) => one.textContent))?.includes(said),
        `${name} is refused`,
      )
    }
    expect(await page.$eval('textarea[name=template]', (area) => area.value)).toBe('')
  })

  it('[DIT2] becomes a report: sections, blanks, values, comments; what is lost is listed first', async () => {
    const control = `<w:sdt><w:sdtPr><w:alias w:val="办件量"/><w:tag w:val="t1"/></w:sdtPr><w:sdtContent>${run('12')}</w:sdtContent></w:sdt>`
    const file = wordFile(
      para('年度工作报告', '<w:jc w:val="center"/>') +
        para('一、主要工作') +
        para(
          `<w:commentRangeStart w:id="1"/>${run('走访*次')}<w:commentRangeEnd w:id="1"/>${run('，办件')}${control}${run('万件。')}`,
        ) +
        `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>${para('项目')}</w:tc><w:tc>${para('数量')}</w:tc></w:tr></w:tbl>`,
      {
        comments: `<w:comment w:id="1" w:author="核稿人" w:date="2026-11-20T10:00:00Z"><w:p>${run('核实次数')}</w:p></w:comment>`,
      },
    )
    await chooseFile(page, 'input[name=file]', put('报告.docx', file))
    await page.waitForSelector('[data-word-note=merged]')
    expect(await page.$eval('.card', (one) => one.textContent)).toContain('识别到 2 处待填项')
    await page.click('.card button[type=submit]')
    await page.waitForSelector('.ProseMirror')
    await waitFor(async () => (await editorText(page)).includes('走访'), 'the text')
    expect(
      await page.$$eval('.ProseMirror [data-block=cell]', (cells) =>
        cells.map((cell) => cell.textContent),
      ),
    ).toEqual(['项目', '', '数量'])
    await waitFor(() => page.$('.ProseMirror [data-state=filled]'), 'the value of the form')
    expect((await page.$$('.ProseMirror [data-figure]')).length).toBe(2)
    await page.click('[data-tab=comments]')
    await waitFor(() => page.$('[data-thread-item]'), 'the comment')
    expect(await page.$eval('[data-thread-item]', (one) => one.textContent)).toMatch(
      /核稿人.*核实次数/s,
    )
    expect(await page.$eval('.ProseMirror [data-thread]', (one) => one.textContent)).toContain(
      '走访',
    )
  })
})
