/**
 * What one device remembers of how somebody looks at things: numbers, switches, block ids.
 * Never part of a report and never its content: this does not stand behind the lock.
 */
export interface DeviceMemory {
  read(): unknown
  write(value: unknown): void
}

/** Remembers under `name`. Where the browser keeps nothing, nothing is remembered, and nothing fails. */
export function deviceMemory(name: string): DeviceMemory {
  const key = `tonggao:${name}`
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(key) ?? 'null') as unknown
      } catch {
        // Storage may be switched off, and what stands there may be of another version.
        return null
      }
    },
    write(value) {
      try {
        localStorage.setItem(key, JSON.stringify(value))
      } catch {
        // As above: a way of looking is not worth an error.
      }
    },
  }
}
