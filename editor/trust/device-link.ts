import { isLoose, numberAt, textAt, type Loose } from '../model/decode'
import { fromBase64url, toBase64url } from './bytes'
import { verify, wrapFor, type RandomBytes, type Signer } from './keys'

/*
 * How a person comes in with a second device: the first one makes a link, a key pair like that of
 * an invitation, and says of it that whoever comes by it is the same person. It hands the key of
 * the report over to the link itself, so nobody has to be waited for. Both sign, so that nobody
 * can claim somebody else's link.
 */

export interface DeviceLink {
  /** Public signing key of the link. */
  readonly key: string
  /** Device that made it. */
  readonly device: string
  /** Milliseconds since 1970. */
  readonly expires: number
  /** The key of this epoch, for the link. */
  readonly epoch: number
  readonly box: string
}

const version = 1
const keyText = /^[\w-]{43}$/

/** @param epochKey the key of `epoch`, 32 bytes */
export async function signDeviceLink(options: {
  readonly report: string
  readonly device: Signer
  readonly link: Signer
  readonly expires: number
  readonly epoch: number
  readonly epochKey: Uint8Array<ArrayBuffer>
  readonly randomBytes: RandomBytes
}): Promise<Uint8Array<ArrayBuffer>> {
  const { report, device, link, expires, epoch, epochKey, randomBytes } = options
  const box = toBase64url(await wrapFor(link.agree, epochKey, randomBytes))
  const body = JSON.stringify({
    v: version,
    report,
    key: link.id,
    device: device.id,
    expires,
    epoch,
    box,
  })
  const bytes = new TextEncoder().encode(body)
  const [byDevice, byLink] = await Promise.all([
    device.sign('device-link', bytes),
    link.sign('device-link', bytes),
  ])
  return new TextEncoder().encode(
    JSON.stringify({
      type: 'device-link',
      body,
      byDevice: toBase64url(byDevice),
      byLink: toBase64url(byLink),
    }),
  )
}

/** Undefined unless the device and the link both signed it. Never throws. */
export async function readDeviceLink(item: Loose, report: string): Promise<DeviceLink | undefined> {
  const { body } = item
  if (typeof body !== 'string' || body.length > 2000) return undefined
  let raw: unknown
  try {
    raw = JSON.parse(body)
  } catch {
    return undefined
  }
  if (!isLoose(raw) || raw['v'] !== version || raw['report'] !== report) return undefined
  const [key, device] = [textAt(raw, 'key', 43), textAt(raw, 'device', 43)]
  const byDevice = fromBase64url(textAt(item, 'byDevice', 200))
  const byLink = fromBase64url(textAt(item, 'byLink', 200))
  if (!keyText.test(key) || byDevice === undefined || byLink === undefined) return undefined
  const bytes = new TextEncoder().encode(body)
  const isSound =
    (await verify(device, 'device-link', bytes, byDevice)) &&
    (await verify(key, 'device-link', bytes, byLink))
  if (!isSound) return undefined
  return {
    key,
    device,
    expires: numberAt(raw, 'expires'),
    epoch: numberAt(raw, 'epoch'),
    box: textAt(raw, 'box', 300),
  }
}
