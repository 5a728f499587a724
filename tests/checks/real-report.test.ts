import { describe, expect, it } from 'vitest'
import { checkText } from '../../schema/checks/check'
import type { Finding } from '../../schema/checks/finding'
import { numbersOf } from '../../schema/numbering'
import { readText } from '../../schema/read-text'
import { hasRealReport, readReal } from '../support/real-report'

interface Defect {
  readonly id: string
  readonly tier: 'A' | 'B'
  readonly fault_offset: number
  readonly fault_len: number
  /** How a machine can know it: a pattern; `person` where only a reader can. */
  readonly rule: string
}

/** Faults that only somebody who knows the matter can tell. */
const forPeople = new Set(['person'])

/** Offsets in the text that was read of each finding. */
function placed(text: string): { finding: Finding; from: number; to: number }[] {
  const { doc } = readText(text)
  const numbers = numbersOf(doc)
  const starts: number[] = []
  let at = 0
  doc.forEach((block, _offset, index) => {
    at += String(block.attrs['gap'] ?? '').length + (numbers[index] ?? '').length
    starts.push(at)
    // Every blank of this report is one character, so content offsets are text offsets.
    at += block.content.size + 1
  })
  return checkText(doc, () => undefined).flatMap((finding) => {
    const { where } = finding
    if (where.type !== 'text') return []
    const start = starts[where.block] ?? 0
    return [{ finding, from: start + where.from, to: start + where.to }]
  })
}

describe.runIf(hasRealReport)('the real report', () => {
  it('[CK15] plain faults that a machine can know are found, with next to no false ones', () => {
    const text = readReal('annual-report.txt')
    const defects = JSON.parse(readReal('defects.json')) as Defect[]
    const findings = placed(text)
    // A sentence that is too long is a fact and no guess; it tells nothing of other rules.
    const sharp = findings.filter(({ finding }) => finding.rule !== 'long-sentence')
    const meets = (defect: Defect, { from, to }: { from: number; to: number }): boolean =>
      from <= defect.fault_offset + defect.fault_len && defect.fault_offset <= to
    const table: string[] = []
    const share: Record<string, number> = {}
    for (const tier of ['A', 'B'] as const) {
      const known = defects.filter((one) => one.tier === tier && !forPeople.has(one.rule))
      const found = known.filter((one) => sharp.some((place) => meets(one, place)))
      const lost = known.filter((one) => !found.includes(one)).map(({ id }) => id)
      share[tier] = found.length / known.length
      table.push(
        `tier ${tier}: ${found.length} of ${known.length} found, not ${lost.join(' ') || 'one lost'}`,
      )
    }
    const others = sharp.filter((place) => !defects.some((one) => meets(one, place)))
    for (const strength of ['error', 'warn', 'info'] as const) {
      const all = sharp.filter(({ finding }) => finding.strength === strength)
      const beyond = others.filter(({ finding }) => finding.strength === strength)
      table.push(`${strength}: ${all.length} findings, ${beyond.length} beyond the known faults`)
    }
    for (const { finding, from } of others) table.push(`  ${finding.rule} at ${from}`)
    table.push(`long sentences: ${findings.length - sharp.length}`)
    console.log(table.join('\n'))
    expect(share['A']).toBe(1)
    expect(share['B']).toBeGreaterThan(0.9)
    const loud = (strength: string): number =>
      others.filter(({ finding }) => finding.strength === strength).length
    // Read one by one: each is a true fault, of a kind that the list has one of or of another.
    expect(loud('error')).toBeLessThanOrEqual(1)
    expect(loud('warn')).toBeLessThanOrEqual(1)
    expect(loud('info')).toBeLessThanOrEqual(6)
  })
})
