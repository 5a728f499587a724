import { gcm } from '@noble/ciphers/aes.js'
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { createAtRest } from '../../editor/storage/at-rest'
import { createCloak } from '../../editor/sync/cloak'
import { createSealer } from '../../editor/sync/seal'
import { decodeEnvelope } from '../../editor/sync/wire'
import { readCertificate } from '../../editor/trust/certificate'
import { signerFromSeed, verify, wrapFor, type Signer } from '../../editor/trust/keys'
import { signByTwo } from '../../editor/trust/signed-by-two'
import {
  add,
  basePoint,
  encode,
  holds,
  idOf,
  joined,
  ladder,
  littleEndian,
  numberOf,
  order,
  p,
  signWith,
  smallPoints,
  times,
} from './curve'

/*
 * What must not be taken for a signature, a key or a sealed message, made by the rules of the
 * standards turned round, with no chance in it. Runs in Node and in the browsers.
 */

const text = (words: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(words)
const message = text('报告')
const signed = Uint8Array.from([...text('tonggao/envelope/1\n'), ...message])
const key = (fill: number): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(fill)

/** A public key and a signature, by what is wrong with them. */
async function signatures(): Promise<Map<string, [Uint8Array, Uint8Array<ArrayBuffer>]>> {
  const made = new Map<string, [Uint8Array, Uint8Array<ArrayBuffer>]>()
  const scalar = 0x1234567890abcdefn * 8n + 2n ** 254n
  const point = times(basePoint, scalar % order)
  const own = encode(point)
  const { r, s } = await signWith(scalar, own, signed, 987654321n)
  const good = joined(r, s)
  made.set('sound', [own, good])
  for (let n = 1n; s + n * order < 2n ** 256n; n++)
    made.set(`S + ${n} L`, [own, joined(r, s + n * order)])
  made.set('-S', [own, joined(r, order - s)])
  made.set('S = 0', [own, joined(r, 0n)])
  made.set('S = L', [own, joined(r, order)])
  made.set('-R', [own, joined(littleEndian(numberOf(r) ^ (1n << 255n)), s)])
  made.set('R and S exchanged', [own, Uint8Array.from([...littleEndian(s), ...r])])
  made.set('nothing but zeros', [own, new Uint8Array(64)])
  made.set('-A', [littleEndian(numberOf(own) ^ (1n << 255n)), good])
  for (const length of [0, 1, 31, 32, 33, 63])
    made.set(`cut to ${length}`, [own, good.slice(0, length)])
  made.set('a byte more', [own, Uint8Array.from([...good, 0])])
  for (let bit = 0; bit < 512; bit += 7) {
    const other = good.slice()
    other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    made.set(`bit ${bit} of the signature`, [own, other])
  }
  for (let bit = 0; bit < 256; bit += 5) {
    const other = own.slice()
    other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    made.set(`bit ${bit} of the key`, [other, good])
  }
  // Whoever says that R is nothing gives his key away, and browsers differ in what they make of it.
  const empty = await signWith(scalar, own, signed, 0n)
  made.set('R neutral', [own, joined(empty.r, empty.s)])
  made.set('R neutral, second spelling', [own, joined(littleEndian(p + 1n), empty.s)])
  const minus = littleEndian(1n | (1n << 255n))
  made.set('R neutral, with a sign', [own, joined(minus, empty.s)])
  const small = smallPoints()
  for (const [n, one] of small.entries()) {
    // S = 0 and R neutral: whatever is signed, it holds where h times the point is nothing.
    const spellings = [encode(one)]
    for (const spelling of [one.y + p, one.y | (1n << 255n), (one.y + p) | (1n << 255n)])
      if (spelling < 2n ** 256n) spellings.push(littleEndian(spelling))
    for (const [which, spelling] of spellings.entries()) {
      made.set(`key of small order ${n}.${which}, S = 0`, [spelling, joined(littleEndian(1n), 0n)])
      made.set(`key of small order ${n}.${which}, S of a nonce`, [spelling, joined(r, 987654321n)])
      made.set(`R of small order ${n}.${which}`, [own, joined(spelling, empty.s)])
    }
    // A key with a part of small order, which its owner can make: the two equations of RFC 8032 differ.
    const mixed = encode(add(point, one))
    for (let nonce = 1n; nonce <= 6n; nonce++) {
      const tried = await signWith(scalar, mixed, signed, nonce)
      made.set(`key with a part ${n}, nonce ${nonce}`, [mixed, joined(tried.r, tried.s)])
    }
    const shownR = encode(add(times(basePoint, 5n), one))
    const tried = await signWith(scalar, own, signed, 5n, shownR)
    made.set(`R with a part ${n}`, [own, joined(tried.r, tried.s)])
  }
  for (const y of [2n, p, p + 3n, 2n ** 255n - 1n])
    made.set(`no point: y = ${y}`, [littleEndian(y), good])
  return made
}

/** Of each signature, whether the rules, our program and the bare browser take it. */
export async function negativeSignatures(): Promise<
  Record<string, { rule: boolean; ours: boolean; bare: boolean }>
> {
  const found: Record<string, { rule: boolean; ours: boolean; bare: boolean }> = {}
  for (const [name, [publicKey, signature]] of await signatures()) {
    const raw = Uint8Array.from(publicKey)
    const bare = await crypto.subtle
      .importKey('raw', raw, 'Ed25519', true, ['verify'])
      .then((open) => crypto.subtle.verify('Ed25519', open, signature, signed))
      .catch(() => false)
    found[name] = {
      rule: await holds(publicKey, signed, signature),
      ours: await verify(idOf(publicKey), 'envelope', message, signature),
      bare,
    }
  }
  return found
}

/** Public keys to agree on that give nothing away or have a second spelling, by what they are. */
export function badAgreeKeys(): Map<string, Uint8Array<ArrayBuffer>> {
  const made = new Map<string, Uint8Array<ArrayBuffer>>()
  // The points of small order by the map of RFC 7748, 4.1, and the twist's, of order two and four.
  const us = new Set<bigint>([0n, 1n, p - 1n])
  for (const { y } of smallPoints()) {
    const under = (((1n - y) % p) + p) % p
    if (under === 0n) continue
    let inverse = 1n
    for (let [left, square] = [p - 2n, under]; left > 0n; left >>= 1n) {
      if ((left & 1n) === 1n) inverse = (inverse * square) % p
      square = (square * square) % p
    }
    us.add(((1n + y) * inverse) % p)
  }
  for (const u of us) {
    made.set(`u = ${u}`, littleEndian(u))
    made.set(`u = ${u}, highest bit`, littleEndian(u | (1n << 255n)))
    if (u + p < 2n ** 255n) made.set(`u = ${u} + p`, littleEndian(u + p))
  }
  made.set('9, second spelling', littleEndian(9n + p))
  made.set('9, highest bit', littleEndian(9n | (1n << 255n)))
  return made
}

/** What becomes of such keys where they could do harm; `refused` is as it should be. */
export async function negativeAgreements(): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => bytes.fill(5)
  const [device, invite] = [await signerFromSeed(key(2)), await signerFromSeed(key(3))]
  for (const [name, bytes] of badAgreeKeys()) {
    const shared = ladder(key(9), bytes)
    const wrapped = await wrapFor(idOf(bytes), key(12), random).then(
      () => 'wrapped',
      () => 'refused',
    )
    // A box whose sender shows such a key: what it is sealed with could be known to anybody.
    const box = Uint8Array.from([...bytes, ...key(0).slice(0, 12), ...new Uint8Array(48)])
    const opened = (await device.unwrap(box)) === undefined ? 'refused' : 'opened'
    const certificate = await certificateWith(device, invite, idOf(bytes))
    found[`${name}${shared.every((one) => one === 0) ? ', nothing shared' : ''}`] = [
      wrapped,
      opened,
      certificate,
    ].join()
  }
  // A second spelling of base64, of the same bytes.
  const spare = `${device.agree.slice(0, -1)}${nextLetter(device.agree.at(-1) ?? '')}`
  found['a second spelling in base64'] = [
    await wrapFor(spare, key(12), random).then(
      () => 'wrapped',
      () => 'refused',
    ),
    await certificateWith(device, invite, spare),
  ].join()
  found['what is sound'] = await certificateWith(device, invite, device.agree)
  return found
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const nextLetter = (one: string): string => letters[letters.indexOf(one) + 1] ?? 'A'

async function certificateWith(device: Signer, invite: Signer, agree: string): Promise<string> {
  const form = {
    type: 'certificate',
    version: 1,
    first: { field: 'byDevice', purpose: 'certificate' },
    second: { field: 'byInvite', purpose: 'admission' },
  }
  const content = { device: device.id, agree, invite: invite.id, at: 1 }
  const bytes = await signByTwo(form, 'r', content, device, invite)
  const item = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
  return (await readCertificate(item, 'r')) === undefined ? 'refused' : 'taken'
}

/** Sealed messages that are not as they were sealed: how many were tried, and what was taken all the same. */
export async function negativeSeals(): Promise<{ tried: number; taken: string[] }> {
  const taken: string[] = []
  let tried = 0
  const see = (name: string, ...opened: boolean[]): void => {
    tried++
    if (opened.some(Boolean)) taken.push(name)
  }
  const plain = text('核稿意见')
  const [nonce12, aad] = [new Uint8Array(12).fill(3), text('aad')]
  const gcmKey = await crypto.subtle.importKey('raw', key(1), 'AES-GCM', false, ['decrypt'])
  const byBrowser = (iv: Uint8Array, additionalData: Uint8Array, box: Uint8Array) =>
    crypto.subtle
      .decrypt(
        {
          name: 'AES-GCM',
          iv: Uint8Array.from(iv),
          additionalData: Uint8Array.from(additionalData),
        },
        gcmKey,
        Uint8Array.from(box),
      )
      .then(
        () => true,
        () => false,
      )
  const byNoble = (open: () => unknown): boolean => {
    try {
      open()
      return true
    } catch {
      return false
    }
  }
  const both = async (name: string, iv: Uint8Array, extra: Uint8Array, box: Uint8Array) =>
    see(
      `AES-GCM, ${name}`,
      await byBrowser(iv, extra, box),
      byNoble(() => gcm(key(1), iv, extra).decrypt(box)),
    )
  const box = gcm(key(1), nonce12, aad).encrypt(plain)
  if (!(await byBrowser(nonce12, aad, box))) taken.push('AES-GCM: what is sound is not taken')
  const atRest = createAtRest(key(4))
  const kept = atRest.seal(plain, 'p')
  const cloak = createCloak(key(6))
  const cloaked = cloak.close(plain)
  const bare = xchacha20poly1305(key(4), new Uint8Array(24).fill(7), aad)
  const sealed = bare.encrypt(plain)
  const sealer = createSealer(
    await signerFromSeed(key(2)),
    () => key(11),
    (bytes) => bytes.fill(9),
  )
  const envelope = decodeEnvelope(
    await sealer.seal({ kind: 'update', part: 'text', epoch: 1, sessions: ['CQkJCQkJCQk'] }, plain),
  )
  if (!envelope.ok) throw new Error('no envelope')
  const changed = async (name: string, change: (bytes: Uint8Array) => Uint8Array) => {
    await both(name, nonce12, aad, change(box))
    see(
      `XChaCha20-Poly1305, ${name}`,
      byNoble(() => bare.decrypt(change(sealed))),
    )
    see(`at rest, ${name}`, atRest.open(Uint8Array.from(change(kept)), 'p') !== undefined)
    see(`cloak, ${name}`, cloak.open(Uint8Array.from(change(cloaked))) !== undefined)
    const ciphertext = Uint8Array.from(change(envelope.value.ciphertext))
    const opened = await sealer.open({ ...envelope.value, ciphertext })
    see(`envelope, ${name}`, typeof opened !== 'string')
  }
  for (let bit = 0; bit < 128; bit++)
    await changed(`bit ${bit} of the tag`, (bytes) => flipped(bytes, bytes.length * 8 - 1 - bit))
  for (let bit = 0; bit < 8 * plain.length; bit += 3)
    await changed(`bit ${bit} of the words`, (bytes) =>
      flipped(bytes, (bytes.length - 16 - plain.length) * 8 + bit),
    )
  for (let cut = 1; cut <= 16; cut++)
    await changed(`${cut} bytes of the tag cut`, (bytes) => bytes.slice(0, -cut))
  await changed('only the tag', (bytes) => bytes.slice(-16))
  await changed('nothing', (bytes) => bytes.slice(0, 0))
  await changed('no tag', (bytes) => bytes.slice(0, -16))
  await changed('a tag of zeros', (bytes) =>
    Uint8Array.from([...bytes.slice(0, -16), ...key(0).slice(16)]),
  )
  await changed('a byte more', (bytes) => Uint8Array.from([...bytes, 0]))
  await both('another nonce', flipped(nonce12, 0), aad, box)
  await both('other words beside', nonce12, text('aae'), box)
  await both('no words beside', nonce12, new Uint8Array(), box)
  see('at rest, another place', atRest.open(kept, 'q') !== undefined)
  return { tried, taken }
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const other = Uint8Array.from(bytes)
  other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return other
}
