import { useEffect, useRef, useState } from 'preact/hooks'
import type { Node } from 'prosemirror-model'
import type { PreviousReading } from '../../schema/previous/read'
import { readPreviousAside } from './previous-aside'

/** How far the reading of last year's text is. */
export type PreviousState =
  | { readonly kind: 'none' }
  /** `done` from 0 to 1. */
  | { readonly kind: 'reading'; readonly done: number }
  | { readonly kind: 'read'; readonly reading: PreviousReading }
  | { readonly kind: 'failed'; readonly reason: 'too-slow' | 'broken' }

/** Pasting and typing settle before a text is read. */
const settled = 200

/**
 * Reads last year's text against the document as it is when the text is given: what colleagues
 * type meanwhile does not begin it anew. Another text, or none, stops it.
 */
export function usePrevious(
  doc: Node | undefined,
  text: string,
): { readonly state: PreviousState; readonly again: () => void } {
  const [state, setState] = useState<PreviousState>({ kind: 'none' })
  const [round, setRound] = useState(0)
  const latest = useRef(doc)
  latest.current = doc
  const isReady = doc !== undefined && text.trim() !== ''
  useEffect(() => {
    if (!isReady) {
      setState({ kind: 'none' })
      return undefined
    }
    setState({ kind: 'reading', done: 0 })
    const stop = new AbortController()
    const timer = setTimeout(() => {
      const now = latest.current
      if (now === undefined) return
      const onProgress = (done: number): void => setState({ kind: 'reading', done })
      void readPreviousAside(now, text, { onProgress, signal: stop.signal }).then((read) => {
        if (read.ok) setState({ kind: 'read', reading: read.reading })
        else if (read.reason !== 'stopped') setState({ kind: 'failed', reason: read.reason })
      })
    }, settled)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [isReady, text, round])
  return { state, again: () => setRound((before) => before + 1) }
}
