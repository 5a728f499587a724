import type { Node } from 'prosemirror-model'
import { sentenceAround } from '../../schema/content'
import { pathTo, sectionsOf } from '../../schema/sections'
import type { Figures } from '../model/figures/figures'
import { figuresOf } from '../model/summarise'
import type { FigureItem } from './figure-list'
import type { OutlineEntry } from './outline'

/** What the panels show of a document. */
export interface Overview {
  readonly figures: readonly FigureItem[]
  readonly outline: readonly OutlineEntry[]
}

/** Cost: a walk over the blocks; only changed ones are read again. Not for every key. */
export function overviewOf(doc: Node, figures: Figures): Overview {
  const show = (node: Node): string =>
    figures.shown(String(node.attrs['figure'])) ?? (String(node.attrs['mask']) || '＊')
  const places = figuresOf(doc)
  const items = places.map(({ figure, node, index, offset }): FigureItem => {
    const { before, after } = sentenceAround(doc.child(index), offset, show, 22)
    return {
      id: figure,
      state: figures.state(figure),
      label: String(node.attrs['label']),
      shown: show(node),
      unit: String(node.attrs['unit']),
      path: pathTo(doc, index, offset),
      before,
      after,
    }
  })
  const outline = sectionsOf(doc).map((section): OutlineEntry => {
    let total = 0
    let missing = 0
    places.forEach(({ index }, i) => {
      if (index < section.block || index >= section.end) return
      total++
      const state = items[i]?.state
      if (state === 'missing' || state === 'conflict') missing++
    })
    return { section, total, missing }
  })
  return { figures: items, outline }
}
