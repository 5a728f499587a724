import { useEffect, useState } from 'preact/hooks'
import { showValue } from '../../schema/values'
import type { Pending, PendingFill } from '../../editor/model/pending'
import type { Translator } from '../../editor/ui/translator'
import { readFills } from './fills'

/** Tells what became of a fill: it waits, it is filled, it was refused, it was taken back. */
export function PendingNote({
  t,
  fill,
  fills,
  onUndo,
  onSettled,
}: {
  readonly t: Translator
  readonly fill: PendingFill
  /** What is pending now, over all reports. */
  readonly fills: readonly Pending[]
  readonly onUndo: () => Promise<void>
  /** Told once when it has reached the report. */
  readonly onSettled?: () => void
}) {
  const [undone, setUndone] = useState(false)
  /** What the queue holds of it, read after it was noted: the list may be of a moment before. */
  const [now, setNow] = useState<Pending | null | undefined>(undefined)
  useEffect(() => {
    let gone = false
    readFills(fill.report).then(
      (all) => {
        if (!gone) setNow(all.find(({ id }) => id === fill.id) ?? null)
      },
      (error: unknown) => console.error('fills', error),
    )
    return () => {
      gone = true
    }
  }, [fill, fills])
  const refused = now?.type === 'fill' ? now.refused : ''
  const filled = now === null
  useEffect(() => {
    if (filled) onSettled?.()
  }, [filled])
  const value = showValue(fill.value, fill.unit)
  const state = undone ? 'undone' : refused !== '' ? 'refused' : now === null ? 'filled' : 'waiting'
  return (
    <div class={`pending pending-${state}`} data-pending={state} role="status">
      <p>
        {state === 'undone' && t('pendingUndone')}
        {state === 'waiting' && t('pendingWaiting', { value })}
        {state === 'filled' && t('pendingFilled', { value })}
        {state === 'refused' &&
          t('pendingRefused', {
            value,
            reason: t(`error-${refused || 'empty'}`, { unit: fill.unit, suffix: fill.suffix }),
          })}
      </p>
      {state === 'waiting' && <p class="note">{t('pendingWaitingHint')}</p>}
      {state !== 'undone' && (
        <button
          type="button"
          class="link"
          data-undo
          onClick={() => void onUndo().then(() => setUndone(true))}
        >
          {t(state === 'refused' ? 'pendingDiscard' : 'undo')}
        </button>
      )}
    </div>
  )
}
