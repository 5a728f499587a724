import { writeFileSync } from 'node:fs'
import * as Y from 'yjs'
import { emptyParts } from '../../editor/model/report'
import { bodyOf, partNames } from '../../editor/model/parts'
import { close, machine, open, quiet, type Machine, type Open } from '../support/machine'
import { random } from '../support/random'
import { writeYear } from './year'
import { measureInBrowser } from './year-in-browser'
import { readYear, storeYear } from './year-file'

/*
 * `npm run bench -- log [EDITS] [PEOPLE] [DAYS]`: what a year of work leaves in the log, and how
 * long it takes to open: for somebody who has nothing yet, for somebody who was away for a day,
 * and, as every day, for somebody who closes the report and opens it again.
 * `--year FILE` keeps the year in a file, or takes it from there.
 */
const args = process.argv.slice(2)
const after = (name: string): string | undefined => {
  const at = args.indexOf(name)
  return at < 0 ? undefined : args.splice(at, 2)[1]
}
const target = after('--json')
const file = after('--year')
const [edits = 100_000, people = 20, days = 365] = args
  .filter((one) => /^\d+$/.test(one))
  .map(Number)
const stored = file === undefined ? undefined : readYear(file)
const year = stored ?? (await writeYear({ edits, people, days }))
if (stored === undefined && file !== undefined) storeYear(file, year)

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
const copyOf = (one: Machine): Machine => ({
  ...one,
  sessions: [...one.sessions],
  kept: [...one.kept],
})

/** What opening takes: until the text may be shown, until all is judged, and how long it blocked. */
interface Opening {
  readonly opened: Open
  readonly shown: number
  readonly judged: number
  readonly blocked: number
}

async function timed(one: Machine, from?: Uint8Array): Promise<Opening> {
  const tries: Opening[] = []
  for (let n = 0; n < 3; n++) {
    let last = performance.now()
    let blocked = 0
    const ticks = setInterval(() => {
      blocked = Math.max(blocked, performance.now() - last)
      last = performance.now()
    }, 1)
    const opened = await open(year, copyOf(one), from)
    const shown = opened.loaded + opened.opened
    const judged = shown + (await opened.judged())
    clearInterval(ticks)
    tries.push({ opened, shown, judged, blocked })
  }
  const [first] = tries
  if (first === undefined) throw new Error('never opened')
  for (const { opened } of tries) {
    if (bodyOf(opened.docs.text).toString() !== bodyOf(first.opened.docs.text).toString())
      throw new Error('another text')
    if (opened !== first.opened) await opened.core.close()
  }
  return {
    opened: first.opened,
    shown: median(tries.map(({ shown }) => shown)),
    judged: median(tries.map(({ judged }) => judged)),
    blocked: median(tries.map((each) => each.blocked)),
  }
}

/** So many edits by one person. */
async function write({ docs, core }: Open, count: number): Promise<void> {
  const r = random(count)
  const body = bodyOf(docs.text)
  for (let n = 0; n < count; n++) {
    body.insert(r.below(body.length + 1), String.fromCharCode(0x4e00 + r.below(5000)))
    await core.gate.flush()
  }
}

const daily = Math.round(year.edits / year.days)
const rows = new Map<string, number | string>()
const say = (name: string, value: number | string): void => {
  rows.set(name, value)
}
const hubDoc = new Y.Doc()
Y.applyUpdate(hubDoc, year.hub)
const [, one, other] = year.group
if (one === undefined || other === undefined) throw new Error('a group of three at least')

const late = await timed(await machine(year.invite), year.hub)
if (bodyOf(late.opened.docs.text).toString() !== year.text)
  throw new Error('the newcomer has another text')
const { log } = late.opened.core
const inside = log.keys().reduce((sum, key) => sum + (log.get(key) as Uint8Array).length, 0)
const states = partNames.map((part) => Y.encodeStateAsUpdate(late.opened.docs[part]))
const state = states.reduce((sum, bytes) => sum + bytes.length, 0)
const plain = median(
  Array.from({ length: 5 }, () => {
    const docs = emptyParts()
    const start = performance.now()
    for (const [index, part] of partNames.entries())
      Y.applyUpdate(docs[part], states[index] ?? new Uint8Array())
    return performance.now() - start
  }),
)
const ratio = (part: number, whole: number): string => `${(part / whole).toFixed(1)} ×`
say('edits, each sealed by itself', year.edits)
say('people', year.people)
say('characters of the text', year.text.length)
say('bytes of the state: text, figures and review with their history', state)
say('envelopes in the log', log.keys().length)
say('bytes of these', inside)
say('bytes of the log as it is carried', year.hub.length)
say('… as so many times the state', ratio(year.hub.length, state))
say('… at most within the year', ratio(year.largest, state))
say('an edit for its author and one colleague, ms', Number(year.perEdit.toFixed(2)))
say('Yjs alone loads the state, ms', Number(plain.toFixed(1)))
const tell = (who: string, { shown, judged, blocked }: Opening): void => {
  say(`${who}: the text is there, ms`, Math.round(shown))
  say(`${who}: the log is read, ms`, Math.round(judged))
  say(`${who}: … as so many times Yjs alone`, ratio(judged, plain))
  say(`${who}: blocked at a time, ms`, Math.round(blocked))
}
tell('somebody new', late)
await late.opened.core.close()

const today = await open(year, one, year.hub)
await quiet(today, 20_000)
Y.applyUpdate(hubDoc, await close(today), 'network')
const everyday = await timed(one)
tell('the same machine again', everyday)
await everyday.opened.core.close()

const colleague = await open(year, other, Y.encodeStateAsUpdate(hubDoc))
await write(colleague, daily)
await quiet(colleague, 20_000)
Y.applyUpdate(hubDoc, await close(colleague), 'network')
const back = await timed(one, Y.encodeStateAsUpdate(hubDoc))
tell('somebody who was away for a day', back)
await back.opened.core.close()

// Closed as soon as the last word is written: nobody had the time to compact.
const hurried = await open(year, one)
await write(hurried, daily)
await close(hurried)
const loose = await timed(one)
tell('the same machine after a day of one’s own', loose)
await loose.opened.core.close()

for (const [when, figures] of Object.entries(await measureInBrowser(year, one))) {
  for (const [name, value] of Object.entries(figures))
    say(`in a browser, ${when}: ${name}`, Math.round(value))
}

console.log('| a year of work | |\n|--|--|')
for (const [name, value] of rows) console.log(`| ${name} | ${value} |`)
if (target !== undefined)
  writeFileSync(target, `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`)
