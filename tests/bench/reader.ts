import type { Page } from 'puppeteer-core'
import { caretBehind, inputMethod } from '../support/chromium'
import { openTwoPeople } from '../support/two-people'

/*
 * `npm run bench -- reader [WORDS]`: how long after the end of a composition a colleague in another
 * browser of this machine has the word before their eyes; beside it what the message alone takes
 * between two pages of one browser. Both browsers are in the foreground and drawn.
 */
const words = Number(process.argv[2] ?? 60)
const word = '全面推进'

/** Notes when each composition ends, or when each mark comes into the text, in milliseconds since 1970. */
async function note(page: Page, what: 'ends' | 'arrivals'): Promise<void> {
  await page.evaluate((kind) => {
    const found: number[] = []
    Object.assign(globalThis, { found })
    const editor = document.querySelector('.ProseMirror')
    if (editor === null) throw new Error('no editor')
    if (kind === 'ends') {
      editor.addEventListener('compositionend', () =>
        found.push(performance.timeOrigin + performance.now()),
      )
      return
    }
    let seen = 0
    new MutationObserver(() => {
      const count = (editor.textContent?.match(/〔\d+〕/gu) ?? []).length
      if (count <= seen) return
      // The frame that shows it.
      requestAnimationFrame(() => {
        for (; seen < count; seen++) found.push(performance.timeOrigin + performance.now())
      })
    }).observe(editor, { subtree: true, childList: true, characterData: true })
  }, what)
}

const noted = (page: Page): Promise<number[]> =>
  page.evaluate(() => (globalThis as unknown as { found: number[] }).found)

/** Milliseconds, sorted, that a message between two pages of one browser takes. */
async function bareMessages(page: Page, count: number): Promise<number[]> {
  return await page.evaluate(async (rounds) => {
    const [here, there] = [new BroadcastChannel('bench'), new BroadcastChannel('bench')]
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const from = performance.now()
      const came = new Promise((resolve) =>
        there.addEventListener('message', resolve, { once: true }),
      )
      here.postMessage(round)
      await came
      times.push(performance.now() - from)
    }
    here.close()
    there.close()
    return times.toSorted((a, b) => a - b)
  }, count)
}

const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN

const people = await openTwoPeople('速度报告\n一、情况\n第一段是正文。\n')
try {
  const { owner, member } = people
  await caretBehind(owner, '第一段')
  const input = await inputMethod(owner)
  await note(owner, 'ends')
  await note(member, 'arrivals')
  for (let turn = 0; turn < words; turn++) {
    for (let length = 1; length <= word.length; length++) await input.compose(word.slice(0, length))
    await input.commit(`${word}〔${turn}〕`)
    while ((await noted(member)).length <= turn);
  }
  const [ends, arrivals] = [await noted(owner), await noted(member)]
  const waits = arrivals.map((at, turn) => at - (ends[turn] ?? at)).toSorted((a, b) => a - b)
  const bare = await bareMessages(member, words)
  const row = (name: string, sorted: readonly number[]): string =>
    `| ${name} | ${[0.5, 0.95, 1].map((part) => share(sorted, part).toFixed(1)).join(' | ')} |`
  console.log(`\n${words} words of a composition\n`)
  console.log('| ms | half within | 95 % within | all within |\n|--|--|--|--|')
  console.log(row('from the end of the composition to the colleague’s screen', waits))
  console.log(row('a message between two pages of one browser', bare))
} finally {
  await people.close()
}
process.exit(0)
