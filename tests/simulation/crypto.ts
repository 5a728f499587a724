import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'

/*
 * WebCrypto as the sync core uses it, over Node's synchronous functions: the same bytes, but
 * every promise is settled already. WebCrypto itself answers from a pool of threads in an
 * order of its own, so that no run could be repeated.
 */

type Bytes = Uint8Array<ArrayBuffer>

interface Key {
  readonly type: 'public' | 'private' | 'secret'
  readonly algorithm: { readonly name: string }
  readonly bytes: Bytes
  readonly object: KeyObject | undefined
}

const curves: Readonly<Record<string, number>> = { Ed25519: 0x70, X25519: 0x6e }
const bytesOf = (source: ArrayBufferView | ArrayBuffer): Bytes =>
  source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength)

function publicKey(name: string, raw: Bytes): Key {
  const head = [0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, curves[name] ?? 0, 3, 0x21, 0]
  const key = Buffer.from([...head, ...raw])
  const object = createPublicKey({ key, format: 'der', type: 'spki' })
  return { type: 'public', algorithm: { name }, bytes: raw, object }
}

function privateKey(name: string, pkcs8: Bytes): Key {
  const object = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  return { type: 'private', algorithm: { name }, bytes: pkcs8, object }
}

function pkcs8Of(name: string, seed: Bytes): Bytes {
  const head = [0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, curves[name] ?? 0, 4, 34, 4, 32]
  return Uint8Array.from([...head, ...seed])
}

const secretKey = (name: string, bytes: Bytes): Key => ({
  type: 'secret',
  algorithm: { name },
  bytes,
  object: undefined,
})

const publicOf = ({ object }: Key): Bytes => {
  const { x } = createPublicKey(object as KeyObject).export({ format: 'jwk' })
  return new Uint8Array(Buffer.from(x ?? '', 'base64url'))
}

interface Derivation {
  readonly name: string
  readonly salt?: Bytes
  readonly info?: Bytes
  readonly public?: Key
}

function derive({ salt, info, public: other }: Derivation, key: Key, bits: number): Bytes {
  if (other !== undefined) {
    const privateKey = key.object as KeyObject
    const shared = diffieHellman({ privateKey, publicKey: other.object as KeyObject })
    return new Uint8Array(shared)
  }
  const none = new Uint8Array(0)
  return new Uint8Array(hkdfSync('sha256', key.bytes, salt ?? none, info ?? none, bits / 8))
}

interface Gcm {
  readonly iv: Bytes
  readonly additionalData?: Bytes
}

/** @param randomBytes where fresh key pairs come from */
export function settledCrypto(randomBytes: (bytes: Bytes) => Bytes): Crypto {
  const subtle = {
    async generateKey(name: string) {
      const pair = privateKey(name, pkcs8Of(name, randomBytes(new Uint8Array(32))))
      return { privateKey: pair, publicKey: publicKey(name, publicOf(pair)) }
    },
    async exportKey(format: string, key: Key) {
      if (format === 'raw') return bytesOf(key.bytes).slice().buffer
      return { x: Buffer.from(publicOf(key)).toString('base64url') }
    },
    async importKey(format: string, data: Bytes, algorithm: string | { name: string }) {
      const name = typeof algorithm === 'string' ? algorithm : algorithm.name
      const bytes = bytesOf(data).slice()
      if (format === 'pkcs8') return privateKey(name, bytes)
      return name in curves ? publicKey(name, bytes) : secretKey(name, bytes)
    },
    deriveBits: async (by: Derivation, key: Key, bits: number) => derive(by, key, bits).buffer,
    deriveKey: async (
      by: Derivation,
      key: Key,
      { name, length }: { name: string; length: number },
    ) => secretKey(name, derive(by, key, length)),
    digest: async (_name: string, data: Bytes) =>
      new Uint8Array(createHash('sha256').update(bytesOf(data)).digest()).buffer,
    sign: async (_name: string, key: Key, data: Bytes) =>
      new Uint8Array(sign(null, bytesOf(data), key.object as KeyObject)).buffer,
    verify: async (_name: string, key: Key, signature: Bytes, data: Bytes) =>
      verify(null, bytesOf(data), key.object as KeyObject, bytesOf(signature)),
    async encrypt({ iv, additionalData }: Gcm, key: Key, data: Bytes) {
      const cipher = createCipheriv('aes-256-gcm', key.bytes, iv)
      if (additionalData !== undefined) cipher.setAAD(additionalData)
      const sealed = Buffer.concat([cipher.update(bytesOf(data)), cipher.final()])
      return new Uint8Array(Buffer.concat([sealed, cipher.getAuthTag()])).buffer
    },
    async decrypt({ iv, additionalData }: Gcm, key: Key, data: Bytes) {
      const bytes = bytesOf(data)
      const cipher = createDecipheriv('aes-256-gcm', key.bytes, iv)
      if (additionalData !== undefined) cipher.setAAD(additionalData)
      cipher.setAuthTag(bytes.subarray(bytes.length - 16))
      const plain = cipher.update(bytes.subarray(0, bytes.length - 16))
      return new Uint8Array(Buffer.concat([plain, cipher.final()])).buffer
    },
  }
  return {
    subtle,
    getRandomValues: randomBytes,
    randomUUID: () => {
      throw new Error('no chance but the seed')
    },
  } as unknown as Crypto
}
