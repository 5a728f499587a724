import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch as launchBrowser, type Browser, type CDPSession, type Page } from 'puppeteer-core'
import { findChromium } from '../commands/ensure.mjs'
import { chooseFile } from './files'
import type { Machine } from './machines'
import { waitFor } from './wait'

const build = fileURLToPath(new URL('../../.output/chrome-mv3', import.meta.url))

export interface ProfileOptions {
  readonly headed?: boolean
  readonly language?: 'zh-CN' | 'en'
  readonly dark?: boolean
  /** The machine that it runs on; this one when left out. */
  readonly machine?: Machine
  /** Folder in which the profile lies, such as a disk of its own; the system's for passing things when left out. */
  readonly within?: string
}

/** One person: a browser profile with the built extension. Survives a kill: the profile stays until `dispose`. */
export class Profile {
  readonly folder: string
  readonly options: ProfileOptions
  browser: Browser
  extensionId = ''
  private readonly sessions: CDPSession[] = []

  private constructor(browser: Browser, options: ProfileOptions, folder: string) {
    this.browser = browser
    this.options = options
    this.folder = folder
  }

  static async open(options: ProfileOptions = {}): Promise<Profile> {
    const folder = mkdtempSync(join(options.within ?? tmpdir(), 'tonggao-'))
    const profile = new Profile(await launch(folder, options), options, folder)
    await profile.find()
    // The extension opens its page when it is installed; a click into a tab behind it kills this browser.
    const first = await profile.browser.waitForTarget(
      (one) => one.url() === profile.address('report.html'),
    )
    await (await first.page())?.close()
    return profile
  }

  /** Finds the extension; its id is random for each build folder. */
  private async find(): Promise<void> {
    const target = await this.browser.waitForTarget(
      (one) => one.type() === 'service_worker' && one.url().endsWith('background.js'),
      { timeout: 30_000 },
    )
    this.extensionId = new URL(target.url()).host
  }

  address(page: string): string {
    return `chrome-extension://${this.extensionId}/${page}`
  }

  async page(
    path: string,
    size: { width: number; height: number } = { width: 1280, height: 800 },
  ): Promise<Page> {
    const page = await this.browser.newPage()
    await page.setViewport(size)
    if (this.options.dark === true)
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
    await page.goto(this.address(path))
    await page.bringToFront()
    return page
  }

  /** Kills the browser as a power cut would, and starts it again on the same profile. */
  async killAndRestart(): Promise<void> {
    await this.kill()
    await this.start()
  }

  /** Starts the browser again on the same profile. */
  async start(): Promise<void> {
    this.browser = await launch(this.folder, this.options)
    await this.find()
  }

  /** Installs the extension over itself, as an update does: all of its contexts end, its pages close. */
  async update(): Promise<void> {
    await this.browser.installExtension(build)
  }

  /** A browser on a copy of the profile, as when a disk is put back from a backup. The browser must be closed. */
  async copy(): Promise<Profile> {
    return await Profile.on(await this.snapshot(), this.options)
  }

  /** Copies the profile as it lies on the disk now, also while the browser runs; returns the folder. */
  async snapshot(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'tonggao-'))
    // Files that go while they are copied are no failure.
    await new Promise((resolve, reject) => {
      const copying = spawn('cp', ['-a', `${this.folder}/.`, folder])
      copying.once('close', resolve)
      copying.once('error', reject)
    })
    // Of the browser that has gone; with it the next one would not start.
    for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
      rmSync(join(folder, name), { force: true })
    return folder
  }

  /** A browser on a profile that is there; the profile goes with `dispose`. */
  static async on(folder: string, options: ProfileOptions = {}): Promise<Profile> {
    const profile = new Profile(await launch(folder, options), options, folder)
    await profile.find()
    return profile
  }

  /** Cuts every context of the extension off the network, or lets it on again, as the browser would. */
  async setOffline(offline: boolean): Promise<void> {
    const conditions = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 }
    if (!offline) {
      // The condition lasts as long as the session that set it.
      for (const session of this.sessions.splice(0)) {
        await session.send('Network.emulateNetworkConditions', conditions)
        await session.detach()
      }
      return
    }
    for (const target of this.browser.targets()) {
      // A worker of ours has no network of its own.
      if (!target.url().startsWith(this.address('')) || target.url().includes('/assets/')) continue
      const session = await target.createCDPSession()
      await session.send('Network.enable')
      await session.send('Network.emulateNetworkConditions', conditions)
      this.sessions.push(session)
    }
  }

  async kill(): Promise<void> {
    const process = this.browser.process()
    const gone = new Promise((resolve) => process?.once('exit', resolve))
    process?.kill('SIGKILL')
    await gone
  }

  async dispose(): Promise<void> {
    await this.browser.close().catch((error: unknown) => {
      // A browser that was killed has nothing to close.
      if (this.browser.connected) throw error
    })
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function launch(folder: string, options: ProfileOptions): Promise<Browser> {
  return await launchBrowser({
    executablePath: options.machine?.wrapper(findChromium()) ?? findChromium(),
    headless: options.headed !== true,
    pipe: true,
    userDataDir: folder,
    enableExtensions: [build],
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      `--accept-lang=${options.language ?? 'zh-CN'}`,
      '--allow-loopback-in-peer-connection',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ],
  })
}

/** Goes through the first run: name, notice, start. */
export async function introduce(page: Page, name: string): Promise<void> {
  await page.waitForSelector('.first-run input[name=name]')
  await page.type('.first-run input[name=name]', name)
  await page.click('.first-run input[name=classified]')
  await page.click('.first-run button[type=submit]')
  await page.waitForSelector('.home')
}

/** Sets the relays as the settings page would. */
export async function useRelay(
  profile: { page(path: string): Promise<Page> },
  address: string,
): Promise<void> {
  const page = await profile.page('options.html')
  await page.waitForSelector('textarea[name=signalling]')
  await page.type('textarea[name=signalling]', address)
  const name = await page.$eval('input[name=name]', (input) => input.value)
  if (name === '') await page.type('input[name=name]', '测试')
  await page.click('button[type=submit]')
  await waitFor(() => page.$eval('[role=status]', (one) => one.textContent), 'settings are saved')
  await page.close()
}

/** Makes a report from a template's text on the list page; resolves when its text is shown. */
export async function newReport(page: Page, text: string): Promise<void> {
  await page.waitForSelector('textarea[name=template]')
  await page.$eval(
    'textarea[name=template]',
    (area, value) => {
      const box = area
      box.value = value
      box.dispatchEvent(new Event('input', { bubbles: true }))
    },
    text,
  )
  await page.click('.card button[type=submit]')
  await page.waitForSelector('.ProseMirror', { timeout: 60_000 })
}

/** Makes a report from a .txt or .docx file on the list page; resolves when its text is shown. */
export async function newReportFromFile(page: Page, path: string): Promise<void> {
  await page.waitForSelector('input[name=file]')
  await chooseFile(page, 'input[name=file]', path)
  await waitFor(
    () => page.$eval('textarea[name=template]', (area) => area.value !== ''),
    'the file is read',
  )
  await page.click('.card button[type=submit]')
  await page.waitForSelector('.ProseMirror', { timeout: 60_000 })
}

/** Makes an invitation to the report that is open on `page`, for a role; with `asks`, one that only allows asking. */
export async function invitationOf(
  page: Page,
  role: 'drafter' | 'contributor' | 'reviewer' | 'reader' = 'drafter',
  options: { readonly asks?: boolean } = {},
): Promise<string> {
  await page.click('[data-people]')
  await page.waitForSelector('[data-make-invite]')
  await page.select('select[name=role]', role)
  if (options.asks === true) await page.click('input[name=asks]')
  await page.click('[data-make-invite]')
  await page.waitForSelector('[data-invite]')
  const code = await page.$eval('[data-invite]', (area) => (area as HTMLTextAreaElement).value)
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.querySelector('[data-invite]') === null)
  return code
}

/** Joins by an invitation on the list page; resolves when the editor is there. */
export async function joinReport(page: Page, code: string): Promise<void> {
  await page.waitForSelector('textarea[name=invite]')
  await page.$eval(
    'textarea[name=invite]',
    (area, value) => {
      const box = area
      box.value = value
      box.dispatchEvent(new Event('input', { bubbles: true }))
    },
    code,
  )
  await page.click('form:has(textarea[name=invite]) button[type=submit]')
  await page.waitForSelector('.ProseMirror', { timeout: 60_000 })
}

/** The text of the editor, carets of others left out. */
export async function editorText(page: Page): Promise<string> {
  return await page.$eval('.ProseMirror', (root) => {
    const copy = root.cloneNode(true) as HTMLElement
    for (const caret of copy.querySelectorAll('.caret-of')) caret.remove()
    return [...copy.children].map((block) => block.textContent ?? '').join('\n')
  })
}

/** Puts the caret behind the first occurrence of `text` in the editor. */
export async function caretBehind(page: Page, text: string): Promise<void> {
  await page.evaluate((wanted) => {
    const root = document.querySelector<HTMLElement>('.ProseMirror')
    if (root === null) throw new Error('no editor')
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(wanted)
      if (at < 0 || node.parentElement?.closest('.blank, .caret-of') !== null) continue
      root.focus()
      getSelection()?.collapse(node, at + wanted.length)
      node.parentElement?.scrollIntoView({ block: 'center' })
      return
    }
    throw new Error(`${wanted} is not in the editor`)
  }, text)
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
}

/** An input method, driven through the browser's own composition. */
export async function inputMethod(page: Page): Promise<{
  compose(text: string): Promise<void>
  commit(text: string): Promise<void>
  session: CDPSession
}> {
  const session = await page.createCDPSession()
  return {
    session,
    async compose(text) {
      await session.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      })
    },
    async commit(text) {
      await session.send('Input.insertText', { text })
    },
  }
}
