import type { RuleInfo } from './finding'
import type { Passage } from './passage'

/** What a rule found. Offsets count in the passage's text. */
export interface Hit {
  readonly from: number
  readonly to: number
  /** What certainly puts it right; all within the range, in order, none overlapping. */
  readonly edits?: readonly { readonly from: number; readonly to: number; readonly text: string }[]
  /** The section's number is to follow from its place. */
  readonly renumber?: boolean
  readonly variant?: string
  readonly values?: Readonly<Record<string, string | number>>
  /** Stands for the text in the fingerprint, where the range is long and may change. */
  readonly identity?: string
}

/** A rule that looks at one block. */
export interface BlockRule extends RuleInfo {
  /** Pure: the same passage gives the same hits. */
  find(passage: Passage): Iterable<Hit>
}

/** A rule that compares blocks: it reads each once, then judges what was read. */
export interface DocumentRule<Digest = unknown> extends RuleInfo {
  /** What the rule needs of a block; null when that is nothing. Cached per passage. */
  digest(passage: Passage): Digest | null
  /** Hits by index of the block. */
  judge(digests: readonly (Digest | null)[]): Iterable<Hit & { readonly block: number }>
}

export type Rule = BlockRule | DocumentRule
