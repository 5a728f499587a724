import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { bodyOf } from '../../editor/model/parts'
import { tellFigures } from '../support/figures'
import {
  carry,
  close,
  machine,
  newKeys,
  open,
  quiet,
  type Machine,
  type Open,
} from '../support/machine'
import { firstSeed, random } from '../support/random'

const isLong = process.env['FAULTS'] !== undefined
/** Changes of each who is away. */
const edits = isLong ? 5000 : 250
const day = 86_400_000

const textIn = ({ docs }: Open): string => bodyOf(docs.text).toString()
const tokensIn = (text: string): string[] => text.match(/〔\w+〕/g) ?? []

/** How long the event loop was held up at most, until it is stopped. */
function watchHolds(): () => number {
  let [longest, last] = [0, performance.now()]
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }, 1)
  return () => {
    clearInterval(timer)
    return longest
  }
}

describe('weeks offline', () => {
  it(
    '[LO7] three write for a month without each other, one is removed, one comes, twice all is summed up: every honest word is there once, everywhere',
    { timeout: 3_600_000 },
    async () => {
      const seed = firstSeed()
      const r = random(seed)
      const told = `SEED=${seed}`
      const keys = newKeys()
      const hub = new Y.Doc()
      const held = (): Uint8Array => Y.encodeStateAsUpdate(hub)
      const give = (carrier: Uint8Array): void => Y.applyUpdate(hub, carrier, 'network')
      const expected = new Set<string>()
      let count = 0

      /** So many words of somebody's, a few of them taken back by themselves. */
      const write = async (one: Open, name: string, words: number): Promise<void> => {
        const body = bodyOf(one.docs.text)
        const own: string[] = []
        for (let n = 0; n < words; n++) {
          const last = own.at(-1)
          if (last !== undefined && r.chance(0.1)) {
            body.delete(body.toString().indexOf(last), last.length)
            own.pop()
            expected.delete(last)
          } else {
            const token = `〔${name}${count++}〕`
            // Not within another's word, which could then not be recognised.
            let at = r.below(body.length + 1)
            const text = body.toString()
            while (
              at < text.length &&
              text.lastIndexOf('〔', at - 1) > text.lastIndexOf('〕', at - 1)
            )
              at++
            body.insert(at, token)
            own.push(token)
            expected.add(token)
          }
          await one.core.gate.flush()
          if (r.chance(0.01)) await quiet(one, 20_000)
        }
      }

      const owner = await machine()
      let office = await open(keys, owner)
      office.core.roll.tend()
      /** Somebody comes by an invitation and is confirmed. */
      const invite = async (): Promise<Machine> => {
        const expires = office.clock.now + day
        const seedBytes = await office.core.roll.invite({ role: 'drafter', uses: 1, expires })
        const one = await machine(seedBytes)
        await quiet(office, 100)
        carry(office.carrier, hub)
        const joining = await open(keys, one, held())
        await quiet(joining, 100)
        give(await close(joining))
        carry(hub, office.carrier)
        await quiet(office, 100)
        carry(office.carrier, hub)
        return one
      }
      const away = [await invite(), await invite(), await invite()]
      const leaving = await invite()
      const gone = office.core.roll.members().at(-1)?.device ?? ''
      await write(office, 'o', 20)
      carry(office.carrier, hub)
      for (const one of [...away, leaving]) {
        const meeting = await open(keys, one, held())
        await quiet(meeting, 20_000)
        give(await close(meeting))
      }

      // A month: nobody hears of anybody but the office of the hub.
      for (const [index, one] of away.entries()) {
        const sittings = 5
        for (let sitting = 0; sitting < sittings; sitting++) {
          const at = await open(keys, one)
          at.clock.now += (1 + sitting * 6) * day
          await write(at, 'abc'[index] ?? '', edits / sittings)
          if (r.chance(0.5)) await quiet(at, 20_000)
          await close(at)
        }
      }
      const late = await open(keys, leaving)
      const before = new Set(expected)
      await write(late, 'x', 20)
      const forbidden = tokensIn(textIn(late)).filter((token) => token.startsWith('〔x'))
      for (const token of expected) if (!before.has(token)) expected.delete(token)
      const lateCarrier = await close(late)
      office.clock.now += 10 * day
      await write(office, 'o', 60)
      await office.core.gate.vouch()
      await office.core.roll.remove(gone)
      await write(office, 'o', 60)
      const fresh = await invite()
      await office.core.gate.vouch()
      await quiet(office, 20_000)
      give(await close(office))
      // What was removed comes after all, over the same network.
      give(lateCarrier)

      const stop = watchHolds()
      const begun = performance.now()
      const all = [owner, ...away, fresh]
      let largest = 0
      for (let round = 0; round < 3; round++)
        for (const one of all) {
          const back = await open(keys, one, held())
          await back.core.whenJudged
          await quiet(back, 20_000)
          largest = Math.max(largest, back.core.log.keys().length)
          give(await close(back))
        }
      const seconds = (performance.now() - begun) / 1000
      const blocked = stop()
      const opened: Open[] = []
      for (const one of all) {
        const at = await open(keys, one, held())
        await at.core.whenJudged
        await quiet(at, 20_000)
        opened.push(at)
      }
      const [first, ...others] = opened
      if (first === undefined) throw new Error('nobody')
      const text = textIn(first)
      expect(tokensIn(text).toSorted(), told).toEqual([...expected].toSorted())
      for (const token of forbidden) expect(text.includes(token), told).toBe(false)
      for (const one of others) expect(textIn(one) === text, told).toBe(true)
      for (const { core } of opened) {
        expect(core.gate.status.waiting, told).toBe(0)
        expect(core.gate.status.stranded, told).toEqual([])
        expect(
          core.gate.status.refused
            .map(({ reason }) => reason)
            .filter((reason) => reason !== 'not-a-member'),
          told,
        ).toEqual([])
      }
      for (const one of opened) await close(one)
      tellFigures('LO7', {
        'edits of each who was away': edits,
        'words in the end': expected.size,
        'envelopes at most': largest,
        'seconds until all had met twice': Math.round(seconds),
        'ms held up at a time at most': Math.round(blocked),
      })
    },
  )
})
