import { Worker } from 'node:worker_threads'
import { createTrial, type Trial, type TrialWorker } from '../../editor/sync/trial'
import type { TrialAnswer } from '../../editor/sync/try-update'

/** Trials in a thread of Node, as the browser makes them in a worker. */
export function threadTrial(): Trial {
  return createTrial(() => {
    const thread = new Worker(new URL('./trial-thread.mjs', import.meta.url))
    const made: TrialWorker = {
      post: (request) => thread.postMessage(request),
      onAnswer: () => undefined,
      onError: () => undefined,
      end: () => void thread.terminate(),
    }
    thread.on('message', (answer: TrialAnswer) => made.onAnswer(answer))
    thread.on('error', () => made.onError())
    thread.unref()
    return made
  })
}
