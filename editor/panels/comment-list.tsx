import { useEffect, useRef, useState } from 'preact/hooks'
import type { Members } from '../model/members'
import { colourOf } from '../model/members'
import { quoteOf, type Anchor } from '../model/review/anchors'
import type { Review } from '../model/review/review'
import type { Message, Thread } from '../model/review/thread'
import { showTime, type Translator } from '../ui/translator'

interface CommentListProps {
  readonly t: Translator
  readonly review: Review
  readonly members: Members
  readonly me: string
  /** Whether this person may not comment. */
  readonly readOnly: boolean
  readonly active: string | null
  /** What a new comment is on, while one is being written. */
  readonly draft: Anchor | null
  readonly hasPlace: (thread: string) => boolean
  readonly now: () => number
  readonly onGo: (thread: string) => void
  readonly onCreate: (body: string) => void
  readonly onCancel: () => void
}

/** 批注: the threads, open ones first; those whose text is gone keep their quote. */
export function CommentList(props: CommentListProps) {
  const { t, review, active, draft } = props
  const [resolvedShown, setResolvedShown] = useState(false)
  const all = review.threads()
  const open = all.filter(({ resolved }) => !resolved)
  const resolved = all.filter((thread) => thread.resolved)
  return (
    <section class="comment-list" aria-label={t('commentsTab')}>
      {draft !== null && (
        <div class="thread-card active">
          <Quote text={quoteOf(draft)} />
          <Composer
            t={t}
            label={t('commentPlaceholder')}
            send={t('commentSend')}
            onSend={props.onCreate}
            onCancel={props.onCancel}
            focus
          />
        </div>
      )}
      {all.length === 0 && draft === null && <p class="empty">{t('commentsNone')}</p>}
      {all.length > 0 && open.length === 0 && draft === null && (
        <p class="empty good">{t('commentsNoneOpen')}</p>
      )}
      <ul>
        {open.map((thread) => (
          <ThreadCard key={thread.id} {...props} thread={thread} />
        ))}
      </ul>
      {resolved.length > 0 && (
        <label class="check">
          <input
            type="checkbox"
            checked={resolvedShown}
            onChange={(event) => setResolvedShown(event.currentTarget.checked)}
          />
          {t('showResolved', { count: resolved.length })}
        </label>
      )}
      {(resolvedShown || resolved.some(({ id }) => id === active)) && (
        <ul>
          {resolved.map((thread) => (
            <ThreadCard key={thread.id} {...props} thread={thread} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Quote({ text }: { readonly text: string }) {
  return text === '' ? null : (
    <blockquote>{text.length > 90 ? `${text.slice(0, 90)}…` : text}</blockquote>
  )
}

function ThreadCard({
  t,
  review,
  members,
  me,
  active,
  hasPlace,
  now,
  onGo,
  readOnly,
  thread,
}: CommentListProps & { readonly thread: Thread }) {
  const [replying, setReplying] = useState(false)
  const card = useRef<HTMLLIElement>(null)
  const isActive = active === thread.id
  useEffect(() => {
    if (isActive) card.current?.scrollIntoView({ block: 'nearest' })
  }, [isActive])
  const lost = !thread.resolved && thread.anchor.type !== 'report' && !hasPlace(thread.id)
  return (
    <li
      ref={card}
      class={`thread-card${isActive ? ' active' : ''}${thread.resolved ? ' is-resolved' : ''}`}
      data-thread-item={thread.id}
      data-orphan={lost}
      onClick={(event) => {
        if (
          !(
            event.target instanceof Element &&
            event.target.closest('button, textarea, input') !== null
          )
        )
          onGo(thread.id)
      }}
    >
      <button type="button" class="quote-button" onClick={() => onGo(thread.id)}>
        <Quote text={quoteOf(thread.anchor)} />
        {lost && <span class="orphan">{t('orphan')}</span>}
      </button>
      {thread.messages.map((message) => (
        <MessageView
          key={message.id}
          t={t}
          message={message}
          members={members}
          me={me}
          readOnly={readOnly}
          now={now}
          review={review}
        />
      ))}
      {readOnly ? null : replying ? (
        <Composer
          t={t}
          label={t('replyPlaceholder')}
          send={t('reply')}
          focus
          onSend={(body) => {
            review.reply(thread.id, body)
            setReplying(false)
          }}
          onCancel={() => setReplying(false)}
        />
      ) : (
        <div class="actions">
          <button type="button" onClick={() => setReplying(true)}>
            {t('reply')}
          </button>
          {thread.resolved ? (
            <button type="button" onClick={() => review.reopen(thread.id)}>
              {t('reopen')}
            </button>
          ) : (
            <button type="button" onClick={() => review.resolve(thread.id)}>
              {t('resolve')}
            </button>
          )}
          {thread.resolved && <span class="state state-filled">{t('resolved')}</span>}
        </div>
      )}
    </li>
  )
}

function MessageView({
  t,
  message,
  members,
  me,
  readOnly,
  now,
  review,
}: {
  readonly t: Translator
  readonly message: Message
  readonly members: Members
  readonly me: string
  readonly readOnly: boolean
  readonly now: () => number
  readonly review: Review
}) {
  const [editing, setEditing] = useState(false)
  return (
    <div class="message">
      <div class="message-head">
        <span class={`dot colour-${colourOf(message.by)}`} />
        <strong>{members.name(message.by) ?? t('someone')}</strong>
        <small>
          {showTime(message.at, now(), t.locale)}
          {message.edited && ` · ${t('edited')}`}
        </small>
      </div>
      {editing ? (
        <Composer
          t={t}
          label={t('edit')}
          send={t('save')}
          start={message.body}
          focus
          onSend={(body) => {
            review.edit(message.id, body)
            setEditing(false)
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <p class="message-body">{message.withdrawn ? <em>{t('withdrawn')}</em> : message.body}</p>
      )}
      {message.by === me && !readOnly && !message.withdrawn && !editing && (
        <div class="own">
          <button type="button" class="link" onClick={() => setEditing(true)}>
            {t('edit')}
          </button>
          <button type="button" class="link" onClick={() => review.withdraw(message.id)}>
            {t('withdraw')}
          </button>
        </div>
      )}
    </div>
  )
}

function Composer({
  t,
  label,
  send,
  start = '',
  focus = false,
  onSend,
  onCancel,
}: {
  readonly t: Translator
  readonly label: string
  readonly send: string
  readonly start?: string
  readonly focus?: boolean
  readonly onSend: (body: string) => void
  readonly onCancel: () => void
}) {
  const [body, setBody] = useState(start)
  const [empty, setEmpty] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (focus) area.current?.focus()
  }, [focus])
  const submit = (): void => {
    if (body.trim() === '') setEmpty(true)
    else onSend(body)
  }
  return (
    <div class="composer">
      <textarea
        ref={area}
        rows={3}
        aria-label={label}
        placeholder={label}
        value={body}
        onInput={(event) => {
          setBody(event.currentTarget.value)
          setEmpty(false)
        }}
        onKeyDown={(event) => {
          if (event.isComposing || event.keyCode === 229) return
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            submit()
          } else if (event.key === 'Escape') {
            event.preventDefault()
            onCancel()
          }
        }}
      />
      {empty && (
        <p class="error" role="alert">
          {t('commentNeedsText')}
        </p>
      )}
      <div class="actions">
        <button type="button" class="primary" onClick={submit}>
          {send}
        </button>
        <button type="button" onClick={onCancel}>
          {t('cancel')}
        </button>
      </div>
    </div>
  )
}
