import { isLoose, textAt, type Loose } from '../model/decode'
import { fromBase64url, toBase64url } from './bytes'
import { verify, type Signer } from './keys'

/** One of the two who sign: under which name its signature stands, and for what it signs. */
export interface Place {
  readonly field: string
  readonly purpose: string
}

/**
 * A statement about a report that counts only when two keys have signed it, so that neither can
 * speak for the other. The same bytes are signed that travel, so nothing has to be written alike twice.
 */
export interface SignedByTwo {
  /** What an item says it is. */
  readonly type: string
  readonly version: number
  readonly first: Place
  readonly second: Place
}

/** Characters that a statement may have. */
const longest = 2000

/** The item as bytes, for the log. */
export async function signByTwo(
  form: SignedByTwo,
  report: string,
  content: Readonly<Record<string, string | number>>,
  first: Signer,
  second: Signer,
): Promise<Uint8Array<ArrayBuffer>> {
  const body = JSON.stringify({ v: form.version, report, ...content })
  const bytes = new TextEncoder().encode(body)
  const [one, other] = await Promise.all([
    first.sign(form.first.purpose, bytes),
    second.sign(form.second.purpose, bytes),
  ])
  return new TextEncoder().encode(
    JSON.stringify({
      type: form.type,
      body,
      [form.first.field]: toBase64url(one),
      [form.second.field]: toBase64url(other),
    }),
  )
}

/**
 * The content of an item; undefined unless it is of this report and both have signed it. Never throws.
 *
 * @param signers the fields of the content in which the two public keys stand
 */
export async function readByTwo(
  form: SignedByTwo,
  item: Loose,
  report: string,
  signers: readonly [string, string],
): Promise<Loose | undefined> {
  const { body } = item
  if (typeof body !== 'string' || body.length > longest) return undefined
  let content: unknown
  try {
    content = JSON.parse(body)
  } catch {
    return undefined
  }
  if (!isLoose(content) || content['v'] !== form.version || content['report'] !== report)
    return undefined
  const bytes = new TextEncoder().encode(body)
  for (const [at, { field, purpose }] of [form.first, form.second].entries()) {
    const signature = fromBase64url(textAt(item, field, 200))
    const key = textAt(content, signers[at] ?? '', 43)
    if (signature === undefined || !(await verify(key, purpose, bytes, signature))) return undefined
  }
  return content
}
