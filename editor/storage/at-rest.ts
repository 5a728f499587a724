import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { concat } from '../trust/keys'

/*
 * What lies on the disk of a device that is locked with a passphrase:
 *
 *   'TGR1' | nonce 24 | XChaCha20-Poly1305
 *
 * The place where it lies is authenticated with it, so that nothing can be passed off as
 * something else. It answers at once where WebCrypto makes wait: a row is sealed in the turn of
 * its change, and a transaction of IndexedDB stays open while its rows are merged.
 */

/** Seals and opens what lies on the disk, with a key that is in memory only. */
export interface AtRest {
  /** @param place where it will lie, for example the name of its database */
  seal(plain: Uint8Array, place: string): Uint8Array<ArrayBuffer>
  /** Undefined for what was not sealed with this key for this place. Never throws. */
  open(sealed: unknown, place: string): Uint8Array<ArrayBuffer> | undefined
}

const magic = new TextEncoder().encode('TGR1')
const nonceSize = 24
const tagSize = 16
const keySize = 32

/** @param key 32 random bytes; throws a RangeError on any other length. */
export function createAtRest(key: Uint8Array): AtRest {
  if (key.length !== keySize) throw new RangeError(`a data key has ${keySize} bytes`)
  const placeBytes = (place: string): Uint8Array => new TextEncoder().encode(place)
  return {
    seal(plain, place) {
      const nonce = crypto.getRandomValues(new Uint8Array(nonceSize))
      return concat(magic, nonce, xchacha20poly1305(key, nonce, placeBytes(place)).encrypt(plain))
    },
    open(sealed, place) {
      if (!isSealed(sealed)) return undefined
      const nonce = sealed.subarray(magic.length, magic.length + nonceSize)
      try {
        const plain = xchacha20poly1305(key, nonce, placeBytes(place)).decrypt(
          sealed.subarray(magic.length + nonceSize),
        )
        return new Uint8Array(plain)
      } catch {
        // Sealed with another key or for another place, or damaged.
        return undefined
      }
    },
  }
}

/** Whether bytes look as if somebody had sealed them; only opening tells. */
export function isSealed(value: unknown): value is Uint8Array {
  return (
    value instanceof Uint8Array &&
    value.length >= magic.length + nonceSize + tagSize &&
    magic.every((byte, index) => value[index] === byte)
  )
}
