import { Worker } from 'node:worker_threads'

/** What became of a file: why it was refused, or nothing when it was read; and in how many milliseconds. */
export interface ReadAnswer {
  readonly refused: string
  readonly took: number
}

/**
 * Reads files in a thread of Node with as much memory and time as the browser's worker gets.
 * What is too slow or too large is answered so, and the next file gets a thread of its own.
 */
export class Reader {
  #thread: Worker | null = null

  async read(kind: 'docx' | 'xlsx', bytes: Uint8Array): Promise<ReadAnswer> {
    const thread = this.#thread ?? (await start())
    this.#thread = thread
    return await new Promise((resolve) => {
      const end = (answer: ReadAnswer, ends: boolean): void => {
        clearTimeout(timer)
        thread.off('message', heard)
        thread.off('error', broke)
        if (ends) {
          this.#thread = null
          void thread.terminate()
        }
        resolve(answer)
      }
      const timer = setTimeout(() => end({ refused: 'too-slow', took: 15_000 }, true), 15_000)
      const heard = (answer: ReadAnswer): void => end(answer, false)
      const broke = (error: Error): void =>
        end({ refused: `broken: ${String(error)}`, took: 0 }, true)
      thread.on('message', heard)
      thread.on('error', broke)
      thread.postMessage({ kind, bytes })
    })
  }

  async close(): Promise<void> {
    await this.#thread?.terminate()
  }
}

async function start(): Promise<Worker> {
  const thread = new Worker(new URL('./reader-thread.mjs', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  })
  await new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
  return thread
}
