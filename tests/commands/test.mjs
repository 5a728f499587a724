import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bin, ensureBrowsers, ensurePackages, root, run } from './ensure.mjs'

/*
 * Everything that must be green. Arguments go to vitest (a file, -t, --project unit).
 * Ends with `N passed, N failed`.
 */
ensurePackages()
const args = process.argv.slice(2)
const unitOnly = args.includes('--project') && args[args.indexOf('--project') + 1] === 'unit'
let passed = 0
let failed = 0
const count = (code) => (code === 0 ? passed++ : failed++)

if (args.length === 0) count(run(process.execPath, [join(root, 'tests/commands/check.mjs')]))
if (!unitOnly) {
  ensureBrowsers({ office: true })
  const code = run(process.execPath, [join(root, 'tests/commands/build.mjs')])
  count(code)
}
const report = join(root, '.output/tests.json')
rmSync(report, { force: true })
const code = run(bin('vitest'), [
  'run',
  '--config',
  'tests/vitest.config.ts',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...args,
])
try {
  const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  passed += numPassedTests
  // A file that does not even load has no tests to count.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  failed += numFailedTests + broken
  if (code !== 0 && numFailedTests + broken === 0) failed += Math.max(1, numFailedTestSuites)
} catch (error) {
  console.error(String(error))
  failed++
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
