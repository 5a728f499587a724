import { join } from 'node:path'
import { ensureBrowsers, ensurePackages, root, run } from './ensure.mjs'

ensurePackages()
const [first, ...others] = process.argv.slice(2)
if (first === 'relay')
  process.exit(
    run(process.execPath, ['--import', 'tsx', join(root, 'tests/bench/relay.ts'), ...others]),
  )
ensureBrowsers({ firefox: false })
process.exit(
  run(process.execPath, [
    '--import',
    'tsx',
    join(root, 'tests/bench/bench.ts'),
    ...process.argv.slice(2),
  ]),
)
