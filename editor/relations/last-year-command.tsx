import type { MenuCommand } from '../page/desk'
import { LastYearDialog } from './last-year-dialog'

/** 导入去年的报告…: brings last year's values beside the figures. */
export const lastYearCommand: MenuCommand = {
  id: 'last-year',
  menu: 'file',
  title: 'lastYearImport',
  may: ({ session, overview }) => session.may('figures') && overview.figures.length > 0,
  run: (desk) =>
    desk.openDialog((close) => <LastYearDialog desk={desk} initial="" onClose={close} />),
}
