import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { tellFigures } from '../support/figures'
import { firstSeed, random, type Random } from '../support/random'
import { waitFor } from '../support/wait'

/*
 * The relay as people run it, a process of its own with its own limits, and what its worst
 * visitors can do to it and to the others.
 */

const isLong = process.env['FAULTS'] !== undefined
const root = fileURLToPath(new URL('../..', import.meta.url))
let relay: ChildProcess
let port = 0

beforeAll(async () => {
  const args = ['--import', 'tsx', 'relay/index.ts', '--port', '0', '--store', 'none']
  relay = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  relay.stdout?.on('data', (data) => (said += String(data)))
  await waitFor(() => /:(\d+)\n/.test(said), 'the relay listens', 60_000)
  port = Number(/:(\d+)\n/.exec(said)?.[1])
})

afterAll(async () => {
  const gone = new Promise((resolve) => relay.once('exit', resolve))
  relay.kill()
  await gone
})

interface Health {
  readonly connections: number
  readonly topics: number
  readonly refused: Readonly<Record<string, number>>
}

async function health(): Promise<Health> {
  return (await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()) as Health
}

/** Megabytes of memory that the relay has, where the system tells. */
function memory(): number {
  const file = `/proc/${relay.pid}/status`
  if (!existsSync(file)) return 0
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024
}

async function open(): Promise<WebSocket | undefined> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
  socket.on('error', () => undefined)
  return await new Promise((resolve) => {
    socket.once('open', () => resolve(socket))
    socket.once('close', () => resolve(undefined))
  })
}

const ended = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.readyState === socket.CLOSED) resolve()
    else socket.once('close', () => resolve())
  })

/** Two who only want to find each other; tells how long each word of one takes to the other. */
class Bystanders {
  readonly times: number[] = []
  #sockets: WebSocket[] = []
  #timer: ReturnType<typeof setInterval> | undefined

  async start(): Promise<void> {
    const [one, other] = [await open(), await open()]
    if (one === undefined || other === undefined) throw new Error('nobody gets in')
    this.#sockets = [one, other]
    one.send(JSON.stringify({ type: 'subscribe', topics: ['bystanders'] }))
    one.on('message', (data) => {
      const { at } = JSON.parse(String(data)) as { at?: number }
      if (at !== undefined) this.times.push(performance.now() - at)
    })
    const say = (): void =>
      other.send(JSON.stringify({ type: 'publish', topic: 'bystanders', at: performance.now() }))
    this.#timer = setInterval(say, 50)
    await waitFor(() => this.times.length > 3, 'they hear each other', 20_000)
  }

  /** Milliseconds that 95 of 100 words took at most. Throws when they do not hear each other any more. */
  async stop(): Promise<number> {
    const before = this.times.length
    await waitFor(() => this.times.length > before + 2, 'they still hear each other', 20_000)
    clearInterval(this.#timer)
    for (const one of this.#sockets) {
      one.close()
      await ended(one)
    }
    return this.times.toSorted((a, b) => a - b)[Math.floor(this.times.length * 0.95)] ?? 0
  }
}

const pieces = [
  '{"type":"subscribe","topics":["t"]}',
  '{"type":"unsubscribe","topics":["t","u"]}',
  '{"type":"publish","topic":"t","data":{"a":[1,2,{"b":"\\ud800"}]}}',
  '{"type":"publish","topic":"t","clients":"many","__proto__":{"x":1},"toString":7}',
  '{"type":"ping"}',
  '{"type":"pong"}',
  '{"type":"subscribe","topics":[{"toString":1}]}',
  '{"type":"__proto__"}',
  '[[[[[[[[',
  'null',
]

function frame(chance: Random): Buffer {
  const bytes = Buffer.from(chance.pick(pieces))
  const what = chance.below(4)
  if (what === 0)
    return Buffer.from(Array.from({ length: chance.below(300) }, () => chance.below(256)))
  if (what === 1)
    for (let n = chance.below(4) + 1; n > 0; n--)
      bytes[chance.below(bytes.length)] = chance.below(256)
  if (what === 2) return Buffer.concat([bytes, bytes.subarray(0, chance.below(bytes.length))])
  return bytes
}

describe('a relay among vandals', () => {
  const frames = isLong ? 100_000 : 3000
  it(`[HO26] ${frames} frames that mean nothing or half of something: it lives, small, and others are heard`, async () => {
    const seed = firstSeed()
    console.log(`relay: SEED=${seed}`)
    const chance = random(seed)
    const bystanders = new Bystanders()
    await bystanders.start()
    let sent = 0
    let most = 0
    while (sent < frames) {
      const sockets = (await Promise.all(Array.from({ length: 10 }, open))).flatMap(
        (one) => one ?? [],
      )
      for (const socket of sockets) {
        // Sound ones first, or the first bad one would be the only one that is read.
        for (let n = chance.below(60); n > 0; n--, sent++)
          socket.send(chance.pick(pieces.slice(0, 5)))
        for (let n = 5 + chance.below(20); n > 0; n--, sent++)
          socket.send(frame(chance), { binary: chance.chance(0.5), fin: chance.chance(0.95) })
        if (chance.chance(0.3)) socket.terminate()
        else socket.close()
      }
      // And what is not even a frame.
      const raw = connect(port, '127.0.0.1')
      raw.on('error', () => undefined)
      raw.end(frame(chance))
      await Promise.all(sockets.map(ended))
      most = Math.max(most, memory())
    }
    const p95 = await bystanders.stop()
    const { refused, topics } = await health()
    expect(refused['malformed'] ?? 0).toBeGreaterThan(frames / 1000)
    expect(topics).toBe(0)
    expect(most).toBeLessThan(250)
    expect(p95).toBeLessThan(2000)
    tellFigures('HO26', {
      frames: sent,
      'MB of memory at most': most.toFixed(0),
      'ms for others (p95)': p95.toFixed(0),
    })
  }, 1_800_000)

  it('[HO27] ten thousand topics, and as many more as anybody asks for: a place for the others all the same', async () => {
    const bystanders = new Bystanders()
    await bystanders.start()
    const sockets: WebSocket[] = []
    const connections = isLong ? 500 : 100
    for (let n = 0; n < connections; n++) {
      const socket = await open()
      if (socket === undefined) throw new Error(`no connection ${n}`)
      const topics = Array.from({ length: 20 }, (_, index) => `${n}-${index}-${'x'.repeat(100)}`)
      socket.send(JSON.stringify({ type: 'subscribe', topics }))
      sockets.push(socket)
    }
    await waitFor(
      async () => (await health()).topics === connections * 20 + 1,
      'all topics',
      60_000,
    )
    // One more is one too many.
    const [greedy] = sockets
    greedy?.send(JSON.stringify({ type: 'subscribe', topics: ['one-more'] }))
    if (greedy !== undefined) await ended(greedy)
    const used = memory()
    for (const socket of sockets) socket.terminate()
    await waitFor(async () => (await health()).topics === 1, 'all are gone', 60_000)
    const p95 = await bystanders.stop()
    expect((await health()).refused['too-many-topics']).toBe(1)
    expect(used).toBeLessThan(300)
    tellFigures('HO27', {
      topics: connections * 20,
      'MB of memory': used.toFixed(0),
      'ms for others (p95)': p95.toFixed(0),
    })
  }, 300_000)

  it('[HO28] readers that do not read, frames that are too large: cut off, and no memory is held for them', async () => {
    const bystanders = new Bystanders()
    await bystanders.start()
    const before = memory()
    const largeBefore = (await health()).refused['too-large'] ?? 0
    const slow = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = await open()
        socket?.send(JSON.stringify({ type: 'subscribe', topics: ['slow'] }))
        socket?.send(JSON.stringify({ type: 'ping' }))
        await new Promise((resolve) => socket?.once('message', resolve))
        socket?.pause()
        return socket
      }),
    )
    const data = 'x'.repeat(60_000)
    let most = 0
    // Each may say a megabyte at once; so many of them say more than any line takes.
    for (let n = 0; n < 60; n++) {
      const loud = await open()
      for (let m = 0; m < 16; m++)
        loud?.send(JSON.stringify({ type: 'publish', topic: 'slow', data }))
      most = Math.max(most, memory())
      loud?.close()
      if ((await health()).refused['too-slow'] === slow.length) break
    }
    for (let n = 0; n < (isLong ? 200 : 20); n++) {
      const large = await open()
      if (large === undefined) continue
      large.send(Buffer.alloc(5_000_000, 'x'))
      await ended(large)
    }
    most = Math.max(most, memory())
    const p95 = await bystanders.stop()
    const { refused } = await health()
    expect(refused['too-slow']).toBe(slow.length)
    expect((refused['too-large'] ?? 0) - largeBefore).toBe(isLong ? 200 : 20)
    // A megabyte for each that does not read, and what a process takes by itself.
    expect(most - before).toBeLessThan(150)
    for (const one of slow) one?.terminate()
    tellFigures('HO28', {
      'slow readers': slow.length,
      'MB more at most': (most - before).toFixed(0),
      'ms for others (p95)': p95.toFixed(0),
    })
  }, 300_000)
})
