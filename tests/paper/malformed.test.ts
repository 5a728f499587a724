import { afterAll, describe, expect, it } from 'vitest'
import { tellFigures } from '../support/figures'
import { hostileArchives, malformedDocx, type Malformed } from '../support/malformed'
import { firstSeed, random } from '../support/random'
import { Reader } from '../support/reader'

const isLong = process.env['FAULTS'] !== undefined
const reader = new Reader()

afterAll(async () => {
  await reader.close()
})

/** Reads all of them; gives what was wrong, and what it took. */
async function readAll(
  kind: 'docx' | 'xlsx',
  files: readonly Malformed[],
): Promise<{ wrong: string[]; slowest: number; slow: string; refused: number }> {
  const wrong: string[] = []
  let [slowest, slow, refused] = [0, '', 0]
  for (const { name, bytes, refused: reasons } of files) {
    const answer = await reader.read(kind, bytes)
    if (answer.refused !== '') refused++
    if (answer.took > slowest) [slowest, slow] = [answer.took, name]
    const fits =
      reasons === undefined
        ? !/^(?:broken|too-slow)/.test(answer.refused)
        : reasons.includes(answer.refused)
    if (!fits) wrong.push(`${name}: ${answer.refused === '' ? 'was read' : answer.refused}`)
  }
  return { wrong, slowest, slow, refused }
}

/** Of many some, other ones each time; those that lie about sizes always. */
function some(files: readonly Malformed[], seed: number): readonly Malformed[] {
  if (isLong) return files
  const r = random(seed)
  return files.filter(({ name }) => name.startsWith('archive') || r.chance(0.12))
}

describe('files that are broken or hostile', () => {
  it('[CN7] Word files: refused with a reason or read, none hangs, none breaks its reader', async () => {
    const seed = firstSeed()
    console.log(`malformed: SEED=${seed}`)
    const all = malformedDocx(random(seed))
    expect(all.length).toBeGreaterThanOrEqual(300)
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
    const files = some(all, seed)
    const { wrong, slowest, slow, refused } = await readAll('docx', files)
    tellFigures('CN7', {
      files: files.length,
      refused,
      'slowest ms': Math.round(slowest),
      'which was': slow,
    })
    expect(wrong).toEqual([])
  }, 600_000)

  it('[CN8] spreadsheets: the same limits', async () => {
    const sheet =
      '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    const files = hostileArchives('xl/workbook.xml', sheet.repeat(3))
    const { wrong, slowest } = await readAll('xlsx', files)
    tellFigures('CN8', { files: files.length, 'slowest ms': Math.round(slowest) })
    expect(wrong).toEqual([])
  }, 300_000)
})
