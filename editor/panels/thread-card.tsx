import { useEffect, useRef, useState } from 'preact/hooks'
import { colourOf } from '../model/members'
import { quoteOf } from '../model/review/anchors'
import type { Thread } from '../model/review/thread'
import { Composer } from './composer'
import { Head, MessageView } from './message'
import { ProposalEditor } from './proposal-editor'
import { nameOf, type ReviewDesk } from './review-desk'
import { briefly, SuggestionActions, SuggestionView } from './suggestion-view'

/** What a thread is on, as its card says it. */
export function Quote({ text }: { readonly text: string }) {
  return text === '' ? null : (
    <blockquote>{text.length > 90 ? `${text.slice(0, 90)}…` : text}</blockquote>
  )
}

function placeText({ t }: ReviewDesk, { anchor, original }: Thread): string {
  if (anchor.type === 'report') return t('scope-report')
  const quote = quoteOf(original.type === 'range' && original.quote !== '' ? original : anchor)
  const scope = anchor.type === 'range' ? anchor.scope : undefined
  return scope === undefined ? quote : t(`scope-${scope}`, { title: quote.slice(0, 40) })
}

/** One thread: what it is on, what was said, what can be done. */
export function ThreadCard({
  desk,
  thread,
  beside = false,
}: {
  readonly desk: ReviewDesk
  readonly thread: Thread
  /** It stands beside its line, and somebody else brings it into sight. */
  readonly beside?: boolean
}) {
  const { t, review, members, mayReview, active } = desk
  const [replying, setReplying] = useState(false)
  const card = useRef<HTMLLIElement>(null)
  const { id, suggestion, messages, resolved, by, at } = thread
  const isActive = active === id
  useEffect(() => {
    if (isActive && !beside) card.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive, beside])
  const lost = isOrphan(desk, thread)
  const revised =
    desk.revising?.thread === id && suggestion?.state === 'open' ? desk.revising : null
  const label =
    suggestion === null
      ? `${t('comment')} ${nameOf(desk, by)}：${messages[0]?.body ?? ''}`
      : `${t('suggestion')} ${nameOf(desk, by)}：${briefly(desk, suggestion)}`
  const onClick = (event: MouseEvent): void => {
    const onControl =
      event.target instanceof Element &&
      event.target.closest('button, textarea, input, select, a') !== null
    if (!onControl) desk.onGo(id)
  }
  return (
    <li
      ref={card}
      class={`thread-card colour-${colourOf(by)}${isActive ? ' active' : ''}${resolved ? ' is-resolved' : ''}`}
      data-thread-item={id}
      data-card={id}
      data-orphan={lost}
      aria-label={label.slice(0, 160)}
      aria-current={isActive}
      onClick={onClick}
    >
      <button
        type="button"
        class="quote-button"
        aria-label={
          suggestion === null
            ? `${placeText(desk, thread).slice(0, 60)} · ${label}`.slice(0, 200)
            : label.slice(0, 160)
        }
        onClick={() => desk.onGo(id)}
      >
        {suggestion === null ? (
          <Quote text={placeText(desk, thread)} />
        ) : (
          <Head desk={desk} by={by} at={at} note={` · ${t('suggestion')}`} />
        )}
        {lost && <span class="orphan">{t('orphan')}</span>}
      </button>
      {suggestion !== null &&
        (revised === null ? (
          <SuggestionView desk={desk} thread={thread} suggestion={suggestion} />
        ) : (
          <ProposalEditor desk={desk} revising={revised} suggestion={suggestion} />
        ))}
      {messages.map((message) => (
        <MessageView
          key={message.id}
          desk={desk}
          message={message}
          headless={message.id === id && suggestion !== null}
        />
      ))}
      {replying ? (
        <Composer
          t={t}
          members={members}
          label={t('replyPlaceholder')}
          send={t('reply')}
          focus
          onSend={(body) => {
            review.reply(id, body)
            setReplying(false)
          }}
          onCancel={() => setReplying(false)}
        />
      ) : (
        <div class="actions">
          {suggestion !== null && revised === null && (
            <SuggestionActions desk={desk} thread={thread} suggestion={suggestion} />
          )}
          {mayReview && (
            <>
              <button type="button" data-reply onClick={() => setReplying(true)}>
                {t('reply')}
              </button>
              {suggestion === null && (
                <button
                  type="button"
                  onClick={() => (resolved ? review.reopen(id) : review.resolve(id))}
                >
                  {t(resolved ? 'reopen' : 'resolve')}
                </button>
              )}
              {lost && (
                <button type="button" data-attach onClick={() => desk.onAttach(id)}>
                  {t('attach')}
                </button>
              )}
              {!resolved && <Assignee desk={desk} thread={thread} />}
            </>
          )}
          {resolved && suggestion === null && (
            <span class="state state-filled">{t('resolved')}</span>
          )}
        </div>
      )}
    </li>
  )
}

/** Whether an open thread is on words that are not there any more. */
export function isOrphan(desk: Pick<ReviewDesk, 'placeOf'>, thread: Thread): boolean {
  return !thread.resolved && thread.anchor.type !== 'report' && desk.placeOf(thread.id) === null
}

/** Who is to see to a thread. */
function Assignee({ desk, thread }: { readonly desk: ReviewDesk; readonly thread: Thread }) {
  const { t, members, me, review } = desk
  // A person with several devices is asked once, by their first.
  const people = members
    .all()
    .filter(({ id }) => members.person(id) === id)
    .toSorted((a, b) => a.name.localeCompare(b.name, t.locale))
  return (
    <select
      class="assignee"
      aria-label={t('assignee')}
      title={t('assignee')}
      data-assignee={thread.assignee}
      value={thread.assignee}
      onChange={(event) => review.assign(thread.id, event.currentTarget.value)}
    >
      <option value="">{t('assigneeNone')}</option>
      {people.map(({ id, name }) => (
        <option key={id} value={id}>
          {id === members.person(me) ? `${name}（${t('assigneeMe')}）` : name}
        </option>
      ))}
    </select>
  )
}
