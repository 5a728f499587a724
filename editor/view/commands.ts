import { baseKeymap, chainCommands, splitBlockAs, toggleMark } from 'prosemirror-commands'
import { keymap } from 'prosemirror-keymap'
import type { Node } from 'prosemirror-model'
import type { Command, EditorState, Plugin } from 'prosemirror-state'
import { schema } from '../../schema/schema'
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

/** Makes the selected blocks into `kind`; blocks of a newer version stay as they are. */
export function setKind(kind: BlockKind): Command {
  return (state, dispatch) => {
    const section = kind.startsWith('level')
    const type = schema.nodes[section ? 'section' : kind]
    if (type === undefined) return false
    const attrs = section ? { level: Number(kind.slice(5)) } : {}
    const { from, to } = state.selection
    const { tr } = state
    state.doc.nodesBetween(from, to, (node, pos) => {
      if (!node.isTextblock || node.type.name === 'unknownBlock') return false
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

/** Backspace at the start of a heading makes it body text first, as people know from Word. */
const plainAtStart: Command = (state, dispatch) => {
  const { $from, empty } = state.selection
  if (!empty || $from.parentOffset !== 0 || $from.depth === 0) return false
  if ($from.parent.type.name !== 'section') return false
  return setKind('paragraph')(state, dispatch)
}

const bold = schema.marks['bold']

export const toggleBold: Command = bold === undefined ? () => false : toggleMark(bold)

/** Keys of the text. `undo` and `redo` cover fills too; `comment` opens the composer. */
export function keys(acts: {
  readonly undo: () => boolean
  readonly redo: () => boolean
  readonly comment: () => void
  readonly openBlank: () => boolean
  readonly nextBlank: (direction: 1 | -1) => boolean
}): Plugin[] {
  const always =
    (act: () => void): Command =>
    () => {
      act()
      return true
    }
  return [
    keymap({
      'Mod-z': always(acts.undo),
      'Mod-y': always(acts.redo),
      'Mod-Shift-z': always(acts.redo),
      'Mod-b': toggleBold,
      'Mod-Alt-m': always(acts.comment),
      'Mod-Alt-0': setKind('paragraph'),
      'Mod-Alt-1': setKind('level1'),
      'Mod-Alt-2': setKind('level2'),
      'Mod-Alt-3': setKind('level3'),
      'Mod-Alt-4': setKind('level4'),
      Enter: chainCommands(() => acts.openBlank(), splitLikeAWriter),
      'Shift-Enter': chainCommands(breakTitle, splitLikeAWriter),
      Backspace: plainAtStart,
      Tab: () => acts.nextBlank(1),
      'Shift-Tab': () => acts.nextBlank(-1),
    }),
    keymap(baseKeymap),
  ]
}
