import type { Page } from 'puppeteer-core'

/** What a page said of a report that was on its way, in the order in which it did. */
export interface Said {
  /** Bytes that were here, each time that it said so. */
  readonly got: readonly number[]
  /** Whether a bar was there that nobody could see. */
  readonly hidBar: boolean
}

/** Begins to watch what a page says of a report that is on its way; to be asked when it is there. */
export async function watchArrival(page: Page): Promise<() => Promise<Said>> {
  await page.evaluate(() => {
    const said = { got: [] as number[], hidBar: false }
    Object.assign(globalThis, { saidOfArrival: said })
    const look = (): void => {
      const got = document.querySelector('[data-got]')?.getAttribute('data-got')
      const bar = document.querySelector('.doorway progress')
      if (bar?.clientHeight === 0) said.hidBar = true
      if (typeof got === 'string' && said.got.at(-1) !== Number(got)) said.got.push(Number(got))
    }
    const options = { subtree: true, childList: true, attributes: true }
    new MutationObserver(look).observe(document.body, options)
  })
  return async () =>
    await page.evaluate(() => (globalThis as unknown as { saidOfArrival: Said }).saidOfArrival)
}
