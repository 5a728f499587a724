import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { headingEnd } from '../../schema/sections'

const key = new PluginKey<DecorationSet>('headings')

/** Sets a run-in heading (to the first 。 of its block) off from the body text behind it. */
export function headings(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, { doc }) => DecorationSet.create(doc, decorationsOf(doc, 0, doc.childCount)),
      apply: (tr, set) => (tr.docChanged ? renew(tr, set) : set),
    },
    props: {
      decorations: (state) => key.getState(state),
    },
  })
}

function decorationsOf(doc: Node, first: number, last: number, start = 0): Decoration[] {
  const list: Decoration[] = []
  let pos = start
  for (let index = first; index < last; index++) {
    const block = doc.child(index)
    if (block.type.name === 'section') {
      const end = headingEnd(block)
      if (end > 0) list.push(Decoration.inline(pos + 1, pos + 1 + end, { class: 'heading' }))
    }
    pos += block.nodeSize
  }
  return list
}

/** Decorates the changed blocks anew and lets the rest move along. */
function renew(tr: Transaction, set: DecorationSet): DecorationSet {
  let next = set.map(tr.mapping, tr.doc)
  for (const { from, to } of changedIn(tr)) {
    const first = tr.doc.resolve(from).index(0)
    const last = Math.min(tr.doc.resolve(to).index(0) + 1, tr.doc.childCount)
    let start = 0
    for (let index = 0; index < first; index++) start += tr.doc.child(index).nodeSize
    let end = start
    for (let index = first; index < last; index++) end += tr.doc.child(index).nodeSize
    next = next.remove(next.find(start, end)).add(tr.doc, decorationsOf(tr.doc, first, last, start))
  }
  return next
}

/** Ranges of the new document that a transaction changed. */
export function changedIn(tr: Transaction): { from: number; to: number }[] {
  const list: { from: number; to: number }[] = []
  tr.mapping.maps.forEach((map, i) => {
    const after = tr.mapping.slice(i + 1)
    map.forEach((_from, _to, newFrom, newTo) => {
      list.push({
        from: Math.min(after.map(newFrom, -1), tr.doc.content.size),
        to: Math.min(after.map(newTo, 1), tr.doc.content.size),
      })
    })
  })
  return list
}
