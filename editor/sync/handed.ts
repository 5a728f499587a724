import { isLoose } from '../model/decode'

/*
 * What this device has handed on in files, so that the next file need not hold it again. Sealed
 * changes are known by the hash that they stand under in the log. Whatever is forgotten here, or
 * noted late, only makes a file larger: it then holds what the other side has already.
 */

/** Since when changes are wanted: since the last file, or since a moment, in milliseconds since 1970. */
export type Since = 'export' | number

export interface Handed {
  /** When changes were exported last, whoever they were for; undefined: never, as far as is known. */
  lastExport(): number | undefined
  /** These stand in the log now; what was not here before has come now. */
  note(keys: readonly string[]): void
  /** All of these have just gone into a file, or stand in one that went before. */
  exported(keys: readonly string[]): void
  /** Of these, what came since. */
  newer(keys: readonly string[], since: Since): string[]
}

export interface HandedOptions {
  /** A place that this device keeps; it may be emptied at any time. */
  readonly memory: { read(): unknown; write(value: unknown): void }
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Envelopes of a report that are kept in mind: more than a log has that is summed up now and then. */
const most = 20_000

export function createHanded({ memory, now }: HandedOptions): Handed {
  const stored = memory.read()
  const raw = isLoose(stored) ? stored : {}
  const { at, keys: sent, seen: times } = raw
  let last = typeof at === 'number' ? at : undefined
  let gone = new Set(
    last !== undefined && Array.isArray(sent) ? sent.filter((one) => typeof one === 'string') : [],
  )
  let seen = new Map<string, number>()
  for (const [key, time] of Object.entries(isLoose(times) ? times : {}))
    if (typeof time === 'number') seen.set(key, time)
  const write = (): void => {
    if (seen.size > most || gone.size > most) return
    memory.write({
      ...(last === undefined ? {} : { at: last, keys: [...gone] }),
      seen: Object.fromEntries(seen),
    })
  }
  const note = (keys: readonly string[]): boolean => {
    if (keys.length === seen.size && keys.every((key) => seen.has(key))) return false
    const time = now()
    // What does not stand there any more is summed up by something that came later.
    seen = new Map(keys.map((key) => [key, seen.get(key) ?? time]))
    return true
  }
  return {
    lastExport: () => last,
    note(keys) {
      if (note(keys)) write()
    },
    exported(keys) {
      note(keys)
      last = now()
      gone = new Set(keys)
      write()
    },
    newer(keys, since) {
      if (since === 'export') return keys.filter((key) => !gone.has(key))
      return keys.filter((key) => (seen.get(key) ?? since) >= since)
    },
  }
}
