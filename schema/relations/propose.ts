import type { Node } from 'prosemirror-model'
import { atomCharacter } from '../content'
import { direction, fromTo, signs, sinceLastYear } from './changes'
import { inAndOut, narrower, rates } from './flows'
import { bounds, compared, listed, urgency } from './limits'
import { namedIn, sameNames, type Named } from './names'
import { among, divided, holders, shares, sharesTogether, totalled } from './parts'
import type { Pattern } from './patterns'
import { sentencesOf, type Quantity, type Sentence } from './quantities'
import { isSound, relationKey, type Relation } from './relation'

/** A relation that the text says. */
export interface Proposal {
  readonly key: string
  readonly relation: Relation
  /** The words that say it, with ＊ for a blank. */
  readonly quote: string
}

const patterns: readonly Pattern[] = [
  divided,
  totalled,
  among,
  shares,
  sharesTogether,
  rates,
  inAndOut,
  narrower,
  holders,
  fromTo,
  sinceLastYear,
  direction,
  signs,
  compared,
  urgency,
  listed,
  bounds,
]

const blocks = new WeakMap<Node, readonly Proposal[]>()
const names = new WeakMap<Node, readonly Named[]>()

/**
 * The relations that a document's words say, in the order of the text. Blocks are read once
 * and cached; what a change costs is the changed block and one pass over the names.
 */
export function proposeRelations(doc: Node): Proposal[] {
  const found = new Map<string, Proposal>()
  const named: Named[] = []
  doc.forEach((block, _offset, index) => {
    for (const proposal of proposalsOf(block))
      if (!found.has(proposal.key)) found.set(proposal.key, proposal)
    for (const one of namesOf(block, index)) named.push(one)
  })
  for (const { relation, read } of sameNames(named)) {
    const key = relationKey(relation)
    if (isSound(relation) && !found.has(key))
      found.set(key, { key, relation, quote: quoteOf(read.sentence, [read.quantity]) })
  }
  return [...found.values()]
}

/** Reads blocks that were not read yet, from block `from` on, until `enough` says so; the index where to go on. */
export function readRelationsAhead(doc: Node, from: number, enough: () => boolean): number {
  for (let index = from; index < doc.childCount; index++) {
    const block = doc.child(index)
    if (blocks.has(block)) continue
    proposalsOf(block)
    namesOf(block, index)
    if (enough()) return index + 1
  }
  return doc.childCount
}

function proposalsOf(block: Node): readonly Proposal[] {
  let list = blocks.get(block)
  if (list === undefined) {
    list = sentencesOf(block).flatMap((sentence) =>
      sentence.quantities.some(({ operand }) => 'figure' in operand) ? read(sentence) : [],
    )
    blocks.set(block, list)
  }
  return list
}

function read(sentence: Sentence): Proposal[] {
  const found = new Map<string, Proposal>()
  for (const pattern of patterns) {
    for (const { relation, read } of pattern(sentence)) {
      const key = relationKey(relation)
      if (isSound(relation) && !found.has(key))
        found.set(key, { key, relation, quote: quoteOf(sentence, read) })
    }
  }
  return [...found.values()]
}

function namesOf(block: Node, index: number): readonly Named[] {
  let list = names.get(block)
  if (list === undefined || (list[0]?.block ?? index) !== index) {
    list = namedIn(sentencesOf(block), index)
    names.set(block, list)
  }
  return list
}

const longestQuote = 80

function quoteOf({ text }: Sentence, read: readonly Quantity[]): string {
  const first = read.reduce((a, b) => (b.from < a.from ? b : a))
  const last = read.reduce((a, b) => (b.to > a.to ? b : a))
  const words = text
    .slice(first.from - first.before.length, last.to + Math.min(6, last.after.length))
    .replaceAll(atomCharacter, '＊')
  return words.length <= longestQuote
    ? words
    : `${words.slice(0, longestQuote / 2)}…${words.slice(-longestQuote / 2)}`
}
