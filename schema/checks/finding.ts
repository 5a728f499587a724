/** 错误 / 提示 / 供参考: against a rule for certain, probably wrong, worth a look. */
export type Strength = 'error' | 'warn' | 'info'

/** The strengths, the strongest first. */
export const strengths: readonly Strength[] = ['error', 'warn', 'info']

/** A rule as panels list it. Its name and sentences are the interface's, under its id. */
export interface RuleInfo {
  /** Stable: dismissals and switches of stored reports name it. */
  readonly id: string
  readonly strength: Strength
  /** Where the rule stands, such as `GB/T 15834—2011 4.5.3.5`; empty for usage of the trade. */
  readonly source: string
}

/** Content offsets of a block; `to` is behind the last character that goes. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** What certainly puts a finding right. */
export type Fix =
  /** Replaces text in the block; no edit touches a blank. In the order of the text. */
  | { readonly type: 'text'; readonly edits: readonly Edit[] }
  /** Lets the section's number follow from its place. */
  | { readonly type: 'number' }
  /** Says the other direction before a figure, with its value without the sign: one act. */
  | { readonly type: 'turn'; readonly figure: string }

export type Where =
  | {
      readonly type: 'text'
      /** Index of the block, content offsets in it. */
      readonly block: number
      readonly from: number
      readonly to: number
      /** The text found, and a few characters on either side, as they read with their values. */
      readonly quote: string
      readonly before: string
      readonly after: string
    }
  | { readonly type: 'figures'; readonly figures: readonly string[] }
  | { readonly type: 'report' }

/** Something that a person should look at. */
export interface Finding {
  readonly rule: string
  readonly strength: Strength
  readonly source: string
  readonly where: Where
  /** Which of the rule's sentences tells it; empty for its only one. */
  readonly variant: string
  /** What stands in the places of that sentence. */
  readonly values: Readonly<Record<string, string | number>>
  readonly fix?: Fix
  /** The same while what was found stays the same, wherever it moves: what a dismissal names. */
  readonly fingerprint: string
}

/**
 * The fingerprint of a finding.
 *
 * @param identity what makes the finding the same one, such as the faulty text with a few
 *   characters around it, or the figures and their values
 */
export function fingerprintOf(rule: string, identity: string): string {
  // Two 32-bit hashes: a report has some hundred findings, so no two meet by chance.
  let [a, b] = [0x811c9dc5, 0x01000193]
  for (let i = 0; i < identity.length; i++) {
    const code = identity.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x5bd1e995) + (b >>> 15)
  }
  return `${rule}:${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`
}
