import { fromBase64url, toBase64url } from './bytes'

/*
 * Which 32 bytes count as a public key. The standards leave it to each program whether it takes
 * points of small order and second spellings of one point (RFC 8032, 5.1.7; RFC 7748, 6.1), and
 * browsers differ. A key that one colleague takes and another does not would divide the group, and
 * under a point of small order anybody can sign; so we decide before a browser is asked.
 */

const p = 2n ** 255n - 19n
const sign = 1n << 255n

/** The y of the points on edwards25519 whose order divides eight, up to the sign of y. */
const smallSigning: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
])
/** The u of the points on curve25519 and its twist whose order divides eight. */
const smallAgreeing: ReadonlySet<bigint> = new Set([
  0n,
  1n,
  p - 1n,
  0x00b8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0n,
  0x57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5fn,
])

const numberOf = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

/** Whether these are a point of edwards25519 as it is written, and none of small order; not whether it is on the curve. */
export function isSigningPoint(bytes: Uint8Array): boolean {
  const y = numberOf(bytes) & (sign - 1n)
  return bytes.length === 32 && y < p && !smallSigning.has(y) && !smallSigning.has(p - y)
}

function isAgreeingPoint(bytes: Uint8Array): boolean {
  const u = numberOf(bytes)
  return bytes.length === 32 && u < p && !smallAgreeing.has(u)
}

/** The bytes of a public key that signatures are checked with; undefined for what is none of ours. */
export function signingKeyOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  return bytesOf(text, isSigningPoint)
}

/** The bytes of a public key that keys are wrapped for; undefined for what is none of ours. */
export function agreeingKeyOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  return bytesOf(text, isAgreeingPoint)
}

/** Only as it is written by us: base64 has several spellings of the same bytes. */
function bytesOf(
  text: string,
  isKey: (bytes: Uint8Array) => boolean,
): Uint8Array<ArrayBuffer> | undefined {
  const bytes = fromBase64url(text)
  return bytes !== undefined && isKey(bytes) && toBase64url(bytes) === text ? bytes : undefined
}
