/// <reference lib="webworker" />
import { readDocx } from './read-docx'

export interface DocxRequest {
  readonly bytes: Uint8Array
  readonly idPrefix: string
}

addEventListener('message', ({ data: { bytes, idPrefix } }: MessageEvent<DocxRequest>) => {
  const read = readDocx(bytes, idPrefix)
  // A node does not pass from one thread to another.
  postMessage(
    read.ok ? { ...read, document: { ...read.document, doc: read.document.doc.toJSON() } } : read,
  )
})
