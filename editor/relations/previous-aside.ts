import type { Node } from 'prosemirror-model'
import type { PreviousReading } from '../../schema/previous/read'
import type { PreviousAnswer, PreviousRequest } from './previous-worker'

/** Nothing of a report takes this long; the reader hangs. */
const patience = 60_000

export type PreviousAside =
  | { readonly ok: true; readonly reading: PreviousReading }
  /** Somebody stopped it, it took too long, or the reader broke. */
  | { readonly ok: false; readonly reason: 'stopped' | 'too-slow' | 'broken' }

/**
 * Reads last year's text on another thread, so that a long report does not hold the page up.
 * Never rejects.
 * @param onProgress is told how much is done, from 0 to 1
 */
export async function readPreviousAside(
  doc: Node,
  text: string,
  { onProgress, signal }: { onProgress: (done: number) => void; signal: AbortSignal },
): Promise<PreviousAside> {
  if (signal.aborted) return { ok: false, reason: 'stopped' }
  let worker: Worker | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    worker = new Worker(new URL('./previous-worker.ts', import.meta.url), { type: 'module' })
    const running = worker
    return await new Promise<PreviousAside>((resolve) => {
      timer = setTimeout(() => resolve({ ok: false, reason: 'too-slow' }), patience)
      signal.addEventListener('abort', () => resolve({ ok: false, reason: 'stopped' }))
      running.addEventListener('error', () => resolve({ ok: false, reason: 'broken' }))
      running.addEventListener('message', ({ data }: MessageEvent<PreviousAnswer>) => {
        if ('done' in data) onProgress(data.done)
        else if ('reading' in data) resolve({ ok: true, reading: data.reading })
        else resolve({ ok: false, reason: 'broken' })
      })
      running.postMessage({ doc: doc.toJSON(), text } satisfies PreviousRequest)
    })
  } catch {
    return { ok: false, reason: 'broken' }
  } finally {
    clearTimeout(timer)
    worker?.terminate()
  }
}
