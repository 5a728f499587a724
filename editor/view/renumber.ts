import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState, type Transaction } from 'prosemirror-state'
import { blockText } from '../../schema/content'
import { toChinese } from '../../schema/numbering'
import { leadingItem, renumberItems, type NumberChange } from '../../schema/renumber'
import { isRemote } from '../binding/binding'
import { sectionAt } from './move-blocks'
import { changedIn } from './headings'

/** Changes of a block's numbers, and where its content begins. */
interface BlockChanges {
  readonly start: number
  readonly list: readonly NumberChange[]
}

/**
 * Makes 一是, 二是 … count right in the section in which the selection is, inside its
 * paragraphs and over paragraphs that are one item each. Null when they do already.
 */
export function renumber(state: EditorState): Transaction | null {
  const { doc, selection } = state
  const first = sectionAt(doc, selection.$from.index(0)) ?? 0
  let last = selection.$to.index(0) + 1
  while (last < doc.childCount && doc.child(last).type.name !== 'section') last++
  return write(state, changesIn(doc, first, last))
}

function write(state: EditorState, blocks: readonly BlockChanges[]): Transaction | null {
  const { tr } = state
  for (const { start, list } of blocks.toReversed())
    for (const { from, to, text } of list.toReversed())
      tr.insertText(text, start + from, start + to)
  return tr.docChanged ? tr : null
}

/** What is to change in the blocks `first` to `last`. */
function changesIn(doc: Node, first: number, last: number): BlockChanges[] {
  const found: BlockChanges[] = []
  let pos = 0
  for (let i = 0; i < first; i++) pos += doc.child(i).nodeSize
  /** What the next paragraph that is one item by itself should have. */
  let next = 1
  for (let i = first; i < last; i++) {
    const block = doc.child(i)
    const text = blockText(block)
    const list = [...renumberItems(text)]
    const lead = block.type.name === 'section' ? null : leadingItem(text)
    if (lead === null) next = 1
    else {
      // A lone paragraph with a number is no set; the first of several begins with 一.
      const after = doc.maybeChild(i + 1)
      const several = next > 1 || (after !== null && leadingItem(blockText(after)) !== null)
      if (several && lead.ordinal !== next)
        list.push({ from: lead.from, to: lead.to, text: toChinese(next) })
      next++
    }
    if (list.length > 0) found.push({ start: pos + 1, list })
    pos += block.nodeSize
  }
  return found
}

const key = new PluginKey<number | null>('renumber')

/**
 * Notices when an own edit leaves the items of a paragraph out of order that were in order
 * before, so that the page can offer to number them anew. Reads changed blocks only.
 */
export function itemOffer(): Plugin<number | null> {
  return new Plugin<number | null>({
    key,
    state: {
      init: () => null,
      apply(tr, offered) {
        if (tr.getMeta(key) === 'dismiss') return null
        if (!tr.docChanged) return offered
        if (!isRemote(tr)) {
          const broken = brokenBy(tr)
          if (broken !== null) return broken
        }
        return offered === null ? null : kept(tr, tr.mapping.map(offered, -1))
      },
    },
  })
}

/** Position before a block whose items a transaction put out of order; null when there is none. */
function brokenBy(tr: Transaction): number | null {
  for (const { from, to } of changedIn(tr)) {
    const { doc, before } = tr
    const last = Math.min(doc.resolve(to).index(0), doc.childCount - 1)
    for (let index = doc.resolve(from).index(0); index <= last; index++) {
      const now = blockText(doc.child(index))
      if (renumberItems(now).length === 0) continue
      const was = before.maybeChild(index)
      // What was out of order before is left to whoever wrote it so.
      if (was !== null && renumberItems(blockText(was)).length > 0) continue
      let pos = 0
      for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
      return pos
    }
  }
  return null
}

function kept(tr: Transaction, pos: number): number | null {
  const block = tr.doc.nodeAt(pos)
  return block?.isTextblock === true && renumberItems(blockText(block)).length > 0 ? pos : null
}

/** Position before the block whose items could be numbered anew, or null. */
export function offeredItems(state: EditorState): number | null {
  return key.getState(state) ?? null
}

/** Numbers the items of the offered block anew; null when there is nothing to do. */
export function renumberOffered(state: EditorState): Transaction | null {
  const pos = offeredItems(state)
  const block = pos === null ? null : state.doc.nodeAt(pos)
  if (pos === null || block === null) return null
  return write(state, [{ start: pos + 1, list: renumberItems(blockText(block)) }])
}

/** Takes the offer back. */
export function dismissOffer(state: EditorState): Transaction {
  return state.tr.setMeta(key, 'dismiss').setMeta('addToHistory', false)
}
