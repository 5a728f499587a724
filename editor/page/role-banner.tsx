import { useEffect, useMemo, useState } from 'preact/hooks'
import { isInvitable, roleWords } from '../panels/role-words'
import { isRole, type Role } from '../trust/roles'
import { deviceMemory } from '../ui/device-memory'
import type { Desk } from './desk'

/**
 * Says that the owner gave whoever sits here another role, also when that was while the report
 * was closed; and hands back what was being typed when the right to write went.
 */
export function RoleBanner({
  desk,
  lost,
  onDone,
}: {
  readonly desk: Desk
  /** What was being typed; empty when nothing was. */
  readonly lost: string
  readonly onDone: () => void
}) {
  const { t, report, status } = desk
  const memory = useMemo(() => deviceMemory(`role:${report.id}`), [report.id])
  const [before, setBefore] = useState<Role | null>(null)
  const { role } = status
  useEffect(() => {
    if (!isRole(role)) return
    const known = memory.read()
    if (isRole(known) && known !== role) setBefore(known)
    memory.write(role)
  }, [role])
  const changed = before !== null && isInvitable(role) && before !== role
  if (!changed && lost === '') return null
  const copy = (): void =>
    void navigator.clipboard.writeText(lost).then(
      () => desk.notice(t('copied')),
      () => desk.notice(t('copyFailed')),
    )
  return (
    <p class="banner" role="status" data-role-changed={role}>
      <span>
        {changed &&
          `${t('roleChanged', { before: t(roleWords[before]), role: t(roleWords[role]) })}${t(`role-${role}-may`)}`}
        {lost !== '' && (
          <>
            {' '}
            {t('roleLost')} <q data-lost>{lost}</q>
          </>
        )}
      </span>
      {lost !== '' && (
        <button type="button" onClick={copy}>
          {t('copy')}
        </button>
      )}
      <button
        type="button"
        class="link"
        onClick={() => {
          setBefore(null)
          onDone()
        }}
      >
        {t('understood')}
      </button>
    </p>
  )
}
