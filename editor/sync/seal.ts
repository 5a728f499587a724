import type { PartName } from '../model/parts'
import { clientIdOf } from '../model/writers'
import { toBase64url } from '../trust/bytes'
import { concat, verify, type RandomBytes, type Signer } from '../trust/keys'
import { encodeEnvelope, encodeHeader } from './wire'
import type { Envelope, Header } from './wire'

const encoder = new TextEncoder()
const salt = encoder.encode('tonggao/1')

/** Where peers meet: nothing of it tells anything of the report. */
export interface Room {
  /** The room's name on a signalling server. */
  readonly topic: string
  /** Password of the signalling messages. */
  readonly password: string
  /** 32 bytes: hides from relays what peers tell each other over them beside the log. */
  readonly cloakKey: Uint8Array
}

/** The room of a report's secret; throws a RangeError unless that has 32 bytes. */
export async function roomOf(secret: Uint8Array<ArrayBuffer>): Promise<Room> {
  const root = await rootOf(secret)
  const bytes = async (label: string): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.deriveBits(derivation(label), root, 256))
  return {
    topic: toBase64url(await bytes('topic')),
    password: toBase64url(await bytes('signal')),
    cloakKey: await bytes('cloak'),
  }
}

/** Seals with an epoch's key and the device's signature, and opens what others sealed. */
export interface Sealer {
  /** Throws when the key of the epoch is not known here. */
  seal(
    header: Omit<Header, 'schema' | 'author'>,
    plain: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer>>
  /** Whether the author signed it. */
  isSigned(envelope: Envelope): Promise<boolean>
  /** `no-key`: that epoch's key is not known here; `altered`: not sealed with it. */
  open(envelope: Envelope): Promise<Uint8Array<ArrayBuffer> | 'no-key' | 'altered'>
}

/** @param keyOf the 32 bytes of an epoch's key, where they are known; asked anew each time. */
export function createSealer(
  device: Signer,
  keyOf: (epoch: number) => Uint8Array<ArrayBuffer> | undefined,
  randomBytes: RandomBytes,
): Sealer {
  const { subtle } = crypto
  const derived = new Map<Uint8Array, Promise<CryptoKey>>()
  const readKey = (epoch: number): Promise<CryptoKey> | undefined => {
    const bytes = keyOf(epoch)
    if (bytes === undefined) return undefined
    let key = derived.get(bytes)
    if (key === undefined) {
      key = rootOf(bytes).then((root) =>
        subtle.deriveKey(derivation('read'), root, { name: 'AES-GCM', length: 256 }, false, [
          'encrypt',
          'decrypt',
        ]),
      )
      derived.set(bytes, key)
    }
    return key
  }
  return {
    async seal(fields, plain) {
      const key = await readKey(fields.epoch)
      if (key === undefined) throw new Error(`no key of epoch ${fields.epoch}`)
      const header = encodeHeader({ ...fields, author: device.id })
      const nonce = randomBytes(new Uint8Array(12))
      const ciphertext = await subtle.encrypt(
        { name: 'AES-GCM', iv: nonce, additionalData: header },
        key,
        new Uint8Array(plain),
      )
      const signed = encodeEnvelope(header, nonce, new Uint8Array(ciphertext))
      return concat(signed, await device.sign('envelope', signed))
    },
    isSigned: ({ author, signed, signature }) => verify(author, 'envelope', signed, signature),
    async open({ epoch, header, nonce, ciphertext }) {
      const key = await readKey(epoch)
      if (key === undefined) return 'no-key'
      try {
        const plain = await subtle.decrypt(
          { name: 'AES-GCM', iv: nonce, additionalData: header },
          key,
          ciphertext,
        )
        return new Uint8Array(plain)
      } catch {
        // WebCrypto tells a forged envelope only by throwing.
        return 'altered'
      }
    },
  }
}

async function rootOf(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  if (secret.length !== 32) throw new RangeError(`a secret has 32 bytes, not ${secret.length}`)
  return await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits', 'deriveKey'])
}

function derivation(label: string): HkdfParams {
  return { name: 'HKDF', hash: 'SHA-256', salt, info: encoder.encode(label) }
}

/** Key of an envelope in the log: the first 24 bytes of its SHA-256, in base64url. */
export async function envelopeKey(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return toBase64url(new Uint8Array(digest, 0, 24))
}

/** See `clientIdOf`. A promise, as everything that seals. */
export async function clientOf(device: string, session: string, part: PartName): Promise<number> {
  return clientIdOf(device, session, part)
}
