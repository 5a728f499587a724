import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/* What is handed to the browsers, as it is built: what it may do, and what must not stand in it. */

const output = fileURLToPath(new URL('../../.output', import.meta.url))

function* filesOf(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) yield* filesOf(join(folder, entry.name))
    else yield join(folder, entry.name)
}

const permissions = [
  'activeTab',
  'alarms',
  'contextMenus',
  'notifications',
  'scripting',
  'storage',
  'unlimitedStorage',
]

/** Writes of markup that are known: preact's property that nobody of ours sets, and a detached element of prosemirror-view's that is never shown. */
const knownMarkup = [
  /\.innerHTML=\w+\.__html/g,
  /\.innerHTML=``/g,
  /\w\.innerHTML=\w+\(\w+\)(?=,)/g,
]

/** Names of XML vocabularies, words of the interface, and nothing that is ever fetched. */
const knownAddress =
  /^http:\/\/(schemas\.(openxmlformats\.org|microsoft\.com)\/|www\.w3\.org\/(\d{4}\/|XML\/|TR\/)|purl\.(org\/dc|oclc\.org\/ooxml)\/|www\.wps\.cn\/officeDocument\/|(relay|[\w-]+\.invalid)|$| |、|或)/

for (const browser of ['chrome', 'firefox']) {
  const folder = join(output, `${browser}-mv3`)
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<
    string,
    unknown
  >
  const files = [...filesOf(folder)]
  const scripts = files.filter((file) => /\.m?js$/.test(file))
  const texts = files.filter((file) => ['.js', '.mjs', '.html', '.css'].includes(extname(file)))

  describe(`the package for ${browser}`, () => {
    it('[HO30] asks for what is agreed and nothing more, and opens no door to web pages', () => {
      const asked = [...permissions, ...(browser === 'chrome' ? ['offscreen'] : [])].toSorted()
      expect([...(manifest['permissions'] as string[])].toSorted()).toEqual(asked)
      for (const door of [
        'host_permissions',
        'optional_permissions',
        'optional_host_permissions',
        'content_scripts',
        'externally_connectable',
        'web_accessible_resources',
        'sandbox',
        'chrome_url_overrides',
        'devtools_page',
        'update_url',
        'key',
        'declarative_net_request',
      ])
        expect(manifest, door).not.toHaveProperty(door)
    })

    it('[HO31] has a policy that lets no other script run, no page frame it, no form leave', () => {
      const { extension_pages: policy = '' } = manifest['content_security_policy'] as Record<
        string,
        string
      >
      const rules = new Map(
        policy.split(';').map((rule) => {
          const [name = '', ...values] = rule.trim().split(/\s+/)
          return [name, values.join(' ')]
        }),
      )
      expect(Object.fromEntries(rules)).toEqual({
        'default-src': "'self'",
        'script-src': "'self'",
        'style-src': "'self' 'unsafe-inline'",
        'img-src': "'self' data: blob:",
        'connect-src': "'self' ws: wss:",
        'object-src': "'none'",
        'base-uri': "'none'",
        'form-action': "'none'",
        'frame-ancestors': "'none'",
      })
    })

    it('[HO32] makes no code out of text, and no markup but in known places', () => {
      const found: string[] = []
      const forbidden =
        /\beval\s*\(|\bnew Function\b|\bFunction\s*\(|\.constructor\s*\(\s*[`'"]|setTimeout\(\s*[`'"]|setInterval\(\s*[`'"]|\bimportScripts\b|\bdocument\.write|insertAdjacentHTML|\.outerHTML\s*=(?!=)|createContextualFragment|setHTMLUnsafe|srcdoc|javascript:|sourceMappingURL/g
      expect(scripts.length).toBeGreaterThan(5)
      for (const file of scripts) {
        let text = readFileSync(file, 'utf8')
        for (const [hit] of text.matchAll(forbidden))
          // A list of what is not let through names it.
          found.push(`${file.slice(folder.length + 1)}: ${hit}`)
        for (const known of knownMarkup) text = text.replace(known, '')
        for (const { index } of text.matchAll(/\.innerHTML\s*=(?!=)/g))
          found.push(`${file.slice(folder.length + 1)}: ${text.slice(index - 40, index + 60)}`)
        for (const [, what = ''] of text.matchAll(/\bimport\(([^)]*)\)/g))
          if (!/^[`'"]\.\.?\/[\w.-]+[`'"]$/.test(what)) found.push(`import(${what})`)
      }
      expect(found).toEqual([])
    })

    it('[HO33] loads nothing from elsewhere: no address of a script, a style, a picture or a font', () => {
      const found: string[] = []
      for (const file of texts) {
        const text = readFileSync(file, 'utf8')
        for (const [address] of text.matchAll(/http:\/\/[^\s`'"<>)]*/g))
          if (!knownAddress.test(address))
            found.push(`${file.slice(folder.length + 1)}: ${address}`)
        const isPage = file.endsWith('.html')
        for (const [, address = ''] of text.matchAll(
          isPage
            ? /(?:src|href)="([^"]*)"/g
            : /(?:url|@import)\(?\s*["']?((?:https?:)?\/\/[^"')]*)/g,
        ))
          if (/^(https?:)?\/\//.test(address))
            found.push(`${file.slice(folder.length + 1)}: ${address}`)
        if (isPage) {
          expect(text, file).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/)
          expect(text, file).not.toMatch(/\son\w+=/)
        }
      }
      expect(found).toEqual([])
    })

    it('[HO34] has nothing in it that does not belong there', () => {
      const kinds = new Set(files.map((file) => extname(file)))
      for (const kind of kinds)
        expect(['.js', '.html', '.css', '.json', '.png', '.txt', '.svg']).toContain(kind)
      expect(
        files.filter((file) => /\.(map|ts|tsx|env|pem|key|log)$|node_modules/.test(file)),
      ).toEqual([])
      const bytes = files.reduce((sum, file) => sum + readFileSync(file).length, 0)
      expect(bytes).toBeLessThan(8 * 1024 * 1024)
    })
  })
}
