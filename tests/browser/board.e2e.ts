import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { createRelay, type Relay } from '../../relay/server'
import {
  introduce,
  invitationOf,
  joinReport,
  newReport,
  Profile,
  useRelay,
} from '../support/chromium'
import { hasRealReport, readReal, readSample } from '../support/real-report'
import { waitFor } from '../support/wait'

const template = hasRealReport ? readReal('annual-report.txt') : readSample()

let relay: Relay
let first: Profile
let second: Profile
let wang: Page
let li: Page

const states = (page: Page): Promise<Record<string, string>> =>
  page.$$eval('.board [data-figure-item]', (rows) =>
    Object.fromEntries(
      rows.map((row) => [
        row.querySelector('.label-button')?.textContent ?? '',
        row.getAttribute('data-state') ?? '',
      ]),
    ),
  )

/** Labels of the figures of a kind that takes numbers, in the order of the table. */
const numeric = (page: Page): Promise<{ id: string; label: string }[]> =>
  page.$$eval('.board [data-figure-item]', (rows) =>
    rows
      .filter((row) => row.querySelector('.cell-value .numeric') !== null)
      .map((row) => ({
        id: row.getAttribute('data-figure-item') ?? '',
        label: row.querySelector('.label-button')?.textContent ?? '',
      })),
  )

const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-board-value') ?? null)

const filterCount = (page: Page, state: string): Promise<number> =>
  page
    .$eval(`[data-filter="${state}"] .facet-count`, (one) => Number(one.textContent))
    .catch(() => 0)

beforeAll(async () => {
  relay = await createRelay({ port: 0 })
  first = await Profile.open()
  wang = await first.page('report.html')
  await introduce(wang, '办公室 王芳')
  await useRelay(first, `ws://127.0.0.1:${relay.port}`)
  await wang.bringToFront()
  await newReport(wang, template)
  const code = await invitationOf(wang)
  second = await Profile.open()
  li = await second.page('report.html')
  await introduce(li, '法规科 李强')
  await useRelay(second, `ws://127.0.0.1:${relay.port}`)
  await li.bringToFront()
  await joinReport(li, code)
  await waitFor(() => li.$('[data-figure-item]'), 'li has the figures')
  await wang.click('[data-show-board]')
  await wang.waitForSelector('[data-board-value]')
})

afterAll(async () => {
  await first?.dispose()
  await second?.dispose()
  await relay?.close()
})

describe('the table of figures', () => {
  it('[BT1] is filled with the keyboard alone; what is refused says why and stays', async () => {
    const [one, two] = await numeric(wang)
    if (one === undefined || two === undefined) throw new Error('too few figures')
    await wang.focus(`[data-board-value="${one.id}"]`)
    await wang.keyboard.type('十来')
    await wang.keyboard.press('Enter')
    await wang.waitForSelector('.cell-error')
    expect(await focused(wang)).toBe(one.id)
    await wang.keyboard.press('Escape')
    await waitFor(async () => (await wang.$('.cell-error')) === null, 'the error is gone')
    await wang.keyboard.type('１２')
    await wang.keyboard.press('Enter')
    await waitFor(async () => (await states(wang))[one.label] === 'filled', 'it is filled')
    expect(await focused(wang)).not.toBe(one.id)
    await wang.keyboard.press('ArrowUp')
    await waitFor(async () => (await focused(wang)) === one.id, 'back up')
    // Undo takes the fill back, redo brings it again.
    await wang.keyboard.down('Control')
    await wang.keyboard.press('z')
    await wang.keyboard.up('Control')
    await waitFor(async () => (await states(wang))[one.label] === 'missing', 'it is undone')
    await wang.keyboard.type('12')
    await wang.keyboard.press('Enter')
    await waitFor(async () => (await states(wang))[one.label] === 'filled', 'it is filled again')
  })

  it('[BT2] assigns to a department; its people see it as theirs, also in the popup', async () => {
    const [, two] = await numeric(wang)
    if (two === undefined) throw new Error('too few figures')
    await wang.click(`[data-figure-item="${two.id}"] .cell-check input`)
    await wang.click('[data-assign]')
    await wang.waitForSelector('.assign-dialog input[name=to]')
    await wang.type('.assign-dialog input[name=to]', '法规科')
    await wang.$eval('.assign-dialog input[name=due]', (field) => {
      field.value = '2020-01-02'
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await wang.click('.assign-dialog button[type=submit]')
    await waitFor(async () => (await filterCount(wang, 'overdue')) === 1, 'it is overdue')
    expect(await filterCount(wang, 'mine')).toBe(0)
    await li.bringToFront()
    await li.click('[data-show-board]')
    await waitFor(async () => (await filterCount(li, 'mine')) === 1, 'it is li’s', 30_000)
    await li.click('[data-filter=mine]')
    await waitFor(async () => Object.keys(await states(li)).length === 1, 'only that one')
    const popup = await second.page('popup.html', { width: 376, height: 590 })
    await waitFor(
      () =>
        popup.evaluate(
          (id) =>
            document.querySelector('[data-figure-item]')?.getAttribute('data-figure-item') === id,
          two.id,
        ),
      'it is the first in the popup',
    )
    await popup.close()
    await li.bringToFront()
  })

  it('[BT3] a pasted column is shown before it is applied, and reaches the other', async () => {
    await li.click('[data-filter=all]')
    // Two rows below each other that take numbers, so that the second value is refused.
    const kinds = await li.$$eval('.board [data-figure-item]', (rows) =>
      rows.map((row) => row.querySelector('.cell-value .numeric') !== null),
    )
    const all = await numeric(li)
    const start = kinds.findIndex((one, index) => index > 2 && one && kinds[index + 1] === true)
    const from = all[kinds.slice(0, start).filter(Boolean).length]
    if (start < 0 || from === undefined) throw new Error('too few figures')
    await li.$eval(`[data-board-value="${from.id}"]`, (field) => {
      const data = new DataTransfer()
      data.setData('text/plain', '7\r\n不知道\r\n9\r\n')
      field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      )
    })
    await li.waitForSelector('[data-proposal]')
    expect(
      await li.$$eval('[data-proposal]', (rows) =>
        rows.map((row) => row.getAttribute('data-proposal')),
      ),
    ).toContain('refused')
    await li.click('[data-apply]')
    await waitFor(
      async () => (await states(li))[from.label] === 'filled',
      'the first value is there',
    )
    await waitFor(
      async () => (await states(wang))[from.label] === 'filled',
      'wang has it too',
      30_000,
    )
  })

  it('[BT4] 已核 is ticked in the form, and a change of the value takes it away', async () => {
    await wang.bringToFront()
    const [one] = await numeric(wang)
    if (one === undefined) throw new Error('too few figures')
    await wang.click(`[data-figure-item="${one.id}"] .cell-state button`)
    await wang.waitForSelector('.figure-form [data-verify]')
    await wang.click('[data-verify]')
    await waitFor(async () => (await states(wang))[one.label] === 'verified', 'it is checked')
    await wang.keyboard.press('Escape')
    await waitFor(async () => (await states(li))[one.label] === 'verified', 'li sees it', 30_000)
    await li.bringToFront()
    await li.click(`[data-board-value="${one.id}"]`, { count: 3 })
    await li.keyboard.type('13')
    await li.keyboard.press('Enter')
    await waitFor(async () => (await states(wang))[one.label] === 'filled', 'it is not', 30_000)
  })

  it('[BT5] 催办 has a text for each department', async () => {
    await wang.bringToFront()
    await wang.click('[data-remind]')
    await wang.waitForSelector('[data-reminder="法规科"]')
    const text = await wang.$eval('[data-reminder="法规科"] textarea', (area) => area.value)
    expect(text).toContain('法规科')
    expect(text).toContain('1月2日')
    await wang.keyboard.press('Escape')
  })

  it('[BT6] a row leads to its place in the text', async () => {
    const [one] = await numeric(wang)
    if (one === undefined) throw new Error('too few figures')
    await wang.click(`[data-figure-item="${one.id}"] .label-button`)
    await wang.waitForSelector('.figure-form')
    expect(await wang.$('.text-main[hidden]')).toBe(null)
  })
})
