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
  // Figures stand in the order of the blocks, so what a section holds is one stretch of them.
  const missing = [0]
  for (const { state } of items)
    missing.push((missing.at(-1) ?? 0) + (state === 'missing' || state === 'conflict' ? 1 : 0))
  const firstFrom = (block: number): number => {
    let low = 0
    let high = places.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((places[middle]?.index ?? 0) < block) low = middle + 1
      else high = middle
    }
    return low
  }
  const outline = sectionsOf(doc).map((section): OutlineEntry => {
    const from = firstFrom(section.block)
    const to = firstFrom(section.end)
    return { section, total: to - from, missing: (missing[to] ?? 0) - (missing[from] ?? 0) }
  })
  return { figures: items, outline }
}
