import { bin, ensurePackages, run } from './ensure.mjs'

ensurePackages()
let failed = 0
const step = (name, command, args) => {
  const code = run(command, args)
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}`)
  if (code !== 0) failed++
}
// Each time: the types name the entry points, which may be others than last time.
run(bin('wxt'), ['prepare'], { stdio: ['ignore', 'ignore', 'inherit'] })
step('types', bin('tsc'), ['-b'])
step('lint', bin('oxlint'), ['--type-aware', '--deny-warnings'])
step('format', bin('oxfmt'), ['--check', '.'])
step('unused code', bin('knip'), [])
step('import direction and languages', bin('vitest'), [
  'run',
  '--config',
  'tests/vitest.config.ts',
  '--project',
  'unit',
  'tests/walls',
])
console.log(`${5 - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
