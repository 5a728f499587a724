import type { Scheduler } from './scheduler'

export interface AgreementOptions {
  readonly scheduler: Scheduler
  /** Whether somebody who is here holds something else than we do. */
  readonly differs: () => boolean
  /** Whether something large is coming, which is most of the difference: who asks gets all of it again. */
  readonly comes?: () => boolean
  /** Asks everybody who is here for what is missing. */
  readonly ask: () => void
}

/** Milliseconds between looks. */
const lookEvery = 3000
/** Looks in a row that were in vain, after which only each tenth asks: somebody may never agree. */
const patience = 40
/** Looks in a row that what comes may hold off: somebody may never end, and there are others to be asked. */
const longestComing = 20

/**
 * Makes peers that stay connected agree, whatever of their messages is lost: whoever sees
 * twice in a row that another holds something else asks again, and goes on until both hold
 * the same. Returns what ends it.
 */
export function keepAgreeing(options: AgreementOptions): () => void {
  const { scheduler, differs, comes = () => false, ask } = options
  let looks = 0
  let coming = 0
  let cancel = (): void => undefined
  const look = (): void => {
    cancel = scheduler.after(lookEvery, look)
    coming = comes() ? coming + 1 : 0
    const isHeldOff = coming > 0 && coming <= longestComing
    looks = !isHeldOff && differs() ? looks + 1 : 0
    // What was written a moment ago is still on its way.
    if (looks > 1 && (looks < patience || looks % 10 === 0)) ask()
  }
  cancel = scheduler.after(lookEvery, look)
  return () => cancel()
}

export interface StrandedOptions {
  readonly scheduler: Scheduler
  /** Whether the gate holds what it cannot publish. */
  readonly stranded: () => boolean
  /** Whether somebody is here who could publish it, and whose log is the same as ours. */
  readonly agreed: () => boolean
  /** Called once: nobody who could puts it back, so only a rebuilt copy will be everybody's. */
  readonly confirm: () => void
}

/** Milliseconds between looks, and how many in a row count: whoever heals needs a few seconds. */
const strandedEvery = 10_000
const strandedLooks = 9

/** Tells when a copy holds what the others will never have. Returns what ends it. */
export function watchStranded(options: StrandedOptions): () => void {
  const { scheduler, stranded, agreed, confirm } = options
  let looks = 0
  let cancel = (): void => undefined
  const look = (): void => {
    looks = stranded() && agreed() ? looks + 1 : 0
    if (looks >= strandedLooks) confirm()
    else cancel = scheduler.after(strandedEvery, look)
  }
  cancel = scheduler.after(strandedEvery, look)
  return () => cancel()
}
