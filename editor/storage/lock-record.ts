import { isLoose, numberAt, textAt } from '../model/decode'
import { fromBase64url, toBase64url } from '../trust/bytes'
import { passphraseKey, passphraseRounds } from '../trust/passphrase'

/*
 * How a device is locked. What lies on the disk is sealed with a random data key; the data key
 * is sealed with a key that the passphrase stands for. So another passphrase costs one small
 * record, and whoever has only the disk has to guess the passphrase.
 */

/** `sealing` and `unsealing`: some things lie sealed and some do not; it goes on where it stopped. */
export type LockStage = 'sealing' | 'on' | 'unsealing'

export interface LockRecord {
  readonly v: 1
  readonly stage: LockStage
  /** PBKDF2-SHA256 rounds. */
  readonly rounds: number
  /** 16 bytes in base64url, as are the next two. */
  readonly salt: string
  readonly nonce: string
  /** The data key, sealed (AES-256-GCM). */
  readonly box: string
}

const mostRounds = 50_000_000
const purpose = new TextEncoder().encode('tonggao/lock/1')

/** A record of a stage that opens with the passphrase. Takes a while on purpose. */
export async function makeLockRecord(
  passphrase: string,
  dataKey: Uint8Array<ArrayBuffer>,
  stage: LockStage,
): Promise<LockRecord> {
  const salt = crypto.getRandomValues(new Uint8Array(16))
  const nonce = crypto.getRandomValues(new Uint8Array(12))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: purpose },
    await passphraseKey(passphrase, salt),
    dataKey,
  )
  return {
    v: 1,
    stage,
    rounds: passphraseRounds,
    salt: toBase64url(salt),
    nonce: toBase64url(nonce),
    box: toBase64url(new Uint8Array(sealed)),
  }
}

/** The data key, or undefined when the passphrase is another. Takes a while on purpose. */
export async function openLockRecord(
  record: LockRecord,
  passphrase: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const [salt, nonce, box] = [record.salt, record.nonce, record.box].map(fromBase64url)
  if (salt === undefined || nonce === undefined || box === undefined) return undefined
  const key = await passphraseKey(passphrase, salt, record.rounds)
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: nonce, additionalData: purpose },
      key,
      box,
    )
    return new Uint8Array(plain)
  } catch {
    // WebCrypto tells another passphrase only by throwing.
    return undefined
  }
}

/** Undefined when it is no record of ours. Never throws. */
export function readLockRecord(raw: unknown): LockRecord | undefined {
  if (!isLoose(raw) || raw['v'] !== 1) return undefined
  const { stage } = raw
  if (stage !== 'sealing' && stage !== 'on' && stage !== 'unsealing') return undefined
  const rounds = numberAt(raw, 'rounds')
  const record = {
    v: 1,
    stage,
    rounds,
    salt: textAt(raw, 'salt', 40),
    nonce: textAt(raw, 'nonce', 40),
    box: textAt(raw, 'box', 200),
  } as const
  const sound = rounds >= passphraseRounds && rounds <= mostRounds && record.box !== ''
  return sound ? record : undefined
}
