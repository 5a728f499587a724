import { describe, expect, it } from 'vitest'
import {
  findBlanks,
  itemsOf,
  normalise,
  placeholdersOf,
  readText,
  recognise,
  sectionsOf,
  writeText,
} from '../../schema/index'
import type { Node } from 'prosemirror-model'
import { hasRealReport, readReal, readSample } from '../support/real-report'

interface Expected {
  kind: string
  unit: string
  section_path: string[]
  same_value_group: string | null
}

const kinds: Record<string, string> = {
  'organisation name': 'organisation',
  'place name': 'place',
  percentage: 'percent',
}

function shape(doc: Node): Record<string, number> {
  const counts: Record<string, number> = { items: 0, blanks: 0 }
  doc.forEach((block) => {
    const name =
      block.type.name + (block.type.name === 'section' ? String(block.attrs['level']) : '')
    counts[name] = (counts[name] ?? 0) + 1
    counts['items'] = (counts['items'] ?? 0) + itemsOf(block).length
    counts['blanks'] = (counts['blanks'] ?? 0) + placeholdersOf(block).length
  })
  return counts
}

const realShape = { title: 1, paragraph: 4, section1: 3, section2: 5, items: 15, blanks: 47 }

describe.runIf(hasRealReport)('the real report', () => {
  const text = hasRealReport ? readReal('annual-report.txt') : ''
  const expected = (hasRealReport ? JSON.parse(readReal('blanks.json')) : { blanks: [] }) as {
    blanks: Expected[]
  }

  it('[R1] has its title, leads, sections, items and blanks', () => {
    const { doc, figures, findings, candidates } = readText(text)
    expect(shape(doc)).toEqual(realShape)
    expect(figures.length).toBe(47)
    expect(new Set(figures.map((figure) => figure.id)).size).toBe(42)
    expect(new Set(figures.map((figure) => figure.group)).size).toBe(42)
    expect(candidates).toEqual([])
    expect(findings).toEqual([{ rule: 'unit-missing', offset: 3036, length: 1 }])
    expect(sectionsOf(doc).map((section) => section.number)).toEqual([
      '一、',
      '（一）',
      '（二）',
      '（三）',
      '（四）',
      '（五）',
      '二、',
      '三、',
    ])
  })

  it('[R2] gives each blank its kind, unit and place', () => {
    const { figures } = readText(text)
    expect(figures.map(({ kind, unit, section }) => ({ kind, unit, section }))).toEqual(
      expected.blanks.map((blank) => ({
        kind: kinds[blank.kind] ?? blank.kind,
        unit: blank.unit,
        section: blank.section_path,
      })),
    )
  })

  it('[R3] gives different figures different, short labels', () => {
    const { figures } = readText(text)
    const labels = new Map(figures.map((figure) => [figure.id, figure.label]))
    expect(new Set(labels.values()).size).toBe(42)
    for (const label of labels.values()) expect(label.length).toBeLessThanOrEqual(22)
    expect([...labels.values()]).toContain('政府投资类·房屋建筑类审批时限')
    expect([...labels.values()]).toContain('社会投资类·房屋建筑类审批时限')
  })

  it('[R4] is written back byte for byte', () => {
    expect(writeText(readText(text).doc)).toBe(text)
  })

  it.each([
    ['CRLF', text.replace(/\n/g, '\r\n')],
    ['CR', text.replace(/\n/g, '\r')],
    ['tabs', text.replace(/\n(?=[^\n])/g, '\n\t')],
    ['full-width indents', text.replace(/\n(?=[^\n])/g, '\n　　')],
    ['blank lines between paragraphs', text.replace(/\n+/g, '\n\n\n')],
    ['a byte order mark', `\uFEFF${text}`],
  ])('[R5] is the same report with %s', (_name, variant) => {
    const { doc, figures } = readText(variant)
    expect(shape(doc)).toEqual(realShape)
    expect(figures.map(({ kind, unit, label }) => [kind, unit, label])).toEqual(
      readText(text).figures.map(({ kind, unit, label }) => [kind, unit, label]),
    )
    expect(writeText(doc)).toBe(normalise(variant))
  })

  const variants = (hasRealReport ? JSON.parse(readReal('variants.json')) : []) as {
    input: string
    expected?: number
    heading_expected?: number
  }[]
  it.each(variants)('[B1] $input', ({ input, expected: count, heading_expected: level }) => {
    if (count !== undefined) {
      expect(findBlanks(normalise(input)).length).toBe(count)
      const { figures, candidates } = readText(input)
      expect(figures.length + candidates.length).toBe(count)
    }
    if (level !== undefined) expect(recognise(normalise(input))?.level ?? 0).toBe(level)
  })
})

describe('our sample', () => {
  it('has the shape of an annual report and every kind of blank', () => {
    const { doc, figures, findings } = readText(readSample())
    const counts = shape(doc)
    expect(counts['title']).toBe(1)
    expect(counts['salutation']).toBe(1)
    expect(counts['section1']).toBe(3)
    expect(counts['section2']).toBe(4)
    expect(counts['signature']).toBe(1)
    expect(counts['date']).toBe(1)
    expect(figures.length).toBeGreaterThan(45)
    expect(new Set(figures.map((figure) => figure.kind))).toEqual(
      new Set(['organisation', 'place', 'count', 'duration', 'percent', 'date', 'text']),
    )
    expect(findings).toEqual([])
    const labels = new Map(figures.map((figure) => [figure.id, figure.label]))
    expect(new Set(labels.values()).size).toBe(labels.size)
    expect(writeText(doc)).toBe(normalise(readSample()))
  })
})
