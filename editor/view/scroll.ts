import type { EditorView } from 'prosemirror-view'

/** Pixels from the edge of the window within which a place is not seen well. */
const margin = 60

/**
 * Brings a document position into sight. A paragraph may be higher than the window, so its
 * block alone is not enough; and what was never drawn has only a guessed height, so the place
 * itself is looked for when its block is drawn.
 */
export function scrollToPosition(view: EditorView, pos: number): void {
  const { node } = view.domAtPos(pos)
  const element = node instanceof Element ? node : node.parentElement
  const block = element?.closest('[data-block]') ?? element
  block?.scrollIntoView({ block: 'center' })
  requestAnimationFrame(() => {
    if (view.isDestroyed) return
    const window = view.dom.closest('.desk')
    if (window === null) return
    const { top, bottom } = window.getBoundingClientRect()
    const place = view.coordsAtPos(Math.min(pos, view.state.doc.content.size))
    if (place.top < top + margin || place.bottom > bottom - margin)
      window.scrollBy({ top: (place.top + place.bottom) / 2 - (top + bottom) / 2 })
  })
}

/** Whether a document position is well in sight. */
export function isInSight(view: EditorView, pos: number): boolean {
  const window = view.dom.closest('.desk')
  if (window === null) return false
  const { top, bottom } = window.getBoundingClientRect()
  const { node } = view.domAtPos(pos)
  const element = node instanceof Element ? node : node.parentElement
  const box = element?.closest('[data-block]')?.getBoundingClientRect()
  // What is far off is not laid out for this.
  if (box === undefined || box.bottom < top || box.top > bottom) return false
  const place = view.coordsAtPos(pos)
  return place.top >= top + margin && place.bottom <= bottom - margin
}
