import { parentPort } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
const { tryUpdate } = await import('../../editor/sync/try-update.ts')
parentPort?.on('message', (request) => {
  tryUpdate(request, (answer) => parentPort?.postMessage(answer))
})
