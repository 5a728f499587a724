import type { Node } from 'prosemirror-model'
import { atomCharacter, blockText } from '../content'
import { isCell } from '../tables'
import { fingerprintOf, type Finding, type Fix } from './finding'
import { contentOffset, passageOf, touchesBlank, type Passage, type ValueOf } from './passage'
import type { BlockRule, DocumentRule, Hit, Rule } from './rule'
import { rules } from './rules'

/** Characters around a fault that tell it from the same fault elsewhere. */
const contextLength = 8
/** So many places of one rule in one block are told; a text with more needs another remedy. */
const mostHits = 100
/** Characters that a list shows on either side. */
const shownLength = 16

/** Findings of the block rules in a passage, and the index of the block that they were made for. */
interface Found {
  readonly block: number
  readonly findings: readonly Finding[]
}

const found = new WeakMap<Passage, Found>()
const digests = new WeakMap<Passage, Map<DocumentRule, unknown>>()

/**
 * Checks the text of a document by all rules of `rules.ts`, in the order of the text.
 * Cost: a walk over the blocks, of which only those are read that changed, or whose
 * values did.
 */
export function checkText(doc: Node, valueOf: ValueOf): readonly Finding[] {
  const passages: Passage[] = []
  doc.forEach((block) => passages.push(passageOf(block, valueOf)))
  const more = new Map<number, Finding[]>()
  for (const rule of documentRules) {
    for (const hit of rule.judge(passages.map((passage) => digestOf(rule, passage)))) {
      const passage = passages[hit.block]
      if (passage === undefined) continue
      const list = more.get(hit.block) ?? []
      list.push(findingOf(rule, hit, passage, hit.block))
      more.set(hit.block, list)
    }
  }
  return passages.flatMap((passage, index) => {
    const own = inBlock(passage, index)
    const others = more.get(index)
    return others === undefined ? own : [...own, ...others].sort(byPlace)
  })
}

/**
 * Reads blocks that are not read yet, from block `from` on, until `enough` says so; the index of the
 * block where to go on. A long document is read in several goes, so that nobody waits for it.
 */
export function readAhead(
  doc: Node,
  valueOf: ValueOf,
  from: number,
  enough: () => boolean,
): number {
  for (let index = from; index < doc.childCount; index++) {
    const passage = passageOf(doc.child(index), valueOf)
    if (found.has(passage)) continue
    inBlock(passage, index)
    for (const rule of documentRules) digestOf(rule, passage)
    if (enough()) return index + 1
  }
  return doc.childCount
}

function isDocumentRule(rule: Rule): rule is DocumentRule {
  return 'digest' in rule
}

/**
 * What is wrong in a cell too. A cell is no sentence: it has no full stop, its measure stands
 * in the head, and numbers are written there as a table has them.
 */
const cellRules = new Set([
  'unpaired',
  'full-width-digit',
  'zero-year',
  'leading-zero',
  'wrong-date',
  'wrong-word',
])

const documentRules = rules.filter((rule) => isDocumentRule(rule))
const blockRules = rules.filter((rule): rule is BlockRule => !isDocumentRule(rule))

const rulesInCells = blockRules.filter(({ id }) => cellRules.has(id))

function rulesFor(block: Node): readonly BlockRule[] {
  return isCell(block) ? rulesInCells : blockRules
}

function inBlock(passage: Passage, block: number): readonly Finding[] {
  const known = found.get(passage)
  if (known?.block === block) return known.findings
  const findings =
    known === undefined
      ? rulesFor(passage.block)
          .flatMap((rule) =>
            firstOf(rule.find(passage), mostHits).map((hit) =>
              findingOf(rule, hit, passage, block),
            ),
          )
          .sort(byPlace)
      : known.findings.map((one) =>
          one.where.type === 'text' ? { ...one, where: { ...one.where, block } } : one,
        )
  found.set(passage, { block, findings })
  return findings
}

function firstOf<Item>(items: Iterable<Item>, count: number): Item[] {
  const list: Item[] = []
  for (const item of items) {
    if (list.length >= count) break
    list.push(item)
  }
  return list
}

function digestOf(rule: DocumentRule, passage: Passage): unknown {
  if (isCell(passage.block)) return null
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
