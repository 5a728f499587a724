import type { Translator } from '../../editor/ui/translator'

const radius = 9
const around = 2 * Math.PI * radius

/** How much of a report is filled: a ring, with the numbers beside it. */
export function Ring({
  t,
  done,
  total,
}: {
  readonly t: Translator
  readonly done: number
  readonly total: number
}) {
  const share = total === 0 ? 1 : done / total
  return (
    <span class="ring" data-done={done} data-total={total}>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <circle cx="12" cy="12" r={radius} class="ring-all" />
        <circle
          cx="12"
          cy="12"
          r={radius}
          class="ring-done"
          stroke-dasharray={`${share * around} ${around}`}
          transform="rotate(-90 12 12)"
        />
      </svg>
      <span aria-hidden="true">
        {done}/{total}
      </span>
      <span class="for-ears">{t('ringLabel', { done, total })}</span>
    </span>
  )
}
