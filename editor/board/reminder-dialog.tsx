import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { FigureItem } from '../panels/overview'
import type { Translator } from '../ui/translator'
import { remindersOf } from './reminder'

/** 催办: a text for each department and person, to copy into the office chat. */
export function ReminderDialog({
  t,
  title,
  items,
  onClose,
}: {
  readonly t: Translator
  readonly title: string
  readonly items: readonly FigureItem[]
  readonly onClose: () => void
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [said, setSaid] = useState<{ readonly to: string; readonly ok: boolean } | null>(null)
  useLayoutEffect(() => dialog.current?.showModal(), [])
  const reminders = remindersOf(items, title, t)
  return (
    <dialog
      ref={dialog}
      class="dialog reminder-dialog"
      aria-labelledby="reminder-title"
      onClose={onClose}
    >
      <h2 id="reminder-title">{t('remind')}</h2>
      {reminders.length === 0 && <p class="empty good">{t('figuresAllDone')}</p>}
      {reminders.map(({ to, count, text }) => (
        <section key={to} data-reminder={to}>
          <div class="reminder-head">
            <strong>{to || t('unassigned')}</strong>
            <span class="state state-missing">{t('popupMissing', { count })}</span>
            <span class="push" role="status">
              {said?.to === to && t(said.ok ? 'copied' : 'copyFailed')}
            </span>
            <button
              type="button"
              onClick={() =>
                void navigator.clipboard.writeText(text).then(
                  () => setSaid({ to, ok: true }),
                  () => setSaid({ to, ok: false }),
                )
              }
            >
              {t('copy')}
            </button>
          </div>
          <textarea
            readOnly
            rows={Math.min(8, text.split('\n').length + 1)}
            aria-label={to || t('unassigned')}
            value={text}
          />
        </section>
      ))}
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
      </div>
    </dialog>
  )
}
