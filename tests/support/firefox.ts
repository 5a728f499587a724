import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch, type Browser, type Page } from 'puppeteer-core'
import { findFirefox } from '../commands/ensure.mjs'
import { waitFor } from './wait'

const build = fileURLToPath(new URL('../../.output/firefox-mv3', import.meta.url))
const extension = 'tonggao@tonggao.invalid'
/** The address of the extension's pages; random unless it is set. */
const uuid = '5d1c9f0e-6c2b-4c55-9d53-0a3f6f6f7a11'

export class FirefoxProfile {
  readonly browser: Browser
  private readonly folder: string

  private constructor(browser: Browser, folder: string) {
    this.browser = browser
    this.folder = folder
  }

  static async open(): Promise<FirefoxProfile> {
    const folder = mkdtempSync(join(tmpdir(), 'tonggao-firefox-'))
    const executablePath = findFirefox()
    if (executablePath === undefined)
      throw new Error('No Firefox found. Install it, or set FIREFOX to its path.')
    const browser = await launch({
      browser: 'firefox',
      executablePath,
      headless: true,
      userDataDir: folder,
      args: ['--remote-allow-system-access'],
      extraPrefsFirefox: {
        'extensions.webextensions.uuids': JSON.stringify({ [extension]: uuid }),
        'intl.accept_languages': 'zh-CN,zh',
        // Two browsers on one machine meet on its own addresses.
        'media.peerconnection.ice.loopback': true,
        'media.peerconnection.ice.obfuscate_host_addresses': false,
        'media.peerconnection.ice.default_address_only': false,
      },
    })
    await browser.installExtension(build)
    // The extension opens a tab of its own, in front of whatever is open then. What stands behind
    // another tab is drawn ever more seldom, in the end every half minute.
    await waitFor(async () => (await browser.pages()).length > 1, 'the tab of the first run')
    return new FirefoxProfile(browser, folder)
  }

  /** Opens a page of the extension. The navigation itself never reports its end here; the page loads all the same. */
  async page(path: string): Promise<Page> {
    const page = await this.browser.newPage()
    const address = `moz-extension://${uuid}/${path}`
    await page
      .goto(address, { timeout: 3000, waitUntil: 'domcontentloaded' })
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error
      })
    await page.waitForFunction(() => document.querySelector('#app')?.firstElementChild !== null, {
      timeout: 20_000,
    })
    await page.bringToFront()
    return page
  }

  async dispose(): Promise<void> {
    await this.browser.close()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
