/** Readers for what a peer may have written: anything at all. They never throw. */

export type Loose = Readonly<Record<string, unknown>>

export function isLoose(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text under `key`, cut to `limit` UTF-16 units; `''` when there is none. */
export function textAt(value: Loose, key: string, limit: number): string {
  const found = value[key]
  return typeof found === 'string' ? found.slice(0, limit) : ''
}

/** The texts of the list under `key`: at most 50, each cut to 400 UTF-16 units. */
export function textsAt(value: Loose, key: string): string[] {
  const found = value[key]
  if (!Array.isArray(found)) return []
  return found
    .slice(0, 50)
    .filter((one) => typeof one === 'string')
    .map((one) => one.slice(0, 400))
}

/** The finite number under `key`, or 0. */
export function numberAt(value: Loose, key: string): number {
  const found = value[key]
  return typeof found === 'number' && Number.isFinite(found) ? found : 0
}

export function flagAt(value: Loose, key: string): boolean {
  return value[key] === true
}
