import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { editorText } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { openTwoOnLines, typeAtEnd as type, type TwoOnLines } from '../support/two-on-lines'
import { waitFor } from '../support/wait'

/*
 * Two browsers on bad lines to a relay that stores and forwards; no two machines connect to each
 * other here. Takes minutes, so only `npm run faults` runs it.
 */
let people: TwoOnLines
let lines: TwoOnLines['lines']
let wang: Page
let li: Page

const has = (page: Page, text: string, within = 60_000): Promise<unknown> =>
  waitFor(async () => (await editorText(page)).includes(text), text, within)
const sync = (page: Page): Promise<string | null> =>
  page.$eval('[data-sync]', (one) => one.getAttribute('data-sync'))

describe.runIf(process.env['FAULTS'] !== undefined)('two people on bad lines', () => {
  beforeAll(async () => {
    people = await openTwoOnLines('网络报告\n一、总体情况\n首段。\n')
    ;({ lines, owner: wang, member: li } = people)
  }, 180_000)

  afterAll(async () => {
    await people?.close()
  })

  it('[SY10] 300 ms each way, 5 % lost, 256 kbit/s: every word arrives, once', async () => {
    for (const { state } of lines) Object.assign(state, { delay: 300, loss: 0.05, rate: 32_000 })
    const took: number[] = []
    for (let round = 0; round < 10; round++) {
      const [from, to] = round % 2 === 0 ? [wang, li] : [li, wang]
      const begun = Date.now()
      await type(from, `第${round}句。`)
      await has(to, `第${round}句。`)
      took.push(Date.now() - begun)
    }
    await waitFor(() => wang.$('[data-sync=synced]'), 'in step', 30_000)
    expect(await editorText(wang)).toBe(await editorText(li))
    for (let round = 0; round < 10; round++)
      expect((await editorText(li)).split(`第${round}句。`)).toHaveLength(2)
    const sorted = took.toSorted((a, b) => a - b)
    tellFigures('SY10', { 'ms until seen, median': sorted[5] ?? 0, 'at most': sorted[9] ?? 0 })
  }, 300_000)

  it('[SY11] a cable that is pulled out for 30 s: noticed within 10 s on both sides, and all is exchanged after', async () => {
    for (const { state } of lines) Object.assign(state, { delay: 20, loss: 0, rate: 1e6 })
    await waitFor(() => wang.$('[data-peer]'), 'he is seen', 30_000)
    await waitFor(() => li.$('[data-sync=synced]'), 'in step', 30_000)
    lines[1].state.cut = true
    const begun = Date.now()
    const [hers, his] = await Promise.all([
      waitFor(async () => (await wang.$('[data-peer]')) === null, 'gone', 20_000).then(
        () => Date.now() - begun,
      ),
      waitFor(async () => (await sync(li)) !== 'synced', 'not in step', 20_000).then(
        () => Date.now() - begun,
      ),
    ])
    expect(hers).toBeLessThan(10_000)
    expect(his).toBeLessThan(10_000)
    await type(wang, '断网时王芳写的。')
    await type(li, '断网时李强写的。')
    await li.waitForSelector('[data-saved=true]')
    // Nobody is told that the other, or the relay, has what cannot have arrived.
    expect(await sync(li)).not.toBe('synced')
    expect(await li.$('[data-relayed=true]')).toBeNull()
    await waitFor(() => Date.now() - begun > 30_000, 'half a minute', 40_000)
    lines[1].mend()
    const mended = Date.now()
    await has(wang, '断网时李强写的')
    await has(li, '断网时王芳写的')
    const converged = Date.now() - mended
    await waitFor(() => wang.$('[data-sync=synced]'), 'in step', 30_000)
    await waitFor(() => li.$('[data-sync=synced]'), 'in step', 30_000)
    expect(await editorText(wang)).toBe(await editorText(li))
    tellFigures('SY11', {
      'ms until she saw that he is gone': hers,
      'ms until he saw that nobody is there': his,
      'ms until both had all when it was mended': converged,
    })
  }, 300_000)

  it('[SY12] another address: what was connected is dead, and is found again', async () => {
    await type(li, '换地址之前。')
    lines[1].move()
    const begun = Date.now()
    await type(wang, '换地址之后王芳写。')
    await type(li, '换地址之后李强写。')
    await has(li, '换地址之后王芳写')
    await has(wang, '换地址之后李强写')
    await has(wang, '换地址之前')
    tellFigures('SY12', { 'ms until both had all': Date.now() - begun })
    await waitFor(() => wang.$('[data-sync=synced]'), 'in step', 30_000)
    await waitFor(() => li.$('[data-sync=synced]'), 'in step', 30_000)
    expect(await editorText(wang)).toBe(await editorText(li))
  }, 200_000)
})
