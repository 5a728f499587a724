import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { root } from '../commands/ensure.mjs'

/*
 * `npm run bench -- relay [REPORTS] [PEOPLE]`: one relay that stores and forwards, everybody
 * connected, one envelope a second in each report; what it costs and how long one takes.
 */
const [reports = 200, people = 10] = process.argv.slice(2).map(Number)
const seconds = 20
const folder = mkdtempSync(join(tmpdir(), 'tonggao-relay-'))
const store = join(folder, 'relay.sqlite')
const relay = spawn(process.execPath, [
  '--import',
  'tsx',
  join(root, 'tests/bench/relay-process.ts'),
  store,
])
const port = await new Promise<number>((resolve) => {
  relay.stdout.once('data', (data: Buffer) => resolve(Number(data.toString())))
})
relay.stderr.on('data', (data: Buffer) => process.stderr.write(data))

const clients: { provider: HocuspocusProvider; socket: HocuspocusProviderWebsocket }[] = []
const delays: number[] = []
let due = 0
for (let report = 0; report < reports; report++) {
  const name = `${report}`.padStart(43, 'r')
  for (let person = 0; person < people; person++) {
    const socket = new HocuspocusProviderWebsocket({
      url: `ws://127.0.0.1:${port}/store`,
      WebSocketPolyfill: WebSocket,
    })
    const doc = new Y.Doc()
    const log = doc.getMap<Uint8Array>('log')
    log.observe((event, { local }) => {
      if (local) return
      for (const key of event.changes.keys.keys()) {
        const sent = Number(key.split(' ')[1])
        if (sent > 0) delays.push(performance.now() - sent)
      }
    })
    const provider = new HocuspocusProvider({
      websocketProvider: socket,
      name,
      document: doc,
      awareness: null,
    })
    provider.attach()
    clients.push({ provider, socket })
  }
  // All at once would measure this process, which has to open them.
  await new Promise((resolve) => setTimeout(resolve, 5))
}
while (!clients.every(({ provider }) => provider.isSynced))
  await new Promise((resolve) => setTimeout(resolve, 50))

const ticks = (): number => {
  const fields = readFileSync(`/proc/${relay.pid}/stat`, 'utf8').split(' ')
  return Number(fields[13]) + Number(fields[14])
}
const before = ticks()
const started = performance.now()
for (let second = 0; second < seconds; second++) {
  for (let report = 0; report < reports; report++) {
    const at = started + (second + report / reports) * 1000
    if (at > performance.now())
      await new Promise((resolve) => setTimeout(resolve, at - performance.now()))
    const log = clients[report * people]?.provider.document.getMap<Uint8Array>('log')
    log?.set(`${second} ${performance.now()}`, crypto.getRandomValues(new Uint8Array(400)))
    due += people - 1
  }
}
while (delays.length < due) await new Promise((resolve) => setTimeout(resolve, 20))
const cpu = (ticks() - before) / 100 / ((performance.now() - started) / 1000)
const memory = Number(
  /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${relay.pid}/status`, 'utf8'))?.[1] ?? 0,
)
const sorted = delays.toSorted((a, b) => a - b)
const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0)
console.log(
  `relay: ${reports} reports × ${people} people, ${reports} envelopes a second: ` +
    `${at(0.5)} ms median, ${at(0.95)} ms p95, ${(cpu * 100).toFixed(0)} % of one core, ` +
    `${(memory / 1024).toFixed(0)} MB, ${(statSync(store).size / 1e6).toFixed(1)} MB on disk`,
)
for (const { provider, socket } of clients) {
  provider.destroy()
  socket.destroy()
}
relay.kill()
await new Promise((resolve) => relay.once('exit', resolve))
rmSync(folder, { recursive: true, force: true })
process.exit(0)
