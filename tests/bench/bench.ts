import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launch, type Page } from 'puppeteer-core'
import { findChromium, root } from '../commands/ensure.mjs'
import type { Bench } from './page/main'
import { servePage } from './serve-page'

/*
 * `npm run bench`: one table; each figure beside the same of bare ProseMirror and of
 * CodeMirror 6 with y-codemirror.next, measured in the same run. `--json FILE` writes it.
 */
const { address, close: stopServing } = await servePage()

const browser = await launch({
  executablePath: findChromium(),
  headless: true,
  args: [
    '--no-sandbox',
    '--enable-precise-memory-info',
    '--disable-frame-rate-limit',
    '--disable-gpu-vsync',
  ],
  protocolTimeout: 600_000,
})
const sample = readFileSync(join(root, 'extension/public/sample-template.txt'), 'utf8')
const kinds = ['tonggao', 'prosemirror', 'codemirror'] as const
type Kind = (typeof kinds)[number]
const sizes = [1, 10, 100] as const

type Row = Record<string, number>
const results: Record<string, Record<Kind, Row>> = {}

const ask = <K extends keyof Bench>(
  page: Page,
  name: K,
  ...args: Parameters<Bench[K]>
): Promise<number> =>
  page.evaluate(
    (method, list) =>
      (globalThis as unknown as { bench: Record<string, (...a: unknown[]) => unknown> }).bench[
        method
      ]?.(...list),
    name,
    args,
  ) as Promise<number>

async function measure(kind: Kind, text: string): Promise<Row> {
  const page = await browser.newPage()
  await page.setViewport({ width: 1280, height: 800 })
  await page.goto(address)
  await page.waitForFunction(() => 'bench' in globalThis)
  const row: Row = {}
  row['open'] = await ask(page, 'open', kind, text)
  for (let i = 1; i <= 40; i++) {
    await page.keyboard.type('a')
    while ((await ask(page, 'keyCount')) < i);
  }
  row['key to paint'] = await ask(page, 'keys')
  row['dispatch'] = await ask(page, 'dispatch')
  row['one remote character'] = await ask(page, 'remote', 1, 15)
  row['300 remote characters'] = await ask(page, 'remote', 300, 1)
  row['merge of 5,000 edits'] = await ask(page, 'merge', 5000)
  const session = await page.createCDPSession()
  await session.send('HeapProfiler.collectGarbage')
  row['heap, MB'] = (await page.metrics()).JSHeapUsedSize! / 1e6
  if (kind === 'tonggao') {
    row['parse'] = await ask(page, 'parse', text)
    row["last year's text"] = await ask(page, 'lastYear', text)
    row["page held by last year's text"] = await ask(page, 'lastYearHeld')
    row['load from IndexedDB'] = await ask(page, 'storage', text)
  }
  await page.close()
  return row
}

for (const size of sizes) {
  const text = Array.from({ length: size }, () => sample).join('\n')
  const rows = {} as Record<Kind, Row>
  for (const kind of kinds) rows[kind] = await measure(kind, text)
  results[`${size}×`] = rows
}
/** The review beside a text of a hundred times the sample: nothing, the list, cards at their lines. */
const reviewKinds = ['closed', 'list', 'beside'] as const
const review: Record<string, Record<(typeof reviewKinds)[number], Row>> = {}
for (const count of [20, 2000]) {
  const text = Array.from({ length: 100 }, () => sample).join('\n')
  const rows = {} as Record<(typeof reviewKinds)[number], Row>
  for (const kind of reviewKinds) {
    const page = await browser.newPage()
    await page.setViewport({ width: 1280, height: 800 })
    await page.goto(address)
    await page.waitForFunction(() => 'bench' in globalThis)
    const row: Row = {}
    row['open'] = await ask(page, 'openReview', kind, text, count)
    for (let i = 1; i <= 40; i++) {
      await page.keyboard.type('a')
      while ((await ask(page, 'keyCount')) < i);
    }
    row['key to paint'] = await ask(page, 'keys')
    row['scroll to paint'] = await ask(page, 'scroll')
    row['cards'] = (await page.$$('[data-thread-item]')).length
    rows[kind] = row
    await page.close()
  }
  review[`${count} threads`] = rows
}

await browser.close()
stopServing()

const names = [...new Set(Object.values(results).flatMap((rows) => Object.keys(rows.tonggao)))]
const show = (value: number | undefined): string =>
  value === undefined ? '' : value < 10 ? value.toFixed(1) : value.toFixed(0)
console.log(
  'Milliseconds; in brackets the ratio to bare ProseMirror and to CodeMirror 6 with Yjs in the same run.',
)
console.log(`| | ${sizes.map((size) => `${size}×`).join(' | ')} | 100× ÷ 1× |`)
console.log(`|--|${sizes.map(() => '--|').join('')}--|`)
for (const name of names) {
  const cells = sizes.map((size) => {
    const rows = results[`${size}×`]
    const own = rows?.tonggao[name]
    const ratios = (['prosemirror', 'codemirror'] as const).flatMap((kind) => {
      const other = rows?.[kind][name]
      return own === undefined || other === undefined ? [] : [(own / other).toFixed(2)]
    })
    return `${show(own)}${ratios.length === 0 ? '' : ` (${ratios.join(', ')})`}`
  })
  const growth = (results['100×']?.tonggao[name] ?? 0) / (results['1×']?.tonggao[name] ?? 1)
  console.log(`| ${name} | ${cells.join(' | ')} | ${growth.toFixed(1)} |`)
}
console.log('\nThe review beside the text, milliseconds; in brackets the ratio to the list.')
console.log(`| | ${reviewKinds.map((kind) => kind).join(' | ')} |\n|--|--|--|--|`)
for (const [threads, rows] of Object.entries(review))
  for (const name of Object.keys(rows.beside)) {
    const cells = reviewKinds.map((kind) => {
      const [own, list] = [rows[kind][name], rows.list[name]]
      return own === undefined || list === undefined || kind === 'list' || list === 0
        ? show(own)
        : `${show(own)} (${(own / list).toFixed(2)})`
    })
    console.log(`| ${threads}: ${name} | ${cells.join(' | ')} |`)
  }
const json = process.argv.indexOf('--json')
const target = json < 0 ? undefined : process.argv[json + 1]
if (target !== undefined)
  writeFileSync(target, `${JSON.stringify({ ...results, review }, null, 2)}\n`)
