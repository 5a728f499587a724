import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { editorText, joinReport, type Profile } from '../support/chromium'
import { tellFigures } from '../support/figures'
import { MachineRoom } from '../support/machines'
import {
  openOnMachines,
  routeOf,
  type PeopleOnMachines,
  type Person,
} from '../support/people-on-machines'
import { runCount } from '../support/random'
import { typeAtEnd } from '../support/two-on-lines'
import { waitFor } from '../support/wait'

/*
 * Relays that go and come, under two people who are connected by WebRTC. Takes minutes, so only
 * `npm run faults` runs it, where machines can be made.
 */
const lacking = process.env['FAULTS'] === undefined ? 'FAULTS' : MachineRoom.missing()
if (process.env['FAULTS'] !== undefined && lacking !== undefined)
  console.warn(`signalling: left out, there is no ${lacking}`)

let all: PeopleOnMachines
let people: Person[]
const words: string[] = []

/** Types a word and waits until the other has it; how many milliseconds that took. */
async function exchange(word: string, turn: number): Promise<number> {
  const [from, to] = turn % 2 === 0 ? people : people.toReversed()
  if (from === undefined || to === undefined) throw new Error('two people')
  words.push(word)
  const begun = Date.now()
  await typeAtEnd(from.page, word)
  await waitFor(async () => (await editorText(to.page)).includes(word), word, 30_000)
  return Date.now() - begun
}

/** Seconds of processor time that a browser with all its processes has used. */
function processorTime(one: Profile): number {
  const root = one.browser.process()?.pid ?? 0
  const list = execFileSync('ps', ['-eo', 'pid=,pgid='], { encoding: 'utf8' })
  let ticks = 0
  for (const line of list.trim().split('\n')) {
    const [pid = '', group = ''] = line.trim().split(/\s+/)
    if (Number(group) !== root) continue
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      ticks += Number(fields[11]) + Number(fields[12])
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks / 100
}

/** Percent of one core over so many milliseconds in which nobody does anything. */
async function idleLoad(one: Profile, milliseconds: number): Promise<number> {
  const before = processorTime(one)
  const begun = performance.now()
  await waitFor(() => performance.now() - begun > milliseconds, 'a while', 2 * milliseconds)
  return (100_000 * (processorTime(one) - before)) / (performance.now() - begun)
}

describe.runIf(lacking === undefined)('relays that go and come', () => {
  beforeAll(async () => {
    all = await openOnMachines('信令报告\n一、总体情况\n首段。\n', ['王芳', '李强'])
    ;({ people } = all)
    await exchange('〔始〕', 0)
  }, 300_000)

  afterAll(async () => {
    await all?.close()
  })

  it('[NE10] a relay that is ended every 20 s, told and untold: who is connected does not notice', async () => {
    const before = await Promise.all(people.map((one) => routeOf(one.profile)))
    const took: number[] = []
    const rounds = 3 * runCount(1)
    for (let round = 0; round < rounds; round++) {
      const begun = Date.now()
      await all.relay.end(round % 2 === 0 ? 'SIGKILL' : 'SIGTERM')
      took.push(await exchange(`〔无${round}〕`, round))
      await all.relay.start()
      while (Date.now() - begun < 20_000) {
        took.push(await exchange(`〔有${round}.${took.length}〕`, took.length))
        await waitFor(() => Date.now() - begun > Math.min(20_000, 3000 * took.length), 'a moment')
      }
      for (const { page } of people) {
        expect(await page.$$eval('[data-peer]', (list) => list.length)).toBe(1)
        await waitFor(() => page.$('[data-sync=synced]'), 'in step', 30_000)
      }
    }
    // The very same connections: their ports are in the pairs.
    expect(await Promise.all(people.map((one) => routeOf(one.profile)))).toMatchObject(
      before.map(({ pairs }) => ({ pairs })),
    )
    for (const { page } of people) {
      const text = await editorText(page)
      for (const word of words) expect(text.split(word), word).toHaveLength(2)
    }
    tellFigures('NE10', {
      'relay ended': rounds,
      'words exchanged': took.length,
      'ms until seen, at most': Math.max(...took),
    })
  }, 900_000)

  it('[NE11] a relay that is away: tried again within 30 s each time, with little work; who waits gets in 15 s after its return', async () => {
    const [wang] = people
    if (wang === undefined) throw new Error('somebody')
    const with_ = await idleLoad(wang.profile, 20_000)
    await all.relay.end('SIGKILL')
    const tries: number[] = []
    all.room.onPacket = (packet, from) => {
      const tcp = packet.readUInt8(9) === 6 ? 4 * (packet.readUInt8(0) & 15) : 0
      // The first packet of a connection: SYN and no ACK.
      if (from === wang.machine && tcp > 0 && (packet.readUInt8(tcp + 13) & 18) === 2)
        tries.push(performance.now())
    }
    const away = await idleLoad(wang.profile, 40_000)
    all.room.onPacket = undefined
    const gaps = tries.slice(1).map((at, index) => at - (tries[index] ?? at))
    expect(tries.length).toBeGreaterThan(2)
    await exchange('〔一直无〕', 0)
    // All is well with a colleague there: nobody is told that he is offline.
    for (const { page } of people)
      await waitFor(() => page.$('[data-sync=synced]'), 'in step', 30_000)

    const { page } = await all.open('赵敏')
    await joinReport(page, all.code)
    await exchange('〔她等着〕', 1)
    await all.relay.start()
    const begun = Date.now()
    await waitFor(async () => (await editorText(page)).includes('〔她等着〕'), 'the text', 60_000)
    const joined = Date.now() - begun
    tellFigures('NE11', {
      '% of a core with a relay': with_.toFixed(1),
      '% without': away.toFixed(1),
      'tries in 40 s': tries.length,
      'ms between tries at most': Math.round(Math.max(...gaps)),
      'ms from its return until a newcomer has the text': joined,
    })
    expect(Math.max(...gaps)).toBeLessThan(30_000)
    expect(joined).toBeLessThan(15_000)
    expect(away).toBeLessThan(with_ + 10)
  }, 400_000)
})
