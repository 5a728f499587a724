import { isLoose, textAt } from '../model/decode'
import { fromBase64url, toBase64url } from '../trust/bytes'
import { verify, type Signer } from '../trust/keys'
import type { Roll } from '../trust/roll'

/** Who is at the other end of a connection: a device, and the invitation that it holds if it came by one. */
export interface Person {
  readonly device: string
  readonly invite: string
}

/**
 * What two machines show each other before anything of the report passes between them.
 * `own` and `other` name the two ends of this very connection, so that a proof is worth
 * nothing on another.
 */
export interface Handshake {
  prove(own: string, other: string): Promise<Uint8Array>
  /** Undefined when whoever sent it must not be talked to. Never throws. */
  check(proof: Uint8Array, theirs: string, ours: string): Promise<Person | undefined>
}

const proofLimit = 1024 * 1024

export function createHandshake(options: {
  readonly report: string
  readonly roll: Pick<Roll, 'credentials' | 'show' | 'admits'>
  readonly device: Signer
  readonly invite?: Signer
  /** Public root key of the report, and the root itself where the owner sits. */
  readonly root: string
  readonly rootSigner?: Signer
}): Handshake {
  const { report, roll, device, invite, root, rootSigner } = options
  const signedBytes = (own: string, other: string): Uint8Array =>
    new TextEncoder().encode(`${report}\n${own}\n${other}`)
  return {
    async prove(own, other) {
      const bytes = signedBytes(own, other)
      const proof = {
        device: device.id,
        signature: toBase64url(await device.sign('connection', bytes)),
        invite: invite?.id ?? '',
        byInvite: invite === undefined ? '' : toBase64url(await invite.sign('connection', bytes)),
        byRoot:
          rootSigner === undefined ? '' : toBase64url(await rootSigner.sign('connection', bytes)),
        credentials: roll.credentials().map(toBase64url),
      }
      return new TextEncoder().encode(JSON.stringify(proof))
    },
    async check(proof, theirs, ours) {
      if (proof.length > proofLimit) return undefined
      let raw: unknown
      try {
        raw = JSON.parse(new TextDecoder().decode(proof))
      } catch {
        return undefined
      }
      if (!isLoose(raw)) return undefined
      const bytes = signedBytes(theirs, ours)
      const signedBy = async (key: string, field: string): Promise<boolean> => {
        const signature = fromBase64url(textAt(raw, field, 200))
        return signature !== undefined && (await verify(key, 'connection', bytes, signature))
      }
      const theirDevice = textAt(raw, 'device', 43)
      if (!(await signedBy(theirDevice, 'signature'))) return undefined
      const claimed = textAt(raw, 'invite', 43)
      const theirInvite = claimed !== '' && (await signedBy(claimed, 'byInvite')) ? claimed : ''
      const shown: unknown[] = Array.isArray(raw['credentials']) ? raw['credentials'] : []
      await roll.show(
        shown.flatMap((one) => (typeof one === 'string' ? (fromBase64url(one) ?? []) : [])),
      )
      // The owner may have lost every key but the root, and must get in to be a member again.
      return (await signedBy(root, 'byRoot')) || roll.admits(theirDevice, theirInvite)
        ? { device: theirDevice, invite: theirInvite }
        : undefined
    },
  }
}
