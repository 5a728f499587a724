import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createRelay } from '../../relay/server'
import type { Relay, RelayOptions } from '../../relay/server'

const open: { close(): unknown }[] = []

afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close()
})

async function relay(limits: RelayOptions['limits'] = {}): Promise<Relay> {
  const one = await createRelay({ port: 0, limits })
  open.push(one)
  return one
}

interface Client {
  socket: WebSocket
  received: Record<string, unknown>[]
  send(message: unknown): void
  /** Resolves when a message of that form has come. */
  until(test: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
  closed: Promise<number>
}

async function client(port: number): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
  const received: Record<string, unknown>[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data) => {
    received.push(JSON.parse(String(data)))
    for (const check of waiting) check()
  })
  socket.on('error', () => undefined)
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  open.push({ close: () => socket.terminate() })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    socket,
    received,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    until: (matches) =>
      new Promise((resolve) => {
        const check = (): void => {
          const found = received.find(matches)
          if (found === undefined) return
          waiting.delete(check)
          resolve(found)
        }
        waiting.add(check)
        check()
      }),
  }
}

/** The bystanders' law: two honest clients of one topic still reach each other. */
async function expectAlive(port: number): Promise<void> {
  const [a, b] = [await client(port), await client(port)]
  a.send({ type: 'subscribe', topics: ['alive'] })
  a.send({ type: 'ping' })
  await a.until((m) => m['type'] === 'pong')
  b.send({ type: 'publish', topic: 'alive', data: 'x' })
  await a.until((m) => m['data'] === 'x')
  a.socket.terminate()
  b.socket.terminate()
}

test('publish reaches every subscriber of the topic with their number, and nobody else', async () => {
  const { port } = await relay()
  const [a, b, c] = [await client(port), await client(port), await client(port)]
  for (const one of [a, b]) one.send({ type: 'subscribe', topics: ['t'] })
  c.send({ type: 'subscribe', topics: ['u'] })
  for (const one of [a, b, c]) {
    one.send({ type: 'ping' })
    await one.until((m) => m['type'] === 'pong')
  }
  a.send({ type: 'publish', topic: 't', data: { n: 1 } })
  const got = await b.until((m) => m['type'] === 'publish')
  expect(got).toEqual({ type: 'publish', topic: 't', data: { n: 1 }, clients: 2 })
  await a.until((m) => m['type'] === 'publish')
  expect(c.received.filter((m) => m['type'] === 'publish')).toEqual([])
  b.send({ type: 'unsubscribe', topics: ['t'] })
  b.send({ type: 'ping' })
  await b.until((m) => m['type'] === 'pong' && b.received.at(-1) === m)
  a.send({ type: 'publish', topic: 't', data: { n: 2 } })
  expect((await a.until((m) => m['clients'] === 1))['data']).toEqual({ n: 2 })
})

const malformed = [
  'not json',
  '',
  'null',
  '[]',
  '"subscribe"',
  '{}',
  '{"type":7}',
  '{"type":"subscribe"}',
  '{"type":"subscribe","topics":"t"}',
  '{"type":"subscribe","topics":[1]}',
  '{"type":"subscribe","topics":[{"toString":1}]}',
  '{"type":"publish"}',
  '{"type":"publish","topic":{}}',
  '{"type":"__proto__"}',
  `{"type":"subscribe","topics":["${'x'.repeat(500)}"]}`,
  '[[[['.repeat(5000),
]

test('a malformed message gets an error and a close, others notice nothing', async () => {
  const { port } = await relay()
  for (const frame of malformed) {
    const one = await client(port)
    one.send(frame)
    expect((await one.until((m) => m['type'] === 'error'))['code']).toMatch(/malformed|topic/)
    expect(await one.closed).toBe(1008)
  }
  await expectAlive(port)
})

test('a frame of 100 MB is cut off and costs no memory', async () => {
  const { port } = await relay()
  const before = process.memoryUsage().rss
  const one = await client(port)
  const big = Buffer.alloc(100 * 1024 * 1024, 'a')
  const mine = process.memoryUsage().rss
  one.socket.send(big, () => undefined)
  expect([1006, 1009]).toContain(await one.closed)
  expect(process.memoryUsage().rss - Math.max(before, mine)).toBeLessThan(250 * 1024 * 1024)
  await expectAlive(port)
})

test('a flood is closed, others notice nothing', async () => {
  const { port } = await relay()
  const one = await client(port)
  for (let i = 0; i < 5000; i++) one.send({ type: 'ping' })
  expect((await one.until((m) => m['type'] === 'error'))['code']).toBe('too-fast')
  await one.closed
  expect(one.received.length).toBeLessThan(700)
  await expectAlive(port)
})

test('topics per connection and peers per topic are bounded', async () => {
  const { port } = await relay({ peersPerTopic: 2 })
  const greedy = await client(port)
  greedy.send({ type: 'subscribe', topics: Array.from({ length: 1000 }, (_, i) => `t${i}`) })
  expect((await greedy.until((m) => m['type'] === 'error'))['code']).toMatch(/too-/)
  await greedy.closed
  const three = [await client(port), await client(port), await client(port)]
  for (const one of three) {
    one.send({ type: 'subscribe', topics: ['full'] })
    one.send({ type: 'ping' })
    await one.until((m) => m['type'] === 'pong' || m['type'] === 'error')
  }
  expect(three[2]?.received[0]).toEqual({ type: 'error', code: 'topic-full' })
  await expectAlive(port)
})

test('connections per address are bounded', async () => {
  const { port } = await relay({ connectionsFromLoopback: 3 })
  const held = [await client(port), await client(port), await client(port)]
  const fourth = await client(port)
  expect(await fourth.closed).toBe(1008)
  for (const one of held) one.socket.terminate()
  await Promise.all(held.map((one) => one.closed))
  await expect.poll(async () => (await client(port)).received.length).toBe(0)
})

test('a reader that does not read is closed and costs no more than its bound', async () => {
  const { port } = await relay({ unreadBytes: 100_000, messageBurst: 1e6, byteBurst: 1e9 })
  const writer = await client(port)
  const slow = connect(port, '127.0.0.1')
  open.push({ close: () => slow.destroy() })
  slow.on('error', () => undefined)
  slow.write(
    'GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n' +
      'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await new Promise((resolve) => slow.once('data', resolve))
  slow.pause()
  const text = Buffer.from('{"type":"subscribe","topics":["s"]}')
  const mask = Buffer.from([1, 2, 3, 4])
  const masked = Buffer.from(text.map((byte, i) => byte ^ (mask[i % 4] ?? 0)))
  slow.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length]), mask, masked]))
  const health = async (): Promise<{ refused: Record<string, number> }> =>
    (await fetch(`http://127.0.0.1:${port}/healthz`)).json() as never
  await expect
    .poll(
      async () => {
        for (let i = 0; i < 200; i++) {
          writer.send({ type: 'publish', topic: 's', data: 'x'.repeat(30_000) })
        }
        return (await health()).refused['too-slow']
      },
      { timeout: 20_000 },
    )
    .toBe(1)
  await expectAlive(port)
})

test('abrupt closes and half handshakes leave nothing behind', async () => {
  const { port } = await relay()
  for (let i = 0; i < 100; i++) {
    const one = await client(port)
    one.send({ type: 'subscribe', topics: [`t${i}`] })
    one.socket.terminate()
    const raw = connect(port, '127.0.0.1', () => {
      raw.write(i % 2 === 0 ? 'GET / HTTP/1.1\r\nupg' : '\0\0\0\0\r\n\r\n')
      raw.destroy()
    })
    raw.on('error', () => undefined)
  }
  await expect
    .poll(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`)
      return answer.json()
    })
    .toMatchObject({ ok: true, connections: 0, topics: 0 })
})

test('a taken port is told, and closing twice is harmless', async () => {
  const one = await relay()
  await expect(createRelay({ port: one.port })).rejects.toThrow(/EADDRINUSE/)
  await client(one.port)
  await Promise.all([one.close(), one.close()])
  await one.close()
})

test('[NE20] stopping does not wait for somebody who has connected and says nothing', async () => {
  const one = await relay()
  for (const said of ['', 'GET / HTTP/1.1\r\nupg']) {
    const raw = connect(one.port, '127.0.0.1')
    raw.on('error', () => undefined)
    open.push({ close: () => raw.destroy() })
    await new Promise<void>((resolve) => raw.write(said, () => resolve()))
  }
  // One that answers no farewell.
  const mute = await client(one.port)
  mute.socket.pause()
  const begun = performance.now()
  await one.close()
  expect(performance.now() - begun).toBeLessThan(5000)
}, 20_000)

test('the fuzz of frames never stops the server', async () => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1e9)
  console.log(`SEED=${seed}`)
  let state = seed
  const random = (n: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state % n
  }
  const { port } = await relay()
  const runs = Number(process.env['RUNS'] ?? 300)
  for (let i = 0; i < runs; i++) {
    const one = await client(port)
    for (let j = random(5); j >= 0; j--) {
      const bytes = Buffer.from(malformed[random(malformed.length)] ?? '')
      for (let k = random(4); k > 0 && bytes.length > 0; k--) {
        bytes[random(bytes.length)] = random(256)
      }
      if (one.socket.readyState === one.socket.OPEN)
        one.socket.send(bytes, { binary: random(2) === 0 })
    }
    one.socket.terminate()
  }
  await expectAlive(port)
})
