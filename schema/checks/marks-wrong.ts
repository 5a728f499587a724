import { chineseMark, han, isHan } from './characters'
import type { BlockRule, Hit } from './rule'

const deng = /、(?=等(?![待级额同于候价量高效距离保次第值温压比分号]))/g

/** 、等: 等 follows the last of a row without a mark. */
export const commaDeng: BlockRule = {
  id: 'comma-deng',
  strength: 'error',
  source: 'GB/T 15834—2011 4.5',
  *find({ text }) {
    for (const { index } of text.matchAll(deng)) {
      yield { from: index, to: index + 2, edits: [{ from: index, to: index + 1, text: '' }] }
    }
  },
}

function* matches(
  text: string,
  pattern: RegExp,
): Generator<{ from: number; to: number; found: string }> {
  for (const match of text.matchAll(pattern))
    yield { from: match.index, to: match.index + match[0].length, found: match[0] }
}

function whole(from: number, to: number, text: string): Hit {
  return { from, to, edits: [{ from, to, text }] }
}

const wrongDots = /[.．]{3,}|。{3,}|…+|[·•・]{3,}/g

/** 省略号: …… and nothing else; 等 is not written as well. */
export const ellipsis: BlockRule = {
  id: 'ellipsis',
  strength: 'error',
  source: 'GB/T 15834—2011 4.11.2',
  *find({ text }) {
    for (const { from, to, found } of matches(text, wrongDots)) {
      if (text[to] === '等' && !/^等[待级]/.test(text.slice(to))) {
        yield { from, to: to + 1, variant: 'deng' }
        continue
      }
      if (found === '……' || found === '…………') continue
      // Leaders of a table of contents, or dots in Latin text.
      const long = found.length > 8
      if (!long && (isHan(text[from - 1]) || isHan(text[to]) || found.startsWith('…')))
        yield whole(from, to, '……')
    }
  },
}

const dashes = /[-－–—─―]{2,}/g

/** 破折号: —— and nothing else. A single — joins (北京—上海) and is right. */
export const dash: BlockRule = {
  id: 'dash',
  strength: 'error',
  source: 'GB/T 15834—2011 4.10.2',
  *find({ text }) {
    for (const { from, to, found } of matches(text, dashes)) {
      // A longer run is a line drawn with characters.
      if (found === '——' || found.length > 4) continue
      const before = text[from - 1] ?? ''
      if (isHan(before) || isHan(text[to]) || /[“”《》，。]/.test(before))
        yield whole(from, to, '——')
    }
  },
}

const chinese = `(?:${han}|${chineseMark})`
const doubled = new RegExp(
  [
    '[，、；：。][，、；：。,;:]+',
    '[,;:]+[，、；：。][，、；：。,;:]*',
    `(?<=${chinese})[,;:]{2,}`,
    `[,;:]{2,}(?=${chinese})`,
  ].join('|'),
  'g',
)

/** Stops side by side. */
export const doubledMark: BlockRule = {
  id: 'doubled-mark',
  strength: 'error',
  source: 'GB/T 15834—2011 4.1～4.7',
  *find({ text }) {
    for (const { from, to, found } of matches(text, doubled)) {
      // 。。。 stands for an ellipsis.
      if (/^。{3,}$/.test(found)) continue
      const one = found[0] ?? ''
      yield [...found].every((mark) => mark === one) ? whole(from, to, one) : { from, to }
    }
  },
}

const between = /(?<=[》])、(?=[《])|(?<=[”])、(?=[“])/g

/** 、 between 《》《》 or “”“”: usually none. */
export const pauseBetween: BlockRule = {
  id: 'pause-between',
  strength: 'warn',
  source: 'GB/T 15834—2011 4.5.3.5',
  *find({ text }) {
    for (const { index } of text.matchAll(between)) yield whole(index, index + 1, '')
  },
}

const numerals = '一二三四五六七八九'
const measure = '(?:[个项次人名天家件倍户]|[十百千万][个项次人名天家件倍户多余])'
const neighbours = new RegExp(
  `(?<![第、${numerals}十百])([${numerals}])、([${numerals}])(?=${measure})(?!人民|个别|次[要会])`,
  'g',
)

/** 三、四个: two neighbouring numbers that mean about as many take no 、. */
export const approximate: BlockRule = {
  id: 'approximate',
  strength: 'warn',
  source: 'GB/T 15834—2011 4.5.3.4',
  *find({ text }) {
    for (const match of text.matchAll(neighbours)) {
      const [low, high] = [numerals.indexOf(match[1] ?? ''), numerals.indexOf(match[2] ?? '')]
      if (high !== low + 1) continue
      const from = match.index
      yield { from, to: from + 3, edits: [{ from: from + 1, to: from + 2, text: '' }] }
    }
  },
}

const endless = new RegExp(`(?:${han}|[0-9%％”）》])$`)

/** A paragraph of sentences that ends without a stop. */
export const noEnd: BlockRule = {
  id: 'no-end',
  strength: 'warn',
  source: 'GB/T 15834—2011 4.1',
  *find({ block, text }) {
    const name = block.type.name
    if (name !== 'paragraph' && name !== 'section') return
    const end = text.trimEnd().length
    const body = text.slice(0, end)
    // Headings and short lines need none; a text with a 。 in it does.
    if (body.length < 20 || !/。./.test(body) || !endless.test(body)) return
    if (/[”）》]$/.test(body) && /[。！？…]$/.test(body.slice(0, -1))) return
    yield { from: end - 1, to: end, edits: [{ from: end, to: end, text: '。' }] }
  },
}
