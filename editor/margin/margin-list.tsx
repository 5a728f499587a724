import type { ComponentChild } from 'preact'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { EditorView } from 'prosemirror-view'
import type { Thread } from '../model/review/thread'
import type { ReviewDesk } from '../panels/review-desk'
import { ThreadCard } from '../panels/thread-card'
import { createColumn, type Column } from './column'
import type { Row } from './lines'

const draftId = 'draft'

/** Cards beside the lines that they are on; only those that are seen are drawn. */
export function MarginList({
  desk,
  view,
  threads,
  reading,
  draft,
}: {
  readonly desk: ReviewDesk
  readonly view: EditorView
  /** In the order of the text; all have a place. */
  readonly threads: readonly Thread[]
  /** Another object when threads or their marks changed: lines may have moved. */
  readonly reading: object
  /** A comment that is being written, and where. */
  readonly draft: { readonly pos: number; readonly card: ComponentChild } | null
}) {
  const { t, active, placeOf } = desk
  const track = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const column = useRef<Column | null>(null)
  const laidOut = useRef<object | null>(null)
  const [drawn, setDrawn] = useState<readonly string[]>([])

  useLayoutEffect(() => {
    const paper = view.dom.closest<HTMLElement>('.desk')
    if (paper === null || track.current === null || list.current === null) return undefined
    const created = createColumn({
      view,
      desk: paper,
      track: track.current,
      list: list.current,
      onDraw: setDrawn,
    })
    column.current = created
    return () => {
      column.current = null
      laidOut.current = null
      created.close()
    }
  }, [view])

  useLayoutEffect(() => {
    const rows: Row[] = threads.map(({ id }) => ({ id, pos: () => placeOf(id) ?? 0 }))
    if (draft !== null) {
      const behind = rows.findIndex(({ pos }) => pos() > draft.pos)
      rows.splice(behind < 0 ? rows.length : behind, 0, { id: draftId, pos: () => draft.pos })
    }
    const stays = draft === null ? null : draftId
    column.current?.show({ rows, focus: active, stays }, laidOut.current !== reading)
    laidOut.current = reading
    // Not when only other cards are drawn.
  }, [desk, threads, reading, draft])
  useLayoutEffect(() => column.current?.settle(), [drawn])

  const byId = useMemo(() => new Map(threads.map((thread) => [thread.id, thread])), [threads])
  /** Cards as they were drawn for this desk: while the text is scrolled none is drawn again. */
  const kept = useMemo(() => new Map<string, ComponentChild>(), [desk, threads])
  const cardOf = (thread: Thread): ComponentChild => {
    const card = kept.get(thread.id) ?? (
      <ThreadCard key={thread.id} desk={desk} thread={thread} beside />
    )
    kept.set(thread.id, card)
    return card
  }
  /** Whoever comes to a card by the keyboard reads it. */
  const onFocus = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element) || !target.matches(':focus-visible')) return
    const id = target.closest<HTMLElement>('[data-thread-item]')?.dataset['threadItem']
    if (id !== undefined && id !== active) desk.onGo(id)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
    event.preventDefault()
    view.focus()
  }
  return (
    <div ref={track} class="margin" onFocusCapture={onFocus} onKeyDown={onKeyDown}>
      <ul ref={list} aria-label={t('commentsTab')}>
        {drawn.map((id) => {
          const thread = byId.get(id)
          if (thread !== undefined) return cardOf(thread)
          return id === draftId && draft !== null ? (
            <li key={id} data-card={id}>
              {draft.card}
            </li>
          ) : null
        })}
      </ul>
    </div>
  )
}
