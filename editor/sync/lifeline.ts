/** Milliseconds between questions to whoever answers, and until an answer has to be there. */
const askEvery = 4000
const answerWithin = 6000
/**
 * Milliseconds in which a socket has to be open. The system asks for a connection anew after one,
 * three and seven seconds, and so on: beginning anew is soon faster than waiting for it.
 */
const openWithin = 6000

export interface LifelineOptions {
  /** The socket as it is now; another one after a reconnection. */
  readonly socket: () => WebSocket | null
  /** Says something that the other side answers at once. */
  readonly ask: () => void
  /** Milliseconds until an answer has to be there, where large messages come that take longer. */
  readonly answerWithin?: () => number
}

/**
 * Finds out within ten seconds that a socket is dead whose other end is not there any more, and
 * makes its owner connect anew. A browser tells that only after minutes, and even when the line
 * is back, the system waits longer and longer until it sends again.
 */
export class Lifeline {
  readonly #options: LifelineOptions
  #watched: WebSocket | null = null
  #since = 0
  #asked = 0
  #heard = 0
  #unsent = 0

  constructor(options: LifelineOptions) {
    this.#options = options
  }

  /**
   * To be called every second or so; where it is called less often, a dead socket is found later.
   *
   * @param now milliseconds, of a clock that is never set back
   * @returns whether the socket was given up
   */
  look(now: number): boolean {
    const socket = this.#options.socket()
    if (socket === null) return false
    if (socket !== this.#watched) this.#watch(socket, now)
    if (socket.readyState === WebSocket.CONNECTING) {
      if (now - this.#since <= openWithin) return false
    } else if (socket.readyState === WebSocket.OPEN) {
      if (this.#heard >= this.#asked) {
        if (now - this.#asked < askEvery) return false
        this.#unsent = socket.bufferedAmount
        this.#asked = now
        this.#options.ask()
        return false
      }
      // What still goes out shows as well that somebody is there.
      if (socket.bufferedAmount < this.#unsent) this.#heard = now
      this.#unsent = socket.bufferedAmount
      const within = this.#options.answerWithin?.() ?? answerWithin
      if (now - Math.max(this.#asked, this.#heard) <= within) return false
    }
    // Closing takes its time with a dead line, too.
    else if (socket.readyState !== WebSocket.CLOSING) return false
    giveUp(socket)
    return true
  }

  /** To be called when another line to the same place had to be connected anew. */
  doubt(): void {
    const socket = this.#options.socket()
    if (socket !== null && performance.now() - this.#heard > answerWithin) giveUp(socket)
  }

  #watch(socket: WebSocket, now: number): void {
    this.#watched = socket
    this.#since = now
    this.#asked = now
    this.#heard = now
    this.#unsent = 0
    socket.addEventListener('message', () => {
      if (socket === this.#watched) this.#heard = performance.now()
    })
  }
}

/** Tells the owner of a socket that it is closed, now and only once. */
function giveUp(socket: WebSocket): void {
  socket.close()
  socket.dispatchEvent(new CloseEvent('close', { code: 1006, reason: 'silent' }))
  // What the browser tells later, the owner would take for the end of the next one.
  socket.onopen = null
  socket.onmessage = null
  socket.onerror = null
  socket.onclose = null
}
