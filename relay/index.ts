import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRelay } from './server'

const defaultStore = join(homedir(), '.local/share/tonggao/relay.sqlite')
const usage = `npm run relay -- [options]
  --port N      port to listen on (4444)
  --host H      address to listen on (127.0.0.1: this machine alone; 0.0.0.0: the whole network)
  --store FILE  where sealed changes are kept for whoever is away; none: nothing is kept
                (${defaultStore})
  --token T     asks every client for ?token=T in the relay's address; TONGGAO_RELAY_TOKEN does the
                same without showing it in the list of processes
relay/README.md says how to run it as a service.`

const { values } = readArguments()
if (values.help) {
  console.log(usage)
  process.exit(0)
}

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
  if (/^(127\.|localhost$|::1$)/.test(values.host))
    console.log('relay answers this machine alone; --host 0.0.0.0 lets others reach it')
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

function readArguments() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        port: { type: 'string', default: '4444' },
        host: { type: 'string', default: '127.0.0.1' },
        store: { type: 'string', default: defaultStore },
        token: { type: 'string', default: process.env['TONGGAO_RELAY_TOKEN'] ?? '' },
      },
    })
  } catch (error) {
    console.error(`relay: ${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exit(2)
  }
}
