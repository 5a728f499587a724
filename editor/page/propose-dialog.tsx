import { useEffect, useRef, useState } from 'preact/hooks'
import { flatBetween, plainOf, sameFlat, type OffsetRange } from '../model/flat'
import { editedFlat, proposalFor } from '../model/review/suggestions'
import { signOf } from '../panels/proposal-editor'
import type { Desk } from './desk'

/** 建议改为…: another wording for a passage, written beside it. */
export function ProposeDialog({
  desk,
  range,
  onClose,
}: {
  readonly desk: Desk
  readonly range: OffsetRange
  readonly onClose: () => void
}) {
  const { t, report } = desk
  const box = useRef<HTMLDialogElement>(null)
  const [old] = useState(() => flatBetween(report.parts.text, range))
  const blankSign = signOf(old)
  const [typed, setTyped] = useState(() => plainOf(old).replaceAll('\uFFFC', blankSign))
  const [reason, setReason] = useState('')
  const [error, setError] = useState('')
  useEffect(() => {
    box.current?.showModal()
  }, [])
  const send = (): void => {
    const content = editedFlat(old, typed.replaceAll(blankSign, '\uFFFC'))
    if (sameFlat(old, content)) {
      setError(t('proposeSame'))
      return
    }
    try {
      const proposal = proposalFor(report.parts.text, range, content)
      const id = report.review.suggest(proposal, reason)
      onClose()
      desk.showThread(id)
      desk.editor?.view.focus()
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown
      setError(t('suggestionTooLong'))
    }
  }
  return (
    <dialog
      ref={box}
      class="dialog propose-dialog"
      aria-labelledby="propose-title"
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.isComposing || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        send()
      }}
    >
      <h2 id="propose-title">{t('propose')}</h2>
      <p class="note">{t('proposeHint')}</p>
      <textarea
        name="proposal"
        rows={6}
        aria-label={t('suggestionWanted')}
        aria-invalid={error !== ''}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value)
          setError('')
        }}
      />
      <input
        name="reason"
        class="wide"
        aria-label={t('proposeReason')}
        placeholder={t('proposeReason')}
        value={reason}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <p class="error" role="alert">
        {error}
      </p>
      <div class="actions">
        <button type="button" class="primary" data-propose onClick={send}>
          {t('proposeSend')}
        </button>
        <button type="button" onClick={() => box.current?.close()}>
          {t('cancel')}
        </button>
      </div>
    </dialog>
  )
}
