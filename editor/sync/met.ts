import { isLoose } from '../model/decode'

/** When each other device was last connected. A convenience: it may be lost, and says nothing of what it does not know. */
export interface Met {
  /** Milliseconds since 1970, by this machine's clock. */
  get(device: string): number | undefined
  /** These are connected now. */
  note(devices: readonly string[]): void
}

/** Milliseconds between writes. */
const writeEvery = 15_000

export function createMet(report: string, now: () => number): Met {
  const name = `tonggao:met:${report}`
  const times = new Map<string, number>()
  let written = 0
  let stored: unknown
  try {
    stored = JSON.parse(localStorage.getItem(name) ?? '{}')
  } catch {
    // Somebody else's hand was in it, or there is no storage: then nobody was met.
    stored = {}
  }
  for (const [device, at] of Object.entries(isLoose(stored) ? stored : {}))
    if (typeof at === 'number') times.set(device, at)
  return {
    get: (device) => times.get(device),
    note(devices) {
      for (const device of devices) times.set(device, now())
      if (devices.length === 0 || now() - written < writeEvery) return
      written = now()
      try {
        localStorage.setItem(name, JSON.stringify(Object.fromEntries(times)))
      } catch {
        // A full storage costs this convenience, nothing else.
        written = Number.POSITIVE_INFINITY
      }
    },
  }
}
