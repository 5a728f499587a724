import { launch } from 'puppeteer-core'
import { findChromium } from '../commands/ensure.mjs'
import { signerFromSeed } from '../../editor/trust/keys'
import type { Given } from './page/year'
import type { YearBench } from './page/main'
import { servePage } from './serve-page'
import type { Machine } from '../support/machine'
import type { Year } from './year'
import { textOf } from './year-file'

/**
 * Opens a report of a year in a real browser, from its own stores: as somebody left it, once
 * more, after a day of one's own, and after that day once more. Returns what it took and how
 * large the stores were each time.
 */
export async function measureInBrowser(
  year: Year,
  machine: Machine,
): Promise<Readonly<Record<string, Readonly<Record<string, number>>>>> {
  const given: Given = {
    machine,
    rootSeed: year.rootSeed,
    secret: year.secret,
    root: (await signerFromSeed(year.rootSeed)).id,
    isOwner: machine.invite === undefined,
  }
  const { address, close } = await servePage({ '/machine.json': textOf(given) })
  const browser = await launch({
    executablePath: findChromium(),
    headless: true,
    args: ['--no-sandbox'],
    protocolTimeout: 600_000,
  })
  const found: Record<string, Readonly<Record<string, number>>> = {}
  try {
    const page = await browser.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') console.error('page:', message.text())
    })
    const fresh = async (): Promise<void> => {
      await page.goto(address)
      await page.waitForFunction(() => 'year' in globalThis)
    }
    const ask = async <K extends keyof YearBench>(
      name: K,
      ...args: Parameters<YearBench[K]>
    ): Promise<Awaited<ReturnType<YearBench[K]>>> =>
      (await page.evaluate(
        async (method, list) =>
          await (
            globalThis as unknown as { year: Record<string, (...a: unknown[]) => unknown> }
          ).year[method]?.(...list),
        name,
        args,
      )) as Awaited<ReturnType<YearBench[K]>>
    const measure = async (what: string): Promise<void> => {
      await fresh()
      await ask('prepare', '/machine.json')
      const sizes = await ask('sizes')
      found[what] = { ...(await ask('open')), ...sizes }
    }
    await fresh()
    await ask('store', '/machine.json')
    await measure('as it was left')
    await ask('close')
    await measure('once more')
    await ask('write', Math.round(year.edits / year.days))
    await ask('close')
    await measure('after a day of one’s own')
    await new Promise((resolve) => setTimeout(resolve, 15_000))
    await ask('close')
    await measure('after that was summed up')
    await ask('close')
  } finally {
    await browser.close()
    close()
  }
  return found
}
