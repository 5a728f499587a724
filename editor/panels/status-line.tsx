import { useEffect, useState } from 'preact/hooks'
import type { ComponentChildren } from 'preact'
import type { SessionStatus } from '../session'
import type { StringKey } from '../ui/strings'
import type { Translator } from '../ui/translator'

/** What the sync state is called. */
function syncWord(status: SessionStatus): StringKey {
  if (status.sync === 'offline') {
    if (!status.hasRelay) return 'syncNoRelay'
    return status.online ? 'syncNoAnswer' : 'syncOffline'
  }
  if (status.standing === 'waiting' || status.standing === 'asking') return 'syncAdmission'
  if (status.standing !== 'member') return 'syncOut'
  if (status.sync === 'connecting') return status.reached ? 'syncWaiting' : 'syncConnecting'
  return status.sync === 'syncing' ? 'syncSyncing' : 'syncSynced'
}

/** Said on rest of the pointer where the word alone does not tell what to do. */
const hints: Readonly<Partial<Record<StringKey, StringKey>>> = {
  syncNoRelay: 'syncNoRelayHint',
  syncNoAnswer: 'syncNoAnswerHint',
  syncWaiting: 'syncWaitingHint',
  syncSynced: 'syncSyncedHint',
}

/** Milliseconds for which a state has to last before it is read out. */
const steady = 3000

/** Saved here, sent, seen by whom. */
export function StatusLine({
  t,
  status,
  onRefused,
  onPeople,
  children,
}: {
  readonly t: Translator
  readonly status: SessionStatus
  readonly onRefused: () => void
  /** Shows who has what, and when each absent member was last here. */
  readonly onPeople: () => void
  /** What stands at its end. */
  readonly children?: ComponentChildren
}) {
  const { saved, problem, twice, members, seenBy, relayed, refused } = status
  const refusedCount = refused.reduce((sum, { count }) => sum + count, 0)
  const word = syncWord(status)
  const hint = hints[word]
  return (
    <footer class="status-line">
      <span
        data-saved={saved}
        class={problem === undefined ? '' : 'bad'}
        data-stores={twice ? 2 : 1}
        title={problem === undefined ? t(twice ? 'savedHint' : 'savedOnceHint') : undefined}
      >
        {problem !== undefined ? t('notSaved') : saved ? t('saved') : t('saving')}
      </span>
      <span data-sync={status.sync} title={hint === undefined ? undefined : t(hint)}>
        <i class={`light light-${status.sync}`} />
        {t(word)}
      </span>
      <Spoken words={status.sync === 'syncing' ? '' : t(word)} />
      {members > 0 && status.standing === 'member' && (
        <button
          type="button"
          class="link quiet"
          data-seen={`${seenBy}/${members}`}
          title={t('seenByHint')}
          onClick={onPeople}
        >
          {seenBy === members
            ? t('seenByAll', { total: members })
            : t('seenBy', { seen: seenBy, total: members })}
        </button>
      )}
      {relayed !== undefined && (
        <span data-relayed={relayed} title={t('relayedHint')}>
          {t(relayed ? 'relayed' : 'relaying')}
        </span>
      )}
      <Waiting t={t} count={status.waiting} />
      {refusedCount > 0 && (
        <button type="button" class="link bad" aria-haspopup="dialog" onClick={onRefused}>
          {t('refused', { count: refusedCount })}
        </button>
      )}
      <span class="push">{children}</span>
    </footer>
  )
}

/** What waits for earlier changes, once it has waited for a while: what comes over the network is often out of order. */
function Waiting({ t, count }: { readonly t: Translator; readonly count: number }) {
  const [shown, setShown] = useState(false)
  const waits = count > 0
  useEffect(() => {
    if (!waits) return setShown(false)
    const timer = setTimeout(() => setShown(true), steady)
    return () => clearTimeout(timer)
  }, [waits])
  return shown && waits ? (
    <span role="status" data-waiting={count} title={t('waitingHint')}>
      {t('waitingNow', { count })}
    </span>
  ) : null
}

/** Reads the state out once it has lasted: not each change that somebody types is sent. */
function Spoken({ words }: { readonly words: string }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (words === '') return undefined
    const timer = setTimeout(() => setSaid(words), steady)
    return () => clearTimeout(timer)
  }, [words])
  return (
    <span class="spoken" role="status">
      {said}
    </span>
  )
}
