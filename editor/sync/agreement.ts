import type { Scheduler } from './scheduler'

export interface AgreementOptions {
  readonly scheduler: Scheduler
  /** Whether somebody who is here holds something else than we do. */
  readonly differs: () => boolean
  /** Asks everybody who is here for what is missing. */
  readonly ask: () => void
}

/** Milliseconds between looks. */
const lookEvery = 3000

/**
 * Makes peers that stay connected agree, whatever of their messages is lost: whoever sees
 * twice in a row that another holds something else asks again, and goes on until both hold
 * the same. Returns what ends it.
 */
export function keepAgreeing({ scheduler, differs, ask }: AgreementOptions): () => void {
  let before = false
  let cancel = (): void => undefined
  const look = (): void => {
    cancel = scheduler.after(lookEvery, look)
    const now = differs()
    // What was written a moment ago is still on its way.
    if (now && before) ask()
    before = now
  }
  cancel = scheduler.after(lookEvery, look)
  return () => cancel()
}
