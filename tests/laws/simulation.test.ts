import { appendFileSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runSeed } from '../simulation/run'
import type { Extent, Outcome } from '../simulation/simulate'
import { tellFigures } from '../support/figures'
import { firstSeed } from '../support/random'

/*
 * SEED and RUNS as everywhere; PEOPLE and DAYS say how large. Without RUNS it runs for a
 * while, so that a slow machine does less.
 */
const list = fileURLToPath(new URL('../simulation/seeds.txt', import.meta.url))
const kept = readFileSync(list, 'utf8')
  .split('\n')
  .filter((line) => /^\d/.test(line))
  .map((line) => line.split(' ').map(Number))
  .filter(([, people = 0]) => people <= 6 || process.env['FAULTS'] !== undefined)
const extent: Extent = {
  people: Number(process.env['PEOPLE'] ?? 6),
  days: Number(process.env['DAYS'] ?? 6),
}
const budget = 8000

function total(outcomes: readonly Outcome[], of: (outcome: Outcome) => number): number {
  return outcomes.reduce((sum, one) => sum + of(one), 0)
}

describe('weeks of a group from one seed', () => {
  it('[SI3] the same seed gives the same run, to the last message', async () => {
    const small = { people: 4, days: 3 }
    const first = await runSeed(7, small)
    expect(await runSeed(7, small)).toEqual(first)
    expect((await runSeed(8, small)).trace).not.toBe(first.trace)
  })

  it(`[SI4] ${kept.length} runs that failed once`, { timeout: 600_000 }, async () => {
    for (const [seed = 0, people = 6, days = 6] of kept) await runSeed(seed, { people, days })
  })

  it(
    '[SI5] nobody loses anything, nobody gets in, all agree in the end',
    { timeout: 36_000_000 },
    async () => {
      const seed = firstSeed()
      const runs = process.env['RUNS'] === undefined ? undefined : Number(process.env['RUNS'])
      console.log(`simulation: SEED=${seed} PEOPLE=${extent.people} DAYS=${extent.days}`)
      const outcomes: Outcome[] = []
      const begun = performance.now()
      while (runs === undefined ? performance.now() - begun < budget : outcomes.length < runs) {
        const next = seed + outcomes.length
        try {
          outcomes.push(await runSeed(next, extent))
        } catch (error) {
          const line = `${next} ${extent.people} ${extent.days}`
          if (!kept.some((one) => one.join(' ') === line)) appendFileSync(list, `${line}\n`)
          throw error
        }
      }
      const all = (of: (outcome: Outcome) => number): number => total(outcomes, of)
      tellFigures('SI5', {
        runs: outcomes.length,
        people: all((one) => one.people),
        days: all((one) => one.days),
        'pieces of work': all((one) => one.written),
        messages: all((one) => one.messages),
        crashes: all((one) => one.crashes),
        attacks: all((one) => one.attacks),
        'copies rebuilt': all((one) => one.rebuilt),
        'seconds until all agreed at most': Math.max(...outcomes.map((one) => one.agreedAfter)),
      })
    },
  )
})
