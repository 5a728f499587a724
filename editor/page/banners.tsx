import { FinalBanner } from '../versions/final-banner'
import { ContestBanner } from './contest-banner'
import type { Desk } from './desk'
import { ForkBanner } from './fork-banner'
import { RoleBanner } from './role-banner'
import { StandingBanner } from './standing'
import { StrandedBanner } from './stranded-banner'

/** What must be known before anything is written: no rights, a lost store, a failing one. */
export function Banners({
  desk,
  lost,
  onLostDone,
  onPeople,
}: {
  readonly desk: Desk
  /** See `RoleBanner`. */
  readonly lost: string
  readonly onLostDone: () => void
  /** Shows who takes part. */
  readonly onPeople: () => void
}) {
  const { t, session, report, status } = desk
  return (
    <div class="banners">
      {report.readOnly && (
        <p class="banner" role="alert">
          {t('readOnlyNewer')}
        </p>
      )}
      <StandingBanner desk={desk} />
      <RoleBanner desk={desk} lost={lost} onDone={onLostDone} />
      <FinalBanner desk={desk} />
      <ContestBanner desk={desk} onPeople={onPeople} />
      <ForkBanner desk={desk} />
      <StrandedBanner desk={desk} />
      {status.mishap && (
        <p class="banner" role="alert" data-mishap>
          <span>{t('mishap')}</span>
          <button type="button" onClick={() => location.reload()}>
            {t('mishapReload')}
          </button>
        </p>
      )}
      {status.wiped !== 'no' && (
        <p class="banner" role="alert" data-wiped={status.wiped}>
          <span>{t(status.wiped === 'recovered' ? 'wipedRecovered' : 'wipedLost')}</span>
          <button type="button" class="link" onClick={() => session.acknowledgeWipe()}>
            {t('understood')}
          </button>
        </p>
      )}
      {status.problem !== undefined && (
        <p class="banner bad" role="alert">
          <span>{t(`problem-${status.problem}`)}</span>
          <button
            type="button"
            onClick={() =>
              void navigator.clipboard.writeText(report.toText()).then(
                () => desk.notice(t('copied')),
                () => desk.notice(t('copyFailed')),
              )
            }
          >
            {t('copyText')}
          </button>
        </p>
      )}
    </div>
  )
}
