import type { EditorState, Transaction } from 'prosemirror-state'
import { tableLimits } from '../../schema/tables'
import type { Desk, MenuCommand } from '../page/desk'
import {
  addColumn,
  addRow,
  cellsOf,
  deleteColumns,
  deleteRows,
  deleteTable,
  insertTable,
  toggleHead,
  type NewId,
} from './table-acts'
import { TableDialog } from './table-dialog'

/** Whether whoever sits here may change what tables there are: not while they only suggest. */
function mayWrite({ shows, session, editor }: Desk): boolean {
  return shows === 'text' && session.may('text') && editor !== null && !editor.suggests
}

function act(
  id: string,
  title: MenuCommand['title'],
  make: (state: EditorState, newId: NewId) => Transaction | null,
): MenuCommand {
  return {
    id,
    menu: 'insert',
    title,
    may: (desk) =>
      mayWrite(desk) && desk.editor !== null && cellsOf(desk.editor.view.state) !== null,
    run(desk) {
      const { editor, options, notice, t } = desk
      if (editor === null) return
      const tr = make(editor.view.state, () => options.environment.newId())
      if (tr === null) notice(t('tableFull', tableLimits))
      else {
        editor.undo.separate()
        editor.view.dispatch(tr)
        editor.undo.separate()
      }
      editor.view.focus()
    },
  }
}

/** 表格: what the menu does with tables. */
export const tableCommands: readonly MenuCommand[] = [
  {
    id: 'insert-table',
    menu: 'insert',
    title: 'insertTable',
    key: 'Mod-Alt-g',
    may: mayWrite,
    run(desk) {
      desk.openDialog((close) => (
        <TableDialog
          t={desk.t}
          onClose={close}
          onInsert={(size) => {
            const { editor, options } = desk
            if (editor === null) return
            editor.undo.separate()
            editor.view.dispatch(
              insertTable(editor.view.state, size, () => options.environment.newId()),
            )
            editor.undo.separate()
            editor.view.focus()
          }}
        />
      ))
    },
  },
  act('row-above', 'rowAbove', (state, newId) => addRow(state, 'before', newId)),
  act('row-below', 'rowBelow', (state, newId) => addRow(state, 'after', newId)),
  act('column-left', 'columnLeft', (state, newId) => addColumn(state, 'before', newId)),
  act('column-right', 'columnRight', (state, newId) => addColumn(state, 'after', newId)),
  act('head-row', 'headRow', toggleHead),
  act('delete-row', 'deleteRow', deleteRows),
  act('delete-column', 'deleteColumn', deleteColumns),
  act('delete-table', 'deleteTable', deleteTable),
]
