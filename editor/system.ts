import type { Environment } from './model/environment'

/** The platform's clock and randomness. */
export const systemEnvironment: Environment = {
  now: () => Date.now(),
  newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('')
  },
}
