import type { Desk, MenuCommand } from '../page/desk'
import { colourOf } from '../model/members'
import { showTime } from '../ui/translator'
import { authorsShown, showAuthors } from '../view/authors'
import { sharesOf } from './shares'

/** 谁写的: colours by author, and who wrote what is selected. */
export const whoWrote: MenuCommand = {
  id: 'who-wrote',
  menu: 'view',
  title: 'whoWrote',
  key: 'Mod-Alt-w',
  may: ({ shows, editor }) => shows === 'text' && editor !== null,
  isOn: ({ editor }) => editor !== null && authorsShown(editor.view.state),
  run: ({ editor }) => {
    if (editor !== null) showAuthors(editor.view, !authorsShown(editor.view.state))
  },
}

/** The people who wrote the selection, or the whole text, under it; while the view is on. */
export function AuthorsBar({ desk }: { readonly desk: Desk }) {
  const { t, editor, report, shows, now } = desk
  if (editor === null || shows !== 'text' || !authorsShown(editor.view.state)) return null
  const { empty } = editor.view.state.selection
  const shares = sharesOf(editor.authorsOfSelection())
  return (
    <aside
      class="authors-bar"
      aria-label={t('whoWrote')}
      data-authors={empty ? 'all' : 'selection'}
    >
      <strong>{t(empty ? 'whoWroteAll' : 'whoWroteSelection')}</strong>
      <ul>
        {shares.map(({ by, characters, last }) => (
          <li key={by} data-author-share={by} class={by === '' ? '' : `colour-${colourOf(by)}`}>
            {by === '' ? t('whoWroteTemplate') : (report.members.name(by) ?? t('someone'))}
            <small>
              {t('characters', { count: characters })}
              {last > 0 && ` · ${t('whoWroteLast', { time: showTime(last, now(), t.locale) })}`}
            </small>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="icon"
        aria-label={t('close')}
        onClick={() => showAuthors(editor.view, false)}
      >
        ×
      </button>
    </aside>
  )
}
