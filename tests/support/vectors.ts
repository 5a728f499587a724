import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { createAtRest } from '../../editor/storage/at-rest'
import { createCloak } from '../../editor/sync/cloak'
import { createSealer, envelopeKey, roomOf } from '../../editor/sync/seal'
import { decodeEnvelope } from '../../editor/sync/wire'
import { digitsOf, signCertificate } from '../../editor/trust/certificate'
import { signCharter } from '../../editor/trust/charter'
import {
  exportKeyPairs,
  importKeyPairs,
  signerFromSeed,
  signerOf,
  verify,
  wrapFor,
} from '../../editor/trust/keys'
import { passphraseKey } from '../../editor/trust/passphrase'
import { toBase64url } from '../../editor/trust/bytes'

/*
 * Everything that the program computes of keys, with no chance in it, by name. Runs in Node and
 * in the browsers; each has to come to the same.
 */

export { negativeAgreements, negativeSeals, negativeSignatures } from './negative-vectors'

export const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export const unhex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

const ascii = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Bytes that count up, instead of chance. */
function counting(): (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> {
  let next = 0
  return (bytes) => bytes.map(() => next++ % 256)
}

/** The published vectors: what they are computed from, as their documents have it. */
export async function published(): Promise<Record<string, string>> {
  const { subtle } = crypto
  const found: Record<string, string> = {}

  // RFC 8032, 7.1: the key as a pair of a device would be taken in from a backup.
  for (const [name, d, x, message] of [
    [
      'Ed25519 1',
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
    ],
    [
      'Ed25519 2',
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
    ],
    [
      'Ed25519 3',
      'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
    ],
  ] as const) {
    const jwk = { kty: 'OKP', crv: 'Ed25519', d: toBase64url(unhex(d)), x: toBase64url(unhex(x)) }
    const key = await subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign'])
    const signature = new Uint8Array(await subtle.sign('Ed25519', key, unhex(message)))
    found[name] = hex(signature)
    const open = await subtle.importKey('raw', unhex(x), 'Ed25519', true, ['verify'])
    const other = signature.slice()
    other[0] = (other[0] ?? 0) ^ 1
    found[`${name} verified`] = [
      await subtle.verify('Ed25519', open, signature, unhex(message)),
      await subtle.verify('Ed25519', open, other, unhex(message)),
      await subtle.verify('Ed25519', open, signature, unhex(`${message}00`)),
    ].join()
  }

  // RFC 7748, 6.1.
  const alice = '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'
  const bob = 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'
  const head = '302e020100300506032b656e04220420'
  const own = await subtle.importKey('pkcs8', unhex(head + alice), 'X25519', false, ['deriveBits'])
  const theirs = await subtle.importKey('raw', unhex(bob), 'X25519', true, [])
  found['X25519'] = hex(
    new Uint8Array(await subtle.deriveBits({ name: 'X25519', public: theirs }, own, 256)),
  )

  // RFC 5869, A.1 and A.3.
  for (const [name, salt, info] of [
    ['HKDF 1', '000102030405060708090a0b0c', 'f0f1f2f3f4f5f6f7f8f9'],
    ['HKDF 3', '', ''],
  ] as const) {
    const root = await subtle.importKey('raw', unhex('0b'.repeat(22)), 'HKDF', false, [
      'deriveBits',
    ])
    const how = { name: 'HKDF', hash: 'SHA-256', salt: unhex(salt), info: unhex(info) }
    found[name] = hex(new Uint8Array(await subtle.deriveBits(how, root, 42 * 8)))
  }

  // The specification of GCM, case 16.
  const gcm = await subtle.importKey(
    'raw',
    unhex('feffe9928665731c6d6a8f9467308308'.repeat(2)),
    'AES-GCM',
    false,
    ['encrypt'],
  )
  const plain = unhex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
      '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  )
  const additionalData = unhex('feedfacedeadbeeffeedfacedeadbeefabaddad2')
  const iv = unhex('cafebabefacedbaddecaf888')
  found['AES-GCM'] = hex(
    new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, gcm, plain)),
  )

  // draft-irtf-cfrg-xchacha-03, A.3.1.
  const key = Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at)
  const nonce = Uint8Array.from({ length: 24 }, (_, at) => 0x40 + at)
  const words = ascii(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  )
  found['XChaCha20-Poly1305'] = hex(
    xchacha20poly1305(key, nonce, unhex('50515253c0c1c2c3c4c5c6c7')).encrypt(words),
  )

  // FIPS 180-2 and RFC 7914, 11.
  found['SHA-256'] = hex(new Uint8Array(await subtle.digest('SHA-256', ascii('abc'))))
  const word = await subtle.importKey('raw', ascii('passwd'), 'PBKDF2', false, ['deriveBits'])
  const rounds = { name: 'PBKDF2', hash: 'SHA-256', salt: ascii('salt'), iterations: 1 }
  found['PBKDF2'] = hex(new Uint8Array(await subtle.deriveBits(rounds, word, 512)))
  return found
}

/** What our own code makes of fixed keys and fixed chance: the bytes that travel and lie on disks. */
export async function ours(): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  const seed = (n: number): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(n)
  const random = counting()
  const [root, device, invite] = [
    await signerFromSeed(seed(1)),
    await signerFromSeed(seed(2)),
    await signerFromSeed(seed(3)),
  ]
  found['signers'] = [root, device, invite].flatMap(({ id, agree }) => [id, agree]).join(' ')
  const keys = new Map([
    [1, seed(11)],
    [2, seed(12)],
  ])
  const sealer = createSealer(device, (epoch) => keys.get(epoch), random)
  const sessions = [toBase64url(new Uint8Array(8).fill(9))]
  const header = { kind: 'update', part: 'text', epoch: 2, sessions } as const
  const envelope = await sealer.seal(header, ascii('甲乙丙'))
  found['envelope'] = hex(envelope)
  found['envelope key'] = await envelopeKey(envelope)
  const decoded = decodeEnvelope(envelope)
  const opened = decoded.ok ? await sealer.open(decoded.value) : 'none'
  found['envelope opened'] = typeof opened === 'string' ? opened : hex(opened)
  found['envelope signed'] = String(decoded.ok && (await sealer.isSigned(decoded.value)))
  const box = await wrapFor(invite.agree, seed(12), random)
  found['wrap'] = hex(box)
  found['unwrap'] = hex((await invite.unwrap(box)) ?? new Uint8Array())
  found['unwrap by another'] = String(await device.unwrap(box))
  const room = await roomOf(seed(7))
  found['room'] = `${room.topic} ${room.password} ${hex(room.cloakKey)}`
  found['digits'] = await digitsOf(root.id, { device: device.id, agree: device.agree }, 'n')
  const members = [
    { device: device.id, agree: device.agree, role: 'owner', invite: '', person: '' },
  ] as const
  const charter = {
    report: 'r',
    rev: 2,
    epoch: 2,
    at: 5,
    members,
    invites: [],
    asking: [],
    final: undefined,
    links: [],
    pardons: [],
    by: device.id,
  }
  found['charter'] = await envelopeKey(await signCharter(root, charter, keys, random))
  found['certificate'] = await envelopeKey(await signCertificate(device, invite, 'r', 5))
  const signed = await device.sign('envelope', ascii('甲'))
  found['purposes'] = [
    await verify(device.id, 'envelope', ascii('甲'), signed),
    await verify(device.id, 'presence', ascii('甲'), signed),
    await verify(device.id, '', ascii('甲'), signed),
    await verify(root.id, 'envelope', ascii('甲'), signed),
  ].join()
  const atRest = createAtRest(seed(4))
  found['at rest'] = hex(
    atRest.open(
      unhex(
        '54475231' +
          '07'.repeat(24) +
          hex(
            xchacha20poly1305(seed(4), new Uint8Array(24).fill(7), ascii('p')).encrypt(ascii('乙')),
          ),
      ),
      'p',
    ) ?? new Uint8Array(),
  )
  found['at rest elsewhere'] = String(atRest.open(atRest.seal(ascii('乙'), 'p'), 'q'))
  const cloak = createCloak(room.cloakKey)
  found['cloak'] = hex(cloak.open(cloak.close(ascii('丙'))) ?? new Uint8Array())
  const locked = await passphraseKey('马 铃薯 电池', new Uint8Array(16).fill(1), 1000)
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: new Uint8Array(12) },
    locked,
    ascii('丁'),
  )
  found['passphrase'] = hex(new Uint8Array(sealed))
  // A pair that a browser has made can be taken to another place, and is the same there.
  const jwk = JSON.stringify({
    sign: {
      d: toBase64url(unhex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')),
      x: toBase64url(unhex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')),
    },
    agree: {
      d: toBase64url(unhex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a')),
      x: toBase64url(unhex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a')),
    },
  })
  const pairs = await importKeyPairs(ascii(jwk))
  if (pairs !== undefined) {
    const kept = await signerOf(pairs)
    found['kept pair'] = `${kept.id} ${kept.agree}`
    found['kept pair signs'] = hex(await kept.sign('envelope', ascii('x')))
    found['kept pair again'] = new TextDecoder().decode(await exportKeyPairs(pairs))
  }
  return found
}
