import { FileDialog } from '../panels/file-dialog'
import type { MenuCommand } from './desk'

/** Changes to carry by hand, and backups. */
export const exchangeFile: MenuCommand = {
  id: 'exchange',
  menu: 'file',
  title: 'menuExchange',
  run: ({ t, session, options, now, openDialog }) =>
    openDialog((close) => (
      <FileDialog t={t} session={session} access={options.access} now={now} onClose={close} />
    )),
}
