import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Mutation } from '../faults/mutations'

const root = fileURLToPath(new URL('../..', import.meta.url))

function* sources(path: string): Generator<string> {
  if (statSync(path).isFile()) yield path
  else
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory() || /\.tsx?$/.test(entry.name)) yield* sources(join(path, entry.name))
}

/** The files that a mutation changes, each with what it is changed to; throws when it does not apply any more. */
export function patched(mutation: Mutation, folder = root): Map<string, string> {
  const { rule, find, put, times = 1 } = mutation
  const changed = new Map<string, string>()
  let found = 0
  for (const path of sources(join(folder, mutation.in))) {
    const text = readFileSync(path, 'utf8')
    const count = text.split(find).length - 1
    if (count === 0) continue
    found += count
    changed.set(
      path,
      text.replaceAll(find, () => put),
    )
  }
  if (found !== times)
    throw new Error(
      `“${rule}”: ${JSON.stringify(find)} stands ${found} times in ${mutation.in}, not ${times}. ` +
        'Say in tests/faults/mutations.ts what the rule is now.',
    )
  return changed
}

export type Outcome =
  | { readonly type: 'passed' }
  | { readonly type: 'failed'; readonly tests: readonly string[] }
  /** A file of tests did not load: the patch breaks the program, which proves nothing. */
  | { readonly type: 'broken'; readonly files: readonly string[] }
  | { readonly type: 'hangs' }

/** A copy of the project in which its source can be changed. */
export class Copy {
  readonly folder = mkdtempSync(join(tmpdir(), 'tonggao-mutant-'))

  constructor() {
    for (const name of readdirSync(root)) {
      if (['node_modules', '.output', '.git'].includes(name)) continue
      cpSync(join(root, name), join(this.folder, name), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'), 'junction')
  }

  /** Runs tests on the source as a mutation leaves it; none leaves it as it is. */
  async run(tests: readonly string[], mutation?: Mutation): Promise<Outcome> {
    const changed =
      mutation === undefined ? new Map<string, string>() : patched(mutation, this.folder)
    const before = new Map([...changed.keys()].map((path) => [path, readFileSync(path, 'utf8')]))
    for (const [path, text] of changed) writeFileSync(path, text)
    try {
      return await this.#test(tests)
    } finally {
      for (const [path, text] of before) writeFileSync(path, text)
    }
  }

  async #test(tests: readonly string[]): Promise<Outcome> {
    const report = join(this.folder, 'report.json')
    rmSync(report, { force: true })
    const { FAULTS: _faults, RUNS: _runs, FIGURES: _figures, ...env } = process.env
    const child = spawn(
      process.execPath,
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        `--root=${this.folder}`,
        '--config=tests/vitest.config.ts',
        '--project=unit',
        '--bail=1',
        '--reporter=json',
        `--outputFile=${report}`,
        ...tests,
      ],
      { cwd: this.folder, env, stdio: 'ignore' },
    )
    const hung = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        resolve(true)
      }, 300_000)
      child.once('exit', () => {
        clearTimeout(timer)
        resolve(false)
      })
    })
    if (hung) return { type: 'hangs' }
    if (!existsSync(report)) return { type: 'broken', files: tests }
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: {
        name: string
        status: string
        assertionResults: { title: string; status: string }[]
      }[]
    }
    const failed = testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
    )
    if (failed.length > 0) return { type: 'failed', tests: failed }
    const broken = testResults.filter(({ status }) => status === 'failed').map(({ name }) => name)
    return broken.length > 0 ? { type: 'broken', files: broken } : { type: 'passed' }
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
