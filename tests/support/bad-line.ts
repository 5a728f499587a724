import { createServer, connect, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/** How a line behaves. All of it may be changed while connections are open. */
export interface LineState {
  /** Milliseconds that each piece takes, each way. */
  delay: number
  /** Part of the pieces that are lost, and come only when they are sent again: 0 to 1. */
  loss: number
  /** Bytes per second, each way. */
  rate: number
  /** Nothing passes and nobody is told: a cable that was pulled out. */
  cut: boolean
}

/**
 * A bad network between a browser and a server on this machine, for where the kernel cannot make
 * one: a TCP proxy whose pieces are late, slow, lost for a while, or stand still. What is lost
 * comes later and holds up what follows it, as it does with TCP.
 */
export class BadLine {
  readonly state: LineState = { delay: 0, loss: 0, rate: Number.POSITIVE_INFINITY, cut: false }
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  readonly #wakers = new Set<() => void>()

  private constructor(server: Server) {
    this.#server = server
  }

  /** @param target port of the server on the loopback address */
  static async open(target: number): Promise<BadLine> {
    const server = createServer({ allowHalfOpen: false })
    const line = new BadLine(server)
    server.on('connection', (near) => line.#join(near, connect(target, '127.0.0.1')))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return line
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Lets pass again what stood still. */
  mend(): void {
    this.state.cut = false
    for (const wake of this.#wakers) wake()
    this.#wakers.clear()
  }

  /** The machine gets another address: every connection is dead, and only the machine itself hears of it. */
  move(): void {
    for (const [near, far] of this.#pairs) {
      near.resetAndDestroy()
      // The server is told nothing for a while.
      setTimeout(() => far.destroy(), 20_000).unref()
    }
    this.#pairs.clear()
  }

  async close(): Promise<void> {
    this.mend()
    for (const pair of this.#pairs) for (const one of pair) one.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #join(near: Socket, far: Socket): void {
    const pair = [near, far] as const
    this.#pairs.add(pair)
    for (const one of pair) {
      one.setNoDelay(true)
      one.on('error', () => undefined)
    }
    // A connection that is reset ends reading with an error; closing is all that follows.
    this.#carry(near, far).catch(() => near.destroy())
    this.#carry(far, near).catch(() => far.destroy())
    near.on('close', () => {
      if (this.#pairs.delete(pair)) far.destroy()
    })
    far.on('close', () => {
      if (this.#pairs.delete(pair)) near.destroy()
    })
  }

  /** One piece after the other, each when its time has come; reading goes on meanwhile. */
  async #carry(from: Socket, to: Socket): Promise<void> {
    let last = Promise.resolve()
    let free = 0
    for await (const piece of from as AsyncIterable<Buffer>) {
      const { delay, loss, rate } = this.state
      const now = performance.now()
      free = Math.max(free, now) + (1000 * piece.length) / rate
      // TCP sends again after twice the way there and back, at the least 200 ms.
      const again = Math.random() < loss ? Math.max(200, 4 * delay) : 0
      const due = free + delay + again
      last = last.then(async () => {
        await wait(due - performance.now())
        while (this.state.cut) await new Promise<void>((resolve) => void this.#wakers.add(resolve))
        if (!to.destroyed) to.write(piece)
      })
      // Whoever sends more than the line holds has to wait.
      if (free - now > 2000) await last
    }
  }
}

async function wait(milliseconds: number): Promise<void> {
  if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds))
}
