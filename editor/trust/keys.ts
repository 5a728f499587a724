import { isLoose, textAt } from '../model/decode'
import { fromBase64url, toBase64url } from './bytes'
import { agreeingKeyOf, isSigningPoint, signingKeyOf } from './public-key'

/*
 * Key pairs and what is done with them, all by WebCrypto: Ed25519 (RFC 8032) signs,
 * X25519 (RFC 7748) with HKDF-SHA256 (RFC 5869) and AES-256-GCM wraps keys for one
 * receiver. Public keys are written in base64url. Every signature names its purpose,
 * so that none can be passed off as another.
 */

/** The two key pairs of a device, or of an invitation. */
export interface KeyPairs {
  readonly sign: CryptoKeyPair
  readonly agree: CryptoKeyPair
}

/** Somebody who can sign and be sent a key. */
export interface Signer {
  /** Public signing key: the identity. */
  readonly id: string
  /** Public key that keys are wrapped for. */
  readonly agree: string
  sign(purpose: string, bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
  /** Undefined when the box is not for us, or was altered. */
  unwrap(box: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined>
}

/** Fills the array with unguessable bytes and returns it. */
export type RandomBytes = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()
const nonceSize = 12
const keySize = 32

/** Fresh key pairs. They can be exported, because the disk of a locked device holds them sealed. */
export async function makeKeyPairs(): Promise<KeyPairs> {
  const [sign, agree] = await Promise.all([
    crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']),
    crypto.subtle.generateKey('X25519', true, ['deriveBits']),
  ])
  if (!('privateKey' in sign) || !('privateKey' in agree)) throw new Error('no key pair')
  return { sign, agree }
}

/** The private halves as bytes; undefined for pairs of an earlier version, which give nothing away. */
export async function exportKeyPairs({
  sign,
  agree,
}: KeyPairs): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!sign.privateKey.extractable || !agree.privateKey.extractable) return undefined
  const [one, other] = await Promise.all([
    crypto.subtle.exportKey('jwk', sign.privateKey),
    crypto.subtle.exportKey('jwk', agree.privateKey),
  ])
  return encoder.encode(
    JSON.stringify({ sign: { d: one.d, x: one.x }, agree: { d: other.d, x: other.x } }),
  )
}

/** What `exportKeyPairs` gave; undefined for anything else. Never throws. */
export async function importKeyPairs(bytes: Uint8Array): Promise<KeyPairs | undefined> {
  try {
    const raw: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (!isLoose(raw)) return undefined
    const [sign, agree] = await Promise.all([
      importPair(raw['sign'], 'Ed25519', ['sign'], ['verify']),
      importPair(raw['agree'], 'X25519', ['deriveBits'], []),
    ])
    return { sign, agree }
  } catch {
    // WebCrypto tells bytes that are no key only by throwing.
    return undefined
  }
}

async function importPair(
  raw: unknown,
  crv: 'Ed25519' | 'X25519',
  mine: KeyUsage[],
  theirs: KeyUsage[],
): Promise<CryptoKeyPair> {
  const [d, x] = isLoose(raw) ? [textAt(raw, 'd', 60), textAt(raw, 'x', 60)] : ['', '']
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('jwk', { kty: 'OKP', crv, d, x }, crv, true, mine),
    crypto.subtle.importKey('jwk', { kty: 'OKP', crv, x }, crv, true, theirs),
  ])
  return { privateKey, publicKey }
}

export async function signerOf({ sign, agree }: KeyPairs): Promise<Signer> {
  const { subtle } = crypto
  const [id, agreeId] = await Promise.all([
    subtle.exportKey('raw', sign.publicKey),
    subtle.exportKey('raw', agree.publicKey),
  ])
  return signer(new Uint8Array(id), new Uint8Array(agreeId), sign.privateKey, agree.privateKey)
}

/**
 * The signer that 32 secret bytes stand for, the same everywhere: an invitation's, or the
 * owner's root. Throws a RangeError on any other length.
 */
export async function signerFromSeed(seed: Uint8Array<ArrayBuffer>): Promise<Signer> {
  if (seed.length !== keySize) throw new RangeError(`a seed has ${keySize} bytes`)
  const { subtle } = crypto
  const root = await subtle.importKey('raw', seed, 'HKDF', false, ['deriveBits'])
  const derive = async (label: string): Promise<Uint8Array> =>
    new Uint8Array(
      await subtle.deriveBits(
        {
          name: 'HKDF',
          hash: 'SHA-256',
          salt: encoder.encode('tonggao/seed/1'),
          info: encoder.encode(label),
        },
        root,
        256,
      ),
    )
  const [sign, agree] = await Promise.all([
    pairFrom('Ed25519', 0x70, await derive('sign'), ['sign']),
    pairFrom('X25519', 0x6e, await derive('agree'), ['deriveBits']),
  ])
  return signer(sign.publicKey, agree.publicKey, sign.privateKey, agree.privateKey)
}

/** Imports a private key from its 32 bytes (RFC 8410); the public half is what the browser computes from it. */
async function pairFrom(
  name: 'Ed25519' | 'X25519',
  curve: number,
  bytes: Uint8Array,
  usages: KeyUsage[],
): Promise<{ publicKey: Uint8Array<ArrayBuffer>; privateKey: CryptoKey }> {
  const prefix = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, curve, 4, 0x22, 4, 0x20]
  const pkcs8 = Uint8Array.from([...prefix, ...bytes])
  const { subtle } = crypto
  const open = await subtle.importKey('pkcs8', pkcs8, name, true, usages)
  const { x } = await subtle.exportKey('jwk', open)
  const publicKey = fromBase64url(x ?? '')
  if (publicKey === undefined) throw new Error('no public key')
  return { publicKey, privateKey: await subtle.importKey('pkcs8', pkcs8, name, false, usages) }
}

function signer(
  publicSign: Uint8Array<ArrayBuffer>,
  publicAgree: Uint8Array<ArrayBuffer>,
  privateSign: CryptoKey,
  privateAgree: CryptoKey,
): Signer {
  return {
    id: toBase64url(publicSign),
    agree: toBase64url(publicAgree),
    async sign(purpose, bytes) {
      const signed = withPurpose(purpose, bytes)
      return new Uint8Array(await crypto.subtle.sign('Ed25519', privateSign, signed))
    },
    async unwrap(box) {
      try {
        if (agreeingKeyOf(toBase64url(box.slice(0, keySize))) === undefined) return undefined
        const ephemeral = await importAgree(box.slice(0, keySize))
        const key = await boxKey(privateAgree, ephemeral, box.slice(0, keySize), publicAgree)
        const nonce = box.slice(keySize, keySize + nonceSize)
        const sealed = box.slice(keySize + nonceSize)
        return new Uint8Array(
          await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, sealed),
        )
      } catch {
        // WebCrypto tells a box for somebody else only by throwing.
        return undefined
      }
    },
  }
}

/** Wraps a key for whoever holds the private half of `agree`. Throws when that is no public key. */
export async function wrapFor(
  agree: string,
  plain: Uint8Array<ArrayBuffer>,
  randomBytes: RandomBytes,
): Promise<Uint8Array<ArrayBuffer>> {
  const receiver = agreeingKeyOf(agree)
  if (receiver === undefined) throw new RangeError('not a public key')
  const ephemeral = await pairFrom('X25519', 0x6e, randomBytes(new Uint8Array(keySize)), [
    'deriveBits',
  ])
  const own = ephemeral.publicKey
  const key = await boxKey(ephemeral.privateKey, await importAgree(receiver), own, receiver)
  const nonce = randomBytes(new Uint8Array(nonceSize))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, plain)
  return concat(own, nonce, new Uint8Array(sealed))
}

async function importAgree(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return await crypto.subtle.importKey('raw', bytes, 'X25519', true, [])
}

async function boxKey(
  own: CryptoKey,
  other: CryptoKey,
  ephemeral: Uint8Array,
  receiver: Uint8Array,
): Promise<CryptoKey> {
  const shared = await crypto.subtle.deriveBits({ name: 'X25519', public: other }, own, 256)
  const root = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  return await crypto.subtle.deriveKey(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: concat(ephemeral, receiver),
      info: encoder.encode('tonggao/wrap/1'),
    },
    root,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

const publicKeys = new Map<string, Promise<CryptoKey | undefined>>()

/** Whether `id` signed these bytes for this purpose. Never throws. */
export async function verify(
  id: string,
  purpose: string,
  bytes: Uint8Array,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  let key = publicKeys.get(id)
  if (key === undefined) {
    // Whoever floods us with keys costs a lookup, not memory.
    if (publicKeys.size > 1000) publicKeys.clear()
    key = importVerify(id)
    publicKeys.set(id, key)
  }
  const known = await key
  if (known === undefined || signature.length !== 64) return false
  if (!isSigningPoint(signature.subarray(0, keySize))) return false
  return await crypto.subtle.verify('Ed25519', known, signature, withPurpose(purpose, bytes))
}

async function importVerify(id: string): Promise<CryptoKey | undefined> {
  const bytes = signingKeyOf(id)
  if (bytes === undefined) return undefined
  try {
    return await crypto.subtle.importKey('raw', bytes, 'Ed25519', true, ['verify'])
  } catch {
    // Not every 32 bytes are a point of the curve.
    return undefined
  }
}

function withPurpose(purpose: string, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return concat(encoder.encode(`tonggao/${purpose}/1\n`), bytes)
}

export function concat(...pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
