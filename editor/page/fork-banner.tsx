import { useState } from 'preact/hooks'
import type { Desk } from './desk'

/** Says whose device told different people different things; the owner decides what becomes of it. */
export function ForkBanner({ desk }: { readonly desk: Desk }) {
  const { t, session, report, status } = desk
  const [asked, setAsked] = useState('')
  const { roll } = session
  // Whoever is out already needs no decision.
  const open = status.forks.filter(({ device }) => roll.roleOf(device) !== 'none')
  return (
    <>
      {open.map(({ device }) => {
        const name = report.members.name(device) ?? t('someone')
        const mayDecide = roll.governs && device !== session.me
        const remove = (): void => {
          setAsked('')
          roll.remove(device).catch((error: unknown) => desk.notice(String(error)))
        }
        return (
          <p key={device} class="banner bad" role="alert" data-fork={device}>
            <span>{t(mayDecide ? 'forkOwner' : 'forkOthers', { name })}</span>
            {mayDecide && asked !== device && (
              <button type="button" onClick={() => setAsked(device)}>
                {t('forkRemove')}
              </button>
            )}
            {asked === device && (
              <>
                <strong>{t('forkRemoveAsk', { name })}</strong>
                <button type="button" class="danger" onClick={remove}>
                  {t('forkRemoveYes')}
                </button>
                <button type="button" onClick={() => setAsked('')}>
                  {t('cancel')}
                </button>
              </>
            )}
          </p>
        )
      })}
    </>
  )
}
