import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Translator } from '../ui/translator'

/** Shows the invitation to a report as a text to send. */
export function InviteDialog({
  t,
  title,
  code,
  hasRelay,
  onSettings,
  onClose,
}: {
  readonly t: Translator
  readonly title: string
  readonly code: string
  readonly hasRelay: boolean
  readonly onSettings: () => void
  readonly onClose: () => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [note, setNote] = useState('')
  // Before the next key: Escape right after opening must find a dialog that listens.
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const message = `${t('inviteMessage', { title })}\n${code}`
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="invite-title" onClose={onClose}>
      <h2 id="invite-title">{t('inviteTitle')}</h2>
      <p>{t('inviteText')}</p>
      {!hasRelay && (
        <p class="banner bad">
          {t('inviteNoRelay')}{' '}
          <button type="button" class="link" onClick={onSettings}>
            {t('settings')}
          </button>
        </p>
      )}
      <textarea
        readOnly
        rows={6}
        class="invite-code"
        data-invite
        value={message}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p class="note warn">{t('inviteWarning')}</p>
      <div class="actions">
        <button
          type="button"
          class="primary"
          onClick={() =>
            void navigator.clipboard.writeText(message).then(
              () => setNote(t('copied')),
              () => setNote(t('copyFailed')),
            )
          }
        >
          {t('copy')}
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
        <span role="status">{note}</span>
      </div>
    </dialog>
  )
}
