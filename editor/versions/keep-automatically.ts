import { useEffect, useRef } from 'preact/hooks'
import type { Desk } from '../page/desk'

/** Milliseconds between looks, and between versions that are kept by themselves. */
const lookEvery = 60_000
const keepEvery = 30 * 60_000

/**
 * Largest document, in document positions, that is kept by itself: the first version of a
 * text costs as much again to store and to send. Larger ones are kept when somebody says so.
 */
const largest = 500_000

/** Keeps a version from time to time while whoever sits here may write. Draws nothing. */
export function KeepAutomatically({ desk }: { readonly desk: Desk }) {
  const latest = useRef(desk)
  latest.current = desk
  useEffect(() => {
    const timer = setInterval(() => {
      const { editor, session, report, now } = latest.current
      if (editor === null || editor.view.composing || !session.may('text')) return
      if (editor.view.state.doc.content.size > largest) return
      const [newest] = report.versions.list()
      if (newest === undefined || now() - newest.at >= keepEvery)
        report.versions.keepAutomatically(editor.view.state.doc)
    }, lookEvery)
    return () => clearInterval(timer)
  }, [])
  return null
}
