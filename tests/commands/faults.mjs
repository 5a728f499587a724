import { join } from 'node:path'
import { ensureBrowsers, ensurePackages, root, run } from './ensure.mjs'

/*
 * The fault tests at length: `npm run faults [-- RUNS]`. Each case prints its seed and its
 * figures; `npm test` runs the same cases briefly.
 */
ensurePackages()
ensureBrowsers({ firefox: false })
const [runs = '300'] = process.argv.slice(2)
const built = run(process.execPath, [join(root, 'tests/commands/build.mjs')])
if (built !== 0) process.exit(built)
process.exit(
  run(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      join(root, 'tests/vitest.config.ts'),
      'tests/browser/kills.e2e.ts',
      'tests/browser/storage.e2e.ts',
      'tests/browser/handover.e2e.ts',
      'tests/laws',
      'tests/sync',
      'tests/relay',
      'tests/editor/storage.test.ts',
      'tests/editor/journal.test.ts',
      'tests/editor/exchange.test.ts',
    ],
    { env: { ...process.env, RUNS: runs } },
  ),
)
