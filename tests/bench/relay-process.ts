import { createRelay } from '../../relay/server'

/** The relay under measure, in a process of its own. Everybody comes from this machine here. */
const [, , store = ':memory:'] = process.argv
const relay = await createRelay({ port: 0, store, limits: { connectionsFromLoopback: 5000 } })
console.log(relay.port)
