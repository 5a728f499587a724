import type { Desk } from './desk'
import { reasonWords } from '../panels/reason-words'

/** Says that the owner's root key was used in two places at once, and what the owner can do. */
export function ContestBanner({
  desk,
  onPeople,
}: {
  readonly desk: Desk
  readonly onPeople: () => void
}) {
  const { t, session, status } = desk
  const { roll } = session
  if (!status.contested) return null
  const settle = (): void =>
    void roll
      .settleContest()
      .catch((error: unknown) => desk.notice(t('actFailed', { reason: reasonWords(t, error) })))
  return (
    <p class="banner bad" role="alert" data-contested>
      <span>{t(roll.governs ? 'contestOwner' : 'contestOthers')}</span>
      {roll.governs && (
        <span class="actions">
          <button type="button" aria-haspopup="dialog" onClick={onPeople}>
            {t('contestCheck')}
          </button>
          <button type="button" data-contest-settle onClick={settle}>
            {t('contestSettle')}
          </button>
        </span>
      )}
    </p>
  )
}
