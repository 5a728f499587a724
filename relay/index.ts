import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRelay } from './server'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4444' },
    host: { type: 'string', default: '127.0.0.1' },
    store: { type: 'string', default: join(homedir(), '.local/share/tonggao/relay.sqlite') },
    token: { type: 'string', default: process.env['TONGGAO_RELAY_TOKEN'] ?? '' },
  },
})

const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`relay: not a port: ${values.port}`)
  process.exit(2)
}

/** The engine under store and forward writes names of rooms to the console; a relay's log has none. */
console.warn = console.error = () => undefined
const complain = (line: string): void => void process.stderr.write(`relay: ${line}\n`)

try {
  const relay = await createRelay({
    port,
    host: values.host,
    ...(values.store === 'none' ? {} : { store: values.store }),
    ...(values.token === '' ? {} : { token: values.token }),
  })
  console.log(`relay listening on ws://${values.host}:${relay.port}`)
  if (values.store !== 'none') console.log(`relay keeps sealed changes in ${values.store}`)
  const stop = (): void => {
    void relay.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  complain(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
