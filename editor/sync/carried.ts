import { isLoose } from '../model/decode'
import { partNames, type PartName } from '../model/parts'
import type { Roll, Shelf } from '../trust/roll'
import type { Kept } from './core'
import type { Gate } from './gate'
import type { Log } from './log'

/** What somebody carries to others: all items of the roll, and these envelopes as they stand in the log. */
export function entriesFor(
  { roll, log }: { readonly roll: Pick<Roll, 'items'>; readonly log: Pick<Log, 'get'> },
  keys: readonly string[],
): Kept[] {
  const items = [...roll.items()].map(([name, bytes]) => ({
    kind: 'roll' as const,
    name,
    bytes: new Uint8Array(bytes),
  }))
  const envelopes = keys.flatMap((name) => {
    const bytes = log.get(name)
    return bytes instanceof Uint8Array
      ? [{ kind: 'envelope' as const, name, bytes: new Uint8Array(bytes) }]
      : []
  })
  return [...items, ...envelopes]
}

/** What a file brought that somebody carried. */
export interface Merged {
  /** Changes that are new here and have been judged, and changes that were refused. */
  readonly added: number
  readonly refused: number
  /** Changes of it that wait for something earlier, which the file does not have. */
  readonly waiting: number
  /** Changes that had waited, and waited no more once the file was there. */
  readonly released: number
  /** Whether it said something new of who takes part. */
  readonly people: boolean
}

/** Something out of a file: see `Kept`. */
interface Entry {
  readonly kind: string
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Takes what somebody carried here, in any order, any number of times. What builds on something
 * that is not here stands in the log and waits, also when the report is opened again.
 */
export async function mergeCarried(
  { shelf, roll, gate }: { readonly shelf: Shelf; readonly roll: Roll; readonly gate: Gate },
  entries: readonly Entry[],
): Promise<Merged> {
  const of = (kind: string): Map<string, Uint8Array> =>
    new Map(entries.flatMap((one) => (one.kind === kind ? [[one.name, one.bytes]] : [])))
  const count = (): number => gate.status.refused.reduce((sum, one) => sum + one.count, 0)
  const envelopes = of('envelope')
  const known = new Set(roll.items().keys())
  const before = gate.waiting()
  const refusedBefore = count()
  shelf.change(of('roll'))
  await roll.settle()
  const people = [...roll.items().keys()].some((key) => !known.has(key))
  const taken = await gate.recover(envelopes, true)
  const after = gate.waiting()
  const waiting = [...after].filter((key) => envelopes.has(key))
  return {
    added: taken - waiting.filter((key) => !before.has(key)).length,
    refused: Math.max(0, count() - refusedBefore),
    waiting: waiting.length,
    released: [...before].filter((key) => !after.has(key)).length,
    people,
  }
}

/** A change out of a file whose author had no right to it: it is not in the log, so it is kept in mind beside. */
export interface CarriedRefusal {
  readonly author: string
  readonly part: PartName
  readonly vouched: boolean
}

/** Of so many it is kept in mind over a start. */
export const mostCarriedRefusals = 1000

export function encodeCarriedRefusal(one: CarriedRefusal): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(one))
}

/** Undefined for what is none. Never throws. */
export function decodeCarriedRefusal(bytes: Uint8Array): CarriedRefusal | undefined {
  let raw: unknown
  try {
    raw = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
  if (!isLoose(raw)) return undefined
  const { author, vouched } = raw
  const part = partNames.find((one) => one === raw['part'])
  return typeof author === 'string' && part !== undefined
    ? { author, part, vouched: vouched === true }
    : undefined
}
