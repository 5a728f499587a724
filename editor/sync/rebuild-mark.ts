/**
 * Notes, for every context of this browser, that a report's copy is stranded and is to be
 * rebuilt when a page opens it. A convenience: when it is lost, it is found out again.
 */
export interface RebuildMark {
  readonly isSet: boolean
  set(): void
  clear(): void
  /** Another context has rebuilt the copy: what is in memory here is not what is stored any more. */
  onRebuilt(listener: () => void): () => void
}

export function createRebuildMark(report: string): RebuildMark {
  const name = `tonggao:rebuild:${report}`
  const attempt = <T>(run: () => T): T | undefined => {
    try {
      return run()
    } catch {
      // Storage may be switched off or full.
      return undefined
    }
  }
  return {
    get isSet() {
      return typeof attempt(() => localStorage.getItem(name)) === 'string'
    },
    set: () => attempt(() => localStorage.setItem(name, '1')),
    clear: () => attempt(() => localStorage.removeItem(name)),
    onRebuilt(listener) {
      const heard = (event: StorageEvent): void => {
        if (event.key === name && event.newValue === null) listener()
      }
      window.addEventListener('storage', heard)
      return () => window.removeEventListener('storage', heard)
    },
  }
}
