import { groupBy } from '../model/group-by'
import type { Thread } from '../model/review/thread'
import { nameOf, type ReviewDesk } from './review-desk'

/** All suggestions of one author at once, where there are several. */
export function ByAuthor({
  desk,
  open,
}: {
  readonly desk: ReviewDesk
  readonly open: readonly Thread[]
}) {
  const { t } = desk
  const byAuthor = groupBy(
    open.filter(({ suggestion }) => suggestion !== null),
    ({ by }) => desk.members.person(by),
  )
  return (
    <>
      {[...byAuthor].map(([by, threads]) => {
        if (threads.length < 2) return null
        const ids = threads.map(({ id }) => id)
        const title = t('suggestionsOf', { name: nameOf(desk, by), count: ids.length })
        return (
          <div key={by} class="by-author" role="group" aria-label={title} data-suggestions-of={by}>
            <span>{title}</span>
            <button type="button" data-accept-all onClick={() => desk.onAccept(ids)}>
              {t('acceptAll')}
            </button>
            <button type="button" data-reject-all onClick={() => desk.onReject(ids)}>
              {t('rejectAll')}
            </button>
          </div>
        )
      })}
    </>
  )
}
