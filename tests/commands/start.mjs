import { bin, ensureBrowsers, ensurePackages, root, run } from './ensure.mjs'
import { join } from 'node:path'

ensurePackages()
ensureBrowsers({ firefox: false })
const code = run(bin('wxt'), ['build', '-b', 'chrome', '--mv3'])
if (code !== 0) process.exit(code)
process.exit(
  run(process.execPath, [
    '--import',
    'tsx',
    join(root, 'tests/tour/tour.ts'),
    ...process.argv.slice(2),
  ]),
)
