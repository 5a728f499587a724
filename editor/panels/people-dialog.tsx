import { Fragment } from 'preact'
import { reasonWords } from './reason-words'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Members } from '../model/members'
import type { CharterInvite } from '../trust/charter'
import type { Role } from '../trust/roles'
import type { Roll } from '../trust/roll'
import { showTime, type Translator } from '../ui/translator'
import { ConfirmBox } from './confirm-box'
import { DeviceLinkMaker } from './device-link-maker'
import { NewInvite, type InviteRequest } from './new-invite'
import { invitable, isInvitable, roleWords } from './role-words'

export interface PeopleDialogProps {
  readonly t: Translator
  readonly title: string
  readonly roll: Roll
  readonly members: Members
  /** This device's id, and the name of whoever sits at it. */
  readonly me: string
  readonly myName: string
  readonly hasRelay: boolean
  readonly now: () => number
  /** Devices that are connected now. */
  readonly present: ReadonlySet<string>
  /** When a device was last met, in milliseconds since 1970; undefined: never. */
  readonly lastMet: (device: string) => number | undefined
  /** Whether a device that is connected has all that is here. */
  readonly hasAll: (device: string) => boolean | undefined
  readonly makeInvite: (request: InviteRequest) => Promise<string>
  /** Devices that told different people different things and are shut out. */
  readonly shut: ReadonlySet<string>
  readonly pardon: (device: string) => Promise<void>
  readonly linkDevice: (expires: number) => Promise<string>
  readonly onSettings: () => void
  readonly onClose: () => void
}

/** Who takes part, and the ways in: members, open invitations, a new one. */
export function PeopleDialog(props: PeopleDialogProps) {
  const { t, roll, me } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const [problem, setProblem] = useState('')
  const [busy, setBusy] = useState(false)
  const [leaving, setLeaving] = useState<string | null>(null)
  const [pardoning, setPardoning] = useState<string | null>(null)
  const [, redraw] = useState(0)
  // Before the next key: Escape right after opening must find a dialog that listens.
  useLayoutEffect(() => dialog.current?.showModal(), [])
  useLayoutEffect(() => roll.onChange(() => redraw((n) => n + 1)), [roll])

  /** Runs one act of the owner's at a time and says what went wrong. */
  const act = (run: () => Promise<unknown>): void => {
    setBusy(true)
    setProblem('')
    run()
      .catch((error: unknown) => setProblem(t('actFailed', { reason: reasonWords(t, error) })))
      .finally(() => setBusy(false))
  }
  const applicants = roll.governs ? roll.applicants() : []
  const nameOf = (device: string): string =>
    roll.personOf(device) === roll.personOf(me)
      ? props.myName
      : (props.members.name(device) ?? t('someone'))

  return (
    <dialog
      ref={dialog}
      class="dialog people-dialog"
      aria-labelledby="people-title"
      onClose={props.onClose}
      onCancel={(event) => {
        // Escape answers the question first.
        if (leaving === null && pardoning === null) return
        event.preventDefault()
        setLeaving(null)
        setPardoning(null)
      }}
    >
      <h2 id="people-title">{t('peopleTitle')}</h2>
      <ul class="member-list" aria-label={t('members')}>
        {devicesByPerson(roll).map(({ device, role, isFurther: further }) => (
          <Fragment key={device}>
            <li data-member={device} class={further ? 'further' : ''}>
              <span class={`dot${props.present.has(device) || device === me ? ' on' : ''}`} />
              <span class="member-name">
                {nameOf(device)}
                {further && <small> {t('furtherDevice')}</small>}
                {device === me && <small> {t('youMark')}</small>}
              </span>
              <small class="met">
                {device === me
                  ? ''
                  : props.present.has(device)
                    ? t(props.hasAll(device) === true ? 'onlineHasAll' : 'onlineBehind')
                    : lastMetWord(t, props.lastMet(device), props.now())}
              </small>
              {roll.governs && further && device !== me ? (
                <button
                  type="button"
                  class="link danger"
                  disabled={busy}
                  onClick={() => setLeaving(device)}
                >
                  {t('removeDevice')}
                </button>
              ) : roll.governs && role !== 'owner' ? (
                <>
                  <select
                    aria-label={t('roleOf', { name: nameOf(device) })}
                    value={role}
                    disabled={busy}
                    onChange={(event) => {
                      const { value } = event.currentTarget
                      if (isInvitable(value)) act(() => roll.setRole(device, value))
                    }}
                  >
                    {invitable.map((one) => (
                      <option key={one} value={one}>
                        {t(roleWords[one])}
                      </option>
                    ))}
                  </select>
                  <button
                    type="button"
                    class="link danger"
                    disabled={busy}
                    onClick={() => setLeaving(device)}
                  >
                    {t('removeMember')}
                  </button>
                </>
              ) : (
                <span class="role">{t(roleWords[role])}</span>
              )}
              {props.shut.has(device) && (
                <div class="shut-line">
                  <small class="shut">{t('deviceShut')}</small>
                  {roll.governs && device !== me && (
                    <button
                      type="button"
                      class="link"
                      data-pardon
                      disabled={busy}
                      onClick={() => setPardoning(device)}
                    >
                      {t('pardon')}
                    </button>
                  )}
                </div>
              )}
            </li>
            {leaving === device && (
              <li class="asked">
                <ConfirmBox
                  t={t}
                  label={t('removeMember')}
                  text={t(further ? 'removeDeviceText' : 'removeMemberText', {
                    name: nameOf(device),
                  })}
                  yes={t('removeMember')}
                  bad
                  busy={busy}
                  onYes={() => {
                    act(() => removePerson(roll, device))
                    setLeaving(null)
                  }}
                  onNo={() => setLeaving(null)}
                />
              </li>
            )}
            {pardoning === device && (
              <li class="asked">
                <ConfirmBox
                  t={t}
                  label={t('pardon')}
                  text={t('pardonText', { name: nameOf(device) })}
                  yes={t('pardonYes')}
                  mark="data-pardon-yes"
                  busy={busy}
                  onYes={() => {
                    act(() => props.pardon(device))
                    setPardoning(null)
                  }}
                  onNo={() => setPardoning(null)}
                />
              </li>
            )}
          </Fragment>
        ))}
      </ul>
      {applicants.length > 0 && (
        <section class="applicants" aria-labelledby="applicants-title">
          <h3 id="applicants-title">{t('applicants')}</h3>
          <p class="note">{t('applicantsHint')}</p>
          <ul class="member-list">
            {applicants.map(({ device, role, digits }) => (
              <li key={device} data-applicant={device}>
                <strong class="digits">{digits}</strong>
                <span class="role">{t(roleWords[role])}</span>
                <button
                  type="button"
                  class="primary"
                  data-approve
                  disabled={busy}
                  onClick={() => act(() => roll.approve(device))}
                >
                  {t('approve')}
                </button>
                <button
                  type="button"
                  class="link danger"
                  disabled={busy}
                  onClick={() => act(() => roll.turnAway(device))}
                >
                  {t('turnAway')}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {roll.governs ? (
        <>
          {roll.invites().length > 0 && (
            <>
              <h3>{t('openInvites')}</h3>
              <p class="note">{t('closeInviteNote')}</p>
              <ul class="member-list">
                {roll.invites().map((invite) => (
                  <OpenInvite
                    key={invite.key}
                    {...{ t, invite, busy }}
                    used={roll.usesOf(invite.key)}
                    now={props.now()}
                    onClose={() => act(() => roll.closeInvite(invite.key))}
                  />
                ))}
              </ul>
            </>
          )}
          <NewInvite {...props} busy={busy} onProblem={setProblem} />
        </>
      ) : (
        <p class="note">{t('onlyOwnerInvites')}</p>
      )}
      {roll.standing === 'member' && <DeviceLinkMaker {...props} onProblem={setProblem} />}
      <p class="error" role="alert">
        {problem}
      </p>
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
      </div>
    </dialog>
  )
}

/** The devices that take part, those of one person one after the other, the first one first. */
function devicesByPerson(
  roll: Roll,
): readonly { readonly device: string; readonly role: Role; readonly isFurther: boolean }[] {
  const persons = new Map<string, { device: string; role: Role; isFurther: boolean }[]>()
  for (const { device, role } of roll.members()) {
    const person = roll.personOf(device)
    const one = { device, role, isFurther: isFurther(roll, device) }
    const known = persons.get(person) ?? []
    persons.set(person, one.isFurther ? [...known, one] : [one, ...known])
  }
  return [...persons.values()].flat()
}

/** Whether a device came by another of the same person, which still takes part. */
function isFurther(roll: Roll, device: string): boolean {
  const person = roll.personOf(device)
  return person !== device && roll.members().some((one) => one.device === person)
}

/** Takes out a further device alone, and a first one with all of the person's. */
async function removePerson(roll: Roll, device: string): Promise<void> {
  const person = roll.personOf(device)
  const devices = roll.members().map((one) => one.device)
  const all = isFurther(roll, device)
    ? [device]
    : devices.filter((one) => roll.personOf(one) === person)
  for (const one of all) await roll.remove(one)
}

function lastMetWord(t: Translator, at: number | undefined, now: number): string {
  return at === undefined ? t('neverMet') : t('lastMet', { time: showTime(at, now, t.locale) })
}

function OpenInvite({
  t,
  invite,
  used,
  busy,
  now,
  onClose,
}: {
  readonly t: Translator
  readonly invite: CharterInvite
  readonly used: number
  readonly busy: boolean
  readonly now: number
  readonly onClose: () => void
}) {
  return (
    <li data-open-invite={invite.key}>
      <span class="member-name">
        {t(roleWords[invite.role])}
        <small>
          {' '}
          {invite.asks && t('inviteStateAsks')}
          {t('inviteState', {
            used,
            uses: invite.uses,
            time: showTime(invite.expires, now, t.locale),
          })}
        </small>
      </span>
      <button type="button" class="link danger" disabled={busy} onClick={onClose}>
        {t('closeInvite')}
      </button>
    </li>
  )
}
