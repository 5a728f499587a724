import { isLoose } from '../model/decode'
import type { Handshake, Person } from './handshake'
import Peer from '../../node_modules/simple-peer/simplepeer.min.js'
import { cut, Joiner, messageLimit, ping, pong, type Progress } from './frames'

/** Bytes handed to the browser before we wait for it to send them. */
const inFlight = 256 * 1024
/** Bytes that may wait for a slow peer before its connection is given up. */
const queueLimit = 2 * messageLimit
/** Milliseconds. */
const beat = 2500
const deadAfter = 9000
/** The same when the browser, which asks by itself, gets no answer either. */
const deadWithIce = 7000
/** Longer than a browser takes until it finds that a connection cannot be mended. */
const holdOn = 120_000
const connectWithin = 10_000
/** An offer that nobody answers was lost, or met another one; the spread keeps two sides apart. */
const answerWithin = 3000
const spread = 2000
/** Messages that may come while we still look at who sends them. */
const mostEarly = 64
/** Bytes of a message from which on somebody wants to know how much of it has come. */
const large = 256 * 1024
/** Milliseconds that somebody we refused waits for our next word; closing at once brings the next try at once. */
const refusedFor = 3000

/**
 * The data channel under y-webrtc, in the place of simple-peer's own (see the
 * alias in the build configuration): messages of any size, back-pressure, a
 * heartbeat that gives up a connection whose peer is gone, and a handshake: until
 * both sides have shown who they are, nothing of y-webrtc's passes.
 *
 * The real file is imported by its path, because the package's name is aliased to
 * this module.
 */
export default class Channel extends Peer {
  readonly #joiner = new Joiner()
  #queue: Generator<Uint8Array>[] = []
  #queued = 0
  /** The messages that the queue cuts, in its order. */
  #messages: Uint8Array[] = []
  #nextId = 0
  #timer: ReturnType<typeof setInterval> | undefined
  readonly #handshake: Handshake | undefined
  readonly #renew: ChannelOptions['renew']
  readonly #replaceable: () => boolean
  readonly #onArriving: () => void
  #wasArriving = false
  /** Whoever is at the other end, once it has shown that. */
  person: Person | undefined
  #shaking = false
  #shown = false
  #early: Uint8Array[] = []
  #proved = (): void => undefined
  /** Our own proof goes first: what follows it, the other side would take for one. */
  readonly #proof = new Promise<void>((resolve) => {
    this.#proved = resolve
  })

  constructor(options: ChannelOptions) {
    // Both sides open the same channel. When both have made an offer at once, one offer is
    // rolled back; with a channel that only the initiator announces, each would then write
    // into one that the other does not read.
    super({
      ...options,
      channelConfig: { negotiated: true, id: 0, ordered: true },
    })
    this.#handshake = options.handshake
    this.#renew = options.renew
    this.#replaceable = options.replaceable ?? (() => true)
    this.#onArriving = options.onArriving ?? (() => undefined)
    let lastBeat = performance.now()
    this.#heard = lastBeat
    const started = lastBeat
    this.#timer = setInterval(() => {
      const now = performance.now()
      // A computer that slept, or a page whose timers stood still, has heard nobody.
      if (now - lastBeat > 2 * beat) this.#heard = now
      lastBeat = now
      if (!this.connected || this.#shaking) {
        if (now - started > 2 * connectWithin) this.destroy()
        else if (!this.connected && now - started > connectWithin) this.destroy()
        return
      }
      const silent = now - this.#heard
      const doubted = this._pc?.iceConnectionState === 'disconnected'
      const dead = silent > deadAfter || (doubted && silent > deadWithIce)
      // Nobody could introduce us to each other again; the line may come back by itself.
      if (dead && (this.#replaceable() || silent > holdOn)) {
        this.destroy()
        return
      }
      this.#write(ping)
      this.#pump()
    }, beat)
    setTimeout(
      () => {
        if (!this.connected && this._pc?.remoteDescription == null) this.destroy()
      },
      answerWithin + spread * Math.random(),
    )
    this.once('connect', () => {
      this.#heard = performance.now()
      this.#pump()
    })
    this.once('close', () => this.#stop())
  }

  #heard = 0

  /** How much of a large message has come; undefined while none is coming. */
  get arriving(): Progress | undefined {
    const { progress } = this.#joiner
    return this.#shown && !this.destroyed && progress !== undefined && progress.total >= large
      ? progress
      : undefined
  }

  override send(bytes: Uint8Array | string): void {
    // The stock provider sends to everybody it is still connecting to. Nothing may go before our
    // proof, and what is said now is asked for again once both sides have shown who they are.
    if (this.#handshake === undefined || this.#shown) this.#enqueue(bytes)
  }

  #enqueue(bytes: Uint8Array | string): void {
    if (this.destroyed) return
    const message = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
    // Asked twice while the answer is still on its way: it will be there, for nothing is lost here.
    if (message.length >= large && this.#messages.some((one) => isSame(one, message))) return
    if (message.length > messageLimit || this.#queued + message.length > queueLimit) {
      this.destroy()
      return
    }
    this.#queue.push(cut(this.#nextId++ >>> 0, message))
    this.#messages.push(message)
    this.#queued += message.length
    this.#pump()
  }

  /** simple-peer pushes each frame that arrives; only whole messages go on to its readers. */
  override push(frame: Uint8Array | null): boolean {
    if (frame === null) return super.push(null)
    this.#heard = performance.now()
    const joined = this.#joiner.take(frame)
    const isArriving = this.arriving !== undefined
    if (isArriving || this.#wasArriving) this.#onArriving()
    this.#wasArriving = isArriving
    if (joined.type === 'ping') this.#write(pong)
    if (joined.type !== 'message' || joined.bytes.length === 0) return true
    if (this.#handshake === undefined || this.#shown) return this.#pass(frame, joined.bytes)
    this.#early.push(joined.bytes)
    if (this.#early.length === 1) void this.#look(joined.bytes, frame)
    else if (this.#early.length > mostEarly) this.destroy()
    return true
  }

  #pass(sample: Uint8Array, bytes: Uint8Array): boolean {
    try {
      return super.push(bufferLike(sample, bytes))
    } catch (error) {
      // y-webrtc reads the message within push and throws on garbage; the next one may be sound.
      console.warn('message of a peer refused', error)
      return true
    }
  }

  /** y-webrtc hears of the connection when both sides have shown who they are. */
  override emit(event: string, ...values: unknown[]): boolean {
    if (event !== 'connect' || this.#handshake === undefined || this.#shown)
      return super.emit(event, ...values)
    this.#shaking = true
    void this.#show(this.#handshake)
    return true
  }

  async #show(handshake: Handshake): Promise<void> {
    const ends = this.#ends()
    const proof = ends === undefined ? undefined : await handshake.prove(ends.own, ends.other)
    if (proof === undefined) this.destroy()
    else {
      this.#enqueue(proof)
      this.#proved()
    }
  }

  /** Looks at the first message of the other side: whether it may talk to us at all. */
  async #look(proof: Uint8Array, sample: Uint8Array): Promise<void> {
    const ends = this.#ends()
    const person =
      ends === undefined ? undefined : await this.#handshake?.check(proof, ends.other, ends.own)
    if (person === undefined) {
      // What it lacks it may have learned from our proof, and shows next time.
      setTimeout(() => this.destroy(), refusedFor)
      return
    }
    await this.#proof
    if (this.destroyed) return
    this.person = person
    this.#shown = true
    this.#shaking = false
    super.emit('connect')
    const [, ...early] = this.#early
    this.#early = []
    for (const bytes of early) this.#pass(sample, bytes)
  }

  /** What names this very connection at both ends: the certificates that it is encrypted with. */
  #ends(): { own: string; other: string } | undefined {
    const own = fingerprintOf(this._pc?.localDescription)
    const other = fingerprintOf(this._pc?.remoteDescription)
    return own === undefined || other === undefined ? undefined : { own, other }
  }

  /** A candidate of an offer that was rolled back fits nothing any more; that is no reason to give up. */
  override destroy(error?: Error & { code?: string }): void {
    if (error?.code !== 'ERR_ADD_ICE_CANDIDATE') super.destroy(error)
  }

  protected override _onChannelBufferedAmountLow(): void {
    super._onChannelBufferedAmountLow()
    this.#pump()
  }

  override signal(data: unknown): void {
    const before = fingerprintOf(this._pc?.remoteDescription)
    const offered = isOffer(data) ? fingerprintOf(data) : undefined
    // The other side has given this connection up and we have not noticed.
    if (before !== undefined && offered !== undefined && before !== offered) {
      this.#renew?.(this, data)
      return
    }
    try {
      super.signal(data)
    } catch {
      // Late candidates of a connection that is gone already.
      this.destroy()
    }
  }

  #pump(): void {
    const channel = this._channel
    if (!this.connected || channel === null) return
    for (let message = this.#queue[0]; message !== undefined; message = this.#queue[0]) {
      while (true) {
        if (channel.bufferedAmount > inFlight) return
        const frame = message.next()
        if (frame.done === true) break
        if (!this.#write(frame.value)) return
      }
      this.#queue.shift()
      this.#queued -= this.#messages.shift()?.length ?? 0
    }
  }

  #write(frame: Uint8Array): boolean {
    try {
      super.send(frame)
      return true
    } catch {
      // The channel closed under us: half a message is worth nothing, a new connection starts anew.
      this.destroy()
      return false
    }
  }

  #stop(): void {
    if (this.#wasArriving) this.#onArriving()
    clearInterval(this.#timer)
    this.#queue = []
    this.#messages = []
    this.#queued = 0
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}

/** The stream inside simple-peer takes its own kind of Buffer only as such, else it copies text. */
function bufferLike(sample: Uint8Array, bytes: Uint8Array): Uint8Array {
  return Object.getPrototypeOf(sample) === Uint8Array.prototype
    ? bytes
    : Object.setPrototypeOf(bytes, Object.getPrototypeOf(sample))
}

interface ChannelOptions {
  /** Whether a relay is there over which a new connection could be made. */
  readonly replaceable?: () => boolean
  readonly handshake?: Handshake
  /** Called for each frame of a large message, and when it is whole or given up. */
  readonly onArriving?: () => void
  /** Called with an offer for a connection that is to take this one's place. */
  readonly renew?: (stale: Channel, offer: unknown) => void
}

function isOffer(data: unknown): data is { sdp: string } {
  return isLoose(data) && data['type'] === 'offer' && typeof data['sdp'] === 'string'
}

function fingerprintOf(
  description: { readonly sdp: string } | null | undefined,
): string | undefined {
  return /^a=fingerprint:(\S+ \S+)/m.exec(description?.sdp ?? '')?.[1]?.toLowerCase()
}
