import { useState } from 'preact/hooks'
import type { JSX } from 'preact'
import type { Translator } from '../ui/translator'
import { QrCode } from './qr-code'

/** A code that lets in: as text to copy, and as a picture for a camera. */
export function ShownCode({
  t,
  code,
  message = code,
  labels,
  warning,
  mark,
}: {
  readonly t: Translator
  readonly code: string
  /** What is copied, when words stand around the code. */
  readonly message?: string
  readonly labels: { readonly text: string; readonly picture: string }
  readonly warning: string
  /** Name of the text's data attribute. */
  readonly mark: `data-${string}`
}): JSX.Element {
  const [note, setNote] = useState('')
  return (
    <>
      <div class="invite-shown">
        <textarea
          readOnly
          rows={8}
          class="invite-code"
          {...{ [mark]: true }}
          aria-label={labels.text}
          value={message}
          onFocus={(event) => event.currentTarget.select()}
        />
        <QrCode text={code} label={labels.picture} />
      </div>
      <p class="note warn">{warning}</p>
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
        <span role="status">{note}</span>
      </div>
    </>
  )
}
