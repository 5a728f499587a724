import { schema } from '../../../schema/schema'
import type { DocxRequest } from './docx-worker'
import type { DocxRead, ReadDocument } from './read-docx'
import type { DocxRefusal } from './unpack'

/** A file that takes longer is made to hang its reader. */
const patience = 15_000

export type ReadAside =
  | DocxRead
  /** It took too long, or the reader broke. */
  | { readonly ok: false; readonly reason: 'too-slow' | 'broken' }

/** What the worker sends: the document as JSON. */
type Sent =
  | { readonly ok: true; readonly document: Omit<ReadDocument, 'doc'> & { readonly doc: unknown } }
  | { readonly ok: false; readonly reason: DocxRefusal }

/** Reads a .docx file on another thread, so that no file can hang the page. Never rejects. */
export async function readDocxAside(bytes: Uint8Array, idPrefix: string): Promise<ReadAside> {
  const worker = new Worker(new URL('./docx-worker.ts', import.meta.url), { type: 'module' })
  try {
    return await new Promise<ReadAside>((resolve) => {
      const timer = setTimeout(() => resolve({ ok: false, reason: 'too-slow' }), patience)
      const end = (result: ReadAside): void => {
        clearTimeout(timer)
        resolve(result)
      }
      worker.addEventListener('error', () => end({ ok: false, reason: 'broken' }))
      worker.addEventListener('message', ({ data }: MessageEvent<Sent>) => {
        if (!data.ok) end(data)
        else
          end({
            ok: true,
            document: { ...data.document, doc: schema.nodeFromJSON(data.document.doc) },
          })
      })
      const request: DocxRequest = { bytes, idPrefix }
      worker.postMessage(request)
    })
  } finally {
    worker.terminate()
  }
}
