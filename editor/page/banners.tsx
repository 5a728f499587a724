import type { Standing } from '../trust/roll'
import type { StringKey } from '../ui/strings'
import { FinalBanner } from '../versions/final-banner'
import { ContestBanner } from './contest-banner'
import type { Desk } from './desk'
import { ForkBanner } from './fork-banner'
import { RoleBanner } from './role-banner'
import { StrandedBanner } from './stranded-banner'

/** What is said of a device that does not take part. */
const standingWords: Readonly<Record<Standing, StringKey | null>> = {
  member: null,
  waiting: 'standingWaiting',
  asking: 'standingAsking',
  'invitation-over': 'standingOver',
  removed: 'standingRemoved',
}

/** What must be known before anything is written: no rights, a lost store, a failing one. */
export function Banners({
  desk,
  lost,
  onLostDone,
}: {
  readonly desk: Desk
  /** See `RoleBanner`. */
  readonly lost: string
  readonly onLostDone: () => void
}) {
  const { t, session, report, status } = desk
  const standing = standingWords[status.standing]
  return (
    <div class="banners">
      {report.readOnly && (
        <p class="banner" role="alert">
          {t('readOnlyNewer')}
        </p>
      )}
      {standing !== null && (
        <p class="banner" role="status" data-standing={status.standing}>
          {t(standing)}
          {status.standing === 'asking' && session.roll.digits !== undefined && (
            <>
              {' '}
              {t('askingDigits')} <strong class="digits">{session.roll.digits}</strong>
            </>
          )}
        </p>
      )}
      <RoleBanner desk={desk} lost={lost} onDone={onLostDone} />
      <FinalBanner desk={desk} />
      <ContestBanner desk={desk} />
      <ForkBanner desk={desk} />
      <StrandedBanner desk={desk} />
      {status.mishap && (
        <p class="banner" role="alert" data-mishap>
          {t('mishap')}
          <button type="button" onClick={() => location.reload()}>
            {t('mishapReload')}
          </button>
        </p>
      )}
      {status.wiped !== 'no' && (
        <p class="banner" role="alert" data-wiped={status.wiped}>
          {t(status.wiped === 'recovered' ? 'wipedRecovered' : 'wipedLost')}{' '}
          <button type="button" class="link" onClick={() => session.acknowledgeWipe()}>
            {t('understood')}
          </button>
        </p>
      )}
      {status.problem !== undefined && (
        <p class="banner bad" role="alert">
          {t(`problem-${status.problem}`)}
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
