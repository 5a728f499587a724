import { useState } from 'preact/hooks'
import { colourOf } from '../model/members'
import type { Message } from '../model/review/thread'
import { showTime } from '../ui/translator'
import { Composer } from './composer'
import { LinkedText } from './linked-text'
import { nameOf, type ReviewDesk } from './review-desk'

/** Who wrote something, and when. */
export function Head({
  desk,
  by,
  at,
  note = '',
}: {
  readonly desk: ReviewDesk
  readonly by: string
  readonly at: number
  readonly note?: string
}) {
  return (
    <div class="message-head">
      <span class={`dot colour-${colourOf(by)}`} />
      <strong>{nameOf(desk, by)}</strong>
      <small>
        {showTime(at, desk.now(), desk.t.locale)}
        {note}
      </small>
    </div>
  )
}

/** One message of a thread; its author can change it and take it back. */
export function MessageView({
  desk,
  message,
  headless = false,
}: {
  readonly desk: ReviewDesk
  readonly message: Message
  /** Its author and time stand above already. */
  readonly headless?: boolean
}) {
  const { t, review, me, members, mayReview } = desk
  const [editing, setEditing] = useState(false)
  const { id, body, by, at, edited, withdrawn } = message
  return (
    <div class="message">
      {!headless && <Head desk={desk} by={by} at={at} note={edited ? ` · ${t('edited')}` : ''} />}
      {editing ? (
        <Composer
          t={t}
          members={members}
          label={t('edit')}
          send={t('save')}
          start={body}
          focus
          onSend={(next) => {
            review.edit(id, next)
            setEditing(false)
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <p class="message-body">
          {withdrawn ? <em>{t('withdrawn')}</em> : <LinkedText text={body} />}
        </p>
      )}
      {by === me && mayReview && !withdrawn && !editing && (
        <div class="own">
          <button type="button" class="link" onClick={() => setEditing(true)}>
            {t('edit')}
          </button>
          <button type="button" class="link" onClick={() => review.withdraw(id)}>
            {t('withdraw')}
          </button>
        </div>
      )}
    </div>
  )
}
