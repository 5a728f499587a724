/** Held, shared, by whoever has a report open; alone, by whoever moves what is stored. */
const openReports = 'tonggao-open'

/**
 * Waits until nothing is being moved, and keeps it so until the returned function is called. For
 * whoever opens a report; how this device keeps things is to be read after that.
 */
export function keepStill(): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const held = (): Promise<void> => new Promise<void>((release) => resolve(() => release()))
    navigator.locks.request(openReports, { mode: 'shared' }, held).catch(reject)
  })
}

/** Runs while nobody has a report open. */
export async function whileStill(run: () => Promise<void>): Promise<void> {
  await navigator.locks.request(openReports, run)
}
