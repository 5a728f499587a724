import { useMemo } from 'preact/hooks'
import type { Thread } from '../model/review/thread'
import type { ReviewDesk } from './review-desk'
import { passes, threadFilters, type ThreadFilter } from './thread-filter'

/** Which threads are shown, and whether they stand beside their lines. */
export function ThreadBar({
  desk,
  all,
  isMe,
  filter,
  beside,
  onFilter,
  onBeside,
}: {
  readonly desk: Pick<ReviewDesk, 't'>
  readonly all: readonly Thread[]
  readonly isMe: (member: string) => boolean
  readonly filter: ThreadFilter
  /** Null where there is no choice. */
  readonly beside: boolean | null
  readonly onFilter: (filter: ThreadFilter) => void
  readonly onBeside: (beside: boolean) => void
}) {
  const { t } = desk
  const counts = useMemo(
    () =>
      threadFilters.map(
        (one) => [one, all.filter((thread) => passes(thread, one, isMe)).length] as const,
      ),
    [all, isMe],
  )
  return (
    <div class="thread-bar">
      <label class="thread-filter">
        {t('threadFilter')}
        <select
          name="threads"
          value={filter}
          onChange={(event) => {
            const chosen = threadFilters.find((one) => one === event.currentTarget.value)
            if (chosen !== undefined) onFilter(chosen)
          }}
        >
          {counts.map(([one, count]) => (
            <option key={one} value={one}>
              {t(`threads-${one}`, { count })}
            </option>
          ))}
        </select>
      </label>
      {beside !== null && (
        <button
          type="button"
          data-beside
          aria-pressed={beside}
          title={t('threadsBesideTitle')}
          onClick={() => onBeside(!beside)}
        >
          {t('threadsBeside')}
        </button>
      )}
    </div>
  )
}
