import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { build } from 'vite'
import { root } from '../commands/ensure.mjs'

export interface Served {
  readonly address: string
  readonly close: () => void
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

/**
 * Builds the page of the bench and serves it on this machine.
 * @param files text of what it can fetch beside, by path
 */
export async function servePage(files: Readonly<Record<string, string>> = {}): Promise<Served> {
  const out = join(root, '.output/bench')
  await build({
    root: join(root, 'tests/bench/page'),
    base: './',
    logLevel: 'error',
    build: { outDir: out, emptyOutDir: true },
    worker: { format: 'es' },
    resolve: { dedupe: ['yjs'] },
  })
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x')
    const text = files[pathname]
    if (text !== undefined) {
      response.end(text)
      return
    }
    const path = join(out, pathname.replace(/^\/$/, '/index.html'))
    if (!path.startsWith(out) || !existsSync(path)) {
      response.writeHead(404).end()
      return
    }
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream')
    createReadStream(path).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => void server.close(),
  }
}
