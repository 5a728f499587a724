import { toBase64url } from './bytes'
import { encodeEnvelope, encodeHeader } from './wire'
import type { Envelope, Header } from './wire'

export interface Sealer {
  /** The room's name on a signalling server. Tells nothing of the report. */
  topic: string
  /** Password of the signalling messages. */
  password: string
  seal(
    header: Pick<Header, 'kind' | 'part' | 'author'>,
    plain: Uint8Array,
  ): Promise<Uint8Array<ArrayBuffer>>
  /** Undefined when the envelope was not sealed with this room's key, or was altered. */
  open(envelope: Envelope): Promise<Uint8Array | undefined>
}

const encoder = new TextEncoder()
const salt = encoder.encode('tonggao/1')

/**
 * Keys of one report, all derived from its secret by HKDF-SHA256 (RFC 5869).
 * @param secret 32 random bytes; throws on any other length.
 * @param randomBytes fills the array with unguessable bytes.
 */
export async function createSealer(
  secret: Uint8Array<ArrayBuffer>,
  randomBytes: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
): Promise<Sealer> {
  if (secret.length !== 32) throw new Error(`a secret has 32 bytes, not ${secret.length}`)
  const { subtle } = crypto
  const root = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits', 'deriveKey'])
  const derivation = (label: string): HkdfParams => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt,
    info: encoder.encode(label),
  })
  const text = async (label: string): Promise<string> =>
    toBase64url(new Uint8Array(await subtle.deriveBits(derivation(label), root, 256)))
  const readKey = await subtle.deriveKey(
    derivation('read'),
    root,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
  return {
    topic: await text('topic'),
    password: await text('signal'),
    async seal(fields, plain) {
      const header = encodeHeader(fields)
      const nonce = randomBytes(new Uint8Array(12))
      const ciphertext = await subtle.encrypt(
        { name: 'AES-GCM', iv: nonce, additionalData: header },
        readKey,
        new Uint8Array(plain),
      )
      return encodeEnvelope(header, nonce, new Uint8Array(ciphertext))
    },
    async open({ header, nonce, ciphertext }) {
      try {
        const plain = await subtle.decrypt(
          { name: 'AES-GCM', iv: nonce, additionalData: header },
          readKey,
          ciphertext,
        )
        return new Uint8Array(plain)
      } catch {
        // WebCrypto tells a forged envelope only by throwing.
        return undefined
      }
    },
  }
}

/** Key of an envelope in the log: the first 24 bytes of its SHA-256, in base64url. */
export async function envelopeKey(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return toBase64url(new Uint8Array(digest, 0, 24))
}
