import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { faults, groups } from '../faults/list.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Every test file by its path, with the rule ids that name its tests. */
function testFiles(folder = 'tests'): Map<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>()
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) for (const one of testFiles(path)) found.set(...one)
    else if (/\.(test|e2e)\.ts$/.test(entry.name))
      found.set(path, new Set(idsOf(readFileSync(join(root, path), 'utf8'))))
  }
  return found
}

/** Ids in the brackets that begin the names of tests. */
function idsOf(text: string): string[] {
  return [...text.matchAll(/["'`]\[([A-Z]+\d+[^\]]*)\] /g)].flatMap(([, ids = '']) => named(ids))
}

/** Ids as a text names them: `S1, S2`, and `J4–J6` for all from the one to the other. */
function named(text: string): string[] {
  return [...text.matchAll(/\b([A-Z]{1,3})(\d+)(?:[–-]\1(\d+))?\b/g)].flatMap(
    ([, family = '', from = '', to = from]) =>
      Array.from(
        { length: Number(to) - Number(from) + 1 },
        (_, n) => `${family}${Number(from) + n}`,
      ),
  )
}

const files = testFiles()
const filesWith = (id: string, under = 'tests'): string[] =>
  [...files].flatMap(([path, ids]) => (path.startsWith(under) && ids.has(id) ? [path] : []))

/** What a document promises with tests behind it: the last cell of each row of its tables. */
function promises(): { row: string; file: string | undefined; ids: string[] }[] {
  const rows = readFileSync(join(root, 'SECURITY.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
  return rows.flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    const shown = cells[3] ?? ''
    // What stands in brackets is said about a test and names none.
    const pieces = shown.replace(/\([^)]*\)/g, '').split(/(?=`)/)
    const found: { row: string; file: string | undefined; ids: string[] }[] = []
    let file: string | undefined
    for (const piece of pieces) {
      const path = /^`(tests\/[^`]+)$/.exec(piece)?.[1]
      if (path !== undefined) file = path
      const ids = named(path === undefined ? piece : '')
      if (path !== undefined || ids.length > 0) found.push({ row: cells[1] ?? '', file, ids })
    }
    return found
  })
}

describe('what is said to be shown by a test', () => {
  it('[W4] is: SECURITY.md names tests that exist, and where two have one name, which file', () => {
    const wrong: string[] = []
    const all = promises()
    for (const { row, file, ids } of all) {
      if (file !== undefined && statSync(join(root, file), { throwIfNoEntry: false }) === undefined)
        wrong.push(`${file} does not exist (${row})`)
      for (const id of ids) {
        // In the file that is named before it, else in one test and no other.
        if (file !== undefined && filesWith(id, file).length > 0) continue
        const found = filesWith(id)
        if (found.length === 0) wrong.push(`${id} is in no test (${row})`)
        if (found.length > 1) wrong.push(`${id} is in ${found.join(', ')} (${row})`)
      }
    }
    expect(wrong).toEqual([])
    expect(all.flatMap(({ ids }) => ids).length).toBeGreaterThan(60)
  })

  it('[W4] each row of SECURITY.md has a test', () => {
    const rows = new Set(promises().map(({ row }) => row))
    const table = readFileSync(join(root, 'SECURITY.md'), 'utf8').match(/^\| .* \|$/gm) ?? []
    expect(rows.size).toBe(table.length - 2)
  })

  it('[W5] the table of faults names tests that exist, in files that `npm run faults` runs', () => {
    const run = Object.values(groups).flatMap((group): readonly string[] => group.files)
    for (const path of run) expect(statSync(join(root, path)).size).toBeGreaterThan(0)
    const wrong = faults.flatMap(({ id, tests }) =>
      tests.flatMap((test) => {
        const [stub = '', rule = ''] = test.split(':')
        const found = filesWith(rule).filter(
          (path) =>
            new RegExp(`/${stub.replaceAll('.', '\\.')}(\\.test|\\.e2e)?\\.ts$`).test(path) &&
            run.some((one) => path === one || path.startsWith(`${one}/`)),
        )
        return found.length === 1 ? [] : [`${id}: ${test} is in ${found.join(', ') || 'no file'}`]
      }),
    )
    expect(wrong).toEqual([])
  })
})
