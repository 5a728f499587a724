import { toBase64url } from '../../editor/trust/bytes'

/*
 * Edwards25519 and the ladder of curve25519 as RFC 8032 and RFC 7748 define them, in whole
 * numbers: slow, and written for reading. It makes what no honest program makes, and says of it
 * what the rules say.
 */

export const p = 2n ** 255n - 19n
/** The order of the base point. */
export const order = 2n ** 252n + 27742317777372353535851937790883648493n

const mod = (a: bigint, by = p): bigint => ((a % by) + by) % by
function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, mod(base)]
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = mod(result * square)
    square = mod(square * square)
  }
  return result
}
/** By the algorithm of Euclid. */
function inverse(a: bigint): bigint {
  let [r0, r1, t0, t1] = [p, mod(a), 0n, 1n]
  while (r1 > 0n) {
    const q = r0 / r1
    ;[r0, r1, t0, t1] = [r1, r0 - q * r1, t1, t0 - q * t1]
  }
  return mod(t0)
}
const d = mod(-121665n * inverse(121666n))
const rootOfMinusOne = power(2n, (p - 1n) / 4n)

export interface Point {
  readonly x: bigint
  readonly y: bigint
}
export const neutral: Point = { x: 0n, y: 1n }

export function add(a: Point, b: Point): Point {
  const product = mod(d * a.x * b.x * a.y * b.y)
  return {
    x: mod((a.x * b.y + a.y * b.x) * inverse(1n + product)),
    y: mod((a.y * b.y + a.x * b.x) * inverse(1n - product)),
  }
}

/** A point over a common denominator, so that many additions need one division. */
interface Fraction {
  readonly x: bigint
  readonly y: bigint
  readonly z: bigint
}

function addFractions(a: Fraction, b: Fraction): Fraction {
  const z = mod(a.z * b.z)
  const [xx, yy, zz] = [mod(a.x * b.x), mod(a.y * b.y), mod(z * z)]
  const product = mod(d * xx * yy)
  const [less, more] = [zz - product, zz + product]
  return {
    x: mod(z * less * mod(a.x * b.y + a.y * b.x)),
    y: mod(z * more * (yy + xx)),
    z: mod(less * more),
  }
}

export function times(point: Point, factor: bigint): Point {
  let [sum, double]: [Fraction, Fraction] = [
    { ...neutral, z: 1n },
    { ...point, z: 1n },
  ]
  for (let left = factor; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) sum = addFractions(sum, double)
    double = addFractions(double, double)
  }
  const by = inverse(sum.z)
  return { x: mod(sum.x * by), y: mod(sum.y * by) }
}

export const isSame = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y

export function littleEndian(number: bigint, length = 32): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => Number((number >> BigInt(8 * at)) & 255n))
}

export const numberOf = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

/** RFC 8032, 5.1.2. */
export const encode = ({ x, y }: Point): Uint8Array<ArrayBuffer> =>
  littleEndian(y | ((x & 1n) << 255n))

/** RFC 8032, 5.1.3; undefined for what is no point, or is written as none is. */
export function decode(bytes: Uint8Array): Point | undefined {
  const whole = numberOf(bytes)
  const [y, odd] = [whole & (2n ** 255n - 1n), whole >> 255n]
  if (bytes.length !== 32 || y >= p) return undefined
  const square = mod((y * y - 1n) * inverse(d * y * y + 1n))
  let x = power(square, (p + 3n) / 8n)
  if (mod(x * x) !== square) x = mod(x * rootOfMinusOne)
  if (mod(x * x) !== square || (x === 0n && odd === 1n)) return undefined
  return { x: (x & 1n) === odd ? x : p - x, y }
}

const base = decode(littleEndian(mod(4n * inverse(5n))))
if (base === undefined) throw new Error('no base point')
export const basePoint: Point = base

/** All points whose order divides eight. */
export function smallPoints(): Point[] {
  for (let y = 2n; ; y++) {
    const point = decode(littleEndian(y))
    if (point === undefined) continue
    const small = times(point, order)
    if (isSame(times(small, 4n), neutral)) continue
    return Array.from({ length: 8 }, (_, n) => times(small, BigInt(n)))
  }
}

async function hashed(...pieces: readonly Uint8Array[]): Promise<bigint> {
  const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]))
  return mod(numberOf(new Uint8Array(await crypto.subtle.digest('SHA-512', whole))), order)
}

/** A signature by a scalar, under whatever is said to be the public key: S·B = R + h·a·B. */
export async function signWith(
  scalar: bigint,
  publicKey: Uint8Array,
  message: Uint8Array,
  nonce: bigint,
  shownR = encode(times(basePoint, nonce)),
): Promise<{ r: Uint8Array; s: bigint }> {
  const h = await hashed(shownR, publicKey, message)
  return { r: shownR, s: mod(nonce + h * scalar, order) }
}

export const joined = (r: Uint8Array, s: bigint): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...r, ...littleEndian(s)])

/**
 * Whether a signature holds: RFC 8032, 5.1.7, by the equation without the cofactor; points of
 * small order are none, as its users may decide.
 */
export async function holds(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const [a, r] = [decode(publicKey), decode(signature.slice(0, 32))]
  const s = numberOf(signature.slice(32))
  if (signature.length !== 64 || a === undefined || r === undefined || s >= order) return false
  if ([a, r].some((point) => isSame(times(point, 8n), neutral))) return false
  const h = await hashed(signature.slice(0, 32), publicKey, message)
  return isSame(times(basePoint, s), add(r, times(a, h)))
}

/** RFC 7748, 5: the ladder, with the scalar as it is clamped there. */
export function ladder(secret: Uint8Array, u: Uint8Array): Uint8Array<ArrayBuffer> {
  const clamped = secret.slice()
  clamped[0] = (clamped[0] ?? 0) & 248
  clamped[31] = ((clamped[31] ?? 0) & 127) | 64
  const k = numberOf(clamped)
  const x1 = mod(numberOf(u) & (2n ** 255n - 1n))
  let [x2, z2, x3, z3] = [1n, 0n, x1, 1n]
  for (let bit = 254n; bit >= 0n; bit--) {
    const swap = ((k >> bit) & 1n) === 1n
    if (swap) [x2, z2, x3, z3] = [x3, z3, x2, z2]
    const [a, b, c, e] = [x2 + z2, x2 - z2, x3 + z3, x3 - z3].map((one) => mod(one)) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ]
    const [aa, bb, da, cb] = [mod(a * a), mod(b * b), mod(e * a), mod(c * b)]
    const difference = mod(aa - bb)
    x3 = mod((da + cb) ** 2n)
    z3 = mod(x1 * mod((da - cb) ** 2n))
    x2 = mod(aa * bb)
    z2 = mod(difference * mod(aa + 121665n * difference))
    if (swap) [x2, z2, x3, z3] = [x3, z3, x2, z2]
  }
  return littleEndian(mod(x2 * inverse(z2)))
}

export const idOf = (publicKey: Uint8Array): string => toBase64url(publicKey)
