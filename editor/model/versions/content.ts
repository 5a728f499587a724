import { Fragment, type Node } from 'prosemirror-model'
import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import { schema } from '../../../schema/schema'
import { isLoose } from '../decode'
import { attributesOf, blockOf, embedOfAtom, embedOfBlock, inlineOf } from '../text'

/**
 * A block as a version keeps it: the JSON of its mark without the id, then of its runs.
 * Two blocks are alike exactly when these texts are equal.
 */
export type KeptBlock = string

/** What a version holds: the text and the values that stood in it. */
export interface VersionContent {
  readonly blocks: readonly KeptBlock[]
  /** What was shown of each figure that had a value, by figure id. */
  readonly figures: ReadonlyMap<string, string>
}

const kept = new WeakMap<Node, KeptBlock>()
const names = new Map<KeptBlock, string>()
/** So many names are remembered; a name is a hash and can always be reckoned again. */
const mostNames = 50_000

/** A block in the kept form. Cached per node. */
export function keptBlockOf(block: Node): KeptBlock {
  const known = kept.get(block)
  if (known !== undefined) return known
  const { block: _id, ...mark } = embedOfBlock(block, '')
  const runs: unknown[] = []
  block.forEach((node) => {
    const run = node.isText ? (node.text ?? '') : embedOfAtom(node)
    const attributes = attributesOf(node.marks)
    runs.push(Object.keys(attributes).length === 0 ? run : [run, attributes])
  })
  const text = JSON.stringify([mark, ...runs])
  kept.set(block, text)
  return text
}

/** The block of a kept form, or null when it is none: a peer may have written anything. */
export function blockFrom(text: KeptBlock): Node | null {
  try {
    const [mark, ...runs] = JSON.parse(text) as unknown[]
    if (!isLoose(mark)) return null
    const { type, attrs } = blockOf({ ...mark, block: '' }, noChanges)
    const inline = runs.map((run) => {
      const [insert, attributes] = Array.isArray(run) ? (run as unknown[]) : [run]
      return inlineOf(insert, isLoose(attributes) ? attributes : {})
    })
    return schema.node(type, attrs, Fragment.from(inline.filter((node) => node.nodeSize > 0)))
  } catch {
    // JSON and ProseMirror tell what is malformed only by throwing.
    return null
  }
}

const noChanges = { get: () => undefined }

/** What a document holds now. `shown`: what stands in the text for a figure, undefined while missing. */
export function contentOf(
  doc: Node,
  shown: (figure: string) => string | undefined,
): VersionContent {
  const blocks: KeptBlock[] = []
  const figures = new Map<string, string>()
  doc.forEach((block) => {
    blocks.push(keptBlockOf(block))
    block.forEach((node) => {
      if (node.type.name !== 'placeholder') return
      const figure = String(node.attrs['figure'])
      const value = shown(figure)
      if (value !== undefined) figures.set(figure, value)
    })
  })
  return { blocks, figures }
}

/** The name under which a block is kept: the first 18 bytes of its SHA-256, in base64url. */
export function nameOfBlock(block: KeptBlock): string {
  let name = names.get(block)
  if (name === undefined) {
    name = base64url(digest(encodeUtf8(block)).subarray(0, 18))
    if (names.size >= mostNames) names.clear()
    names.set(block, name)
  }
  return name
}

/**
 * What two people compare to know that they mean the same text with the same values: 16
 * hexadecimal digits of a SHA-256, in groups of four.
 */
export function fingerprintOf({ blocks, figures }: VersionContent): string {
  const values = [...figures].sort(([a], [b]) => (a < b ? -1 : 1))
  const all = JSON.stringify([blocks.map(nameOfBlock), values])
  const digits = [...digest(encodeUtf8(all)).subarray(0, 8)].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  )
  return digits
    .join('')
    .toUpperCase()
    .replace(/.{4}(?=.)/g, '$&-')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function base64url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    for (const shift of [18, 12, 6, 0]) text += alphabet.charAt((word >> shift) & 63)
  }
  return text
}
