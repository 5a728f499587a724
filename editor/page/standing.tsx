import type { Over, Standing } from '../trust/roll'
import type { StringKey } from '../ui/strings'
import type { Desk } from './desk'

/** What is said to a device that does not take part. */
const standingWords: Readonly<Record<Standing, StringKey | null>> = {
  member: null,
  waiting: 'standingWaiting',
  asking: 'standingAsking',
  'invitation-over': 'standingOver',
  'turned-away': 'standingTurnedAway',
  removed: 'standingRemoved',
}

const overWords: Readonly<Record<Over, StringKey>> = {
  'used-up': 'standingUsedUp',
  'run-out': 'standingRunOut',
  closed: 'standingClosed',
  unknown: 'standingOver',
}

function wordOf({ status, session }: Desk): StringKey | null {
  return status.standing === 'invitation-over'
    ? overWords[session.roll.over]
    : standingWords[status.standing]
}

/** Whether nothing of the report is here yet: then the page has nothing to show but how it stands. */
function isOutside({ status, editor }: Desk): boolean {
  const doc = editor?.view.state.doc
  return (
    status.standing !== 'member' &&
    doc !== undefined &&
    doc.childCount === 1 &&
    doc.firstChild?.content.size === 0
  )
}

/** Above a text: that whoever sits here does not take part any more, or not yet. */
export function StandingBanner({ desk }: { readonly desk: Desk }) {
  const word = wordOf(desk)
  if (word === null || isOutside(desk)) return null
  return (
    <p class="banner" role="status" data-standing={desk.status.standing}>
      {desk.t(word)}
    </p>
  )
}

/** In the place of a text that is not here: what an invitation is waiting for, with the six digits. */
export function Doorway({ desk }: { readonly desk: Desk }) {
  const { t, session, status, options } = desk
  const word = wordOf(desk)
  if (word === null || !isOutside(desk)) return null
  const { digits } = session.roll
  const isOver = status.standing !== 'waiting' && status.standing !== 'asking'
  return (
    <section class="doorway" aria-label={t('doorway')} data-standing={status.standing}>
      <div class="doorway-card">
        <h2>{options.title || t('untitled')}</h2>
        <p role="status">{t(word)}</p>
        {status.standing === 'asking' && digits !== undefined && (
          <>
            <p>{t('askingDigits')}</p>
            <strong class="digits" aria-label={[...digits].join(' ')}>
              {digits}
            </strong>
          </>
        )}
        {!isOver && status.sync === 'offline' && <p class="note warn">{t('doorwayOffline')}</p>}
        <button type="button" class={isOver ? 'primary' : ''} onClick={options.onHome}>
          {t('backHome')}
        </button>
      </div>
    </section>
  )
}
