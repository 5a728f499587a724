import { useEffect, useState } from 'preact/hooks'
import type { Arrival } from '../session'
import type { Over, Standing } from '../trust/roll'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'
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
    (status.standing !== 'member' || status.arrival?.isFirst === true) &&
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

/** Milliseconds without anything new after which the line is called slow. */
const slowAfter = 6000

/** How much of the first copy has come. */
function Coming({ t, arrival }: { readonly t: Translator; readonly arrival: Arrival }) {
  const [isSlow, setSlow] = useState(false)
  const got = arrival.stage === 'receiving' ? arrival.got : -1
  useEffect(() => {
    setSlow(false)
    if (got < 0) return undefined
    const timer = setTimeout(() => setSlow(true), slowAfter)
    return () => clearTimeout(timer)
  }, [got])
  if (arrival.stage === 'checking')
    return (
      <>
        <p role="status" data-arrival="checking">
          {t('arrivalChecking')}
        </p>
        <progress aria-label={t('arrivalChecking')} />
      </>
    )
  const { total } = arrival
  return (
    <>
      <p role="status" data-arrival="receiving">
        {t(isSlow ? 'arrivalSlow' : 'arrivalReceiving')}
      </p>
      <progress value={got} max={total} aria-label={t('arrivalReceiving')} />
      <p class="note" data-got={got} data-total={total}>
        {t('arrivalBytes', { got: megabytes(got), total: megabytes(total) })}
      </p>
    </>
  )
}

/** Bytes as megabytes, with one decimal. */
function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}

/** In the place of a text that is not here: what an invitation is waiting for, with the six digits. */
export function Doorway({ desk }: { readonly desk: Desk }) {
  const { t, session, status, options } = desk
  const word = wordOf(desk)
  const { standing, arrival } = status
  const isOver = !['member', 'waiting', 'asking'].includes(standing)
  const comes = !isOver && arrival?.isFirst === true ? arrival : undefined
  if ((word === null && comes === undefined) || !isOutside(desk)) return null
  const { digits } = session.roll
  return (
    <section class="doorway" aria-label={t('doorway')} data-standing={standing}>
      <div class="doorway-card">
        <h2>{options.title || t('untitled')}</h2>
        {comes !== undefined ? (
          <Coming t={t} arrival={comes} />
        ) : (
          word !== null && <p role="status">{t(word)}</p>
        )}
        {comes === undefined && standing === 'asking' && digits !== undefined && (
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
