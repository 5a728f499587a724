import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Page } from 'puppeteer-core'
import { createRelay } from '../../relay/server'
import { root } from '../commands/ensure.mjs'
import {
  caretBehind,
  editorText,
  introduce,
  invitationOf,
  joinReport,
  newReport,
  newReportFromFile,
  Profile,
  useRelay,
} from '../support/chromium'
import { waitFor } from '../support/wait'

/*
 * `npm start`: a relay, a browser with the extension and a report made from FILE or the
 * sample. Without a display: a tour of two people that ends by itself.
 */
const file = process.argv.slice(2).find((argument) => !argument.startsWith('-'))
const headless = process.argv.includes('--tour') || !hasDisplay()
const relay = await createRelay({ port: headless ? 0 : 4444 }).catch(() => createRelay({ port: 0 }))
const address = `ws://127.0.0.1:${relay.port}`

function hasDisplay(): boolean {
  return (
    process.platform === 'darwin' ||
    Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
  )
}

/** Path of FILE; undefined when the sample is to be taken. */
function chosenFile(): string | undefined {
  if (file === undefined) return undefined
  if (!/\.(?:txt|docx)$/i.test(file)) {
    console.error(
      `${basename(file)}: only .txt and .docx files. Save the document as one of these.`,
    )
    process.exit(2)
  }
  const path = resolve(process.env['INIT_CWD'] ?? process.cwd(), file)
  if (!existsSync(path)) {
    console.error(`${path} is not there.`)
    process.exit(2)
  }
  return path
}

/** Makes the report on the list page. */
async function begin(page: Page): Promise<void> {
  const path = chosenFile()
  if (path === undefined)
    await newReport(page, readFileSync(join(root, 'extension/public/sample-template.txt'), 'utf8'))
  else await newReportFromFile(page, path)
}

async function open(): Promise<void> {
  const profile = await Profile.open({ headed: true })
  await useRelay(profile, address)
  const page = await profile.page('report.html')
  await page.setViewport(null)
  console.log(`Relay: ${address}`)
  console.log(
    'The browser shows Tonggao. Enter your name; then the report opens. Close the browser to end.',
  )
  await page.waitForSelector('.home', { timeout: 0 })
  await begin(page)
  await new Promise((done) => profile.browser.once('disconnected', done))
  await profile.dispose()
  await relay.close()
}

async function tour(): Promise<void> {
  const started = Date.now()
  const say = (text: string): void =>
    console.log(`${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s  ${text}`)
  const folder = join(root, '.output/tour')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const shot = (name: string): { path: string } => ({ path: join(folder, `${name}.png`) }) as const
  say(`no display: a tour of two people, relay ${address}`)
  const [first, second] = [await Profile.open(), await Profile.open()]
  const wang = await first.page('report.html')
  await wang.waitForSelector('.first-run')
  await wang.screenshot(shot('1-first-run'))
  await introduce(wang, '办公室 王芳')
  await useRelay(first, address)
  await wang.bringToFront()
  await wang.reload()
  await begin(wang)
  await waitFor(() => wang.$('[data-figure-item]'), 'the list of blanks')
  const blanks = await wang.$$eval('.ProseMirror [data-figure]', (all) =>
    all.map((one) => one.getAttribute('data-figure')),
  )
  const sections = (await wang.$$('[data-section-item]')).length
  say(
    `王芳 makes a report: ${blanks.length} blanks, ${new Set(blanks).size} figures, ${sections} sections`,
  )
  await wang.screenshot(shot('2-report'))

  const popup = await first.page('popup.html', { width: 376, height: 590 })
  const missing = await waitFor(
    () => popup.$eval('[data-missing]', (one) => one.getAttribute('data-missing')),
    'the popup counts',
  )
  await popup.screenshot(shot('3-popup'))
  say(`the popup counts ${missing} missing`)
  await popup.close()
  await wang.bringToFront()

  const invitation = await invitationOf(wang)
  const li = await second.page('report.html')
  await introduce(li, '业务科 李强')
  await joinReport(li, invitation)
  await waitFor(() => li.$('[data-figure-item]'), 'the report arrives')
  await waitFor(() => wang.$('[data-peer]'), 'they see each other')
  say('李强 joins by the invitation and has the report')

  await wang.click('[data-figure-item]')
  await wang.waitForSelector('.figure-form input')
  const isNumber = (await wang.$('.figure-form input[inputmode=decimal]')) !== null
  await wang.type('.figure-form .value', isNumber ? '12' : '数据')
  await wang.keyboard.press('Enter')
  await wang.waitForFunction(() => document.querySelector('.figure-form') === null)
  await waitFor(() => li.$('.ProseMirror [data-state=filled]'), 'the other sees the fill')
  say('王芳 fills a blank; 李强 sees it')

  await li.click('.ProseMirror > [data-block=paragraph]')
  await li.keyboard.press('End')
  await li.keyboard.type('这一句是李强写的。')
  await waitFor(
    async () => (await editorText(wang)).includes('这一句是李强写的。'),
    'the sentence arrives',
  )
  await wang.screenshot(shot('4-together'))
  say('李强 types; 王芳 sees it')

  await second.setOffline(true)
  await waitFor(() => li.$('[data-sync=offline]'), 'offline is shown')
  await caretBehind(li, '这一句是李强写的。')
  await li.keyboard.type('离线时又写一句。')
  await caretBehind(wang, '这一句是李强写的。')
  await wang.keyboard.type('王芳同时也写。')
  await li.screenshot(shot('5-offline'))
  say('李强 goes offline; both go on in the same place')
  await second.setOffline(false)
  await waitFor(
    async () => {
      const both = await Promise.all([editorText(wang), editorText(li)])
      return (
        both[0] === both[1] &&
        both[0].includes('离线时又写一句。') &&
        both[0].includes('王芳同时也写。')
      )
    },
    'both have everything',
    40_000,
  )
  await waitFor(() => wang.$('[data-sync=synced]'), 'synced is shown')
  await li.screenshot(shot('6-again'))
  say('李强 is back; both have everything')

  const dark = await first.page('popup.html', { width: 376, height: 590 })
  await dark.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
  await waitFor(() => dark.$('[data-missing]'), 'the popup counts')
  await dark.screenshot(shot('7-popup-dark'))
  await wang.bringToFront()
  await wang.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
  await wang.screenshot(shot('8-report-dark'))
  say(`done; pictures are in .output/tour/`)
  await first.dispose()
  await second.dispose()
  await relay.close()
}

await (headless ? tour() : open())
process.exit(0)
