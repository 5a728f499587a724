import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'puppeteer-core'
import { editorText, introduce, newReport, Profile } from '../support/chromium'
import { waitFor } from '../support/wait'

/* A web page that knows the extension's id and means ill, beside an open report. */

let server: Server
let profile: Profile
let report: Page
let page: Page
/** An id that no extension has: whatever a page can find out must be the same for both. */
const nobody = 'abcdefghijklmnopabcdefghijklmnop'

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end('<!doctype html><title>外部网页</title><body><p>外部网页上的一段话</p>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  profile = await Profile.open()
  report = await profile.page('report.html')
  await introduce(report, '王芳')
  await newReport(report, '工作报告\n一、总体情况\n全年受理信件若干。\n')
  page = await profile.browser.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
})

afterAll(async () => {
  await profile?.dispose()
  server?.close()
})

const files = [
  'report.html',
  'popup.html',
  'options.html',
  'offscreen.html',
  'manifest.json',
  'background.js',
  'icon/16.png',
  '_locales/zh_CN/messages.json',
  'templates/work-summary.txt',
]

describe('a web page', () => {
  it('[HO35] cannot send the extension a word, nor open a connection to it', async () => {
    const answers = await page.evaluate(async (id) => {
      const runtime = (globalThis as { chrome?: { runtime?: Record<string, unknown> } }).chrome
        ?.runtime
      const said: string[] = []
      for (const name of ['sendMessage', 'connect'] as const) {
        const call = runtime?.[name] as ((...args: unknown[]) => unknown) | undefined
        if (call === undefined) {
          said.push('none')
          continue
        }
        try {
          said.push(String(await call(id, { type: 'list' })))
        } catch (error) {
          said.push(`refused: ${String(error)}`)
        }
      }
      return said
    }, profile.extensionId)
    for (const one of answers) expect(one).toMatch(/^(none|refused)/)
    // No word of it in any page either: nothing is put into pages until somebody asks for it.
    expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toMatch(
      /tonggao|extension:/,
    )
    const globals = await page.evaluate(() => Object.keys(globalThis).join(' '))
    expect(globals).not.toMatch(/tonggao/i)
  })

  it('[HO36] cannot read a file of it, and cannot even tell whether it is there', async () => {
    const probe = async (id: string): Promise<unknown> =>
      await page.evaluate(
        async (owner, paths) => {
          const found: Record<string, string> = {}
          const load = (tag: string, at: string, address: string): Promise<string> =>
            new Promise((resolve) => {
              const one = document.createElement(tag)
              one.addEventListener('load', () => resolve('loaded'))
              one.addEventListener('error', () => resolve('refused'))
              if (tag === 'link') one.setAttribute('rel', 'stylesheet')
              one.setAttribute(at, address)
              document.body.append(one)
              setTimeout(() => resolve('nothing'), 3000)
            })
          for (const path of paths) {
            const address = `chrome-extension://${owner}/${path}`
            found[`fetch ${path}`] = await fetch(address).then(
              ({ status }) => `status ${status}`,
              (error: unknown) => String(error),
            )
            found[`no-cors ${path}`] = await fetch(address, { mode: 'no-cors' }).then(
              ({ type }) => `type ${type}`,
              (error: unknown) => String(error),
            )
            found[`img ${path}`] = await load('img', 'src', address)
          }
          const script = `chrome-extension://${owner}/background.js`
          found['script'] = await load('script', 'src', script)
          found['style'] = await load('link', 'href', `chrome-extension://${owner}/assets/a.css`)
          const module = document.createElement('script')
          module.type = 'module'
          module.textContent = `import(${JSON.stringify(script)}).then(() => { document.title = 'loaded' }, () => { document.title = 'refused' })`
          document.body.append(module)
          for (let n = 0; n < 60 && !/loaded|refused/.test(document.title); n++)
            await new Promise((resolve) => setTimeout(resolve, 50))
          found['module'] = document.title
          found['worker'] = await new Promise((resolve) => {
            try {
              const worker = new Worker(script)
              worker.addEventListener('error', () => resolve('refused'))
              setTimeout(() => resolve('nothing'), 1000)
            } catch {
              resolve('refused')
            }
          })
          return found
        },
        id,
        files,
      )
    const real = (await probe(profile.extensionId)) as Record<string, string>
    for (const [how, what] of Object.entries(real))
      expect(what, how).not.toMatch(/^(loaded|status|type)/)
    expect(real).toEqual(await probe(nobody))
  })

  it('[HO37] cannot frame a page of it, open one, go to one or send a form to one', async () => {
    const inside = (address: string): boolean => address.startsWith(profile.address(''))
    const pages = (): string[] =>
      profile.browser
        .targets()
        .filter((one) => inside(one.url()) && one.type() === 'page')
        .map((one) => one.url())
    const before = pages()
    for (const path of ['report.html', 'popup.html', 'options.html']) {
      const address = profile.address(path)
      const heard = await page.evaluate(async (to) => {
        const words: unknown[] = []
        addEventListener('message', ({ data }) => words.push(data))
        const frame = document.createElement('iframe')
        frame.src = to
        document.body.append(frame)
        await new Promise((resolve) => {
          frame.addEventListener('load', resolve)
          setTimeout(resolve, 3000)
        })
        frame.contentWindow?.postMessage({ type: 'list' }, '*')
        const object = document.createElement('object')
        object.data = to
        document.body.append(object)
        const opened = open(to)
        opened?.postMessage({ type: 'list' }, '*')
        await new Promise((resolve) => setTimeout(resolve, 500))
        opened?.close()
        return words.length
      }, address)
      expect(heard).toBe(0)
      await waitFor(
        () => pages().length === before.length,
        `no page of it is left: ${pages().join()}`,
      )
      for (const frame of page.frames()) expect(inside(frame.url())).toBe(false)
    }
    for (const path of ['report.html#join=tonggao1.x', 'options.html']) {
      await page.evaluate((to) => {
        const form = document.createElement('form')
        form.action = to
        form.method = 'post'
        document.body.append(form)
        form.submit()
      }, profile.address(path))
      await page.evaluate((to) => location.assign(to), profile.address(path)).catch(() => undefined)
      await waitFor(
        () => page.evaluate(() => document.readyState === 'complete').catch(() => false),
        'it stays',
      )
      expect(inside(page.url())).toBe(false)
    }
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  })

  it('[HO38] changes nothing of a report that is open meanwhile, and shares no storage with it', async () => {
    const own = await page.evaluate(async () => {
      const names = (await indexedDB.databases()).map(({ name }) => name)
      const caches = await globalThis.caches.keys().catch(() => [])
      return { names, caches, local: Object.keys(localStorage) }
    })
    expect(own).toEqual({ names: [], caches: [], local: [] })
    await report.bringToFront()
    expect(await editorText(report)).toContain('全年受理信件若干。')
    expect(await report.$eval('[data-saved]', (one) => one.getAttribute('data-saved'))).toBe('true')
  })
})
