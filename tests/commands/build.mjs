import { bin, ensurePackages, run } from './ensure.mjs'

ensurePackages()
for (const browser of ['chrome', 'firefox']) {
  const code = run(bin('wxt'), ['build', '-b', browser, '--mv3'])
  if (code !== 0) process.exit(code)
}
