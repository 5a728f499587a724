import type { IncomingMessage } from 'node:http'
import { Hocuspocus } from '@hocuspocus/server'
import * as decoding from 'lib0/decoding'
import type { WebSocket } from 'ws'
import * as Y from 'yjs'
import { Bucket, type Limits } from './limits'
import type { Shelf } from './shelf'

/** The rooms of our own clients: 32 bytes in base64url, derived from a secret. */
const nameForm = /^[\w-]{43}$/

/** Store and forward: keeps what peers put on their report's carrier, for whoever comes later. */
export interface Forwarding {
  accept(socket: WebSocket, request: IncomingMessage): void
  /** Documents that somebody has open. */
  readonly open: number
  close(): Promise<void>
}

/**
 * Hocuspocus carries Yjs documents between clients and this shelf. All it sees is opaque
 * bytes under opaque names; who may write what, each peer checks for itself.
 */
export function createForwarding(shelf: Shelf, limits: Limits): Forwarding {
  /** Bytes that each open document may have by now; counted up, and looked at when too many. */
  const sizes = new Map<string, number>()
  const sockets = new Set<WebSocket>()
  const names = new Map<string, Set<string>>()
  const engine = new Hocuspocus({
    quiet: true,
    // It would take whoever sends or gets something large over a slow line for dead; the server looks
    // after every connection.
    timeout: 2 ** 31 - 1,
    // The shelf waits by itself; a document leaves the memory as soon as nobody has it open.
    debounce: 0,
    maxDebounce: 0,
    async onConnect({ documentName, socketId }) {
      const held = names.get(socketId) ?? new Set()
      names.set(socketId, held.add(documentName))
      if (!nameForm.test(documentName) || held.size > limits.topicsPerConnection)
        throw new Error('refused')
    },
    async onDisconnect({ socketId, documentName }) {
      const held = names.get(socketId)
      held?.delete(documentName)
      if (held?.size === 0) names.delete(socketId)
    },
    async onLoadDocument({ document, documentName }) {
      const state = shelf.load(documentName)
      sizes.set(documentName, state?.length ?? 0)
      if (state !== undefined) Y.applyUpdate(document, state, 'shelf')
    },
    async beforeHandleMessage({ document, documentName, update }) {
      const size = (sizes.get(documentName) ?? 0) + update.length
      sizes.set(documentName, size)
      // What is full must still become smaller.
      if (size <= limits.documentBytes || onlyDeletes(update)) return
      const real = Y.encodeStateAsUpdate(document).length
      sizes.set(documentName, real + update.length)
      if (real + update.length > limits.documentBytes) throw new Error('too-large')
    },
    async onChange({ documentName, update }) {
      shelf.append(documentName, update)
    },
    async onStateless({ document, payload, connection }) {
      if (payload.length > limits.frameBytes) return
      document.broadcastStateless(payload, (one) => one !== connection)
    },
    async afterUnloadDocument({ documentName }) {
      sizes.delete(documentName)
    },
  })
  return {
    get open() {
      return engine.getDocumentsCount()
    },
    accept(socket, request) {
      const now = Date.now()
      const messages = new Bucket(limits.messagesPerSecond, limits.messageBurst, now)
      const bytes = new Bucket(limits.storeBytesPerSecond, limits.storeFrameBytes, now)
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
      socket.on('message', (data) => {
        const at = Date.now()
        const size = Buffer.isBuffer(data) ? data.length : 0
        if (!messages.take(1, at) || !bytes.take(size, at)) socket.close(1008, 'too-fast')
        else if (socket.bufferedAmount > limits.storeUnreadBytes) socket.terminate()
      })
      engine.handleConnection(socket, request)
    },
    async close() {
      engine.closeConnections()
      for (const socket of sockets) socket.close(1001)
      shelf.close()
    },
  }
}

/** Yjs updates of a document in the messages of its provider, and how long one is looked into. */
const syncMessage = 0
const syncSteps: ReadonlySet<number> = new Set([1, 2])
const longestDeletion = 256 * 1024

/** Whether a message brings nothing and only takes away. Never throws. */
function onlyDeletes(message: Uint8Array): boolean {
  if (message.length > longestDeletion) return false
  try {
    const decoder = decoding.createDecoder(message)
    decoding.readVarString(decoder)
    if (decoding.readVarUint(decoder) !== syncMessage) return false
    if (!syncSteps.has(decoding.readVarUint(decoder))) return false
    return Y.decodeUpdate(decoding.readVarUint8Array(decoder)).structs.length === 0
  } catch {
    // Malformed bytes are told only by throwing; the engine says so itself.
    return false
  }
}
