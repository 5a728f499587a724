import { bin, ensurePackages, root, run } from './ensure.mjs'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

ensurePackages()
let failed = 0
const step = (name, command, args) => {
  const code = run(command, args)
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}`)
  if (code !== 0) failed++
}
if (!existsSync(join(root, '.wxt/wxt.d.ts'))) run(bin('wxt'), ['prepare'])
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
