import { parseArgs } from 'node:util'
import { createRelay } from './server'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4444' },
    host: { type: 'string', default: '127.0.0.1' },
  },
})

const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error(`relay: not a port: ${values.port}`)
  process.exit(2)
}

try {
  const relay = await createRelay({ port, host: values.host })
  console.log(`relay listening on ws://${values.host}:${relay.port}`)
  const stop = (): void => {
    void relay.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  console.error(`relay: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}
