import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { DecorationSet, type EditorView } from 'prosemirror-view'
import type { Report } from '../model/report'
import { deviceMemory } from '../ui/device-memory'
import { pageGaps } from './page-gaps'
import { createCounter } from './page-counter'

/** The pages of the report as it would be printed. */
export interface Pages {
  /** Document positions at which pages but the first begin; empty until they are known. */
  readonly breaks: readonly number[]
  /** Whether the pages have been counted yet. */
  readonly known: boolean
  /** Whether their ends are drawn in the text. */
  readonly shown: boolean
  /** Whether the text is shown on separate sheets. */
  readonly sheets: boolean
  /** What parts the sheets; empty while they are not shown. */
  readonly gaps: DecorationSet
}

const key = new PluginKey<Pages>('pages')
const none: Pages = {
  breaks: [],
  known: false,
  shown: false,
  sheets: false,
  gaps: DecorationSet.empty,
}

/** Milliseconds after a change until the ends of pages are drawn where they are then: no key waits for it. */
const settle = 150

/** The pages as they were last counted, moved along with the text since. */
export function pagesOf(state: EditorState): Pages {
  return key.getState(state) ?? none
}

/** The page on which position `pos` stands, from 1. */
export function pageAt({ breaks }: Pages, pos: number): number {
  let [low, high] = [0, breaks.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((breaks[middle] ?? 0) <= pos) low = middle + 1
    else high = middle
  }
  return low + 1
}

const memory = deviceMemory('pages')
const sheetMemory = deviceMemory('page-view')

/** Draws the ends of pages in the text, or no more. */
export function showPages(view: EditorView, shown: boolean): void {
  memory.write(shown)
  view.dispatch(view.state.tr.setMeta(key, { shown }).setMeta('addToHistory', false))
}

/** Shows the text on separate sheets, or as one again. */
export function showSheets(view: EditorView, sheets: boolean): void {
  sheetMemory.write(sheets)
  view.dispatch(view.state.tr.setMeta(key, { sheets }).setMeta('addToHistory', false))
}

/**
 * Counts the pages, when nothing else is to do, and draws where they end. What is laid out
 * is the paper, in a box of its own, not what is seen: how the editor draws blanks, and what
 * it does not draw at all, cannot falsify it. A change lays out the blocks that it changed.
 */
export function pageBreaks(options: {
  readonly report: Report
  readonly label: (page: number) => string
  /** After the pages were counted anew, or shown, or hidden. */
  readonly onPages: () => void
}): Plugin<Pages> {
  const { report, label, onPages } = options
  return new Plugin<Pages>({
    key,
    state: {
      init: () => ({
        ...none,
        shown: memory.read() !== false,
        sheets: sheetMemory.read() === true,
      }),
      apply(tr, pages) {
        const meta = tr.getMeta(key) as Partial<Pages> | undefined
        if (meta !== undefined) {
          const next = { ...pages, ...meta }
          const drawn = next.known && next.sheets
          return { ...next, gaps: drawn ? pageGaps(tr.doc, next.breaks) : DecorationSet.empty }
        }
        if (!tr.docChanged || !pages.known) return pages
        return {
          ...pages,
          breaks: pages.breaks.map((pos) => tr.mapping.map(pos, -1)),
          gaps: pages.gaps.map(tr.mapping, tr.doc),
        }
      },
    },
    props: {
      decorations: (state) => pagesOf(state).gaps,
      attributes: (state): Record<string, string> =>
        pagesOf(state).sheets ? { class: 'has-page-view' } : {},
    },
    view(view) {
      const counter = createCounter(view, report, (breaks) => {
        view.dispatch(
          view.state.tr.setMeta(key, { breaks, known: true }).setMeta('addToHistory', false),
        )
        onPages()
      })
      const overlay = createOverlay(view, label)
      const stop = report.figures.onChange(counter.soon)
      counter.soon()
      return {
        update(now, before) {
          const [is, was] = [pagesOf(now.state), pagesOf(before)]
          if (now.state.doc !== before.doc) counter.soon()
          if (now.state.doc !== before.doc) overlay.settle()
          else if (is !== was) overlay.soon()
          if (is.shown !== was.shown || is.sheets !== was.sheets) onPages()
        },
        destroy() {
          stop()
          counter.close()
          overlay.close()
        },
      }
    },
  })
}

/** Draws the ends of the pages that are in sight, over the text: the text itself is not touched. */
function createOverlay(
  view: EditorView,
  label: (page: number) => string,
): { soon: () => void; settle: () => void; close: () => void } {
  const layer = document.createElement('div')
  layer.className = 'page-breaks'
  layer.setAttribute('aria-hidden', 'true')
  view.dom.after(layer)
  let frame = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const draw = (): void => {
    frame = 0
    const { breaks, shown, sheets } = pagesOf(view.state)
    layer.hidden = !shown || sheets
    if (!shown || sheets || view.isDestroyed) return
    const [from, to] = inSight(view)
    const top = layer.getBoundingClientRect().top
    const lines = breaks.flatMap((pos, index) => {
      if (pos < from || pos > to) return []
      const at = view.coordsAtPos(pos, 1)
      // Folded away.
      if (at.bottom === at.top) return []
      const line = document.createElement('div')
      line.className = 'page-break'
      line.dataset['label'] = label(index + 2)
      line.dataset['page'] = String(index + 2)
      line.style.top = `${Math.round((topOfRow(view, pos) ?? at.top - 4) - top)}px`
      return [line]
    })
    layer.replaceChildren(...lines)
  }
  const soon = (): void => {
    if (frame === 0) frame = requestAnimationFrame(draw)
  }
  const sizes = new ResizeObserver(soon)
  sizes.observe(view.dom)
  document.addEventListener('scroll', soon, { capture: true, passive: true })
  return {
    soon,
    settle() {
      clearTimeout(timer)
      timer = setTimeout(soon, settle)
    },
    close() {
      clearTimeout(timer)
      cancelAnimationFrame(frame)
      sizes.disconnect()
      document.removeEventListener('scroll', soon, { capture: true })
      layer.remove()
    },
  }
}

/** The upper edge of the row of a table in which a position is; null outside of one. */
function topOfRow(view: EditorView, pos: number): number | null {
  const { node } = view.domAtPos(pos)
  const element = node instanceof Element ? node : node.parentElement
  const cell = element?.closest('[data-block="cell"]')
  return cell === null || cell === undefined ? null : cell.getBoundingClientRect().top
}

/** The document positions between which the text is in sight, with some room. */
function inSight(view: EditorView): [number, number] {
  const text = view.dom.getBoundingClientRect()
  const left = (text.left + text.right) / 2
  const area = view.dom.closest('.desk')?.getBoundingClientRect()
  const [top, bottom] = [
    Math.max(0, area?.top ?? 0),
    Math.min(innerHeight, area?.bottom ?? innerHeight),
  ]
  const above = view.posAtCoords({ left, top: Math.max(top + 1, text.top + 1) })
  const below = view.posAtCoords({ left, top: Math.min(bottom - 1, text.bottom - 1) })
  const size = view.state.doc.content.size
  return [Math.max(0, (above?.pos ?? 0) - 200), Math.min(size, (below?.pos ?? size) + 200)]
}
