import {
  HocuspocusProvider,
  HocuspocusProviderWebsocket,
  WebSocketStatus,
} from '@hocuspocus/provider'
import * as encoding from 'lib0/encoding'
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { fromBase64url, toBase64url } from '../trust/bytes'
import type { Cloak } from './cloak'
import { Lifeline } from './lifeline'
import type { Presence } from './presence'

/**
 * The sealed log over a relay that stores and forwards: for networks that let no peers connect,
 * and for colleagues who are never there at the same time. The relay sees opaque bytes; a
 * relay that keeps nothing refuses the connection, and we ask again now and then.
 */
export interface StoreLink {
  readonly url: string
  readonly connected: boolean
  /** Whether the relay has acknowledged everything that is here. */
  readonly hasAll: boolean
  /** Asks for what is missing here and offers what is missing there. */
  resync(): void
  /** To be called every second or so: finds out whether the line is dead. */
  look(): void
  /** To be called when another line to the same relay had to be connected anew. */
  doubt(): void
  close(): void
}

export interface StoreLinkOptions {
  /** Address of the relay, as for signalling. */
  readonly url: string
  readonly topic: string
  readonly log: Y.Doc
  readonly presence: Presence
  readonly cloak: Cloak
  readonly onChange: () => void
}

/** Milliseconds between attempts, at first and at most. */
const firstDelay = 1000
const longestDelay = 15_000
/**
 * Milliseconds that a relay may be silent, at first and at most. A large report comes in one message
 * that takes minutes on a slow line, and nothing else comes meanwhile: whoever gave up and began
 * anew would never have it. So each time that nothing came, we wait twice as long.
 */
const firstPatience = 30_000
const longestPatience = 16 * 60_000
/** The engine's message that asks who is there. Nobody ever tells it, so the answer is short. */
const question = 3
/** Characters of a message about who is there. */
const presenceLimit = 16 * 1024

/** Where a relay stores: `/store` beside the path of its signalling, with the same token. */
export function storeAddress(url: string): string {
  const address = new URL(url)
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/store`
  return address.href
}

export function openStoreLink(options: StoreLinkOptions): StoreLink {
  const { url, topic, log, presence, cloak, onChange } = options
  const { awareness } = presence
  const socket = new HocuspocusProviderWebsocket({
    url: storeAddress(url),
    delay: firstDelay,
    minDelay: firstDelay,
    maxDelay: longestDelay,
    // We look after it ourselves.
    messageReconnectTimeout: 2 * longestPatience,
  })
  let patience = firstPatience
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name: topic,
    document: log,
    // It would tell the relay who is there; we tell only those who hold the secret.
    awareness: null,
    onSynced: () => {
      patience = firstPatience
      sayAll()
      onChange()
    },
    onStatus: onChange,
    onUnsyncedChanges: onChange,
    onStateless: ({ payload }) => hear(payload),
  })
  const lifeline = new Lifeline({
    socket: () => (socket.webSocket instanceof WebSocket ? socket.webSocket : null),
    ask() {
      if (!provider.isSynced) return
      const encoder = encoding.createEncoder()
      encoding.writeVarString(encoder, topic)
      encoding.writeVarUint(encoder, question)
      socket.send(encoding.toUint8Array(encoder))
    },
    answerWithin: () => patience,
  })
  const origin = { storeLink: true }
  let closed = false

  /** Open pages of this device as last told; one that closed has to be told as gone. */
  let told = new Set<number>()
  const say = (clients: readonly number[]): void => {
    if (closed || !provider.isSynced || clients.length === 0) return
    const update = encodeAwarenessUpdate(awareness, [...clients])
    provider.sendStateless(toBase64url(cloak.close(update)))
  }
  const sayAll = (): void => {
    told = new Set(presence.own())
    say([...told])
  }
  const hear = (payload: string): void => {
    if (payload.length > presenceLimit) return
    const update = cloak.open(fromBase64url(payload))
    if (update === undefined) return
    try {
      applyAwarenessUpdate(awareness, update, origin)
    } catch (error) {
      console.warn('message of a peer refused', error)
    }
  }
  /**
   * Every open page of this device, for only one of them talks to the relay. Nobody else: whoever is
   * there on another device says so over the same relay.
   */
  const follow = ({ added, updated, removed }: Record<string, number[]>, cause: unknown): void => {
    if (cause === origin) return
    const own = new Set(presence.own())
    const here = [...(added ?? []), ...(updated ?? [])].filter((one) => own.has(one))
    const gone = (removed ?? []).filter((one) => told.delete(one))
    for (const one of here) told.add(one)
    say([...here, ...gone])
  }
  awareness.on('update', follow)
  provider.attach()

  return {
    url,
    get connected() {
      return provider.isSynced
    },
    get hasAll() {
      return provider.isSynced && !provider.hasUnsyncedChanges
    },
    resync: () => provider.forceSync(),
    look() {
      const wasSynced = provider.isSynced
      if (lifeline.look(performance.now()) && !wasSynced)
        patience = Math.min(2 * patience, longestPatience)
    },
    doubt() {
      lifeline.doubt()
      // The relay is there again: no need to wait for the next try.
      if (!closed && socket.status !== WebSocketStatus.Connected) void socket.connect()
    },
    close() {
      closed = true
      awareness.off('update', follow)
      provider.destroy()
      socket.destroy()
    },
  }
}
