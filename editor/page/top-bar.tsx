import type { Desk } from './desk'
import { Menus } from './menus'

/** Title, menus, who is here, and what brings in others. */
export function TopBar({ desk, onPeople }: { readonly desk: Desk; readonly onPeople: () => void }) {
  const { t, session, report, options, shows } = desk
  const others = session.presence.others().filter(({ kind }) => kind === 'page')
  const asking = session.roll.governs ? session.roll.applicants().length : 0
  return (
    <header class="top-bar">
      <button
        type="button"
        class="icon"
        title={t('home')}
        aria-label={t('home')}
        onClick={options.onHome}
      >
        ☰
      </button>
      <h1 title={report.title()}>{report.title() || options.title || t('untitled')}</h1>
      <Menus desk={desk} />
      <ul class="people" aria-label={t('people')}>
        <li class="person colour-own" title={t('youAreHere', { name: options.myName })}>
          {initial(options.myName) || t('you')}
        </li>
        {others.map(({ client, name, colour }) => (
          <li
            key={client}
            data-peer={client}
            class={`person colour-${colour}`}
            title={name || t('someone')}
          >
            {initial(name) || '…'}
          </li>
        ))}
      </ul>
      <button
        type="button"
        data-show-board
        aria-pressed={shows === 'board'}
        onClick={() => desk.show(shows === 'board' ? 'text' : 'board')}
      >
        {t(shows === 'board' ? 'backToText' : 'board')}
      </button>
      <button type="button" class="primary" data-people aria-haspopup="dialog" onClick={onPeople}>
        {session.roll.governs ? t('invite') : t('members')}
        {asking > 0 && (
          <span class="count" data-asking={asking}>
            {t('askingCount', { count: asking })}
          </span>
        )}
      </button>
    </header>
  )
}

/** The last character of a Chinese name tells people apart better than the first; a Latin one has its initials. */
function initial(name: string): string {
  // Without what isolates a name that runs from right to left.
  const last =
    name
      .replace(/[\u2068\u2069]/g, '')
      .trim()
      .split(/\s+/)
      .at(-1) ?? ''
  return /\p{Script=Han}/u.test(last)
    ? [...last].slice(-2).join('')
    : [...last].slice(0, 2).join('')
}
