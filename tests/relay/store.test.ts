import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { createRelay, type Relay, type RelayOptions } from '../../relay/server'
import { BadLine } from '../support/bad-line'
import { waitFor } from '../support/wait'

const ends: (() => unknown)[] = []
// The engine says on the console what it refuses; the relay's own process keeps that to itself.
beforeEach(() => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  ends.push(() => quiet.mockRestore())
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'tonggao-relay-'))
  ends.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function relay(options: RelayOptions): Promise<Relay> {
  const one = await createRelay({ port: 0, ...options })
  ends.push(() => one.close())
  return one
}

interface Client {
  doc: Y.Doc
  provider: HocuspocusProvider
  close(): void
}

function client(port: number, name: string, token = ''): Client {
  const websocketProvider = new HocuspocusProviderWebsocket({
    url: `ws://127.0.0.1:${port}/store?token=${token}`,
    WebSocketPolyfill: WebSocket,
    delay: 50,
    minDelay: 50,
  })
  const doc = new Y.Doc()
  const provider = new HocuspocusProvider({
    websocketProvider,
    name,
    document: doc,
    awareness: null,
  })
  provider.attach()
  const close = (): void => {
    provider.destroy()
    websocketProvider.destroy()
  }
  ends.push(close)
  return { doc, provider, close }
}

const room = 'r'.repeat(43)
const synced = (one: Client): Promise<unknown> =>
  waitFor(() => one.provider.isSynced && one.provider.unsyncedChanges === 0, 'synced')

describe('store and forward', () => {
  it('[V1] gives to whoever comes later what somebody left, also after a restart', async () => {
    const store = join(folder(), 'relay.sqlite')
    const first = await relay({ store })
    const wang = client(first.port, room)
    for (let n = 0; n < 20; n++) wang.doc.getMap('log').set(`k${n}`, new Uint8Array([n]))
    await synced(wang)
    wang.close()
    await first.close()
    const second = await relay({ store })
    const li = client(second.port, room)
    await waitFor(() => li.doc.getMap('log').size === 20, 'all of it')
    const stranger = client(second.port, 's'.repeat(43))
    await synced(stranger)
    expect(stranger.doc.getMap('log').size).toBe(0)
  })

  it('[NE21] bears that something large takes longer than a ping, up and down', async () => {
    const { port } = await relay({ store: ':memory:', limits: { pingEvery: 300 } })
    const line = await BadLine.open(port)
    ends.push(() => line.close())
    line.state.rate = 400_000
    const wang = client(line.port, room)
    let closed = 0
    wang.provider.configuration.websocketProvider.on('close', () => closed++)
    wang.doc.getMap('log').set('k', new Uint8Array(1_000_000).fill(7))
    await synced(wang)
    const li = client(line.port, room)
    li.provider.configuration.websocketProvider.on('close', () => closed++)
    await waitFor(() => li.doc.getMap('log').size === 1, 'all of it', 60_000)
    expect(closed).toBe(0)
  })

  it('[V2] writes many small changes anew as one, and lets go of what was deleted', async () => {
    const store = join(folder(), 'relay.sqlite')
    const first = await relay({ store })
    const wang = client(first.port, room)
    await synced(wang)
    const map = wang.doc.getMap('log')
    for (let n = 0; n < 800; n++) {
      map.set(`k${n}`, new Uint8Array(2000))
      if (n > 10) map.delete(`k${n - 10}`)
      if (n % 50 === 0) await synced(wang)
    }
    await synced(wang)
    wang.close()
    await first.close()
    expect(readFileSync(store).length).toBeLessThan(1_500_000)
    const li = client((await relay({ store })).port, room)
    await waitFor(() => li.doc.getMap('log').has('k799'), 'the last')
    expect(li.doc.getMap('log').size).toBe(map.size)
  })

  it('[V3] passes on what is only for whoever is there, and keeps nothing of it', async () => {
    const { port } = await relay({ store: ':memory:' })
    const [wang, li] = [client(port, room), client(port, room)]
    await Promise.all([synced(wang), synced(li)])
    const heard: string[] = []
    li.provider.on('stateless', ({ payload }: { payload: string }) => heard.push(payload))
    wang.provider.sendStateless('here')
    await waitFor(() => heard.length > 0, 'heard')
    expect(heard).toEqual(['here'])
  })

  it('[V4] lets nobody in without the token, at either door', async () => {
    const { port } = await relay({ store: ':memory:', token: 'right' })
    const status = (path: string): Promise<number | undefined> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`)
        socket.on('unexpected-response', (_request, response) => {
          resolve(response.statusCode)
          socket.terminate()
        })
        socket.on('open', () => {
          resolve(101)
          socket.terminate()
        })
        socket.on('error', () => undefined)
      })
    expect(await status('/')).toBe(401)
    expect(await status('/store')).toBe(401)
    expect(await status('/store?token=wrong')).toBe(401)
    expect(await status('/store?token=right')).toBe(101)
    expect(await status('/?token=right')).toBe(101)
    // A page cannot see why a socket failed; whoever only tries the address is told.
    const told = (path: string): Promise<number> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, 'tonggao-probe')
        socket.on('close', resolve)
        socket.on('open', () => setTimeout(() => socket.close(1000), 300))
      })
    expect(await told('/?token=wrong')).toBe(1008)
    expect(await told('/?token=right')).toBe(1000)
    const plain = await relay({})
    const health = await fetch(`http://127.0.0.1:${plain.port}/healthz`)
    expect(await health.json()).toMatchObject({ ok: true, kept: 0, open: 0 })
  })

  it('[V5] survives garbage, wrong names and too much, and goes on serving the rest', async () => {
    const { port } = await relay({ store: ':memory:', limits: { documentBytes: 100_000 } })
    const wang = client(port, room)
    await synced(wang)
    for (let n = 0; n < 200; n++) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/store`)
      const bytes = new Uint8Array(1 + ((n * 7919) % 300)).map((_, at) => (at * n * 31) % 256)
      await new Promise<void>((resolve) => {
        socket.on('close', () => resolve())
        socket.on('error', () => undefined)
        socket.on('open', () => {
          socket.send(bytes, () => socket.close())
        })
      })
    }
    const wrong = client(port, '../etc')
    let refused = false
    wrong.provider.on('authenticationFailed', () => (refused = true))
    await waitFor(() => refused, 'a wrong name is refused')
    const greedy = client(port, 'g'.repeat(43))
    await synced(greedy)
    greedy.doc.getMap('log').set('big', new Uint8Array(200_000))
    let closed = false
    greedy.provider.on('close', () => (closed = true))
    await waitFor(() => closed, 'too much is refused')
    wang.doc.getMap('log').set('still', new Uint8Array([1]))
    const li = client(port, room)
    await waitFor(() => li.doc.getMap('log').has('still'), 'the rest is served')
  })

  it('[HO29] full to the brim, still lets go of what members take out, and is of use again', async () => {
    const { port } = await relay({ store: ':memory:', limits: { documentBytes: 100_000 } })
    const wang = client(port, room)
    await synced(wang)
    const log = wang.doc.getMap('log')
    wang.doc.transact(() => {
      for (let n = 0; n < 400; n++) log.set(`junk ${n}`, new Uint8Array(10))
    })
    await synced(wang)
    // All but some three hundred bytes, of which the message that brings it takes a part.
    log.set('junk', new Uint8Array(100_000 - Y.encodeStateAsUpdate(wang.doc).length - 300))
    await synced(wang)
    // What comes now is too much.
    const li = client(port, room)
    await synced(li)
    let closed = false
    li.provider.on('close', () => (closed = true))
    li.doc.getMap('log').set('more', new Uint8Array(5000))
    await waitFor(() => closed, 'too much is refused')
    li.close()
    // Every other one, so that even to say which takes more room than there is.
    wang.doc.transact(() => {
      for (let n = 0; n < 400; n += 2) log.delete(`junk ${n}`)
    })
    await synced(wang)
    wang.doc.transact(() => {
      for (const key of log.keys()) log.delete(key)
    })
    await synced(wang)
    log.set('honest', new Uint8Array(20_000))
    await synced(wang)
    const late = client(port, room)
    await waitFor(() => late.doc.getMap('log').has('honest'), 'it is of use again')
    expect(late.doc.getMap('log').size).toBe(1)
  })

  it('[V6] as a process of its own: says where it keeps, names no room, goes when it is told', async () => {
    const store = join(folder(), 'below', 'relay.sqlite')
    const start = async (): Promise<{
      port: number
      end: () => Promise<number | null>
      said: () => string
    }> => {
      const process_ = spawn(
        process.execPath,
        ['--import', 'tsx', 'relay/index.ts', '--port', '0', '--store', store],
        { cwd: fileURLToPath(new URL('../..', import.meta.url)) },
      )
      ends.push(() => process_.kill('SIGKILL'))
      let said = ''
      for (const stream of [process_.stdout, process_.stderr])
        stream.on('data', (data: Buffer) => (said += data.toString()))
      const gone = new Promise<number | null>((resolve) => process_.once('exit', resolve))
      await waitFor(() => said.includes('keeps sealed changes'), 'it runs', 20_000)
      return {
        port: Number(/:(\d+)\s/.exec(said)?.[1]),
        end: () => {
          process_.kill('SIGTERM')
          return gone
        },
        said: () => said,
      }
    }
    const first = await start()
    const wang = client(first.port, room)
    wang.doc.getMap('log').set('k', new Uint8Array([7]))
    await synced(wang)
    const wrong = client(first.port, 'zzz-wrong')
    let refused = false
    wrong.provider.on('authenticationFailed', () => (refused = true))
    await waitFor(() => refused, 'refused')
    expect(await first.end()).toBe(0)
    expect(first.said()).not.toMatch(/rrrr|zzz/)
    const second = await start()
    const li = client(second.port, room)
    await waitFor(() => li.doc.getMap('log').has('k'), 'kept over a restart')
    await second.end()
  }, 60_000)
})
