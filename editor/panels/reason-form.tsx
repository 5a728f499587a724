import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { reasonLimit } from '../model/checks/dismissals'
import type { Translator } from '../ui/translator'

/** Asks why a finding is no fault. Enter saves, Escape goes back. */
export function ReasonForm({
  t,
  onSave,
  onCancel,
}: {
  readonly t: Translator
  readonly onSave: (reason: string) => void
  readonly onCancel: () => void
}) {
  const field = useRef<HTMLInputElement>(null)
  const [reason, setReason] = useState('')
  const [empty, setEmpty] = useState(false)
  useLayoutEffect(() => field.current?.focus(), [])
  return (
    <form
      class="reason-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (reason.trim() !== '') onSave(reason)
        else {
          setEmpty(true)
          field.current?.focus()
        }
      }}
    >
      <label>
        {t('checkReason')}
        <input
          ref={field}
          type="text"
          name="reason"
          maxLength={reasonLimit}
          placeholder={t('checkReasonHint')}
          aria-invalid={empty}
          value={reason}
          onInput={(event) => {
            setReason(event.currentTarget.value)
            setEmpty(false)
          }}
          onKeyDown={(event) => {
            if (event.isComposing || event.key !== 'Escape') return
            event.preventDefault()
            onCancel()
          }}
        />
      </label>
      {empty && (
        <p class="error" role="alert">
          {t('checkReasonNeeded')}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="primary">
          {t('checkReasonSave')}
        </button>
        <button type="button" onClick={onCancel}>
          {t('cancel')}
        </button>
      </div>
    </form>
  )
}
