/** Waits until `look` gives something truthy and returns it. Throws with `what` after `timeout` milliseconds. */
export async function waitFor<T>(
  look: () => Promise<T> | T,
  what: string,
  timeout = 20_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeout
  let last: unknown
  for (;;) {
    try {
      const found = await look()
      if (found !== undefined && found !== null && found !== false && found !== '') return found
      last = found
    } catch (error) {
      last = error
    }
    if (Date.now() > deadline)
      throw new Error(`${what}: not within ${timeout} ms (last: ${String(last)})`)
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
}
