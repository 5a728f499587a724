import { readFileSync, writeFileSync } from 'node:fs'
import { isLoose } from '../../editor/model/decode'
import type { Year } from './year'

/*
 * A year in a file, since writing one takes longer than opening it a hundred times.
 */

/** Stores a year that was written. */
export function storeYear(file: string, year: Year): void {
  writeFileSync(file, textOf(year))
}

/** Reads what `storeYear` wrote; undefined when there is none. */
export function readYear(file: string): Year | undefined {
  try {
    return fromText(readFileSync(file, 'utf8')) as Year
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** JSON, with bytes in base64. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    one instanceof Uint8Array ? { base64: Buffer.from(one).toString('base64') } : one,
  )
}

function fromText(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    const bytes = isLoose(value) ? value['base64'] : undefined
    return typeof bytes === 'string' ? new Uint8Array(Buffer.from(bytes, 'base64')) : value
  })
}
