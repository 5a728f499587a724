/// <reference lib="webworker" />
import { readPrevious, type PreviousReading } from '../../schema/previous/read'
import { schema } from '../../schema/schema'

/** A document, as JSON, and last year's text. */
export interface PreviousRequest {
  readonly doc: unknown
  readonly text: string
}

/** What the worker sends: how much is done, from 0 to 1, and in the end what was found. */
export type PreviousAnswer =
  | { readonly done: number }
  | { readonly reading: PreviousReading }
  | { readonly failed: string }

const answer = (message: PreviousAnswer): void => postMessage(message)

addEventListener('message', ({ data: { doc, text } }: MessageEvent<PreviousRequest>) => {
  try {
    answer({
      reading: readPrevious(schema.nodeFromJSON(doc), text, (done) => answer({ done })),
    })
  } catch (error) {
    answer({ failed: String(error) })
  }
})
