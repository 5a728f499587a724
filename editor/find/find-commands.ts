import type { MenuCommand } from '../page/desk'
import { askStep, openFind } from './find-plugin'

const inText: MenuCommand['may'] = ({ shows }) => shows === 'text'

/** 查找、替换 and the steps between what was found. */
export const findCommands: readonly MenuCommand[] = [
  {
    id: 'find',
    menu: 'view',
    title: 'findCommand',
    key: 'Mod-f',
    may: inText,
    run: ({ editor }) => editor !== null && openFind(editor.view, 'find'),
  },
  {
    id: 'replace',
    menu: 'view',
    title: 'replaceCommand',
    key: 'Mod-h',
    may: (desk) => inText(desk) && (desk.session.may('text') || desk.session.may('figures')),
    run: ({ editor }) => editor !== null && openFind(editor.view, 'replace'),
  },
  {
    id: 'find-next',
    menu: 'view',
    title: 'findNext',
    key: 'F3',
    may: inText,
    run: ({ editor }) => editor !== null && askStep(editor.view, 1),
  },
  {
    id: 'find-previous',
    menu: 'view',
    title: 'findPrevious',
    key: 'Shift-F3',
    may: inText,
    run: ({ editor }) => editor !== null && askStep(editor.view, -1),
  },
]
