import { readFileSync, rmSync, writeFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { faults, groups } from '../faults/list.mjs'
import { ensureBrowsers, ensurePackages, root, run } from './ensure.mjs'

/*
 * The fault tests at length: `npm run faults [-- RUNS] [GROUP …]`. Prints one table with a row
 * for each fault and writes it to .output/faults.json; `npm test` runs the same cases briefly.
 * Without RUNS the browser is killed 100 times, and everything else to scale.
 */
ensurePackages()
ensureBrowsers({ machines: true })
const args = process.argv.slice(2)
const runs = Number(args.find((one) => /^\d+$/.test(one)) ?? 100)
const wanted = args.filter((one) => one in groups)
const unknown = args.find((one) => !/^\d+$/.test(one) && !(one in groups))
if (unknown !== undefined) {
  console.error(`There is no group ${unknown}. Groups: ${Object.keys(groups).join(', ')}.`)
  process.exit(1)
}
const built = run(process.execPath, [join(root, 'tests/commands/build.mjs')])
if (built !== 0) process.exit(built)

const out = join(root, '.output')
mkdirSync(out, { recursive: true })
const figuresFile = join(out, 'fault-figures.jsonl')
rmSync(figuresFile, { force: true })

/** What each test has come to: `<file>:<name>` to passed or failed, with its seconds. */
const outcomes = new Map()
for (const name of wanted.length > 0 ? wanted : Object.keys(groups)) {
  const { files, runs: scale, least = 0 } = groups[name]
  const report = join(out, `faults-${name}.json`)
  rmSync(report, { force: true })
  const env = { ...process.env, FAULTS: '1', FIGURES: figuresFile }
  if (scale !== undefined) env.RUNS = String(Math.max(runs * scale, least))
  run(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--config',
      join(root, 'tests/vitest.config.ts'),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...files,
    ],
    { env },
  )
  if (!existsSync(report)) continue
  for (const { name: path, assertionResults } of JSON.parse(readFileSync(report, 'utf8'))
    .testResults) {
    for (const { title, status, duration } of assertionResults) {
      const rule = /^\[(\w+)\]/.exec(title)?.[1]
      if (rule === undefined || status === 'skipped') continue
      const seconds = (duration ?? 0) / 1000
      outcomes.set(`${path.replaceAll('\\', '/')}:${rule}`, {
        passed: status === 'passed',
        seconds,
      })
    }
  }
}
const told = existsSync(figuresFile)
  ? readFileSync(figuresFile, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  : []

/** The outcome of a test of the list, such as `trust:T1`. */
const outcomeOf = (test) => {
  const [file, rule] = test.split(':')
  for (const [key, outcome] of outcomes) {
    const [path, ruleThere] = [
      key.slice(0, key.lastIndexOf(':')),
      key.slice(key.lastIndexOf(':') + 1),
    ]
    const name = path.replace(/\.ts$/, '')
    if (ruleThere !== rule) continue
    if (new RegExp(`/${file.replaceAll('.', '\\.')}(\\.test|\\.e2e)?$`).test(name)) return outcome
  }
  return undefined
}

const rows = faults.flatMap(({ id, injected, tests, bar }) => {
  const ran = tests.map((test) => ({ test, outcome: outcomeOf(test) }))
  const failed = ran.filter(({ outcome }) => outcome?.passed === false).map(({ test }) => test)
  if (ran.every(({ outcome }) => outcome === undefined) && wanted.length > 0) return []
  const missing = ran.filter(({ outcome }) => outcome === undefined).map(({ test }) => test)
  const rules = new Set(tests.map((test) => test.slice(test.indexOf(':') + 1)))
  const figures = told
    .filter(({ test }) => rules.has(test))
    .flatMap(({ figures: some }) => Object.entries(some).map(([name, value]) => `${name} ${value}`))
  return {
    id,
    injected,
    tests,
    bar,
    result: failed.length > 0 ? 'failed' : missing.length > 0 ? 'not run' : 'holds',
    failed,
    missing,
    seconds: Math.round(ran.reduce((sum, { outcome }) => sum + (outcome?.seconds ?? 0), 0)),
    figures,
  }
})

console.log('\n| | injected | tests | figures | s | bar | result |\n|--|--|--|--|--|--|--|')
for (const { id, injected, tests, figures, seconds, bar, result, failed, missing } of rows) {
  const why = [...failed, ...(result === 'not run' ? missing : [])].join(', ')
  console.log(
    `| ${id} | ${injected} | ${tests.map((one) => one.slice(one.indexOf(':') + 1)).join(' ')} | ` +
      `${figures.join(', ')} | ${seconds} | ${bar} | ${result}${why === '' ? '' : ` (${why})`} |`,
  )
}
const held = rows.filter(({ result }) => result === 'holds').length
const broken = rows.filter(({ result }) => result === 'failed').length
const file = join(out, 'faults.json')
writeFileSync(file, `${JSON.stringify({ runs, at: new Date().toISOString(), rows }, null, 2)}\n`)
console.log(
  `${held} of ${rows.length} hold, ${broken} do not; the table as data: .output/faults.json`,
)
process.exit(broken === 0 && (wanted.length > 0 || held === rows.length) ? 0 : 1)
