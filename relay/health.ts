import type { IncomingMessage, ServerResponse } from 'node:http'

export interface Health {
  connections: number
  topics: number
  /** Documents that are kept for whoever comes later, and those of them in use; 0 without a store. */
  kept: number
  open: number
  /** How many clients were closed for each reason since the start. */
  refused: Readonly<Record<string, number>>
}

/** Answers plain HTTP: `/healthz` with counts that name nobody, anything else with a hint. */
export function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  health: () => Health,
): void {
  response.setHeader('cache-control', 'no-store')
  response.setHeader('x-content-type-options', 'nosniff')
  if (request.url === '/healthz') {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ok: true, ...health() }))
    return
  }
  response.statusCode = request.url === '/' ? 200 : 404
  response.setHeader('content-type', 'text/plain')
  response.end('relay\n')
}
