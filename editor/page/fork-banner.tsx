import { useState } from 'preact/hooks'
import { reasonWords } from '../panels/reason-words'
import type { Desk } from './desk'

/** Says whose device told different people different things; the owner decides what becomes of it. */
export function ForkBanner({ desk }: { readonly desk: Desk }) {
  const { t, session, report, status } = desk
  const [asked, setAsked] = useState<{ device: string; what: 'remove' | 'pardon' } | null>(null)
  const { roll } = session
  // Whoever is out already needs no decision.
  const open = status.forks.filter(({ device }) => roll.roleOf(device) !== 'none')
  return (
    <>
      {open.map(({ device }) => {
        const name = report.members.name(device) ?? t('someone')
        const mayDecide = roll.governs && device !== session.me
        const question = asked?.device === device ? asked.what : null
        const decide = (what: 'remove' | 'pardon'): void => {
          setAsked(null)
          const done = what === 'remove' ? roll.remove(device) : session.pardon(device)
          done.catch((error: unknown) =>
            desk.notice(t('actFailed', { reason: reasonWords(t, error) })),
          )
        }
        return (
          <div key={device} class="banner bad fork-banner" role="alert" data-fork={device}>
            {question === null ? (
              <p>{t(mayDecide ? 'forkOwner' : 'forkOthers', { name })}</p>
            ) : (
              <p>
                <strong>
                  {t(question === 'remove' ? 'forkRemoveAsk' : 'pardonText', { name })}
                </strong>
              </p>
            )}
            {mayDecide && question === null && (
              <div class="actions">
                <button type="button" onClick={() => setAsked({ device, what: 'remove' })}>
                  {t('forkRemove')}
                </button>
                <button
                  type="button"
                  data-fork-pardon
                  onClick={() => setAsked({ device, what: 'pardon' })}
                >
                  {t('pardon')}
                </button>
              </div>
            )}
            {question !== null && (
              <div class="actions">
                <button
                  type="button"
                  class={question === 'remove' ? 'danger' : 'primary'}
                  data-fork-yes
                  onClick={() => decide(question)}
                >
                  {t(question === 'remove' ? 'forkRemoveYes' : 'pardonYes')}
                </button>
                <button type="button" onClick={() => setAsked(null)}>
                  {t('cancel')}
                </button>
              </div>
            )}
          </div>
        )
      })}
    </>
  )
}
