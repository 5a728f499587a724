import { isLoose, numberAt, textAt } from '../../editor/model/decode'

/** What somebody selected on a page. Kept for the session under `capture:<id>`; on a locked device also wrapped (`dropped.ts`). */
export interface Captured {
  /** The selection. */
  readonly text: string
  /** What stands before and behind it, in its block. */
  readonly before: string
  readonly after: string
  /** Heads of its row and column, caption of its table; may be empty. */
  readonly heads: string
  readonly title: string
  /** Address of the page; may be empty. */
  readonly address: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** UTF-16 units of each text. */
const textLimit = 400
const addressLimit = 2000

export function readCaptured(stored: unknown): Captured | undefined {
  if (!isLoose(stored)) return undefined
  const one = (key: string): string => textAt(stored, key, textLimit)
  const captured: Captured = {
    text: one('text'),
    before: one('before').slice(-textLimit),
    after: one('after'),
    heads: one('heads'),
    title: one('title'),
    address: textAt(stored, 'address', addressLimit),
    at: numberAt(stored, 'at'),
  }
  return captured.text.trim() === '' ? undefined : captured
}
