import { dismissOffer, offeredItems, renumber, renumberOffered } from '../view/renumber'
import type { Desk, MenuCommand } from './desk'

/** 重新编号: 一是 二是 三是 of the section in which the caret is. */
export const renumberHere: MenuCommand = {
  id: 'renumber',
  menu: 'insert',
  title: 'renumber',
  key: 'Mod-Alt-l',
  may: ({ session, shows }) => shows === 'text' && session.may('text'),
  run({ editor, notice, t }) {
    if (editor === null) return
    const tr = renumber(editor.view.state)
    if (tr === null) notice(t('renumberNothing'))
    else {
      editor.undo.separate()
      editor.view.dispatch(tr)
    }
    editor.view.focus()
  },
}

/** Offers to number items anew when an edit has put them out of order. */
export function RenumberOffer({ desk }: { readonly desk: Desk }) {
  const { t, editor } = desk
  if (editor === null || offeredItems(editor.view.state) === null) return null
  const { view } = editor
  const done = (tr: ReturnType<typeof renumber>): void => {
    editor.undo.separate()
    if (tr !== null) view.dispatch(tr)
    view.focus()
  }
  return (
    <div class="offer" role="status" data-offer="renumber">
      {t('renumberOffer')}
      <button type="button" class="link" onClick={() => done(renumberOffered(view.state))}>
        {t('renumber')}
      </button>
      <button
        type="button"
        class="icon"
        aria-label={t('close')}
        onClick={() => done(dismissOffer(view.state))}
      >
        ×
      </button>
    </div>
  )
}
