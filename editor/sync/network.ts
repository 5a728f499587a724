import * as encoding from 'lib0/encoding'
import { writeSyncStep1 } from 'y-protocols/sync'
import { WebrtcConn, WebrtcProvider, type SignalingConn } from 'y-webrtc'
import type * as Y from 'yjs'
import Channel from './channel'
import type { Cloak } from './cloak'
import type { Progress } from './frames'
import type { Handshake, Person } from './handshake'
import { Lifeline } from './lifeline'
import type { Presence } from './presence'
import { openStoreLink, type StoreLink } from './store-link'
import { tellAll } from '../model/listening'

/**
 * Carries the sealed log between peers with y-webrtc, and over relays that store and forward. Of all contexts of this browser
 * that have the report open, one at a time talks to relays and other machines (whoever
 * holds a Web Lock); the rest talk to it through a BroadcastChannel.
 */
export interface Network {
  /**
   * `off`: offline, no relay set, or none has answered for a while; `connecting`: none
   * answers yet; `on`: one answers, here or in the context that talks.
   */
  readonly state: 'off' | 'connecting' | 'on'
  /**
   * Whether a relay keeps all that is here, for whoever comes later; undefined while none that
   * keeps anything has answered.
   */
  readonly relayed: boolean | undefined
  /** How much of something large has come from another machine; undefined while nothing large is coming. */
  readonly arriving: Progress | undefined
  /** Direct connections to other machines. */
  readonly connections: number
  setOnline(online: boolean): void
  /** Asks every connected peer for what is missing here, and offers what is missing there. */
  resync(): void
  /** Ends connections with whoever must not be talked to any more. */
  review(admits: (person: Person) => boolean): void
  onChange(listener: () => void): () => void
  close(): Promise<void>
}

export interface NetworkOptions {
  readonly reportId: string
  readonly log: Y.Doc
  readonly presence: Presence
  /** Room name and password of the signalling, from the sealer. */
  readonly topic: string
  readonly password: string
  readonly cloak: Cloak
  /** What the log holds, in short. */
  readonly digest: () => string
  readonly signalling: readonly string[]
  readonly iceServers: readonly RTCIceServer[]
  readonly handshake: Handshake
}

const messageSync = 0
/** Reports of one context share the socket to a relay. */
const lifelines = new WeakMap<SignalingConn, Lifeline>()
/** Milliseconds between looks at the relay sockets; they tell nobody when they connect. */
const lookEvery = 500
/** Milliseconds without an answer after which we call ourselves offline; we go on trying. */
const patience = 6000
/** Milliseconds between two words about how much has come. */
const tellArrivingEvery = 200

export function createNetwork(options: NetworkOptions): Network {
  const { reportId, log, presence, topic, password, cloak, digest } = options
  const { signalling, iceServers, handshake } = options
  let links: StoreLink[] = []
  const listeners = new Set<() => void>()
  /**
   * Lets a new connection take the place of one that the other side has given up. The stock
   * provider would hand the offer to the old one, and both would wait until it times out.
   */
  const renew = (stale: Channel, offer: unknown): void => {
    const { room } = provider
    const known = [...(room?.webrtcConns ?? [])].find(([, { peer }]) => peer === stale)
    if (room === null || known === undefined) return
    stale.once('close', () => {
      const [id] = known
      const relay = provider.signalingConns.find((one) => one.connected)
      if (relay === undefined || room.webrtcConns.has(id) || provider.room !== room) return
      const connection = new WebrtcConn(relay, false, id, room)
      room.webrtcConns.set(id, connection)
      connection.peer.signal(offer)
    })
    stale.destroy()
  }
  let arrivingTimer: ReturnType<typeof setTimeout> | undefined
  const onArriving = (): void => {
    arrivingTimer ??= setTimeout(() => {
      arrivingTimer = undefined
      tell()
    }, tellArrivingEvery)
  }
  const replaceable = (): boolean => provider.signalingConns.some((one) => one.connected)
  const provider = new WebrtcProvider(topic, log, {
    signaling: [],
    password,
    awareness: presence.awareness,
    peerOpts: { config: { iceServers }, handshake, renew, replaceable, onArriving },
  })
  let online = true
  let holder = false
  let closed = false
  let connected = false
  let lastSeen = performance.now()
  let shown: Network['state'] = 'connecting'
  const released = new AbortController()
  let release = (): void => undefined

  const tell = (): void => {
    tellAll(listeners)
  }

  /** Takes the relays that it should talk to now; none means this browser's other contexts only. */
  const choose = (): void => {
    const urls = online && holder && !closed ? [...signalling] : []
    if (urls.length === provider.signalingUrls.length) return
    provider.disconnect()
    provider.signalingConns = []
    provider.signalingUrls = urls
    provider.connect()
    for (const link of links) link.close()
    links = urls.map((url) => openStoreLink({ url, topic, log, presence, cloak, onChange: look }))
    // Disconnecting takes our own state away, and the stock provider does not bring it back.
    presence.announce()
    look()
  }

  const colleagues = (): boolean => {
    const own = new Set(presence.own())
    return presence.others().some(({ client }) => !own.has(client))
  }

  const state = (): Network['state'] => {
    if (!online || signalling.length === 0) return 'off'
    // With a colleague there, all is well, whether a relay is there or not.
    if (connected || colleagues()) return 'on'
    return performance.now() - lastSeen > patience ? 'off' : 'connecting'
  }

  /** What a relay was last known to keep; whoever talks to it tells the other contexts. */
  let kept: string | undefined
  const channel = new BroadcastChannel(`tonggao-relay:${reportId}`)

  /** The sockets that relays answer on, by address; a new one means that there was no line for a while. */
  const sockets = new Map<string, WebSocket>()
  const watch = (): void => {
    for (const connection of provider.signalingConns) {
      let lifeline = lifelines.get(connection)
      if (lifeline === undefined) {
        lifeline = new Lifeline({
          socket: () => connection.ws,
          ask: () => connection.send({ type: 'ping' }),
        })
        lifelines.set(connection, lifeline)
      }
      lifeline.look(performance.now())
      const { ws, url, connected: open } = connection
      if (!open || ws === null || ws === sockets.get(url)) continue
      const isAgain = sockets.has(url)
      // Before anything else: a link that is doubted tells of it at once, and we look again.
      sockets.set(url, ws)
      if (isAgain) for (const link of links) if (link.url === url) link.doubt()
    }
    for (const link of links) link.look()
  }

  const look = (): void => {
    watch()
    const now = digest()
    // Also after what came over the relay itself: of that, no link tells anything.
    if (now !== kept && links.some((link) => link.hasAll)) {
      kept = now
      channel.postMessage(kept)
      tell()
    }
    // Whoever does not talk cannot see the relay, and is told.
    if (holder) {
      const answers = replaceable() || links.some((link) => link.connected)
      if (answers !== connected) channel.postMessage(answers)
      connected = answers
    }
    if (connected) lastSeen = performance.now()
    if (state() === shown) return
    shown = state()
    tell()
  }
  const timer = setInterval(look, lookEvery)

  channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === 'ask') {
      if (!holder) return
      channel.postMessage(connected)
      if (kept !== undefined) channel.postMessage(kept)
    } else if (typeof data === 'string') {
      kept = data
      tell()
    } else if (typeof data === 'boolean' && !holder) {
      connected = data
      look()
    }
  })
  channel.postMessage('ask')

  provider.on('peers', tell)
  provider.on('synced', tell)

  void navigator.locks
    .request(`tonggao-net:${reportId}`, { signal: released.signal }, () => {
      holder = true
      choose()
      tell()
      return new Promise<void>((resolve) => {
        release = resolve
      })
    })
    .catch((error: unknown) => {
      // The request is aborted when the session closes before its turn came.
      if (!released.signal.aborted) console.error('no lock for the network', error)
    })

  return {
    get state() {
      return state()
    },
    get relayed() {
      return kept === undefined ? undefined : kept === digest()
    },
    get arriving() {
      // The first that began: two who send the same are not added up.
      for (const { peer } of provider.room?.webrtcConns.values() ?? []) {
        const progress = peer instanceof Channel ? peer.arriving : undefined
        if (progress !== undefined) return progress
      }
      return undefined
    },
    get connections() {
      return provider.room?.webrtcConns.size ?? 0
    },
    setOnline(value) {
      if (online === value) return
      online = value
      lastSeen = performance.now()
      if (!value) presence.forgetOthers()
      choose()
      tell()
    },
    resync() {
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, messageSync)
      writeSyncStep1(encoder, log)
      const message = encoding.toUint8Array(encoder)
      for (const { peer, connected: open } of provider.room?.webrtcConns.values() ?? []) {
        if (open) peer.send(message)
      }
      for (const link of links) link.resync()
    },
    review(admits) {
      for (const { peer } of provider.room?.webrtcConns.values() ?? []) {
        const person = peer instanceof Channel ? peer.person : undefined
        if (person !== undefined && !admits(person)) peer.destroy()
      }
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      if (closed) return
      closed = true
      clearInterval(timer)
      clearTimeout(arrivingTimer)
      listeners.clear()
      for (const link of links) link.close()
      channel.close()
      provider.disconnect()
      provider.destroy()
      await provider.key
      released.abort()
      release()
    },
  }
}
