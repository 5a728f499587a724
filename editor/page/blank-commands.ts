import { NodeSelection, type EditorState } from 'prosemirror-state'
import { askForBlank } from '../view/new-blank'
import { blankToText, hasValue, valueToBlank, type Turned } from '../view/value-blank'
import type { Desk, MenuCommand } from './desk'

const mayWrite = ({ session, shows }: Desk): boolean =>
  shows === 'text' && session.may('text') && session.may('figures')

const stateOf = (desk: Desk): EditorState | undefined => desk.editor?.view.state

/** Does what was worked out, or says why not. */
function apply(desk: Desk, turned: Turned, nothing: 'turnNothing' | 'turnNoBlank'): void {
  const { t, editor, notice } = desk
  if (turned.ok) {
    editor?.undo.separate()
    editor?.view.dispatch(turned.tr)
    editor?.view.focus()
  } else if (turned.reason === 'value')
    notice(t(`error-${turned.error.code}`, { unit: turned.unit, suffix: '' }))
  else notice(t(turned.reason === 'differing' ? 'turnDiffering' : nothing))
}

/** 插入待填项. */
export const insertBlank: MenuCommand = {
  id: 'insert-blank',
  menu: 'insert',
  title: 'insertBlank',
  key: 'Mod-Alt-k',
  inToolbar: true,
  may: mayWrite,
  run: ({ editor }) => editor !== null && askForBlank(editor.view),
}

/** 把数字变成待填项. */
export const numberToBlank: MenuCommand = {
  id: 'number-to-blank',
  menu: 'insert',
  title: 'numberToBlank',
  key: 'Mod-Alt-j',
  may(desk) {
    const state = stateOf(desk)
    return mayWrite(desk) && state !== undefined && hasValue(state)
  },
  run(desk) {
    const { editor, report, options } = desk
    if (editor !== null)
      apply(
        desk,
        valueToBlank(editor.view.state, report.figures, options.environment),
        'turnNothing',
      )
  },
}

/** 变成普通文字. */
export const blankToWords: MenuCommand = {
  id: 'blank-to-text',
  menu: 'insert',
  title: 'blankToText',
  key: 'Mod-Alt-u',
  may(desk) {
    const selection = stateOf(desk)?.selection
    return mayWrite(desk) && selection instanceof NodeSelection
  },
  run(desk) {
    const { editor, report } = desk
    if (editor === null) return
    apply(desk, blankToText(editor.view.state, report.figures), 'turnNoBlank')
  },
}
