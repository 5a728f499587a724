import { join } from 'node:path'
import { ensureBrowsers, ensurePackages, root, run } from './ensure.mjs'

ensurePackages()
const [first, ...others] = process.argv.slice(2)
const measure = (file, args) =>
  run(process.execPath, ['--import', 'tsx', join(root, 'tests/bench', file), ...args])
if (first === 'reader') {
  ensureBrowsers({ firefox: false })
  const built = run(process.execPath, [join(root, 'tests/commands/build.mjs')])
  process.exit(built || measure('reader.ts', others))
}
if (first === 'relay' || first === 'log' || first === 'late')
  process.exit(measure(`${first}.ts`, others))
ensureBrowsers({ firefox: false })
const page = measure('bench.ts', process.argv.slice(2))
// A fortnight of the same work: the year takes its time.
process.exit(measure('log.ts', ['3000', '10', '14']) || page)
