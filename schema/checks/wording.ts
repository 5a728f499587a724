import { atomCharacter } from '../content'
import type { BlockRule, Hit } from './rule'
import {
  doubledCharacters,
  fixedPhrases,
  neverDoubled,
  parallelNouns,
  runTogether,
  singleVerbs,
  wrongWords,
} from './words'

/** Replaces what each pattern finds; one that finds a gap fills it, and takes a neighbour along to be seen. */
function* byList(
  text: string,
  list: readonly (readonly [wrong: RegExp, right: string])[],
): Generator<Hit> {
  for (const [pattern, right] of list) {
    for (const { index, 0: found } of text.matchAll(pattern)) {
      const to = index + found.length
      const shown =
        found === '' ? { from: Math.max(0, index - 2), to: index + 2 } : { from: index, to }
      const whole = text.slice(shown.from, index) + right + text.slice(to, shown.to)
      yield {
        ...shown,
        edits: [{ from: index, to, text: right }],
        values: { wrong: text.slice(shown.from, shown.to), right: whole },
      }
    }
  }
}

/** Words that do not exist, or mean something else where they stand. */
export const wrongWord: BlockRule = {
  id: 'wrong-word',
  strength: 'error',
  source: '',
  find: ({ text }) => byList(text, wrongWords),
}

/** Names of rules and set phrases in another wording. */
export const fixedPhrase: BlockRule = {
  id: 'fixed-phrase',
  strength: 'info',
  source: '',
  find: ({ text }) => byList(text, fixedPhrases),
}

const doubledWord = new RegExp(`(${neverDoubled})(\\1)`, 'g')
const doubledRun = /([\u3400-\u9FFF]{3,12})(\1)/g
const counting = /^[一二三四五六七八九十每逐]/

/** A word written twice. Words that double by right (天天, 一个一个, 研究研究) are none. */
export const repeated: BlockRule = {
  id: 'repeated',
  strength: 'warn',
  source: '',
  *find({ text }) {
    for (const pattern of [...doubledCharacters, doubledWord, doubledRun]) {
      for (const match of text.matchAll(pattern)) {
        const again = match.at(-1) ?? ''
        if (pattern === doubledRun && counting.test(again)) continue
        const to = match.index + match[0].length
        yield {
          from: match.index,
          to,
          edits: [{ from: to - again.length, to, text: '' }],
          values: { word: again },
        }
      }
    }
  },
}

const verbs = singleVerbs.map((verb) => ({
  verb,
  // 清理并进行整改, 目标的实现: joined by a word, or a noun.
  pattern: new RegExp(
    `${verb}[^，。；、：！？“”\\n]{2,45}?(?<![并和再又且来以的可未已])${verb}`,
    'g',
  ),
}))

/** 实现……实现: two sentence patterns in one clause. */
export const verbTwice: BlockRule = {
  id: 'verb-twice',
  strength: 'warn',
  source: '',
  *find({ text }) {
    for (const { verb, pattern } of verbs)
      for (const { index, 0: found } of text.matchAll(pattern))
        yield { from: index, to: index + found.length, values: { word: verb } }
  },
}

const side = new RegExp(`(${parallelNouns})(?=(${parallelNouns}))`, 'g')

/** 获得感满意度: a 、 is missing. */
export const missingPause: BlockRule = {
  id: 'missing-pause',
  strength: 'warn',
  source: 'GB/T 15834—2011 4.5.3.1',
  *find({ text }) {
    for (const match of text.matchAll(side)) {
      const [first = '', , second = ''] = match
      const at = match.index + first.length
      yield {
        from: match.index,
        to: at + second.length,
        edits: [{ from: at, to: at, text: '、' }],
        values: { first, second },
      }
    }
  },
}

/** 高位推动定期召开: a comma between two clauses is missing. */
export const missingComma: BlockRule = {
  id: 'missing-comma',
  strength: 'warn',
  source: 'GB/T 15834—2011 4.4',
  *find({ text }) {
    for (const pattern of runTogether) {
      for (const { index, 0: found } of text.matchAll(pattern)) {
        const at = index + found.length
        yield { from: index, to: at + 2, edits: [{ from: at, to: at, text: '，' }] }
      }
    }
  },
}

const longest = 150
const seen = 10
/** Ends of sentences; a ； before an item ends one as well. */
const sentenceEnd = /[。！？]+[”’）》]*|；(?=[一二三四五六七八九十]{1,3}是)/g

/** A sentence of more than 150 characters. */
export const longSentence: BlockRule = {
  id: 'long-sentence',
  strength: 'info',
  source: '',
  *find({ block, text }) {
    if (block.type.name !== 'paragraph' && block.type.name !== 'section') return
    let from = 0
    const ends = [...text.matchAll(sentenceEnd)].map(({ index, 0: mark }) => index + mark.length)
    for (const to of [...ends, text.length]) {
      const count = text.slice(from, to).replaceAll(atomCharacter, '').length
      if (count > longest)
        yield {
          from,
          to: from + seen,
          values: { count },
          // Its start, and about how long it is: a sentence that grows is another finding.
          identity: `${text.slice(from, from + 20)} ${Math.floor(count / 50)}`,
        }
      from = to
    }
  },
}
