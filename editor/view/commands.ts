import { baseKeymap, chainCommands, splitBlockAs, toggleMark } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import type { Node } from 'prosemirror-model'
import type { Command, EditorState, Plugin } from 'prosemirror-state'
import { schema } from '../../schema/schema'
import { isCell } from '../../schema/tables'
import { breakCell, eraseInTable, nextCell, type CellKeys } from '../tables/cell-keys'
import { crossesCells } from '../tables/table-acts'
import type { StringKey } from '../ui/strings'
import { breakTitle } from './soft-break'

/** What a paragraph can be made into. */
export type BlockKind =
  | 'title'
  | 'salutation'
  | 'level1'
  | 'level2'
  | 'level3'
  | 'level4'
  | 'paragraph'
  | 'signature'
  | 'date'
  | 'attachment'

export const blockKinds: readonly BlockKind[] = [
  'paragraph',
  'level1',
  'level2',
  'level3',
  'level4',
  'title',
  'salutation',
  'signature',
  'date',
  'attachment',
]

/** The kind of the block that holds the selection's head; null for one that we do not know. */
export function kindAt(state: EditorState): BlockKind | null {
  const block = state.selection.$head.node(1) as Node | undefined
  if (block === undefined) return null
  if (block.type.name === 'section') return `level${block.attrs['level'] as 1 | 2 | 3 | 4}`
  return blockKinds.find((kind) => kind === block.type.name) ?? null
}

/** Makes the selected blocks into `kind`; cells and blocks of a newer version stay as they are. */
export function setKind(kind: BlockKind): Command {
  return (state, dispatch) => {
    const section = kind.startsWith('level')
    const type = schema.nodes[section ? 'section' : kind]
    if (type === undefined) return false
    const attrs = section ? { level: Number(kind.slice(5)) } : {}
    const { from, to } = state.selection
    const { tr } = state
    state.doc.nodesBetween(from, to, (node, pos) => {
      if (!node.isTextblock || node.type.name === 'unknownBlock' || isCell(node)) return false
      const next = {
        gap: node.attrs['gap'] as unknown,
        extra: node.attrs['extra'] as unknown,
        ...attrs,
      }
      if (node.type !== type || (section && node.attrs['level'] !== next['level']))
        tr.setNodeMarkup(pos, type, next)
      return false
    })
    if (!tr.docChanged) return false
    dispatch?.(tr.scrollIntoView())
    return true
  }
}

/** Enter: behind a heading or a title goes on with body text, elsewhere with the same kind. */
const splitLikeAWriter = splitBlockAs((node, _atEnd, $from) => {
  const paragraph = schema.nodes['paragraph']
  const heading = ['title', 'salutation', 'section'].includes(node.type.name)
  return paragraph !== undefined && heading && $from.parentOffset > 0 ? { type: paragraph } : null
})

/** Enter over cells only takes away what is selected: no line can begin between them. */
const eraseAcross: Command = (state, dispatch) =>
  crossesCells(state) && eraseInTable(-1)(state, dispatch)

/** Backspace at the start of a heading makes it body text first, as people know from Word. */
const plainAtStart: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset !== 0 || $from.depth === 0) return false
  if ($from.parent.type.name !== 'section') return false
  return setKind('paragraph')(state, dispatch)
}

const bold = schema.marks['bold']

export const toggleBold: Command = bold === undefined ? () => false : toggleMark(bold)

/** What the keys of the text need of the page. `undo` and `redo` cover fills too; `comment` opens the composer. */
export interface TextActs {
  readonly undo: () => boolean
  readonly redo: () => boolean
  readonly comment: () => void
  readonly openBlank: () => boolean
  readonly nextBlank: (direction: 1 | -1) => boolean
  readonly cells: CellKeys
}

const always =
  (act: (acts: TextActs) => unknown) =>
  (acts: TextActs): Command =>
  () => {
    act(acts)
    return true
  }
const plain = (command: Command) => (): Command => command

/** The keys of the text, as they are bound and as the sheet of keys lists them. */
export const textKeys: readonly {
  readonly key: string
  readonly title: StringKey
  readonly command: (acts: TextActs) => Command
}[] = [
  { key: 'Mod-z', title: 'undo', command: always((acts) => acts.undo()) },
  { key: 'Mod-y', title: 'redo', command: always((acts) => acts.redo()) },
  { key: 'Mod-Shift-z', title: 'redo', command: always((acts) => acts.redo()) },
  { key: 'Mod-b', title: 'bold', command: plain(toggleBold) },
  { key: 'Mod-Alt-m', title: 'comment', command: always((acts) => acts.comment()) },
  { key: 'Mod-Alt-0', title: 'blockParagraph', command: plain(setKind('paragraph')) },
  { key: 'Mod-Alt-1', title: 'blockLevel1', command: plain(setKind('level1')) },
  { key: 'Mod-Alt-2', title: 'blockLevel2', command: plain(setKind('level2')) },
  { key: 'Mod-Alt-3', title: 'blockLevel3', command: plain(setKind('level3')) },
  { key: 'Mod-Alt-4', title: 'blockLevel4', command: plain(setKind('level4')) },
  {
    key: 'Enter',
    title: 'keyEnter',
    command: (acts) =>
      chainCommands(() => acts.openBlank(), eraseAcross, breakCell, splitLikeAWriter),
  },
  {
    key: 'Shift-Enter',
    title: 'keyShiftEnter',
    command: plain(chainCommands(breakTitle, eraseAcross, breakCell, splitLikeAWriter)),
  },
  { key: 'Backspace', title: 'keyBackspace', command: plain(plainAtStart) },
  {
    key: 'Tab',
    title: 'keyTab',
    command: (acts) => chainCommands(nextCell(1, acts.cells), () => acts.nextBlank(1)),
  },
  {
    key: 'Shift-Tab',
    title: 'keyShiftTab',
    command: (acts) => chainCommands(nextCell(-1, acts.cells), () => acts.nextBlank(-1)),
  },
]

export function keys(acts: TextActs): Plugin[] {
  return [
    keymap(Object.fromEntries(textKeys.map(({ key, command }) => [key, command(acts)]))),
    keymap(baseKeymap),
  ]
}
