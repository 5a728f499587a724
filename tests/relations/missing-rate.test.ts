import { describe, expect, it } from 'vitest'
import { blockText } from '../../schema/content'
import { missingRates, percentSignOf } from '../../schema/relations/missing-rate'
import { readText } from '../../schema/read-text'
import { hasRealReport, readReal } from '../support/real-report'

/** The last block with each rate that it lacks written where it would stand. */
function completed(text: string): string {
  const { doc } = readText(`报告\n${text}`)
  const block = doc.lastChild
  if (block === null) return ''
  const words = blockText(block).replaceAll('\uFFFC', '＊')
  return missingRates(block).reduceRight(
    (all, { at, before, after }) => `${all.slice(0, at)}${before}＊％${after}${all.slice(at)}`,
    words,
  )
}

const added: readonly (readonly [text: string, after: string])[] = [
  ['受理诉求*件，办结*件。', '受理诉求＊件，办结＊件，办结率＊％。'],
  ['受理诉求*件，办结*件', '受理诉求＊件，办结＊件，办结率＊％'],
  ['受理诉求*件，按期办结*件；走访*户。', '受理诉求＊件，按期办结＊件，按期办结率＊％；走访＊户。'],
  ['发现问题*个，已整改*个，完善制度*项。', '发现问题＊个，已整改＊个，整改率＊％，完善制度＊项。'],
  ['受理诉求100件，办结*件。', '受理诉求100件，办结＊件，办结率＊％。'],
  ['受理诉求（含企业*件、办结*件）。', '受理诉求（含企业＊件、办结＊件）。'],
  ['受理诉求*件，其中办结*件、转办*件。', '受理诉求＊件，其中办结＊件（办结率＊％）、转办＊件。'],
  ['抽检食品*批次，合格*批次。', '抽检食品＊批次，合格＊批次，合格率＊％。'],
]

const left: readonly string[] = [
  '受理诉求*件，办结*件，办结率*％。',
  '受理诉求*件，办结*件，按期办结率达*％。',
  '受理诉求*件，办结*件，占*％。',
  '受理诉求*件，办结*件：企业*件。',
  '受理诉求*件，办结往年积压*件。',
  '受理诉求*件，走访企业*家。',
  '办结*件，受理诉求*件。',
  '组织学习*次，开展研讨*次。',
]

describe('a rate that the text does not name', () => {
  it.each(added)('[RL7] %s', (text, after) => expect(completed(text)).toBe(after))

  it.each(left)('[RL8] is not added to %s', (text) =>
    expect(completed(text)).toBe(text.replaceAll('*', '＊')),
  )

  it('[RL9] is written with the sign of per cent that the document has', () => {
    const signOf = (text: string): string => percentSignOf(readText(`报告\n${text}`).doc)
    expect(signOf('办结*件。')).toBe('％')
    expect(signOf('办结*件，占*%。')).toBe('%')
    expect(signOf('办结*件，占*％，其中企业占*%，群众占*％。')).toBe('％')
  })

  it.skipIf(!hasRealReport)(
    '[RL10] of the real report is the one of what it took in and did',
    () => {
      const { doc, figures } = readText(readReal('annual-report.txt'))
      const rates = doc.content.content.flatMap((block) => missingRates(block))
      expect(rates.map(({ name, part, whole }) => [name, part, whole])).toEqual([
        ['办结率', { figure: figures[46]?.id }, { figure: figures[44]?.id }],
      ])
    },
  )
})
