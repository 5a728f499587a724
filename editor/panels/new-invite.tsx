import { useState } from 'preact/hooks'
import { reasonWords } from './reason-words'
import type { Role } from '../trust/roles'
import type { Translator } from '../ui/translator'
import { invitable, isInvitable, roleWords } from './role-words'
import { ShownCode } from './shown-code'

export interface InviteRequest {
  readonly role: Exclude<Role, 'owner'>
  readonly uses: number
  /** Whether each one who comes by it has to be let in. */
  readonly asks: boolean
  /** Milliseconds since 1970. */
  readonly expires: number
}

const day = 24 * 60 * 60 * 1000

/** A new invitation: for which role, how many, how long; then the text to send. */
export function NewInvite({
  t,
  title,
  hasRelay,
  now,
  busy,
  makeInvite,
  onSettings,
  onProblem,
}: {
  readonly t: Translator
  /** Of the report. */
  readonly title: string
  readonly hasRelay: boolean
  readonly now: () => number
  readonly busy: boolean
  readonly makeInvite: (request: InviteRequest) => Promise<string>
  readonly onSettings: () => void
  readonly onProblem: (text: string) => void
}) {
  const [role, setRole] = useState<Exclude<Role, 'owner'>>('drafter')
  const [uses, setUses] = useState(5)
  const [days, setDays] = useState(7)
  const [asks, setAsks] = useState(false)
  const [code, setCode] = useState('')
  const message = code === '' ? '' : `${t('inviteMessage', { title })}\n${code}`
  return (
    <section class="new-invite" aria-labelledby="new-invite-title">
      <h3 id="new-invite-title">{t('inviteTitle')}</h3>
      {!hasRelay && (
        <p class="banner bad">
          {t('inviteNoRelay')}{' '}
          <button type="button" class="link" onClick={onSettings}>
            {t('settings')}
          </button>
        </p>
      )}
      <div class="invite-choices">
        <label>
          {t('inviteRole')}
          <select
            name="role"
            value={role}
            onChange={(event) => {
              const { value } = event.currentTarget
              if (isInvitable(value)) setRole(value)
              setCode('')
            }}
          >
            {invitable.map((one) => (
              <option key={one} value={one}>
                {t(roleWords[one])}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('inviteUses')}
          <select
            name="uses"
            value={uses}
            onChange={(event) => {
              setUses(Number(event.currentTarget.value))
              setCode('')
            }}
          >
            {[1, 5, 20].map((count) => (
              <option key={count} value={count}>
                {t('inviteUsesCount', { count })}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('inviteDays')}
          <select
            name="days"
            value={days}
            onChange={(event) => {
              setDays(Number(event.currentTarget.value))
              setCode('')
            }}
          >
            {[1, 7, 30].map((count) => (
              <option key={count} value={count}>
                {t('inviteDaysCount', { count })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p class="note">{t(`role-${role}-may`)}</p>
      <label class="check">
        <input
          type="checkbox"
          name="asks"
          checked={asks}
          onChange={(event) => {
            setAsks(event.currentTarget.checked)
            setCode('')
          }}
        />
        <span>{t('inviteAsks')}</span>
      </label>
      {code === '' ? (
        <button
          type="button"
          class="primary"
          data-make-invite
          disabled={busy}
          onClick={() => {
            makeInvite({ role, uses, asks, expires: now() + days * day }).then(
              setCode,
              (error: unknown) => onProblem(t('actFailed', { reason: reasonWords(t, error) })),
            )
          }}
        >
          {t('makeInvite')}
        </button>
      ) : (
        <ShownCode
          t={t}
          code={code}
          message={message}
          labels={{ text: t('inviteText'), picture: t('inviteQr') }}
          warning={t(asks ? 'inviteAsksNote' : 'inviteWarning', { role: t(roleWords[role]) })}
          mark="data-invite"
        />
      )}
    </section>
  )
}
