import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type EditorState } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { placeholdersOf } from '../../schema/content'
import type { Report } from '../model/report'
import { piecesOf } from '../paper/content'
import { figureOn } from '../paper/from-report'
import { titleBreaksOf } from '../paper/layout'

const key = new PluginKey<DecorationSet>('titleLines')
/** Milliseconds without a change after which a title is broken anew; until then its breaks move along. */
const quiet = 300
/** Titles stand at the head of a report: no need to look further. */
const farthest = 3

/** Breaks long titles by sense, at the places where they are broken on paper. The text is not touched. */
export function titleLines(report: Pick<Report, 'figures'>): Plugin<DecorationSet> {
  const build = ({ doc }: EditorState): DecorationSet => {
    const list: Decoration[] = []
    for (const { node, start } of titlesOf(doc))
      for (const offset of titleBreaksOf(piecesOf(node, 0, figureOn(report))))
        list.push(breakAt(node, start, offset))
    return list.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, list)
  }
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, state) => build(state),
      apply(tr, set, _old, state) {
        if (tr.getMeta(key) !== undefined) return build(state)
        return tr.docChanged ? set.map(tr.mapping, tr.doc) : set
      },
    },
    props: { decorations: (state) => key.getState(state) },
    view(view) {
      let timer: ReturnType<typeof setTimeout> | undefined
      const soon = (): void => {
        clearTimeout(timer)
        timer = setTimeout(() => {
          // What is being composed must not be drawn anew.
          if (view.composing) soon()
          else refresh(view)
        }, quiet)
      }
      const stop = report.figures.onChange((ids) => {
        const isIn = titlesOf(view.state.doc).some(({ node }) =>
          placeholdersOf(node).some(({ figure }) => ids.has(figure)),
        )
        if (isIn) soon()
      })
      return {
        update(now, before) {
          if (before.doc !== now.state.doc && !sameTitles(before.doc, now.state.doc)) soon()
        },
        destroy() {
          clearTimeout(timer)
          stop()
        },
      }
    },
  })
}

function refresh(view: EditorView): void {
  view.dispatch(view.state.tr.setMeta(key, true).setMeta('addToHistory', false))
}

/** The titles at the head of a document, with the position at which their content starts. */
function titlesOf(doc: Node): { readonly node: Node; readonly start: number }[] {
  const list: { node: Node; start: number }[] = []
  let start = 1
  for (let index = 0; index < Math.min(farthest, doc.childCount); index++) {
    const node = doc.child(index)
    if (node.type.name === 'title') list.push({ node, start })
    start += node.nodeSize
  }
  return list
}

function sameTitles(before: Node, after: Node): boolean {
  const [was, now] = [titlesOf(before), titlesOf(after)]
  return was.length === now.length && was.every(({ node }, index) => node === now[index]?.node)
}

/** On the character before the break or, where a blank ends there, on the one behind it. */
function breakAt(node: Node, start: number, offset: number): Decoration {
  const isBehind = node.resolve(offset).nodeBefore?.isText !== true
  const from = start + (isBehind ? offset : offset - 1)
  return Decoration.inline(from, from + 1, { class: isBehind ? 'line-before' : 'line-after' })
}
