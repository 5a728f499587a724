import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as sheetJs from 'xlsx'
import { createRelay, type Relay } from '../../relay/server'
import {
  editorText,
  introduce,
  invitationOf,
  newReport,
  newReportFromFile,
  Profile,
  useRelay,
} from '../support/chromium'
import { ContentWatch } from '../support/content-watch'
import { tellFigures } from '../support/figures'
import { chooseFile, savedFile } from '../support/files'
import { joinAsHostile, type HostileMember } from '../support/hostile-member'
import { injections, planted } from '../support/injections'
import { waitFor } from '../support/wait'
import { hostileWordFile } from '../support/word-file'

/*
 * Whatever comes into a report as words stays words: on every way in, and wherever it is shown.
 */

const all = injections().map(({ html }) => html)
const folder = mkdtempSync(join(tmpdir(), 'tonggao-injections-'))
let relay: Relay
let profile: Profile
let page: Page
let watch: ContentWatch
let villain: HostileMember
const seconds: Record<string, string> = {}

beforeAll(async () => {
  relay = await createRelay({ port: 0, store: ':memory:', limits: { peersPerTopic: 0 } })
  const address = `ws://127.0.0.1:${relay.port}/`
  profile = await Profile.open()
  page = await profile.page('report.html')
  await introduce(page, '王芳')
  await useRelay(profile, address)
  await page.bringToFront()
  await newReport(page, '工作报告\n一、总体情况\n全年受理*件，办结*件。\n')
  watch = new ContentWatch(profile, address)
  await watch.watch(page)
  // The page, the offscreen document and the background.
  await waitFor(async () => {
    await watch.close()
    return (await watch.listen()) >= 3
  }, 'every context is listened to')
}, 180_000)

afterAll(async () => {
  await villain?.close()
  await watch?.close()
  await profile?.dispose()
  await relay?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Nothing ran, nothing was asked for, nothing is drawn that is none of ours. */
async function clean(on: Page, where: string): Promise<void> {
  expect(await watch.look(on), where).toEqual({ drawn: [], refused: [] })
  expect(watch.dialogs, where).toEqual([])
  expect(watch.requests, where).toEqual([])
}

async function timed(what: string, act: () => Promise<void>): Promise<void> {
  const begun = performance.now()
  await act()
  seconds[what] = ((performance.now() - begun) / 1000).toFixed(1)
}

/** Gives the editor these one after the other, as another program's words. */
async function put(
  how: 'paste' | 'own' | 'text' | 'drop',
  pieces: readonly string[],
): Promise<void> {
  await page.evaluate(
    async (given, act) => {
      const root = document.querySelector('.ProseMirror')
      for (const piece of given) {
        const data = new DataTransfer()
        const html = act === 'own' ? `<p data-pm-slice="1 1 []">${piece}</p>` : piece
        if (act !== 'text') data.setData('text/html', html)
        data.setData('text/plain', piece)
        const box = root?.querySelector('[data-block]')?.getBoundingClientRect()
        const at = { clientX: (box?.left ?? 0) + 60, clientY: (box?.top ?? 0) + 8 }
        const init = { bubbles: true, cancelable: true }
        root?.dispatchEvent(
          act === 'drop'
            ? new DragEvent('drop', { ...init, ...at, dataTransfer: data })
            : new ClipboardEvent('paste', { ...init, clipboardData: data }),
        )
      }
      // What would run does so when others have their turn.
      await new Promise((resolve) => setTimeout(resolve))
    },
    pieces,
    how,
  )
}

/** An empty report: everything selected and deleted. */
async function empty(): Promise<void> {
  await page.focus('.ProseMirror')
  await page.keyboard.down('Control')
  await page.keyboard.press('KeyA')
  await page.keyboard.up('Control')
  await page.keyboard.press('Backspace')
  await waitFor(async () => (await editorText(page)).trim() === '', 'nothing is left')
}

describe('the watch', () => {
  it('[CO10] sees what becomes of them where somebody puts them into a page unread', async () => {
    const victim = await profile.page('options.html')
    const other = new ContentWatch(profile, `ws://127.0.0.1:${relay.port}/`)
    await other.watch(victim)
    await other.listen()
    await victim.evaluate(
      (pieces, address) => {
        for (const piece of pieces) {
          const box = document.createElement('div')
          document.body.append(box)
          if (!/<base|<meta|<link|<frame/i.test(piece)) box.innerHTML = piece
        }
        // The policy keeps words from running; a program that let them would show it so.
        setTimeout(() => alert('run'))
        const socket = new WebSocket(address.replace('https', 'wss'))
        socket.addEventListener('error', () => socket.close())
      },
      all,
      planted,
    )
    await waitFor(() => other.dialogs.length > 0, 'a dialog')
    await waitFor(() => other.requests.some((one) => one.includes('planted')), 'a request')
    const found = await other.look(victim)
    expect(found.drawn.length).toBeGreaterThan(10)
    await waitFor(
      async () => (await other.look(victim)).refused.some((one) => one.startsWith('script-src')),
      'a script was refused',
    )
    await other.close()
    await victim.close()
    await page.bringToFront()
    watch.requests.splice(0)
  })
})

describe('words that would run', () => {
  it('[CO11] by paste and drop, as HTML, as if copied here, and as plain text', async () => {
    await page.bringToFront()
    const some = 36
    for (const how of ['paste', 'own', 'drop', 'text'] as const)
      await timed(how, async () => {
        for (let at = 0; at < all.length; at += some) {
          // Of some ways each third, since they are the same behind the door.
          if (how !== 'paste' && (at / some) % 3 !== ['own', 'drop', 'text'].indexOf(how)) continue
          await put(how, all.slice(at, at + some))
          await clean(page, `${how}, ${at}`)
          expect((await editorText(page)).length, `${how}, ${at}`).toBeGreaterThan(3)
          await empty()
        }
      })
  })

  it('[CO12] in a Word file: text, links, fields, names, comments', async () => {
    const path = join(folder, '报告"><img src=x onerror=alert(1)>.docx'.replaceAll('/', ''))
    writeFileSync(path, hostileWordFile(all))
    const other = await profile.page('report.html')
    await watch.watch(other)
    await timed('word', async () => {
      await newReportFromFile(other, path)
      await waitFor(async () => (await editorText(other)).includes('alert(700)'), 'its words')
    })
    await clean(other, 'the report of a Word file')
    await other.click('[data-tab=comments]')
    await other.waitForSelector('[data-thread-item]')
    await clean(other, 'its comments')
    await other.goto(profile.address('report.html'))
    await watch.watch(other)
    await other.waitForSelector('.home')
    await clean(other, 'the list of reports')
    await other.close()
    await page.bringToFront()
  })

  it('[CO13] signed by a drafter with a program of his own: text, blanks, figures, sources, comments, suggestions, names, files, wherever it is shown', async () => {
    villain = await joinAsHostile(await invitationOf(page, 'drafter'))
    await timed('signed', async () => {
      await signAll(villain)
      await waitFor(
        async () => (await editorText(page)).includes('alert(700)'),
        'his words are here',
        60_000,
      )
    })
    await clean(page, 'the editor')
    for (const tab of ['comments', 'checks', 'history', 'figures']) {
      if ((await page.$(`[data-tab=${tab}]`)) === null) continue
      await page.click(`[data-tab=${tab}]`)
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
      await clean(page, tab)
    }
    expect(await page.$$eval('[data-figure-item]', (list) => list.length)).toBeGreaterThan(20)
    await page.click('[data-tab=comments]')
    await page.waitForSelector('[data-thread-item]')
    await clean(page, 'comments and suggestions')
    await page.click('[data-people]')
    await page.waitForSelector('.people-dialog [data-member]')
    await clean(page, 'the list of members')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.people-dialog') === null)
    // A figure with its history and its attachments.
    await page.click('.ProseMirror [data-figure=planted0]')
    await page.waitForSelector('.figure-form')
    await page.$$eval('.figure-form details', (list) => {
      for (const one of list) one.open = true
    })
    await page.waitForSelector('.figure-form .history')
    await clean(page, 'a figure')
    await page.keyboard.press('Escape')
  }, 240_000)

  it('[CO14] in the board, the print, the comparison, the popup', async () => {
    await page.click('[data-show-board]')
    await page.waitForSelector('[data-export]')
    await clean(page, 'the board')
    await page.click('[data-show-board]')
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await page.$$eval('.sheet-printed .sheet-block', (list) => list.length)).toBeGreaterThan(
      600,
    )
    await clean(page, 'what is printed')
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    await page.click('[data-tab=history]')
    await page.click('[data-keep-version]')
    await page.type('input[name=version]', '"><img src=x onerror=alert(1)>')
    await page.click('[data-go]')
    await page.waitForSelector('[data-version]')
    await villain.sign('text', (doc) => {
      doc.getText('body').insert(0, `${all[0]}${all[300]}又改`)
    })
    await waitFor(async () => (await editorText(page)).includes('又改'), 'something else')
    await page.click('[data-version]')
    await page.waitForSelector('[data-compared]')
    await clean(page, 'the comparison')
    await page.keyboard.press('Escape')
    const popup = await profile.page('popup.html', { width: 376, height: 590 })
    await watch.watch(popup)
    await popup.waitForSelector('.report')
    await waitFor(
      () => popup.evaluate(() => document.body.textContent?.includes('alert(0)')),
      'the title is shown',
    )
    await clean(popup, 'the popup')
    await popup.close()
    await page.bringToFront()
  }, 240_000)

  it('[CO15] in the files that go out: no markup of theirs, no formula, no address that is fetched', async () => {
    await page.click('[data-menu=file]')
    await page.click('[data-command=word]')
    await page.waitForSelector('.word-dialog')
    await page.click('.word-dialog input[value=draft]')
    const word = unzipSync(
      readFileSync(await savedFile(page, () => page.click('[data-write-word]'))),
    )
    const parts = Object.entries(word).map(([name, bytes]) => [name, strFromU8(bytes)] as const)
    expect(parts.find(([name]) => name === 'word/document.xml')?.[1]).toContain('alert(700)')
    for (const [name, xml] of parts) {
      expect(xml, name).not.toMatch(/<(?:script|svg|img|iframe|style|math|[^>]*\son\w+=)[\s>/]/i)
      expect(xml, name).not.toMatch(/TargetMode="External"|<w:hyperlink|DDEAUTO|INCLUDE|macro/i)
    }
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.querySelector('.word-dialog') === null)
    await clean(page, 'after the Word file')
    await page.click('[data-show-board]')
    await page.waitForSelector('[data-export]')
    await page.click('[data-export]')
    await page.waitForSelector('[data-export-all]')
    await page.select('.export-dialog select[name=what]', 'all')
    await page.waitForSelector('[data-export-all]:not([disabled])')
    const path = await savedFile(page, async () => {
      // Long words move what is around them while they are laid out.
      await page.focus('[data-export-all]')
      await page.keyboard.press('Enter')
    })
    await page.keyboard.press('Escape')
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(path)))) {
      const xml = strFromU8(bytes)
      expect(xml, name).not.toMatch(/<f[ >]|<hyperlink|TargetMode="External"|<(?:script|svg|img)/i)
    }
    // It comes back with them in its cells, and with formulas.
    const book = sheetJs.readFile(path)
    const sheet = book.Sheets[book.SheetNames[0] ?? '']
    if (sheet === undefined) throw new Error('no sheet')
    const rows = sheetJs.utils.sheet_to_json<(string | null)[]>(sheet, { header: 1, defval: null })
    const head = rows.findIndex((row) => row.includes('tonggao:id'))
    const value = (rows[head] ?? []).indexOf('数值')
    const filled = rows.map((row, at) =>
      at > head ? row.with(value, all[(at * 13) % all.length] ?? '') : row,
    )
    const changed = sheetJs.utils.book_new()
    const name = '\'"><img src=x onerror=alert(1)'.slice(0, 31)
    sheetJs.utils.book_append_sheet(
      changed,
      sheetJs.utils.aoa_to_sheet(filled),
      name.replace(/[:\\/?*[\]]/g, ''),
    )
    writeFileSync(path, new Uint8Array(sheetJs.write(changed, { type: 'array' }) as ArrayBuffer))
    await chooseFile(page, 'input[name=list]', path)
    await page.waitForSelector('[data-proposal]')
    await clean(page, 'what a spreadsheet proposes')
    tellFigures('CO15', { injections: all.length, ...seconds })
  }, 240_000)
})

/** Everything that a drafter can sign, with all of them in it. */
async function signAll(by: HostileMember): Promise<void> {
  const me = by.device.id
  const odd = [['script', 'x'], { onerror: 'alert(1)', src: planted }, null, 7, true]
  await by.sign('text', (doc) => {
    const body = doc.getText('body')
    doc.getMap('meta').set('title', all[0])
    const inserts = all.flatMap((html, at) => [
      {
        insert: {
          block: `planted${at}`,
          type: ['paragraph', 'section', 'cell', 'script', html.slice(0, 40), 'signature'][at % 6],
          level: at % 3 === 0 ? odd[at % 5] : 2,
          marker: html.slice(0, 60),
          table: 't',
          row: `r${at % 3}`,
          col: html.slice(0, 20),
          align: at % 2 === 0 ? odd[at % 5] : `left;background:url(${planted})`,
          style: `background:url(${planted})`,
          onclick: html,
          extra: odd[at % 5],
        },
      },
      {
        insert: html,
        attributes: {
          bold: at % 2 === 0 ? true : odd[at % 5],
          ...(at % 4 === 0
            ? { onclick: html, style: odd[1], href: `javascript:alert(${at})` }
            : {}),
        },
      },
      ...(at % 20 === 0
        ? [
            {
              insert: {
                figure: `planted${at}`,
                kind: html.slice(0, 20),
                unit: html.slice(0, 30),
                label: html,
                mask: html.slice(0, 60),
                onclick: html,
              },
            },
            { insert: { script: html, style: odd[at % 5] } },
          ]
        : []),
    ])
    body.applyDelta(inserts)
  })
  await by.sign('figures', (doc) => {
    for (let at = 0; at < all.length; at += 20) {
      const html = all[at] ?? ''
      const figure = `planted${at}`
      doc
        .getMap('infos')
        .set(figure, { kind: 'text', label: html, unit: html.slice(0, 20), mask: html, hint: html })
      const detail = {
        page: html,
        note: html,
        quote: html,
        link: ['javascript:alert(1)', `${planted}/"onclick="alert(1)`, `data:text/html,${html}`][
          at % 3
        ],
        takenAt: 1,
        attachments: [`${me}:${at}`],
      }
      const entry = {
        figure,
        value: html,
        by: me,
        at: Date.now(),
        source: html,
        basis: html,
        detail,
      }
      doc.getMap('entries').set(`e${at}`, entry)
      doc.getMap('ledger').set(`e${at}`, entry)
      doc
        .getMap('attachments')
        .set(`${me}:${at}`, { name: `${html.slice(0, 80)}.png`, size: 300, by: me, at: 1 })
      doc
        .getMap('attachments')
        .set(`${me}:${at}:0`, new TextEncoder().encode(html.padEnd(300).slice(0, 300)))
      doc.getMap('assignments').set(figure, { to: me, by: me, due: html, at: 1 })
      doc.getMap('previous').set(figure, { value: html, by: me, at: 1, source: html })
    }
  })
  await by.sign('review', (doc) => {
    for (const [at, html] of all.entries()) {
      if (at % 5 !== 0) continue
      const said = { by: me, at: Date.now(), n: 1, body: html }
      const suggest = at % 10 === 0
      doc.getMap('events').set(`planted${at}`, {
        ...said,
        type: suggest ? 'suggest' : 'thread',
        anchor: { quote: html, prefix: html, start: odd[at % 5] },
        ...(suggest
          ? { old: [{ insert: '甲' }], content: [{ insert: html, attributes: { onclick: html } }] }
          : {}),
      })
      doc
        .getMap('events')
        .set(`reply${at}`, { ...said, n: 2, type: 'reply', thread: `planted${at}` })
    }
  })
  await by.callMyself('"><img src=x onerror=alert(1)>')
  by.present({ name: '<svg onload=alert(1)>', colour: `url(${planted})`, cursor: null })
}
