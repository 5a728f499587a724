import { numberAt, textAt, type Loose } from '../model/decode'
import type { Signer } from './keys'
import { agreeingKeyOf } from './public-key'
import { readByTwo, signByTwo, type SignedByTwo } from './signed-by-two'

/** A device's word, with the invitation's, that it came by that invitation. */
export interface Certificate {
  readonly device: string
  readonly agree: string
  readonly invite: string
  /** Milliseconds since 1970, by the device's clock. */
  readonly at: number
}

const form: SignedByTwo = {
  type: 'certificate',
  version: 1,
  first: { field: 'byDevice', purpose: 'certificate' },
  second: { field: 'byInvite', purpose: 'admission' },
}

export function signCertificate(
  device: Signer,
  invite: Signer,
  report: string,
  at: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const content = { device: device.id, agree: device.agree, invite: invite.id, at }
  return signByTwo(form, report, content, device, invite)
}

/** Reads a certificate; undefined unless device and invitation both signed it. Never throws. */
export async function readCertificate(
  item: Loose,
  report: string,
): Promise<Certificate | undefined> {
  const content = await readByTwo(form, item, report, ['device', 'invite'])
  if (content === undefined) return undefined
  const agree = textAt(content, 'agree', 43)
  // The owner wraps keys for it: one that cannot be wrapped for would keep every charter from being signed.
  if (agreeingKeyOf(agree) === undefined) return undefined
  return {
    device: textAt(content, 'device', 43),
    agree,
    invite: textAt(content, 'invite', 43),
    at: numberAt(content, 'at'),
  }
}

/** The six digits that owner and newcomer read to each other before the newcomer is let in. */
export async function digitsOf(
  root: string,
  { device, agree }: Pick<Certificate, 'device' | 'agree'>,
  nonce: string,
): Promise<string> {
  const bytes = new TextEncoder().encode(
    ['tonggao/digits/1', root, device, agree, nonce].join('\n'),
  )
  const hash = new DataView(await crypto.subtle.digest('SHA-256', bytes))
  return String(hash.getBigUint64(0) % 1_000_000n).padStart(6, '0')
}
