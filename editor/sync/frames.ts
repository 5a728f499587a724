/**
 * Frames of the data channel. A message of any size travels as chunks of at most
 * 16 KiB, because a data channel drops what is over 256 KiB and some browsers
 * stall long before that. The channel is ordered and reliable, and one message is
 * sent after the other, so the receiver holds at most one unfinished message.
 *
 *   chunk   1 | message id u32 | index u32 | total u32 | bytes
 *   ping    2
 *   pong    3
 */
const chunkFrame = 1
const pingFrame = 2
const pongFrame = 3
const headerSize = 13

export const frameSize = 16 * 1024
/** Bytes of the largest message that is sent or put together. */
export const messageLimit = 64 * 1024 * 1024

const payload = frameSize - headerSize

export const ping: Uint8Array = Uint8Array.of(pingFrame)
export const pong: Uint8Array = Uint8Array.of(pongFrame)

/** Cuts a message into frames, lazily, so that a big one is not held twice. */
export function* cut(id: number, message: Uint8Array): Generator<Uint8Array> {
  const total = Math.max(1, Math.ceil(message.length / payload))
  for (let index = 0; index < total; index++) {
    const part = message.subarray(index * payload, (index + 1) * payload)
    const frame = new Uint8Array(headerSize + part.length)
    const view = new DataView(frame.buffer)
    view.setUint8(0, chunkFrame)
    view.setUint32(1, id)
    view.setUint32(5, index)
    view.setUint32(9, total)
    frame.set(part, headerSize)
    yield frame
  }
}

export type Joined =
  | { type: 'message'; bytes: Uint8Array }
  | { type: 'more' }
  | { type: 'ping' }
  | { type: 'pong' }
  | { type: 'bad' }

/** How much of something large has come, in bytes. */
export interface Progress {
  readonly got: number
  readonly total: number
}

/** Puts frames together again. Whatever comes, it neither throws nor holds more than the limit. */
export class Joiner {
  #id = -1
  #next = 0
  #total = 0
  #size = 0
  #parts: Uint8Array[] = []
  readonly #limit: number

  constructor(limit: number = messageLimit) {
    this.#limit = limit
  }

  /** Bytes of the message that is coming: how many are here, and about how many it has. */
  get progress(): Progress | undefined {
    return this.#total === 0 ? undefined : { got: this.#size, total: this.#total * payload }
  }

  take(frame: Uint8Array): Joined {
    if (frame.length === 1 && frame[0] === pingFrame) return { type: 'ping' }
    if (frame.length === 1 && frame[0] === pongFrame) return { type: 'pong' }
    if (frame.length < headerSize || frame.length > frameSize || frame[0] !== chunkFrame) {
      return { type: 'bad' }
    }
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
    const id = view.getUint32(1)
    const index = view.getUint32(5)
    const total = view.getUint32(9)
    if (total === 0 || index >= total || (total - 1) * payload > this.#limit) return this.#drop()
    if (index === 0) {
      // An unfinished message before it will never be finished: chunks come in order.
      this.#drop()
      this.#id = id
      this.#total = total
    } else if (id !== this.#id || index !== this.#next || total !== this.#total) {
      return this.#drop()
    }
    const part = frame.slice(headerSize)
    this.#size += part.length
    if (this.#size > this.#limit) return this.#drop()
    this.#parts.push(part)
    this.#next = index + 1
    if (this.#next < total) return { type: 'more' }
    const bytes = new Uint8Array(this.#size)
    let offset = 0
    for (const one of this.#parts) {
      bytes.set(one, offset)
      offset += one.length
    }
    this.#drop()
    return { type: 'message', bytes }
  }

  #drop(): Joined {
    this.#id = -1
    this.#next = 0
    this.#total = 0
    this.#size = 0
    this.#parts = []
    return { type: 'bad' }
  }
}
