import { describe, expect, it } from 'vitest'
import { tellFigures } from '../support/figures'
import { Copy, patched } from '../support/mutant'
import { mutations } from './mutations'

/** Copies that are tested at the same time. */
const atOnce = Number(process.env['MUTANTS'] ?? 2)

describe('the tests', () => {
  it('[HO1] each know what a rule taken out would look like in the source as it is now', () => {
    const gone = mutations.flatMap((one) => {
      try {
        patched(one)
        return []
      } catch (error) {
        return [String(error)]
      }
    })
    expect(gone).toEqual([])
  })

  it.skipIf(process.env['FAULTS'] === undefined)(
    '[HO2] fail for each rule of the verification and each safeguard that is taken out',
    async () => {
      const only = process.env['MUTATION'] ?? ''
      const left = mutations.filter(({ rule }) => rule.includes(only))
      const files = [...new Set(left.flatMap(({ tests }) => tests))]
      const count = left.length
      const survivors: string[] = []
      const copies = Array.from({ length: atOnce }, () => new Copy())
      try {
        expect(await copies[0]?.run(files), 'with nothing taken out').toEqual({ type: 'passed' })
        await Promise.all(
          copies.map(async (copy) => {
            for (let one = left.shift(); one !== undefined; one = left.shift()) {
              let outcome = await copy.run(one.tests.slice(0, 1), one)
              if (outcome.type === 'passed' && one.tests.length > 1)
                outcome = await copy.run(one.tests.slice(1), one)
              const told = outcome.type === 'failed' ? outcome.tests.join(', ') : outcome.type
              console.log(`without “${one.rule}”: ${told}`)
              if (outcome.type === 'passed' || outcome.type === 'broken')
                survivors.push(`${one.rule}: ${outcome.type}`)
            }
          }),
        )
      } finally {
        for (const copy of copies) copy.dispose()
      }
      expect(survivors).toEqual([])
      tellFigures('HO2', { 'rules taken out': count, 'noticed by a test': count })
    },
    4 * 3_600_000,
  )
})
