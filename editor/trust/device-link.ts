import { numberAt, textAt, type Loose } from '../model/decode'
import { toBase64url } from './bytes'
import { wrapFor, type RandomBytes, type Signer } from './keys'
import { readByTwo, signByTwo, type SignedByTwo } from './signed-by-two'

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

const form: SignedByTwo = {
  type: 'device-link',
  version: 1,
  first: { field: 'byDevice', purpose: 'device-link' },
  second: { field: 'byLink', purpose: 'device-link' },
}
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
  const content = { key: link.id, device: device.id, expires, epoch, box }
  return await signByTwo(form, report, content, device, link)
}

/** Undefined unless the device and the link both signed it. Never throws. */
export async function readDeviceLink(item: Loose, report: string): Promise<DeviceLink | undefined> {
  const content = await readByTwo(form, item, report, ['device', 'key'])
  if (content === undefined) return undefined
  const key = textAt(content, 'key', 43)
  if (!keyText.test(key)) return undefined
  return {
    key,
    device: textAt(content, 'device', 43),
    expires: numberAt(content, 'expires'),
    epoch: numberAt(content, 'epoch'),
    box: textAt(content, 'box', 300),
  }
}
