import type { Desk, MenuCommand } from '../page/desk'
import { pageAt, pagesOf, showPages } from './page-breaks'

/** On which page the selection is, of how many. */
export function PageCount({ desk: { t, editor } }: { readonly desk: Desk }) {
  if (editor === null) return null
  const { state } = editor.view
  const pages = pagesOf(state)
  if (!pages.known) return null
  const count = pages.breaks.length + 1
  return (
    <span data-pages={count} title={t('pagesHint')}>
      {t('pageOf', { page: Math.min(pageAt(pages, state.selection.head), count), count })}
    </span>
  )
}

/** 分页线: whether the ends of pages are drawn in the text. */
export const pageLines: MenuCommand = {
  id: 'page-lines',
  menu: 'view',
  title: 'pageLines',
  isOn: ({ editor }) => editor !== null && pagesOf(editor.view.state).shown,
  run: ({ editor }) => {
    if (editor !== null) showPages(editor.view, !pagesOf(editor.view.state).shown)
  },
}
