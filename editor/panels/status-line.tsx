import type { ComponentChildren } from 'preact'
import type { SessionStatus } from '../session'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'

/** What the sync state is called. */
function syncWord(status: SessionStatus): StringKey {
  switch (status.sync) {
    case 'offline':
      return status.hasRelay ? 'syncOffline' : 'syncNoRelay'
    case 'connecting':
      return status.reached ? 'syncWaiting' : 'syncConnecting'
    case 'syncing':
      return 'syncSyncing'
    case 'synced':
      return 'syncSynced'
  }
}

/** Saved here, sent, seen by whom. */
export function StatusLine({
  t,
  status,
  onRefused,
  children,
}: {
  readonly t: Translator
  readonly status: SessionStatus
  readonly onRefused: () => void
  /** What stands at its end. */
  readonly children?: ComponentChildren
}) {
  const { saved, problem, members, seenBy, relayed, refused } = status
  const refusedCount = refused.reduce((sum, { count }) => sum + count, 0)
  return (
    <footer class="status-line">
      <span data-saved={saved} class={problem === undefined ? '' : 'bad'}>
        {problem !== undefined ? t('notSaved') : saved ? t('saved') : t('saving')}
      </span>
      <span data-sync={status.sync} role="status">
        <i class={`light light-${status.sync}`} />
        {t(syncWord(status))}
      </span>
      {members > 0 && (
        <span data-seen={`${seenBy}/${members}`}>
          {t('seenBy', { seen: seenBy, total: members })}
        </span>
      )}
      {relayed !== undefined && (
        <span data-relayed={relayed} title={t('relayedHint')}>
          {t(relayed ? 'relayed' : 'relaying')}
        </span>
      )}
      {refusedCount > 0 && (
        <button type="button" class="link bad" aria-haspopup="dialog" onClick={onRefused}>
          {t('refused', { count: refusedCount })}
        </button>
      )}
      <span class="push">{children}</span>
    </footer>
  )
}
