import type { EditorView } from 'prosemirror-view'
import { cardGap, layOut, type Cards, type Placed } from './layout'
import { Lines, type Row } from './lines'

/** Pixels beyond the window in which cards are drawn, so that Tab finds the next one. */
const beyond = 240
/** Height of a card that was never drawn. */
const usual = 92
/** Cards that come in tell their heights, which may bring in others: so often in one frame. */
const rounds = 4

/** What the column of cards is to show. */
export interface Shown {
  /** In the order of the text. */
  readonly rows: readonly Row[]
  /** The card that is being read. */
  readonly focus: string | null
  /** A card that stays in sight wherever its line is: what is being written. */
  readonly stays: string | null
}

/** Keeps cards beside their lines while the text is scrolled and changed. */
export interface Column {
  /** Places everything anew in the next frame. `laidOut`: lines may have moved inside their blocks. */
  show(shown: Shown, laidOut: boolean): void
  /** To be called when the cards that were asked for are drawn, before they are painted. */
  settle(): void
  close(): void
}

interface Options {
  readonly view: EditorView
  /** What the text scrolls in. */
  readonly desk: HTMLElement
  /** The part of the panel in which cards are seen. */
  readonly track: HTMLElement
  /** Holds the cards; each has its id in `data-card`. */
  readonly list: HTMLElement
  /** Asks for these cards to be drawn. */
  readonly onDraw: (ids: readonly string[]) => void
}

export function createColumn({ view, desk, track, list, onDraw }: Options): Column {
  const lines = new Lines(view)
  const heights = new Map<string, number>()
  const observed = new WeakSet<Element>()
  let shown: Shown = { rows: [], focus: null, stays: null }
  let indices: ReadonlyMap<string, number> = new Map()
  let drawn: readonly string[] = []
  /** Where the text cannot be scrolled further, the cards can: by so many pixels. */
  let extra = 0
  let frame = 0
  let left = rounds
  let scrolls = false

  const elements = (): Map<string, HTMLElement> => {
    const found = new Map<string, HTMLElement>()
    for (const card of list.children)
      if (card instanceof HTMLElement) found.set(card.dataset['card'] ?? '', card)
    return found
  }

  /** Where the card that is being read stands: at its line, as far as it is seen whole there. */
  const focusOf = (cards: Cards, top: number, bottom: number): Placed | null => {
    for (const [id, holds] of [
      [shown.stays, true],
      [shown.focus, false],
    ] as const) {
      const index = id === null ? undefined : indices.get(id)
      if (index === undefined) continue
      const line = cards.line(index)
      if (!holds && (line < top - 2 * cardGap || line > bottom - 2 * cardGap)) continue
      const lowest = Math.max(top, bottom - cards.height(index) - cardGap)
      return { index, top: Math.min(lowest, holds ? Math.max(top, line) : line) }
    }
    return null
  }

  const place = (): void => {
    const cards = elements()
    for (const [id, card] of cards) heights.set(id, card.offsetHeight)
    const frameTop = track.getBoundingClientRect().top - desk.getBoundingClientRect().top
    const { scrollTop, scrollHeight, clientHeight } = desk
    const top = scrollTop + frameTop
    const bottom = top + track.clientHeight
    const room = Math.max(1, scrollHeight - clientHeight)
    const measures = lines.cards(shown.rows, desk, (id) => heights.get(id) ?? usual)
    const placed = layOut(measures, {
      top: top + extra - beyond,
      bottom: bottom + extra + beyond,
      reading: (scrollTop * scrollHeight) / room,
      end: scrollHeight,
      focus: focusOf(measures, top, bottom),
    })
    const [first, last] = [placed.at(0), placed.at(-1)]
    const highest = first?.index === 0 && scrollTop <= 0 ? Math.min(0, first.top - top) : 0
    const lowest =
      last?.index === shown.rows.length - 1 && scrollTop >= scrollHeight - clientHeight - 1
        ? Math.max(0, last.top + measures.height(last.index) + cardGap - bottom)
        : 0
    extra = Math.min(lowest, Math.max(highest, extra))
    list.style.transform = `translateY(${Math.round(-top - extra)}px)`
    list.classList.toggle('moves', !scrolls)

    const tops = new Map(placed.map(({ index, top }) => [shown.rows[index]?.id ?? '', top]))
    for (const [id, card] of cards) {
      const at = tops.get(id)
      // What somebody writes in is not thrown away because they scrolled on.
      const isBefore = (indices.get(id) ?? 0) < (first?.index ?? 0)
      const out = at ?? (isBefore ? top - 4000 : bottom + 4000)
      card.style.transform = `translateY(${Math.round(out)}px)`
      // What comes in is where it is; it does not fly in from the top.
      card.style.transition = observed.has(card) ? '' : 'none'
      if (!observed.has(card)) {
        observed.add(card)
        sizes.observe(card)
      }
    }
    const held = [...cards].flatMap(([id, card]) =>
      !tops.has(id) && isUsed(card) && indices.has(id) ? [id] : [],
    )
    const next = [...tops.keys(), ...held].toSorted(
      (a, b) => (indices.get(a) ?? 0) - (indices.get(b) ?? 0),
    )
    if (next.length === drawn.length && next.every((id, i) => id === drawn[i])) return
    drawn = next
    onDraw(next)
  }

  const soon = (): void => {
    if (frame !== 0) return
    frame = requestAnimationFrame(() => {
      frame = 0
      left = rounds
      if (view.isDestroyed) return
      place()
      scrolls = false
    })
  }
  const sizes = new ResizeObserver((entries) => {
    if (entries.some(({ target }) => target === view.dom || target === desk)) lines.forget()
    soon()
  })
  for (const one of [view.dom, desk, track]) sizes.observe(one)

  const onScroll = (): void => {
    scrolls = true
    soon()
  }
  const onWheel = (event: WheelEvent): void => {
    const inside = event.target instanceof Element ? event.target.closest('textarea, dd') : null
    if (event.ctrlKey || (inside !== null && inside.scrollHeight > inside.clientHeight)) return
    event.preventDefault()
    const unit = event.deltaMode === 0 ? 1 : event.deltaMode === 1 ? 38 : desk.clientHeight
    let by = event.deltaY * unit
    // First back from where the text could not follow.
    if (extra * by < 0) {
      const back = Math.sign(by) * Math.min(Math.abs(by), Math.abs(extra))
      extra += back
      by -= back
    }
    const before = desk.scrollTop
    desk.scrollTop += by
    extra += by - (desk.scrollTop - before)
    onScroll()
  }
  desk.addEventListener('scroll', onScroll, { passive: true })
  track.addEventListener('wheel', onWheel, { passive: false })

  return {
    show(next, laidOut) {
      if (next.rows !== shown.rows) indices = new Map(next.rows.map(({ id }, index) => [id, index]))
      shown = next
      if (laidOut) lines.forget()
      soon()
    },
    settle() {
      if (left-- > 0) place()
      else soon()
    },
    close() {
      cancelAnimationFrame(frame)
      sizes.disconnect()
      desk.removeEventListener('scroll', onScroll)
      track.removeEventListener('wheel', onWheel)
    },
  }
}

/** Whether somebody writes in a card or has the keyboard in it. */
function isUsed(card: HTMLElement): boolean {
  return card.contains(document.activeElement) || card.querySelector('textarea') !== null
}
