import { useEffect, useState } from 'preact/hooks'
import type { StringKey } from '../../editor/ui/strings'
import type { Translator } from '../../editor/ui/translator'
import { probeRelay, type RelayAnswer } from './relay-probe'

const words: Readonly<Record<RelayAnswer | 'asking', StringKey>> = {
  asking: 'relayAsking',
  ok: 'relayOk',
  refused: 'relayRefused',
  unreachable: 'relayUnreachable',
}

/** Whether the relays that are set answer, so that nobody finds out by a colleague who waits. */
export function RelayAnswers({
  t,
  relays,
  round,
}: {
  readonly t: Translator
  readonly relays: readonly string[]
  /** Another number asks again. */
  readonly round: number
}) {
  const [answers, setAnswers] = useState<ReadonlyMap<string, RelayAnswer>>(new Map())
  useEffect(() => {
    let gone = false
    setAnswers(new Map())
    for (const relay of relays)
      void probeRelay(relay).then((answer) => {
        if (!gone) setAnswers((before) => new Map([...before, [relay, answer]]))
      })
    return () => {
      gone = true
    }
  }, [relays.join(' '), round])
  if (relays.length === 0) return null
  return (
    <ul class="relay-answers" aria-live="polite" aria-label={t('relayAnswers')}>
      {relays.map((relay) => {
        const answer = answers.get(relay) ?? 'asking'
        return (
          <li key={relay} data-relay-answer={answer}>
            <code>{hidden(relay)}</code> {t(words[answer])}
          </li>
        )
      })}
    </ul>
  )
}

/** An address as it may be shown to whoever looks over a shoulder: without its token. */
function hidden(relay: string): string {
  const { protocol, host, pathname, search } = new URL(relay)
  return `${protocol}//${host}${pathname.replace(/\/$/, '')}${search === '' ? '' : '?…'}`
}
