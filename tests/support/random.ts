/** A seeded source of randomness. The same seed gives the same run on every machine. */
export interface Random {
  readonly seed: number
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  pick<T>(list: readonly T[]): T
  /** True with probability `p`. */
  chance(p: number): boolean
}

export function random(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    seed,
    below: (limit) => Math.floor(next() * limit),
    pick: (list) => {
      const item = list[Math.floor(next() * list.length)]
      if (item === undefined) throw new RangeError('pick from an empty list')
      return item
    },
    chance: (p) => next() < p,
  }
}

/** The seed of this run: SEED from the environment, else a new one. */
export function firstSeed(): number {
  return process.env['SEED'] === undefined
    ? Math.floor(Math.random() * 2 ** 31)
    : Number(process.env['SEED'])
}

/** How many runs: RUNS from the environment, else `usual`. */
export function runCount(usual: number): number {
  return process.env['RUNS'] === undefined ? usual : Number(process.env['RUNS'])
}
