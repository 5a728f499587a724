import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** Runs a command in the project, with its output shown; returns its exit code. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error !== undefined) console.error(String(error))
  return status ?? 1
}

/** Path of a program that an installed package brings. */
export function bin(name) {
  return join(root, 'node_modules/.bin', process.platform === 'win32' ? `${name}.cmd` : name)
}

/** Installs the packages where they are missing or of another lock file. Exits when that fails. */
export function ensurePackages() {
  if (!existsSync(join(root, 'node_modules/.package-lock.json')) || !isComplete()) {
    console.log('Installing packages …')
    const code = run('npm', ['ci', '--no-audit', '--no-fund'])
    if (code !== 0) {
      console.error(
        'The packages could not be installed. Is there a network, and Node 20.19 or newer?',
      )
      process.exit(code)
    }
  }
}

function isComplete() {
  const require = createRequire(join(root, 'package.json'))
  try {
    const wanted = require(join(root, 'package-lock.json')).packages
    const have = require(join(root, 'node_modules/.package-lock.json')).packages
    const { dependencies = {}, devDependencies = {} } = require(join(root, 'package.json'))
    return Object.keys({ ...dependencies, ...devDependencies }).every((name) => {
      const key = `node_modules/${name}`
      return wanted[key]?.version === have[key]?.version
    })
  } catch {
    // An unreadable lock file counts as incomplete; the installation tells more.
    return false
  }
}

const chromiums = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/opt/homebrew/bin/chromium',
]
const firefoxes = [
  process.env.FIREFOX,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
]

const offices = [
  process.env.SOFFICE,
  '/usr/bin/soffice',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
]

/** Path of LibreOffice, or undefined. */
export function findOffice() {
  return offices.find((path) => path !== undefined && path !== '' && existsSync(path))
}

/** Path of a Chromium that loads unpacked extensions, or throws with what to do. */
export function findChromium() {
  const found = chromiums.find((path) => path !== undefined && path !== '' && existsSync(path))
  if (found === undefined)
    throw new Error(
      'No Chromium found. Install it, or set CHROMIUM to its path. (Branded Chrome does not load unpacked extensions from the command line.)',
    )
  return found
}

/** Path of a Firefox, or undefined. */
export function findFirefox() {
  return firefoxes.find((path) => path !== undefined && path !== '' && existsSync(path))
}

/** Installs what the tests and the tour need of the system, where a package manager lets us. */
export function ensureBrowsers({ firefox = true, office = false, machines = false } = {}) {
  const packages = []
  if (!tried(findChromium)) packages.push('chromium')
  if (firefox && findFirefox() === undefined) packages.push('firefox-esr')
  // Word files are looked at with LibreOffice; without it their test is left out, saying so.
  if (office && process.platform === 'linux') {
    if (findOffice() === undefined) packages.push('libreoffice-writer')
    if (!existsSync('/usr/bin/pdftotext')) packages.push('poppler-utils')
  }
  // Without them no machine with a network of its own can be made, and what needs one is left out.
  if (machines && process.platform === 'linux' && process.getuid?.() === 0) {
    if (!existsSync('/usr/bin/socat')) packages.push('socat')
    if (!['/usr/sbin/ip', '/sbin/ip', '/usr/bin/ip'].some((path) => existsSync(path)))
      packages.push('iproute2')
  }
  if (packages.length > 0 && process.platform === 'linux' && existsSync('/usr/bin/apt-get')) {
    const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n']
    if (!existsSync('/usr/share/fonts/opentype/noto')) packages.push('fonts-noto-cjk')
    console.log(`Installing ${packages.join(', ')} …`)
    const install = [...asRoot, 'apt-get']
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    run(install[0], [...install.slice(1), 'update', '-qq'], { env })
    run(
      install[0],
      [...install.slice(1), 'install', '-y', '-qq', '--no-install-recommends', ...packages],
      { env },
    )
  } else if (packages.length > 0 && process.platform === 'darwin') {
    const casks = packages.map((name) => (name === 'firefox-esr' ? 'firefox' : name))
    console.log(`Installing ${casks.join(', ')} …`)
    run('brew', ['install', '--cask', ...casks])
  }
  if (!tried(findChromium)) {
    console.error(
      'No Chromium found and none could be installed. Install it, or set CHROMIUM to its path.',
    )
    process.exit(1)
  }
}

function tried(look) {
  try {
    return look()
  } catch {
    // Not found is an answer here.
    return undefined
  }
}
