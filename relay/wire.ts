/** y-webrtc's signalling vocabulary, as this server reads it. */
export type ClientMessage =
  | { type: 'subscribe'; topics: string[] }
  | { type: 'unsubscribe'; topics: string[] }
  | { type: 'publish'; topic: string; message: Record<string, unknown> }
  | { type: 'ping' }

export type RefusalCode =
  | 'malformed'
  | 'topic'
  | 'too-many-topics'
  | 'topic-full'
  | 'too-fast'
  | 'too-slow'
  | 'too-large'
  | 'too-many-connections'

export type ReadMessage = { ok: true; value: ClientMessage } | { ok: false; code: RefusalCode }

/** Our own rooms are 43 characters of base64url; other y-webrtc clients may use any short word. */
const topicForm = /^[\w.:@/-]{1,128}$/

/** Reads one frame from the network. Never throws. */
export function readMessage(frame: string): ReadMessage {
  let raw: unknown
  try {
    raw = JSON.parse(frame)
  } catch {
    return { ok: false, code: 'malformed' }
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { ok: false, code: 'malformed' }
  }
  const message = raw as Record<string, unknown>
  switch (message['type']) {
    case 'ping':
      return { ok: true, value: { type: 'ping' } }
    case 'subscribe':
    case 'unsubscribe': {
      const { type, topics } = message
      if (!Array.isArray(topics)) return { ok: false, code: 'malformed' }
      if (!topics.every(isTopic)) return { ok: false, code: 'topic' }
      return { ok: true, value: { type, topics } }
    }
    case 'publish': {
      const { topic } = message
      if (!isTopic(topic)) return { ok: false, code: 'topic' }
      return { ok: true, value: { type: 'publish', topic, message } }
    }
    default:
      return { ok: false, code: 'malformed' }
  }
}

/** What a refused client is told before it is closed. */
export function refusal(code: RefusalCode): string {
  return JSON.stringify({ type: 'error', code })
}

function isTopic(value: unknown): value is string {
  return typeof value === 'string' && topicForm.test(value)
}
