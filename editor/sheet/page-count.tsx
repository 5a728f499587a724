import type { Desk, MenuCommand } from '../page/desk'
import { pageAt, pagesOf, showPages, showSheets } from './page-breaks'

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

/** 页面视图: the text on separate sheets, as it would be printed. */
export const pageView: MenuCommand = {
  id: 'page-view',
  menu: 'view',
  title: 'pageView',
  isOn: ({ editor }) => editor !== null && pagesOf(editor.view.state).sheets,
  run: ({ editor }) => {
    if (editor !== null) showSheets(editor.view, !pagesOf(editor.view.state).sheets)
  },
}
