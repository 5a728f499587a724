import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'

/**
 * Hides from relays who is there, which only has to be hidden from them: whoever holds the room's secret can
 * look and can write, so it proves nothing about an author.
 */
export interface Cloak {
  close(plain: Uint8Array): Uint8Array<ArrayBuffer>
  /** Undefined for what was not closed with this key. Never throws. */
  open(bytes: unknown): Uint8Array<ArrayBuffer> | undefined
}

const nonceLength = 24

/** @param key 32 bytes. XChaCha20-Poly1305, because it answers at once where WebCrypto makes wait. */
export function createCloak(key: Uint8Array): Cloak {
  return {
    close(plain) {
      const nonce = crypto.getRandomValues(new Uint8Array(nonceLength))
      const sealed = xchacha20poly1305(key, nonce).encrypt(plain)
      const bytes = new Uint8Array(nonceLength + sealed.length)
      bytes.set(nonce)
      bytes.set(sealed, nonceLength)
      return bytes
    },
    open(bytes) {
      if (!(bytes instanceof Uint8Array) || bytes.length < nonceLength + 16) return undefined
      try {
        const nonce = bytes.subarray(0, nonceLength)
        return new Uint8Array(xchacha20poly1305(key, nonce).decrypt(bytes.subarray(nonceLength)))
      } catch {
        // Closed with another key, or altered.
        return undefined
      }
    },
  }
}
