import { vi } from 'vitest'
import { random } from '../support/random'
import { settledCrypto } from './crypto'
import type { Extent, Outcome } from './simulate'

/** Runs a seed as if nothing had run before: modules remember keys that they have seen. */
export async function runSeed(seed: number, extent: Extent): Promise<Outcome> {
  const { crypto } = globalThis
  const chance = random(seed ^ 0x2545f491)
  vi.resetModules()
  setCrypto(
    settledCrypto((bytes) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = chance.below(256)
      return bytes
    }),
  )
  // Messages that were cut on the way are part of the game; Yjs reports each.
  const say = console.error
  const muted = vi.spyOn(console, 'error').mockImplementation((...what: unknown[]) => {
    if (!String(what[0]).startsWith('Caught error while handling a Yjs update')) say(...what)
  })
  try {
    const { simulate } = await import('./simulate')
    return await simulate(seed, extent)
  } finally {
    muted.mockRestore()
    setCrypto(crypto)
  }
}

function setCrypto(value: Crypto): void {
  Object.defineProperty(globalThis, 'crypto', { value, configurable: true, writable: true })
}
