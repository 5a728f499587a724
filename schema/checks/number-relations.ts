import { fromTo, sinceLastYear } from '../relations/changes'
import { checkRelation, type Facts, type Outcome } from '../relations/check'
import { rates, inAndOut } from '../relations/flows'
import { compared } from '../relations/limits'
import { among, divided, listedRest, shares, sharesTogether, totalled } from '../relations/parts'
import type { Pattern, Hit as Said } from '../relations/patterns'
import { sentencesOf, type Quantity, type Sentence } from '../relations/quantities'
import { relationKey, type Operand } from '../relations/relation'
import { textOffset, type Passage } from './passage'
import type { BlockRule, Hit } from './rule'

/**
 * The wordings that say a relation of plain numbers as surely as of figures. Those that only
 * name things more narrowly, and what follows from a measure alone, are left out.
 */
const patterns: readonly Pattern[] = [
  divided,
  totalled,
  among,
  shares,
  sharesTogether,
  rates,
  inAndOut,
  fromTo,
  sinceLastYear,
  compared,
]

/** Nothing but what stands in the text is known. */
const noFacts: Facts = { value: () => undefined, unit: () => '', previous: () => undefined }

const isPlain = (operand: Operand): boolean => 'constant' in operand

/** 约12件, 12件左右, 300余名, 不到5天: not the number itself. */
const isAbout = ({ text }: Sentence, { before, unit, from, to }: Quantity): boolean =>
  /(?:约|近|超|超过|逾|大约|将近|接近|不足|不到|不超过|不少于|至少|最多|突破|数)$/.test(before) ||
  /[余多]/.test(unit) ||
  /^(?:左右|上下|以上|以下|以内|之多|[余多])/.test(text.slice(to, to + 2)) ||
  /[～~—–-]$/.test(text.slice(0, from))

/** Relations of plain numbers alone, each once; those with a figure are its relations. */
function plainIn(sentence: Sentence, using: readonly Pattern[]): Said[] {
  const found = new Map<string, Said>()
  for (const pattern of using) {
    for (const said of pattern(sentence)) {
      const { left, right } = said.relation
      if (![...left, ...right].every(isPlain)) continue
      if (said.read.some((one) => isAbout(sentence, one))) continue
      const key = relationKey(said.relation)
      if (!found.has(key)) found.set(key, said)
    }
  }
  return [...found.values()]
}

/** Where a finding is shown: at the number that the others have to come to. */
function placeOf({ relation, read }: Said): Quantity | undefined {
  const wanted = relation.kind === 'part' ? relation.right[0] : relation.left[0]
  return read.find(({ operand }) => operand === wanted) ?? read.at(-1)
}

function hitOf(passage: Passage, sentence: Sentence, said: Said, outcome: Outcome): Hit | null {
  const place = placeOf(said)
  if (place === undefined) return null
  return {
    from: textOffset(passage, sentence.offset + place.from),
    to: textOffset(passage, sentence.offset + place.to),
    variant: outcome.code,
    values: outcome.params,
    identity: `${relationKey(said.relation)}\n${place.before}`,
  }
}

/** Each place is told once, by the first relation that does not hold there. */
function* broken(passage: Passage, using: readonly Pattern[]): Generator<Hit> {
  if (!/[0-9]/.test(passage.text)) return
  for (const sentence of sentencesOf(passage.block)) {
    if (sentence.quantities.length < 2) continue
    const told = new Set<number>()
    for (const said of plainIn(sentence, using)) {
      const outcome = checkRelation(said.relation, noFacts)
      const hit = outcome === null || outcome.holds ? null : hitOf(passage, sentence, said, outcome)
      if (hit === null || told.has(hit.from)) continue
      told.add(hit.from)
      yield hit
    }
  }
}

/** 共12件：甲5件、乙6件; 由5天压缩至8天: numbers of the text that do not fit each other. */
export const numbersApart: BlockRule = {
  id: 'numbers-apart',
  strength: 'warn',
  source: '',
  find: (passage) => broken(passage, patterns),
}

/** 共12件，其中甲5件、乙6件: nearly all are listed; is one forgotten? */
export const numbersRest: BlockRule = {
  id: 'numbers-rest',
  strength: 'info',
  source: '',
  find: (passage) => broken(passage, [listedRest]),
}
