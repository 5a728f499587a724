import type { Log } from './log'
import { tellAll } from '../model/listening'

/**
 * A short name for what stands on the shelves of a carrier, kept up to date as it changes:
 * equal names mean equal sets. The keys are hashes already, so their sum tells sets apart
 * unless somebody seeks a collision, who would deceive nobody but himself.
 */
export interface Digest {
  value(): string
  onChange(listener: () => void): () => void
  close(): void
}

const modulus = 1n << 96n

export function createDigest(shelves: readonly Log[]): Digest {
  const counted = new Map<string, bigint>()
  const listeners = new Set<() => void>()
  let sum = 0n
  const add = (key: string, shelf: number): void => {
    const name = `${shelf} ${key}`
    if (counted.has(name)) return
    const number = numberOf(name)
    counted.set(name, number)
    sum = (sum + number) % modulus
  }
  const stops = shelves.map((shelf, index) => {
    for (const key of shelf.keys()) add(key, index)
    return shelf.onChange((added, removed) => {
      for (const key of added) add(key, index)
      for (const key of removed) {
        const number = counted.get(`${index} ${key}`)
        if (number === undefined) continue
        counted.delete(`${index} ${key}`)
        sum = (sum - number + modulus) % modulus
      }
      tellAll(listeners)
    })
  })
  return {
    value: () => `${counted.size}.${sum.toString(36)}`,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      for (const stop of stops) stop()
    },
  }
}

/** Mixes the characters of a key into a number of 96 bits (FNV-1a over 96 bits, no secrecy wanted). */
function numberOf(key: string): bigint {
  let hash = 0xcbf29ce484222325cbf29cen
  for (let i = 0; i < key.length && i < 64; i++) {
    hash = ((hash ^ BigInt(key.charCodeAt(i))) * 0x100000000000000000001b3n) % modulus
  }
  return hash
}
