import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { launch, type Browser } from 'puppeteer-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, findFirefox } from '../commands/ensure.mjs'
import {
  negativeAgreements,
  negativeSeals,
  negativeSignatures,
  ours,
  published,
} from '../support/vectors'

/* What Node computes of keys, the browsers compute too, to the last bit. */

let server: Server
let address = ''

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('../support/vectors.ts', import.meta.url)),
        formats: ['iife'],
        name: 'vectors',
      },
    },
  })
  const [output] = Array.isArray(built) ? built : [built]
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>x</title><script>${chunk?.code ?? ''}</script>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})

afterAll(() => {
  server?.close()
})

const browsers: readonly [string, () => Promise<Browser>][] = [
  [
    'Chromium',
    () => launch({ executablePath: findChromium(), pipe: true, args: ['--no-sandbox'] }),
  ],
  [
    'Firefox',
    () => {
      const executablePath = findFirefox()
      if (executablePath === undefined) throw new Error('No Firefox found.')
      return launch({ browser: 'firefox', executablePath, headless: true })
    },
  ],
]

describe('keys in the browsers', () => {
  it.each(browsers)('[HO42] %s computes what Node does', async (_name, start) => {
    const browser = await start()
    try {
      const page = await browser.newPage()
      await page.goto(address)
      const found = await page.evaluate(async () => {
        const { vectors } = globalThis as unknown as {
          vectors: Record<'ours' | 'published', () => Promise<Record<string, string>>>
        }
        return [await vectors.published(), await vectors.ours()]
      })
      expect(found).toEqual([await published(), await ours()])
    } finally {
      await browser.close()
    }
  })

  it.each(browsers)('[CO5] %s takes what Node takes, and no more', async (_name, start) => {
    const browser = await start()
    try {
      const page = await browser.newPage()
      await page.goto(address)
      const found = await page.evaluate(async () => {
        const { vectors } = globalThis as unknown as {
          vectors: Record<
            'negativeAgreements' | 'negativeSeals' | 'negativeSignatures',
            () => Promise<Record<string, unknown>>
          >
        }
        const signatures = await vectors.negativeSignatures()
        return {
          // What the bare browser takes is for it to say.
          signatures: Object.entries(signatures).map(([name, taken]) => [
            name,
            (taken as { ours: boolean }).ours,
          ]),
          agreements: await vectors.negativeAgreements(),
          seals: await vectors.negativeSeals(),
        }
      })
      expect(found.signatures).toEqual(
        Object.entries(await negativeSignatures()).map(([name, { rule }]) => [name, rule]),
      )
      expect(found.agreements).toEqual(await negativeAgreements())
      expect(found.seals).toEqual(await negativeSeals())
    } finally {
      await browser.close()
    }
  })
})
