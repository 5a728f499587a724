import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import type { RawData, WebSocket } from 'ws'
import { createForwarding } from './forwarding'
import { answerHttp } from './health'
import { Bucket, defaultLimits } from './limits'
import type { Limits } from './limits'
import { Rooms } from './rooms'
import { openShelf } from './shelf'
import { readMessage, refusal } from './wire'
import type { RefusalCode } from './wire'

export interface Relay {
  /** The port it listens on; the one the system chose when 0 was asked for. */
  port: number
  /** Tells every client to go and resolves when all are gone. Twice is harmless. */
  close(): Promise<void>
}

/** Subprotocol of a socket that only tries whether an address is good. */
const probeProtocol = 'tonggao-probe'

export interface RelayOptions {
  port?: number
  host?: string
  /** SQLite file for what is kept for absent peers; `':memory:'` keeps it while the relay runs. Left out: nothing is kept. */
  store?: string
  /** What a client must bring as `?token=` of the address; left out: anybody may come. */
  token?: string
  limits?: Partial<Limits>
}

interface Client {
  socket: WebSocket
  /** Below it, where bytes are seen before a message is whole. */
  line: Socket
  /** Bytes read from it by the last look. */
  read: number
  /** Bytes of those written to it that have arrived for sure: it has answered what came behind them. */
  arrived: number
  address: string
  messages: Bucket
  bytes: Bucket
  /** Pings in a row that were not answered. */
  unanswered: number
  refused: boolean
}

/** Bytes per second of the slowest line that we wait for: an answer comes behind what is still on its way. */
const slowestLine = 4096

/**
 * The server where peers of one report find each other: y-webrtc's signalling protocol at the
 * root, nothing stored, nothing logged. With a store, it also keeps the sealed carrier of each
 * report at `/store`, for those whose networks let no peers connect and for whoever comes later.
 * Rejects when the port or the file cannot be had.
 */
export async function createRelay(options: RelayOptions = {}): Promise<Relay> {
  const limits: Limits = { ...defaultLimits, ...options.limits }
  const rooms = new Rooms<Client>(limits)
  const clients = new Set<Client>()
  const perAddress = new Map<string, number>()
  const refused: Record<string, number> = {}

  const failed = (error: unknown): void => {
    note('store')
    process.stderr.write(`relay: store: ${error instanceof Error ? error.message : 'failed'}\n`)
  }
  const shelf = options.store === undefined ? undefined : openShelf(options.store, failed)
  const forwarding = shelf === undefined ? undefined : createForwarding(shelf, limits)

  const http = createServer((request, response) => {
    answerHttp(request, response, () => ({
      connections: clients.size,
      topics: rooms.size,
      kept: shelf?.count() ?? 0,
      open: forwarding?.open ?? 0,
      refused,
    }))
  })
  http.headersTimeout = 10_000
  http.requestTimeout = 10_000
  http.on('clientError', (_error, socket) => socket.destroy())

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    // Deflate lets a small frame cost much memory, and SDP is small already.
    perMessageDeflate: false,
    clientTracking: false,
  })
  const stores = new WebSocketServer({
    noServer: true,
    maxPayload: limits.storeFrameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  })
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const path = request.url ?? '/'
    const asked = URL.canParse(path, 'ws://relay') ? new URL(path, 'ws://relay') : undefined
    const token = asked?.searchParams.get('token') ?? ''
    const wantsStore = asked?.pathname.endsWith('/store') === true
    if (!mayEnter(token, options.token)) {
      note('token')
      // Browsers do not tell a page why a socket failed; whoever only tries an address is told.
      if (request.headers['sec-websocket-protocol'] === probeProtocol)
        sockets.handleUpgrade(request, socket, head, (webSocket) => {
          webSocket.on('error', () => undefined)
          webSocket.close(1008, 'token')
        })
      else socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n')
    } else if (wantsStore && forwarding === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
    } else {
      const server = wantsStore ? stores : sockets
      server.handleUpgrade(request, socket, head, (webSocket) =>
        accept(webSocket, request, wantsStore),
      )
    }
  })

  const heartbeat = setInterval(() => {
    for (const client of clients) {
      const { bytesRead, bytesWritten } = client.line
      // A large message that comes slowly holds up the answer, and so does one that goes.
      if (bytesRead !== client.read) {
        client.unanswered = 0
        client.read = bytesRead
      }
      const seconds = (bytesWritten - client.arrived) / slowestLine
      if (client.unanswered > (1000 * seconds) / limits.pingEvery) client.socket.terminate()
      client.unanswered++
      if (client.socket.readyState === client.socket.OPEN) client.socket.ping(String(bytesWritten))
    }
  }, limits.pingEvery)
  heartbeat.unref()

  function accept(socket: WebSocket, request: IncomingMessage, wantsStore: boolean): void {
    const address = request.socket.remoteAddress ?? ''
    const now = Date.now()
    const client: Client = {
      socket,
      line: request.socket,
      read: 0,
      arrived: 0,
      address,
      messages: new Bucket(limits.messagesPerSecond, limits.messageBurst, now),
      bytes: new Bucket(limits.bytesPerSecond, limits.byteBurst, now),
      unanswered: 0,
      refused: false,
    }
    // Also raised by a frame over the limit; ws closes the socket itself then.
    socket.on('error', () => count(client, 'too-large'))
    const held = (perAddress.get(address) ?? 0) + 1
    const allowed = isLoopback(address)
      ? limits.connectionsFromLoopback
      : limits.connectionsPerAddress
    perAddress.set(address, held)
    clients.add(client)
    socket.on('close', () => forget(client))
    socket.on('pong', (data) => {
      const arrived = Number(data.toString())
      if (arrived <= client.line.bytesWritten) client.arrived = Math.max(client.arrived, arrived)
    })
    if (held > allowed || clients.size > limits.connections) {
      refuse(client, 'too-many-connections')
      return
    }
    if (wantsStore) forwarding?.accept(socket, request)
    else socket.on('message', (data, isBinary) => receive(client, data, isBinary))
  }

  function note(code: string): void {
    refused[code] = (refused[code] ?? 0) + 1
  }

  function receive(client: Client, data: RawData, isBinary: boolean): void {
    if (client.refused) return
    const now = Date.now()
    const size = sizeOf(data)
    if (!client.messages.take(1, now) || !client.bytes.take(size, now)) {
      refuse(client, 'too-fast')
      return
    }
    // The stock client sends text; some builds of it send the same JSON as bytes.
    const read = readMessage(isBinary || Buffer.isBuffer(data) ? data.toString() : '')
    if (!read.ok) {
      refuse(client, read.code)
      return
    }
    const message = read.value
    switch (message.type) {
      case 'ping':
        send(client, '{"type":"pong"}')
        return
      case 'subscribe':
        for (const topic of message.topics) {
          const joined = rooms.subscribe(client, topic)
          if (joined !== 'joined') {
            refuse(client, joined)
            return
          }
        }
        return
      case 'unsubscribe':
        for (const topic of message.topics) rooms.unsubscribe(client, topic)
        return
      case 'publish': {
        const listeners = rooms.listeners(message.topic)
        const text = JSON.stringify({ ...message.message, clients: listeners.size })
        for (const listener of listeners) send(listener, text)
      }
    }
  }

  function send(client: Client, text: string): void {
    const { socket } = client
    if (socket.readyState !== socket.OPEN || client.refused) return
    if (socket.bufferedAmount > limits.unreadBytes) {
      count(client, 'too-slow')
      socket.terminate()
      return
    }
    socket.send(text, () => undefined)
  }

  /** Tells the client why and closes; a client that does not go is cut off. */
  function refuse(client: Client, code: RefusalCode): void {
    const { socket } = client
    if (client.refused) return
    count(client, code)
    rooms.leave(client)
    if (socket.readyState !== socket.OPEN) return
    socket.send(refusal(code), () => undefined)
    socket.close(1008, code)
    const cut = setTimeout(() => socket.terminate(), 1000)
    cut.unref()
    socket.on('close', () => clearTimeout(cut))
  }

  function count(client: Client, code: RefusalCode): void {
    if (client.refused) return
    client.refused = true
    note(code)
  }

  function forget(client: Client): void {
    if (!clients.delete(client)) return
    rooms.leave(client)
    const held = (perAddress.get(client.address) ?? 1) - 1
    if (held > 0) perAddress.set(client.address, held)
    else perAddress.delete(client.address)
  }

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port ?? 4444, options.host ?? '127.0.0.1', () => {
      http.off('error', reject)
      resolve()
    })
  })
  http.on('error', () => undefined)

  let closing: Promise<void> | undefined
  return {
    port: (http.address() as AddressInfo).port,
    close: () => (closing ??= stop()),
  }

  async function stop(): Promise<void> {
    clearInterval(heartbeat)
    for (const client of clients) client.socket.close(1001)
    const cut = setTimeout(() => {
      for (const client of clients) client.socket.terminate()
      // Whoever has connected and said nothing is not idle, and might never say anything.
      http.closeAllConnections()
    }, 500)
    sockets.close()
    stores.close()
    await forwarding?.close()
    await new Promise<void>((resolve) => {
      http.close(() => resolve())
      http.closeIdleConnections()
    })
    clearTimeout(cut)
  }
}

function sizeOf(data: RawData): number {
  if (Array.isArray(data)) return data.reduce((sum, part) => sum + part.length, 0)
  return data.byteLength
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')
}

function mayEnter(token: string, wanted: string | undefined): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return wanted === undefined || timingSafeEqual(hash(token), hash(wanted))
}
