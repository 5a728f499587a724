import type { Node } from 'prosemirror-model'
import {
  Plugin,
  PluginKey,
  TextSelection,
  type EditorState,
  type Transaction,
} from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { headingEnd } from '../../schema/sections'
import { movedKey, sectionBlocks, type Moved } from './move-blocks'
import { changesStructure } from './section-view'

/** What is folded: positions of the blocks that open a folded section, in order. */
export interface Folds {
  readonly at: readonly number[]
  readonly set: DecorationSet
}

const key = new PluginKey<Folds>('folding')

/** Where folds are remembered: by block id, on this device only; never in the report. */
export interface FoldMemory {
  readonly read: () => readonly string[]
  readonly write: (blocks: readonly string[]) => void
  /** The stable id of block `index`, or null. */
  readonly blockId: (index: number) => string | null
}

/**
 * Folds sections: what they hold is hidden, the heading stays. Only the view knows of it.
 * A section opens by itself when the selection gets into what is hidden.
 */
export function folding(memory: FoldMemory, openWord: string): Plugin<Folds> {
  const build = (doc: Node, at: readonly number[]): Folds => ({
    at,
    set: decorate(doc, at, openWord),
  })
  return new Plugin<Folds>({
    key,
    state: {
      init: (_config, { doc }) => {
        const kept = new Set(memory.read())
        const at: number[] = []
        if (kept.size > 0)
          doc.forEach((block, pos, index) => {
            const id = block.type.name === 'section' ? memory.blockId(index) : null
            if (id !== null && kept.has(id)) at.push(pos)
          })
        return build(doc, at)
      },
      apply(tr, folds) {
        const wanted = tr.getMeta(key) as readonly number[] | undefined
        if (wanted !== undefined)
          return build(
            tr.doc,
            wanted.toSorted((a, b) => a - b),
          )
        if (!tr.docChanged || folds.at.length === 0) return folds
        const at = folds.at.flatMap((pos) => followed(tr, pos))
        const same =
          at.length === folds.at.length &&
          !changesStructure(tr) &&
          at.every((pos, i) => tr.doc.nodeAt(pos) === tr.before.nodeAt(folds.at[i] ?? -1))
        return same ? { at, set: folds.set.map(tr.mapping, tr.doc) } : build(tr.doc, at)
      },
    },
    props: {
      decorations: (state) => key.getState(state)?.set,
      handleDOMEvents: {
        mousedown(view, event) {
          const open =
            event.target instanceof Element ? event.target.closest('[data-unfold]') : null
          if (open === null) return false
          event.preventDefault()
          const pos = view.posAtDOM(open, 0)
          toggleFold(view, view.state.doc.resolve(pos).index(0))
          return true
        },
      },
    },
    appendTransaction(_transactions, before, state) {
      if (before.selection.eq(state.selection)) return null
      return opening(state, state.selection.head)
    },
    view: () => {
      // Unlike any list of folds, so that opening what was remembered as folded is remembered too.
      let written: string | null = null
      return {
        update({ state }, before) {
          const at = foldsOf(state) ?? []
          if (at === foldsOf(before)) return
          const ids = at.flatMap((pos) => memory.blockId(state.doc.resolve(pos).index(0)) ?? [])
          if (ids.join() === written) return
          written = ids.join()
          memory.write(ids)
        },
      }
    },
  })
}

/** Where a folded section is after a change; nowhere when its block is gone or opens none now. */
function followed(tr: Transaction, pos: number): number[] {
  const moved = tr.getMeta(movedKey) as Moved | undefined
  if (moved !== undefined && pos >= moved.from && pos < moved.to)
    return [moved.at + pos - moved.from]
  const { pos: now, deletedAfter } = tr.mapping.mapResult(pos, 1)
  return !deletedAfter && tr.doc.nodeAt(now)?.type.name === 'section' ? [now] : []
}

/** Positions that a fold at `pos` hides; null when it hides nothing. */
function hiddenBy(doc: Node, pos: number): { readonly from: number; readonly to: number } | null {
  const index = doc.resolve(pos).index(0)
  const blocks = sectionBlocks(doc, index)
  const block = doc.maybeChild(index)
  if (blocks === null || block === null) return null
  // What follows the first 。 of a run-in heading is body text.
  const from = pos + 1 + Math.min(headingEnd(block) + 1, block.content.size)
  let to = pos
  for (let i = index; i < blocks.to; i++) to += doc.child(i).nodeSize
  return to - 1 > from ? { from, to: to - 1 } : null
}

function decorate(doc: Node, at: readonly number[], openWord: string): DecorationSet {
  const list: Decoration[] = []
  for (const pos of at) {
    const hidden = hiddenBy(doc, pos)
    const block = doc.nodeAt(pos)
    if (hidden === null || block === null) continue
    const end = pos + block.nodeSize
    if (hidden.from < end - 1)
      list.push(Decoration.inline(hidden.from, end - 1, { class: 'folded-away' }))
    list.push(Decoration.widget(hidden.from, () => opener(openWord), { key: 'unfold', side: -1 }))
    doc.nodesBetween(end, hidden.to, (node, start) => {
      if (start >= end)
        list.push(Decoration.node(start, start + node.nodeSize, { class: 'folded-away' }))
      return false
    })
  }
  return list.length === 0 ? DecorationSet.empty : DecorationSet.create(doc, list)
}

function opener(word: string): HTMLElement {
  const dom = document.createElement('button')
  dom.type = 'button'
  dom.className = 'unfold'
  dom.dataset['unfold'] = ''
  dom.tabIndex = -1
  dom.title = word
  dom.setAttribute('aria-label', word)
  dom.textContent = '⋯'
  return dom
}

/** Opens whatever hides `pos`; null when nothing does. */
function opening(state: EditorState, pos: number): Transaction | null {
  const folds = key.getState(state)
  if (folds === undefined || folds.at.length === 0) return null
  const kept = folds.at.filter((fold) => {
    const hidden = hiddenBy(state.doc, fold)
    return hidden === null || pos <= hidden.from || pos > hidden.to
  })
  return kept.length === folds.at.length ? null : state.tr.setMeta(key, kept)
}

/** The folds of a state; another object whenever they changed. */
export function foldsOf(state: EditorState): readonly number[] | undefined {
  return key.getState(state)?.at
}

/** Indices of the blocks that open a folded section. */
export function foldedBlocks(state: EditorState): ReadonlySet<number> {
  return new Set((foldsOf(state) ?? []).map((pos) => state.doc.resolve(pos).index(0)))
}

/** Folds the section that block `index` opens, or opens it again. */
export function toggleFold(view: EditorView, index: number): void {
  const { doc, tr } = view.state
  if (doc.maybeChild(index)?.type.name !== 'section') return
  let pos = 0
  for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize
  const at = foldsOf(view.state) ?? []
  view.dispatch(folded(tr, at.includes(pos) ? at.filter((one) => one !== pos) : [...at, pos]))
}

/** Folds `at`; a caret that would be hidden goes to the heading. */
function folded(tr: Transaction, at: readonly number[]): Transaction {
  const { head } = tr.selection
  for (const pos of at) {
    const hidden = hiddenBy(tr.doc, pos)
    if (hidden !== null && head > hidden.from && head <= hidden.to)
      tr.setSelection(TextSelection.near(tr.doc.resolve(pos + 1)))
  }
  return tr.setMeta(key, at)
}

/** Folds all sections down to `level`, or opens all. */
export function foldAll(view: EditorView, level: number | null): void {
  const at: number[] = []
  if (level !== null)
    view.state.doc.forEach((block, pos) => {
      if (block.type.name === 'section' && Number(block.attrs['level']) <= level) at.push(pos)
    })
  view.dispatch(folded(view.state.tr, at))
}

/** Makes a position seen: opens what hides it. */
export function reveal(view: EditorView, pos: number): void {
  const tr = opening(view.state, pos)
  if (tr !== null) view.dispatch(tr)
}
