import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { certain, findBlanks, normalise, readText, writeText } from '../../schema/index'

const pieces = fc.constantFrom(
  '一、',
  '（一）',
  '1.',
  '（1）',
  '㈠',
  '二是',
  '。',
  '，',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '\u3000',
  '\u00A0',
  '\uFEFF',
  '\u200B',
  '\u2028',
  '\u0000',
  '\uD800',
  '\uDC00',
  '😀',
  '*',
  '**',
  'XX',
  '×',
  '____',
  '（ ）',
  '【待补：甲】',
  '{{乙}}',
  '201x年',
  '□□',
  '某局',
  'N个',
  '   ',
  '次',
  '万件',
  '％',
  '局',
  '市',
  '工作',
  '附件：',
  '2022年1月1日',
  'https://a.b/*',
  '`x',
  'a',
  '7',
  '-',
  '【',
  '{{',
  '\uFFFC',
)
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
)

describe('laws of reading and writing', () => {
  it('[T1] any text is written back as it was, normalised', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(writeText(readText(text).doc)).toBe(normalise(text))
      }),
      { numRuns: 3000 },
    )
  })

  it('[T2] normalising twice is normalising once', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('[T3] hits lie in the text, in order, and say what is there', () => {
    fc.assert(
      fc.property(texts, (raw) => {
        const text = normalise(raw)
        let last = 0
        for (const hit of findBlanks(text)) {
          expect(hit.offset).toBeGreaterThanOrEqual(last)
          expect(text.slice(hit.offset, hit.offset + hit.length)).toBe(hit.mask)
          last = hit.offset + hit.length
        }
        const { candidates, figures } = readText(raw)
        for (const item of candidates)
          expect(text.slice(item.offset, item.offset + item.length)).toBe(item.text)
        for (const item of candidates) expect(item.confidence).toBeLessThan(certain)
        for (const figure of figures) expect(figure.id).not.toBe('')
      }),
      { numRuns: 2000 },
    )
  })

  it('[T4] reading what was written gives the same figures', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = readText(text)
        const twice = readText(writeText(once.doc))
        expect(twice.figures).toEqual(once.figures)
        expect(twice.doc.toJSON()).toEqual(once.doc.toJSON())
      }),
      { numRuns: 1000 },
    )
  })
})
