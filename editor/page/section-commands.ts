import type { EditorState, Transaction } from 'prosemirror-state'
import { foldAll, toggleFold } from '../view/folding'
import { moveSection, sectionAt, shiftSection } from '../view/move-blocks'
import type { Desk, MenuCommand } from './desk'
import { isMac } from './keys'

/** As in Word; on a Mac these keys with Alt select words. */
const arrow = (name: string): string => `${isMac() ? 'Ctrl' : 'Alt'}-Shift-Arrow${name}`

/** Index of the block that opens the section in which the caret is; null before the first. */
function here(desk: Desk): number | null {
  const state = desk.editor?.view.state
  return state === undefined ? null : sectionAt(state.doc, state.selection.$head.index(0))
}

const maySee = (desk: Desk): boolean => desk.shows === 'text' && here(desk) !== null
const mayMove = (desk: Desk): boolean => maySee(desk) && desk.session.may('text')

function moving(
  id: string,
  title: MenuCommand['title'],
  key: string,
  make: (state: EditorState, block: number) => Transaction | null,
  nowhere: 'moveNowhere' | 'shiftNowhere',
): MenuCommand {
  return {
    id,
    menu: 'view',
    title,
    key,
    may: mayMove,
    run(desk) {
      const view = desk.editor?.view
      const block = here(desk)
      if (view === undefined || block === null) return
      const tr = make(view.state, block)
      if (tr === null) desk.notice(desk.t(nowhere))
      else {
        desk.editor?.undo.separate()
        view.dispatch(tr.scrollIntoView())
      }
      view.focus()
    },
  }
}

/** What is done with the section in which the caret is. */
export const sectionCommands: readonly MenuCommand[] = [
  {
    id: 'fold',
    menu: 'view',
    title: 'foldHere',
    key: 'Mod-Alt-o',
    may: maySee,
    run(desk) {
      const block = here(desk)
      if (block !== null && desk.editor !== null) toggleFold(desk.editor.view, block)
    },
  },
  {
    id: 'fold-all',
    menu: 'view',
    title: 'foldEverything',
    run: ({ editor }) => editor !== null && foldAll(editor.view, 4),
  },
  {
    id: 'unfold-all',
    menu: 'view',
    title: 'unfoldEverything',
    run: ({ editor }) => editor !== null && foldAll(editor.view, null),
  },
  moving('section-up', 'sectionUp', arrow('Up'), (s, b) => moveSection(s, b, -1), 'moveNowhere'),
  moving(
    'section-down',
    'sectionDown',
    arrow('Down'),
    (s, b) => moveSection(s, b, 1),
    'moveNowhere',
  ),
  moving(
    'section-higher',
    'sectionHigher',
    arrow('Left'),
    (s, b) => shiftSection(s, b, -1),
    'shiftNowhere',
  ),
  moving(
    'section-lower',
    'sectionLower',
    arrow('Right'),
    (s, b) => shiftSection(s, b, 1),
    'shiftNowhere',
  ),
]
