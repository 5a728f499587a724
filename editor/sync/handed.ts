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

/** What is kept in mind. Other tabs do the same in the same place, so it is read anew each time. */
interface Remembered {
  readonly last: number | undefined
  /** What went into the last file. */
  readonly gone: ReadonlySet<string>
  /** When each that stands in the log was first seen. */
  readonly seen: ReadonlyMap<string, number>
}

export function createHanded({ memory, now }: HandedOptions): Handed {
  const write = ({ last, gone, seen }: Remembered): void => {
    if (seen.size > most || gone.size > most) return
    memory.write({
      ...(last === undefined ? {} : { at: last, keys: [...gone] }),
      seen: Object.fromEntries(seen),
    })
  }
  /** What does not stand there any more is summed up by something that came later. */
  const seenOf = (keys: readonly string[], seen: Remembered['seen']): Map<string, number> => {
    const time = now()
    return new Map(keys.map((key) => [key, seen.get(key) ?? time]))
  }
  return {
    lastExport: () => read(memory.read()).last,
    note(keys) {
      const known = read(memory.read())
      if (keys.length === known.seen.size && keys.every((key) => known.seen.has(key))) return
      write({ ...known, seen: seenOf(keys, known.seen) })
    },
    exported(keys) {
      const { seen } = read(memory.read())
      write({ last: now(), gone: new Set(keys), seen: seenOf(keys, seen) })
    },
    newer(keys, since) {
      const { gone, seen } = read(memory.read())
      if (since === 'export') return keys.filter((key) => !gone.has(key))
      return keys.filter((key) => (seen.get(key) ?? since) >= since)
    },
  }
}

function read(stored: unknown): Remembered {
  const { at, keys, seen } = isLoose(stored) ? stored : {}
  const last = typeof at === 'number' ? at : undefined
  const gone = last !== undefined && Array.isArray(keys) ? keys : []
  return {
    last,
    gone: new Set(gone.filter((one) => typeof one === 'string')),
    seen: new Map(
      Object.entries(isLoose(seen) ? seen : {}).flatMap(([key, time]) =>
        typeof time === 'number' ? [[key, time]] : [],
      ),
    ),
  }
}
