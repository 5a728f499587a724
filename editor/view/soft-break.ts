import type { Node } from 'prosemirror-model'
import { Plugin, type Command } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'

/** U+2028: where somebody wants the title to be broken. It is a character of the text. */
const softBreak = '\u2028'

/** Breaks the line of a title by hand; elsewhere it does nothing. */
export const breakTitle: Command = (state, dispatch) => {
  const { $from, $to } = state.selection
  if ($from.parent.type.name !== 'title' || !$from.sameParent($to)) return false
  dispatch?.(state.tr.insertText(softBreak).scrollIntoView())
  return true
}

const drawn = new WeakMap<Node, DecorationSet>()
const none = DecorationSet.empty
/** A title stands at the head of a report: no need to look further. */
const farthest = 3

/** Shows the breaks of titles as such. */
export function softBreaks(): Plugin {
  return new Plugin({
    props: {
      decorations({ doc }) {
        const known = drawn.get(doc)
        if (known !== undefined) return known
        const list: Decoration[] = []
        let start = 0
        for (let index = 0; index < Math.min(farthest, doc.childCount); index++) {
          const block = doc.child(index)
          if (block.type.name === 'title')
            for (const at of breaksIn(block))
              list.push(Decoration.inline(start + 1 + at, start + 2 + at, { class: 'soft-break' }))
          start += block.nodeSize
        }
        const set = list.length === 0 ? none : DecorationSet.create(doc, list)
        drawn.set(doc, set)
        return set
      },
    },
  })
}

function breaksIn(block: Node): number[] {
  const found: number[] = []
  block.forEach((node, offset) => {
    const text = node.text ?? ''
    for (let at = text.indexOf(softBreak); at >= 0; at = text.indexOf(softBreak, at + 1))
      found.push(offset + at)
  })
  return found
}
