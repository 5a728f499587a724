import type { Node } from 'prosemirror-model'
import { atomCharacter, blockText } from '../content'
import { fingerprintOf, type Finding, type Fix } from './finding'
import { contentOffset, passageOf, touchesBlank, type Passage, type ValueOf } from './passage'
import type { BlockRule, DocumentRule, Hit, Rule } from './rule'
import { rules } from './rules'

/** Characters around a fault that tell it from the same fault elsewhere. */
const contextLength = 8
/** Characters that a list shows on either side. */
const shownLength = 16

const found = new WeakMap<Passage, readonly { rule: Rule; hit: Hit }[]>()
const digests = new WeakMap<Passage, Map<DocumentRule, unknown>>()

/**
 * Checks the text of a document by all rules of `rules.ts`, in the order of the text.
 * Cost: a walk over the blocks, of which only those are read that changed, or whose
 * values did.
 */
export function checkText(doc: Node, valueOf: ValueOf): readonly Finding[] {
  const passages: Passage[] = []
  doc.forEach((block) => passages.push(passageOf(block, valueOf)))
  const list: Finding[][] = passages.map((passage, index) =>
    inBlock(passage).map(({ rule, hit }) => findingOf(rule, hit, passage, index)),
  )
  for (const rule of rules) {
    if (!isDocumentRule(rule)) continue
    for (const hit of rule.judge(passages.map((passage) => digestOf(rule, passage)))) {
      const passage = passages[hit.block]
      if (passage !== undefined) list[hit.block]?.push(findingOf(rule, hit, passage, hit.block))
    }
  }
  return list.flatMap((one) => one.sort(byPlace))
}

function isDocumentRule(rule: Rule): rule is DocumentRule {
  return 'digest' in rule
}

function inBlock(passage: Passage): readonly { rule: Rule; hit: Hit }[] {
  let list = found.get(passage)
  if (list === undefined) {
    list = rules
      .filter((rule): rule is BlockRule => !isDocumentRule(rule))
      .flatMap((rule) => [...rule.find(passage)].map((hit) => ({ rule, hit })))
    found.set(passage, list)
  }
  return list
}

function digestOf(rule: DocumentRule, passage: Passage): unknown {
  const known = digests.get(passage) ?? new Map<DocumentRule, unknown>()
  digests.set(passage, known)
  if (!known.has(rule)) known.set(rule, rule.digest(passage))
  return known.get(rule)
}

function byPlace(a: Finding, b: Finding): number {
  if (a.where.type !== 'text' || b.where.type !== 'text') return 0
  return a.where.from - b.where.from || a.where.to - b.where.to
}

function findingOf(rule: Rule, hit: Hit, passage: Passage, block: number): Finding {
  const { text } = passage
  const { from, to } = hit
  const start = contentOffset(passage, from, false)
  const end = contentOffset(passage, to, true)
  const fix = fixOf(hit, passage)
  const shown = (part: string): string => part.replaceAll(atomCharacter, '＊')
  // Without values: a blank that is filled nearby does not make another fault of it.
  const raw = blockText(passage.block)
  const identity =
    hit.identity ??
    [
      raw.slice(Math.max(0, start - contextLength), start),
      text.slice(from, to),
      raw.slice(end, end + contextLength),
    ].join('\n')
  return {
    rule: rule.id,
    strength: rule.strength,
    source: rule.source,
    where: {
      type: 'text',
      block,
      from: start,
      to: end,
      quote: shown(text.slice(from, to)),
      before: shown(text.slice(Math.max(0, from - shownLength), from)),
      after: shown(text.slice(to, to + shownLength)),
    },
    variant: hit.variant ?? '',
    values: hit.values ?? {},
    ...(fix === undefined ? {} : { fix }),
    fingerprint: fingerprintOf(rule.id, identity),
  }
}

/** The fix in content offsets; none where it would change a value, which is not in the text. */
function fixOf({ edits, renumber }: Hit, passage: Passage): Fix | undefined {
  if (renumber === true) return { type: 'number' }
  if (edits === undefined || edits.some(({ from, to }) => touchesBlank(passage, from, to)))
    return undefined
  return {
    type: 'text',
    edits: edits.map(({ from, to, text }) => ({
      from: contentOffset(passage, from, false),
      to: contentOffset(passage, to, true),
      text,
    })),
  }
}
