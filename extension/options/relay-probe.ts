/** How a relay answers: lets us in, is there but does not, or is not there. */
export type RelayAnswer = 'ok' | 'refused' | 'unreachable'

/** Milliseconds to wait for an answer. */
const patience = 6000

/**
 * Tries the address of a relay as a report would. Tells nothing to the relay but that somebody
 * came. Never rejects.
 */
export async function probeRelay(address: string): Promise<RelayAnswer> {
  if (await opens(address)) return 'ok'
  const health = new URL(address)
  health.protocol = health.protocol === 'wss:' ? 'https:' : 'http:'
  health.pathname = '/healthz'
  health.search = ''
  try {
    // The browser does not say why a socket failed; that something answers at all tells the rest.
    await fetch(health, {
      mode: 'no-cors',
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(patience),
    })
    return 'refused'
  } catch {
    return 'unreachable'
  }
}

async function opens(address: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = new WebSocket(address)
    const end = (open: boolean): void => {
      clearTimeout(timer)
      socket.close()
      resolve(open)
    }
    const timer = setTimeout(() => end(false), patience)
    socket.addEventListener('open', () => end(true), { once: true })
    socket.addEventListener('error', () => end(false), { once: true })
  })
}
