import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { root } from '../commands/ensure.mjs'
import type { Machine } from './machines'

const port = 4444

/** The relay as it is run by `npm run relay`, on a machine of its own, to be ended and started again. */
export class RelayProgram {
  readonly #machine: Machine
  readonly #store: string
  #process: ChildProcess | undefined

  /** @param store file of what it keeps; `none` to keep and pass on nothing */
  constructor(machine: Machine, store = 'none') {
    this.#machine = machine
    this.#store = store
  }

  get address(): string {
    return `ws://${this.#machine.address}:${port}`
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const started = spawn(
      'nsenter',
      [
        this.#machine.entry,
        process.execPath,
        '--import',
        'tsx',
        'relay/index.ts',
        '--host=0.0.0.0',
        `--port=${port}`,
        `--store=${this.#store}`,
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    this.#process = started
    for await (const line of createInterface({ input: started.stdout }))
      if (line.startsWith('relay listening')) break
    started.stdout.resume()
    if (started.exitCode !== null) throw new Error(`the relay ended with ${started.exitCode}`)
  }

  /** @param signal SIGTERM lets it tell everybody; SIGKILL does not */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const running = this.#process
    this.#process = undefined
    if (running === undefined || running.exitCode !== null) return
    const gone = once(running, 'exit')
    running.kill(signal)
    await gone
  }
}
