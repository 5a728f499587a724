import type { Piece } from './pieces'

/** A place in the report: block by index, and content offset in it. */
export interface PaperPlace {
  readonly block: number
  readonly offset: number
}

/** A message as it is printed. */
export interface PaperMessage {
  readonly id: string
  readonly author: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly body: string
}

/** A comment thread as it goes to paper. */
export interface PaperThread {
  readonly id: string
  readonly from: PaperPlace
  readonly to: PaperPlace
  readonly messages: readonly PaperMessage[]
  readonly resolved: boolean
}

/** One change that a suggestion makes inside a block. */
export interface PaperChange {
  /** Of the suggestion; it may make several changes. */
  readonly suggestion: string
  readonly author: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly from: PaperPlace
  /** In the same block; equal to `from` for a mere insertion. */
  readonly to: PaperPlace
  /** What comes in the place of what goes; empty for a mere deletion. */
  readonly come: readonly Piece[]
}
