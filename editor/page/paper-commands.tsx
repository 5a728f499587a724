import { isOpen } from '../model/figures/figures'
import { WordDialog } from '../panels/word-dialog'
import { download } from '../ui/download'
import type { MenuCommand } from './desk'

/** 导出 Word. */
export const exportWord: MenuCommand = {
  id: 'word',
  menu: 'file',
  title: 'exportWord',
  run: (desk) => {
    const { overview, openDialog } = desk
    const open = overview.figures.filter(({ state }) => isOpen(state))
    const conflicts = open.filter(({ state }) => state === 'conflict').length
    openDialog((close) => (
      <WordDialog
        desk={desk}
        open={{ missing: open.length - conflicts, conflicts }}
        onClose={close}
      />
    ))
  },
}

/** The text with its numbers and values, for whatever takes no Word file. */
export const exportText: MenuCommand = {
  id: 'text',
  menu: 'file',
  title: 'exportText',
  run: ({ t, report, notice }) => {
    const title = report.title() || t('untitled')
    download(`${title}.txt`, new TextEncoder().encode(report.toText()))
    notice(t('exported'))
  },
}
