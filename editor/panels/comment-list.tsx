import { useMemo, useState } from 'preact/hooks'
import { groupBy } from '../model/group-by'
import type { Anchor } from '../model/review/anchors'
import { quoteOf } from '../model/review/anchors'
import type { Thread } from '../model/review/thread'
import type { CommentTarget } from '../view/comment-targets'
import { Composer } from './composer'
import { nameOf, type ReviewDesk } from './review-desk'
import { isOrphan, Quote, ThreadCard } from './thread-card'
import { passes, threadFilters, type ThreadFilter } from './thread-filter'

/** So many cards are drawn at first: two thousand are as light as forty. */
const page = 40

interface CommentListProps {
  readonly desk: ReviewDesk
  /** What a new comment is on, while one is being written. */
  readonly draft: Anchor | null
  /** What else it can be on. */
  readonly targets: () => readonly CommentTarget[]
  readonly onCreate: (body: string, anchor: Anchor) => void
  readonly onCancel: () => void
}

/** 批注: comments and suggestions in the order of the text; those whose text is gone keep their quote. */
export function CommentList({ desk, draft, targets, onCreate, onCancel }: CommentListProps) {
  const { t, review, members, active } = desk
  const [filter, setFilter] = useState<ThreadFilter>('open')
  const [limit, setLimit] = useState(page)
  const all = review.threads()
  const isMe = (member: string): boolean =>
    member !== '' && members.person(member) === members.person(desk.me)
  const orphans = all.filter((thread) => isOrphan(desk, thread))
  const listed = inOrder(
    desk,
    all.filter(
      (thread) =>
        !orphans.includes(thread) && (thread.id === active || passes(thread, filter, isMe)),
    ),
  )
  // The one that is being read is drawn wherever it stands.
  const shown = listed.filter(({ id }, index) => index < limit || id === active)
  const cards = (list: readonly Thread[]) => (
    <ul>
      {list.map((thread) => (
        <ThreadCard key={thread.id} desk={desk} thread={thread} />
      ))}
    </ul>
  )
  return (
    <section class="comment-list" aria-label={t('commentsTab')}>
      {draft !== null && (
        <NewComment
          desk={desk}
          draft={draft}
          targets={targets}
          onCreate={onCreate}
          onCancel={onCancel}
        />
      )}
      {all.length > 0 && (
        <label class="thread-filter">
          {t('threadFilter')}
          <select
            name="threads"
            value={filter}
            onChange={(event) => {
              const chosen = threadFilters.find((one) => one === event.currentTarget.value)
              if (chosen !== undefined) setFilter(chosen)
              setLimit(page)
            }}
          >
            {threadFilters.map((one) => (
              <option key={one} value={one}>
                {t(`threads-${one}`, {
                  count: all.filter((thread) => passes(thread, one, isMe)).length,
                })}
              </option>
            ))}
          </select>
        </label>
      )}
      {all.length === 0 && draft === null && <p class="empty">{t('commentsNone')}</p>}
      {all.length > 0 && listed.length + orphans.length === 0 && draft === null && (
        <p class={filter === 'open' ? 'empty good' : 'empty'}>
          {t(filter === 'open' ? 'commentsNoneOpen' : 'threadsNone')}
        </p>
      )}
      {desk.mayDecide && <ByAuthor desk={desk} open={listed.filter(({ resolved }) => !resolved)} />}
      {cards(shown)}
      {listed.length > shown.length && (
        <button type="button" class="show-more" onClick={() => setLimit(limit + page)}>
          {t('showMore', { count: Math.min(page, listed.length - shown.length) })}
        </button>
      )}
      {orphans.length > 0 && (
        <section class="orphans" aria-label={t('orphans', { count: orphans.length })}>
          <h3>{t('orphans', { count: orphans.length })}</h3>
          <p class="note">{t('orphansHint')}</p>
          {cards(orphans)}
        </section>
      )}
    </section>
  )
}

/** As they stand in the text; those on the whole report first. */
export function inOrder(
  { placeOf }: Pick<ReviewDesk, 'placeOf'>,
  threads: readonly Thread[],
): Thread[] {
  return threads
    .map((thread) => ({ thread, at: placeOf(thread.id) ?? -1 }))
    .sort((a, b) => a.at - b.at || a.thread.at - b.thread.at)
    .map(({ thread }) => thread)
}

/** All suggestions of one author at once, where there are several. */
function ByAuthor({ desk, open }: { readonly desk: ReviewDesk; readonly open: readonly Thread[] }) {
  const { t } = desk
  const byAuthor = groupBy(
    open.filter(({ suggestion }) => suggestion !== null),
    ({ by }) => desk.members.person(by),
  )
  return (
    <>
      {[...byAuthor].map(([by, threads]) => {
        if (threads.length < 2) return null
        const ids = threads.map(({ id }) => id)
        const title = t('suggestionsOf', { name: nameOf(desk, by), count: ids.length })
        return (
          <div key={by} class="by-author" role="group" aria-label={title} data-suggestions-of={by}>
            <span>{title}</span>
            <button type="button" data-accept-all onClick={() => desk.onAccept(ids)}>
              {t('acceptAll')}
            </button>
            <button type="button" data-reject-all onClick={() => desk.onReject(ids)}>
              {t('rejectAll')}
            </button>
          </div>
        )
      })}
    </>
  )
}

function NewComment({
  desk,
  draft,
  targets,
  onCreate,
  onCancel,
}: CommentListProps & { readonly draft: Anchor }) {
  const { t, members } = desk
  const [chosen, setChosen] = useState(0)
  const offered = useMemo((): readonly CommentTarget[] => {
    const found = targets()
    return found.some(({ anchor }) => JSON.stringify(anchor) === JSON.stringify(draft))
      ? found
      : [{ scope: 'range', title: quoteOf(draft), anchor: draft }]
  }, [draft])
  const target = offered[chosen] ?? offered[0]
  const anchor = target?.anchor ?? draft
  return (
    <div class="thread-card active">
      <Composer
        t={t}
        members={members}
        label={t('commentPlaceholder')}
        send={t('commentSend')}
        onSend={(body) => onCreate(body, anchor)}
        onCancel={onCancel}
        focus
      >
        {offered.length > 1 && (
          <select
            class="scope"
            aria-label={t('commentScope')}
            data-scope={target?.scope}
            value={chosen}
            onChange={(event) => setChosen(Number(event.currentTarget.value))}
          >
            {offered.map(({ scope, title }, i) => (
              <option key={scope} value={i}>
                {t(`scope-${scope}`, { title: title.slice(0, 24) })}
              </option>
            ))}
          </select>
        )}
        {(target?.scope === 'range' || offered.length === 1) && <Quote text={quoteOf(anchor)} />}
      </Composer>
    </div>
  )
}
