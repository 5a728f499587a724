import { readFileSync } from 'node:fs'

/** Milliseconds of processor that this thread has had; where the system does not tell, of time that has passed. */
function spent(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6
  } catch {
    return performance.now()
  }
}

/**
 * Watches for how long this thread is kept busy at a time: what it works between two turns in
 * which others could have had theirs. Where others use the machine too, waiting for the processor
 * does not count. Call what is returned to end it; it gives the longest, in milliseconds.
 */
export function watchBusy(): () => number {
  let [longest, before, isOn] = [0, spent(), true]
  const look = (): void => {
    const now = spent()
    longest = Math.max(longest, now - before)
    before = now
    if (isOn) setImmediate(look)
  }
  setImmediate(look)
  return () => {
    isOn = false
    return longest
  }
}

/** Milliseconds that this thread works on something, others who use the machine left out. */
export function busyWith(run: () => void): number {
  const before = spent()
  run()
  return spent() - before
}
