import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { editorText } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { firstSeed, random, runCount } from '../support/random'
import { openFirst, openTwoOnLines, typeAtEnd, type TwoOnLines } from '../support/two-on-lines'
import { waitFor } from '../support/wait'

/*
 * Two people write for minutes while lines go down and come back, addresses change, the relay is
 * started anew and one browser is killed, at random. Only by `npm run faults`: as many minutes as
 * a tenth of the runs that are asked for.
 */
const minutes = runCount(1)
let people: TwoOnLines

describe.runIf(process.env['FAULTS'] !== undefined)('a long day', () => {
  beforeAll(async () => {
    people = await openTwoOnLines('长跑报告\n一、总体情况\n首段。\n')
  }, 180_000)

  afterAll(async () => {
    await people?.close()
  })

  it(
    `[SY15] of ${minutes} minutes: what was shown as saved is there for both in the end, once`,
    { timeout: 3 * minutes * 60_000 + 600_000 },
    async () => {
      const seed = firstSeed()
      console.log(`soak: SEED=${seed} MINUTES=${minutes}`)
      const r = random(seed)
      const { lines, profiles, owner } = people
      let member: Page = people.member
      const saved: string[] = []
      const counted = { kills: 0, cuts: 0, moves: 0, restarts: 0 }
      /** Bytes of heap that are in use, and bytes that the browser stores for the extension. */
      const weight = async (): Promise<{ heap: number; stored: number }> => {
        const session = await owner.createCDPSession()
        await session.send('HeapProfiler.collectGarbage')
        await session.detach()
        const heap = (await owner.metrics()).JSHeapUsedSize ?? 0
        const stored = await owner.evaluate(
          async () => (await navigator.storage.estimate()).usage ?? 0,
        )
        return { heap, stored }
      }
      const before = await weight()
      const begun = Date.now()
      /** Milliseconds that the slowest of each fault took by itself. */
      const slowest = { kill: 0, restart: 0 }
      const until = Date.now() + minutes * 60_000
      for (let step = 0; Date.now() < until; step++) {
        const page = r.chance(0.5) ? owner : member
        const word = `〔${step}〕`
        await typeAtEnd(page, word)
        await page.waitForSelector('[data-saved=true]')
        if ((await editorText(page)).includes(word)) saved.push(word)
        const what = r.below(40)
        if (what < 4) {
          counted.cuts++
          lines[what % 2 === 0 ? 0 : 1].state.cut = true
        } else if (what < 12) for (const line of lines) line.mend()
        else if (what === 12) {
          counted.moves++
          r.pick([...lines]).move()
        } else if (what === 13) {
          counted.restarts++
          const at = Date.now()
          await people.restartRelay()
          slowest.restart = Math.max(slowest.restart, Date.now() - at)
        } else if (what === 14) {
          counted.kills++
          const at = Date.now()
          await profiles[1].killAndRestart()
          member = await profiles[1].page('report.html')
          await openFirst(member)
          slowest.kill = Math.max(slowest.kill, Date.now() - at)
        } else if (what < 20)
          for (const { state } of lines)
            Object.assign(state, { delay: r.below(300), loss: 0.05 * r.below(3), rate: 64_000 })
      }
      for (const line of lines) {
        line.mend()
        Object.assign(line.state, { delay: 0, loss: 0, rate: Number.POSITIVE_INFINITY })
      }
      const mended = Date.now()
      await waitFor(
        async () => (await editorText(owner)) === (await editorText(member)),
        `SEED=${seed}: both have the same`,
        120_000,
      )
      const after = await weight()
      const text = await editorText(owner)
      for (const word of saved) expect(text.split(word), `SEED=${seed} ${word}`).toHaveLength(2)
      tellFigures('SY15', {
        minutes,
        'words saved': saved.length,
        'lost or doubled': 0,
        ...counted,
        'seconds until both had the same': Math.round((Date.now() - mended) / 1000),
        'of them in all': Math.round((Date.now() - begun) / 1000),
        'ms to start the relay anew, at most': slowest.restart,
        'ms to kill a browser and open the report, at most': slowest.kill,
        'MB of heap before': (before.heap / 1e6).toFixed(1),
        'MB of heap after': (after.heap / 1e6).toFixed(1),
        'KB stored for each word': (
          (after.stored - before.stored) /
          1000 /
          Math.max(1, saved.length)
        ).toFixed(1),
      })
    },
  )
})
