import type { Scheduler } from './scheduler'

export interface ChoresOptions {
  readonly scheduler: Scheduler
  readonly onError: (error: unknown) => void
  /** Work of this kind was not done. */
  readonly onFailed: (kind: WorkKind) => void
  readonly onDone: () => void
}

/** What may be waited for: what is on its way into the log, and what is on its way out of it. */
export type WorkKind = 'sealing' | 'opening'

/** What a gate has to do later, by name, and what it is doing now. */
export class Chores {
  readonly #options: ChoresOptions
  readonly #timers = new Map<string, () => void>()
  readonly #running: Readonly<Record<WorkKind, Set<Promise<void>>>> = {
    sealing: new Set(),
    opening: new Set(),
  }
  #closed = false

  constructor(options: ChoresOptions) {
    this.#options = options
  }

  /** After so many milliseconds, in the place of what was to be done under that name. */
  later(name: string, milliseconds: number, run: () => void): void {
    if (this.#closed) return
    this.cancel(name)
    const cancel = this.#options.scheduler.after(milliseconds, () => {
      this.#timers.delete(name)
      run()
    })
    this.#timers.set(name, cancel)
  }

  /** Before the next frame, once. */
  soon(name: string, run: () => void): void {
    if (this.#closed || this.#timers.has(name)) return
    const cancel = this.#options.scheduler.frame(() => {
      this.#timers.delete(name)
      run()
    })
    this.#timers.set(name, cancel)
  }

  isPlanned(name: string): boolean {
    return this.#timers.has(name)
  }

  cancel(name: string): void {
    this.#timers.get(name)?.()
    this.#timers.delete(name)
  }

  run(kind: WorkKind, work: Promise<void>): void {
    const group = this.#running[kind]
    const guarded: Promise<void> = work
      .catch((error: unknown) => {
        this.#options.onError(error)
        this.#options.onFailed(kind)
      })
      .finally(() => {
        group.delete(guarded)
        this.#options.onDone()
      })
    group.add(guarded)
  }

  count(kind: WorkKind): number {
    return this.#running[kind].size
  }

  /** Resolves when nothing of this kind is being done. */
  async settle(kind: WorkKind): Promise<void> {
    const group = this.#running[kind]
    while (group.size > 0) await Promise.all(group)
  }

  close(): void {
    this.#closed = true
    for (const cancel of this.#timers.values()) cancel()
    this.#timers.clear()
  }
}
