import type { ComponentChild } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { EditorView } from 'prosemirror-view'
import { MarginList } from '../margin/margin-list'
import type { Anchor } from '../model/review/anchors'
import type { Thread } from '../model/review/thread'
import { deviceMemory } from '../ui/device-memory'
import { ByAuthor } from './by-author'
import { NewComment, type NewCommentProps } from './new-comment'
import type { ReviewDesk } from './review-desk'
import { ThreadBar } from './thread-bar'
import { isOrphan, ThreadCard } from './thread-card'
import { passes, type ThreadFilter } from './thread-filter'
import { inOrder } from './thread-order'

/** So many cards of a list are drawn at first: two thousand are as light as forty. */
const page = 40
/** Where there is less room than this the text is too narrow to have cards beside it. */
const roomy = '(min-width: 900px)'
const memory = deviceMemory('threads-beside')

interface CommentListProps extends Pick<NewCommentProps, 'targets' | 'onCreate' | 'onCancel'> {
  readonly desk: ReviewDesk
  /** The text that cards can stand beside; null until it is drawn. */
  readonly view: EditorView | null
  /** What a new comment is on, while one is being written. */
  readonly draft: Anchor | null
  /** Where an anchor is in the document. */
  readonly posOfAnchor: (anchor: Anchor) => number | null
}

/**
 * 批注: comments and suggestions beside their lines, or as a list in the order of the text.
 * Those whose text is gone keep their quote.
 */
export function CommentList(props: CommentListProps) {
  const { desk, view, draft, targets, onCreate, onCancel, posOfAnchor } = props
  const { t, review, members, active, reading } = desk
  const [filter, setFilter] = useState<ThreadFilter>('open')
  const [wanted, setWanted] = useState(() => memory.read() !== false)
  const [limit, setLimit] = useState(page)
  const room = useRoom()
  const all = review.threads()
  const me = members.person(desk.me)
  const isMe = useMemo(
    () => (member: string) => member !== '' && members.person(member) === me,
    [members, me],
  )
  const { listed, orphans } = useMemo(() => {
    const lost = new Set(all.filter((thread) => isOrphan(desk, thread)))
    const some = all.filter(
      (thread) => !lost.has(thread) && (thread.id === active || passes(thread, filter, isMe)),
    )
    return { listed: inOrder(desk, some), orphans: [...lost] }
  }, [all, reading, active, filter, isMe])
  const open = useMemo(() => listed.filter(({ resolved }) => !resolved), [listed])
  const placed = useMemo(() => listed.filter(({ id }) => desk.placeOf(id) !== null), [listed])
  /** Another object when marks in the text changed. */
  const marks = useMemo(() => ({}), [all, reading])

  const choice = room && filter === 'open' && view !== null
  const beside = choice && wanted
  const draftPos = draft === null ? null : posOfAnchor(draft)
  const composer = draft !== null && (
    <div class="thread-card active">
      <NewComment
        desk={desk}
        draft={draft}
        targets={targets}
        onCreate={onCreate}
        onCancel={onCancel}
      />
    </div>
  )
  // The one that is being read is drawn wherever it stands.
  const shown = beside
    ? listed.filter((thread) => !placed.includes(thread))
    : listed.filter(({ id }, index) => index < limit || id === active)
  const cards = (list: readonly Thread[]) => (
    <ul>
      {list.map((thread) => (
        <ThreadCard key={thread.id} desk={desk} thread={thread} />
      ))}
    </ul>
  )
  return (
    <section class={`comment-list${beside ? ' is-beside' : ''}`} aria-label={t('commentsTab')}>
      {!(beside && draftPos !== null) && composer}
      {all.length > 0 && (
        <ThreadBar
          desk={desk}
          all={all}
          isMe={isMe}
          filter={filter}
          beside={choice ? wanted : null}
          onFilter={(chosen) => {
            setFilter(chosen)
            setLimit(page)
          }}
          onBeside={(on) => {
            setWanted(on)
            memory.write(on)
          }}
        />
      )}
      {all.length === 0 && draft === null && <p class="empty">{t('commentsNone')}</p>}
      {all.length > 0 && listed.length + orphans.length === 0 && draft === null && (
        <p class={filter === 'open' ? 'empty good' : 'empty'}>
          {t(filter === 'open' ? 'commentsNoneOpen' : 'threadsNone')}
        </p>
      )}
      {desk.mayDecide && <ByAuthor desk={desk} open={open} />}
      {beside ? (
        shown.length > 0 && (
          <Tray title={t('threadsOnReport', { count: shown.length })} name="on-report">
            {cards(shown)}
          </Tray>
        )
      ) : (
        <>
          {cards(shown)}
          {listed.length > shown.length && (
            <button type="button" class="show-more" onClick={() => setLimit(limit + page)}>
              {t('showMore', { count: Math.min(page, listed.length - shown.length) })}
            </button>
          )}
        </>
      )}
      {orphans.length > 0 && (
        <Tray title={t('orphans', { count: orphans.length })} name="orphans" start>
          <p class="note">{t('orphansHint')}</p>
          {cards(orphans)}
        </Tray>
      )}
      {beside && view !== null && (
        <MarginList
          desk={desk}
          view={view}
          threads={placed}
          reading={marks}
          draft={composer !== false && draftPos !== null ? { pos: draftPos, card: composer } : null}
        />
      )}
    </section>
  )
}

/** Threads that have no line; can be put away. */
function Tray({
  title,
  name,
  start = false,
  children,
}: {
  readonly title: string
  readonly name: string
  readonly start?: boolean
  readonly children: ComponentChild
}) {
  const [open, setOpen] = useState(start)
  return (
    <details
      class={`thread-tray ${name}`}
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{title}</summary>
      {children}
    </details>
  )
}

/** Whether the window has room for cards beside the text. */
function useRoom(): boolean {
  const [room, setRoom] = useState(() => matchMedia(roomy).matches)
  useEffect(() => {
    const query = matchMedia(roomy)
    const look = (): void => setRoom(query.matches)
    query.addEventListener('change', look)
    return () => query.removeEventListener('change', look)
  }, [])
  return room
}
