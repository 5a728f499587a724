/**
 * What one client may cost the relay. The server knows nobody, so everybody gets
 * the same small share, and whoever asks for more is closed.
 */
export interface Limits {
  /** Bytes of one frame; the socket is closed before more is read into memory. */
  frameBytes: number
  topicsPerConnection: number
  peersPerTopic: number
  /** Messages per second that a connection may go on sending, and how many at once. */
  messagesPerSecond: number
  messageBurst: number
  /** Bytes per second that a connection may go on sending, and how many at once. */
  bytesPerSecond: number
  byteBurst: number
  connectionsPerAddress: number
  /** The same for 127.0.0.1 and ::1: tests and a reverse proxy come from there. */
  connectionsFromLoopback: number
  connections: number
  /** A reader that leaves more than this unread is closed. */
  unreadBytes: number
  /** Store and forward: bytes of one frame, of one document, per second, and unread by a slow reader. */
  storeFrameBytes: number
  documentBytes: number
  storeBytesPerSecond: number
  storeUnreadBytes: number
  /** A connection that answers no ping for this long is dead. Milliseconds. */
  pingEvery: number
}

export const defaultLimits: Limits = {
  frameBytes: 64 * 1024,
  topicsPerConnection: 20,
  peersPerTopic: 64,
  messagesPerSecond: 50,
  // A newcomer to a full room of 35 offers and trickles candidates to each of them at once.
  messageBurst: 500,
  bytesPerSecond: 256 * 1024,
  byteBurst: 1024 * 1024,
  connectionsPerAddress: 20,
  connectionsFromLoopback: 1000,
  connections: 5000,
  unreadBytes: 1024 * 1024,
  storeFrameBytes: 32 * 1024 * 1024,
  documentBytes: 64 * 1024 * 1024,
  storeBytesPerSecond: 2 * 1024 * 1024,
  storeUnreadBytes: 80 * 1024 * 1024,
  pingEvery: 30_000,
}

/** A token bucket. Time is passed in, in milliseconds. */
export class Bucket {
  #tokens: number
  #at: number
  readonly #perSecond: number
  readonly #burst: number

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  /** Takes `amount` tokens; false when there are not enough, and then takes none. */
  take(amount: number, now: number): boolean {
    const passed = Math.max(0, now - this.#at)
    this.#tokens = Math.min(this.#burst, this.#tokens + (passed * this.#perSecond) / 1000)
    this.#at = now
    if (this.#tokens < amount) return false
    this.#tokens -= amount
    return true
  }
}
