import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import {
  cellPlace,
  columnShares,
  isCell,
  keepTables,
  tablesOf,
  type Table,
} from '../../schema/tables'
import { changedIn } from '../view/headings'
import { changesStructure } from '../view/section-view'
import { cellId, columnWidth, shareVariable } from './cell-view'
import { blockStart, fillHole } from './table-acts'

const key = new PluginKey<DecorationSet>('tables')

/** Milliseconds of quiet until the widths of columns follow what was typed. */
const quiet = 400

/** Words that a screen reader says of a table. */
export type TableName = (rows: number, columns: number) => string

/**
 * Draws cells as tables. The text is flat: cells stand beside one another, and the style
 * sheet makes cells of them (`display: table-cell`); what is drawn before each row keeps it
 * apart from the one before, and tells a screen reader what belongs to it. A place where a
 * row has no cell is shown as an empty one, which becomes one when it is clicked.
 */
export function tableView(name: TableName): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: (_config, { doc }) => draw(doc, name),
      apply(tr, set) {
        if (!tr.docChanged) return set
        if (!changesStructure(tr)) {
          keepTables(tr.before, tr.doc)
          return redrawBreaks(tr, set.map(tr.mapping, tr.doc))
        }
        return touchesTables(tr) ? draw(tr.doc, name) : set.map(tr.mapping, tr.doc)
      },
    },
    props: { decorations: (state) => key.getState(state) },
    view(view) {
      let timer: ReturnType<typeof setTimeout> | undefined
      let shares = showShares(view, new Map())
      return {
        update(now, before) {
          if (now.state.doc === before.doc || tablesOf(now.state.doc).length === 0) return
          clearTimeout(timer)
          const measure = (): void => {
            if (!view.isDestroyed) shares = showShares(now, shares)
          }
          if (tablesOf(now.state.doc) === tablesOf(before.doc)) timer = setTimeout(measure, quiet)
          else measure()
        },
        destroy: () => clearTimeout(timer),
      }
    },
  })
}

/** Writes the widths of columns that changed beside the text; returns all. */
function showShares(view: EditorView, before: ReadonlyMap<string, string>): Map<string, string> {
  const { doc } = view.state
  const now = new Map<string, string>()
  const { parentElement } = view.dom
  for (const table of tablesOf(doc))
    for (const [column, share] of columnShares(doc, table).entries())
      now.set(shareVariable(table.id, table.columnIds[column]), share.toFixed(4))
  for (const [name, share] of now)
    if (before.get(name) !== share) parentElement?.style.setProperty(name, share)
  for (const name of before.keys()) if (!now.has(name)) parentElement?.style.removeProperty(name)
  return now
}

/** Whether a change of the blocks may have changed how a table looks. */
function touchesTables(tr: Transaction): boolean {
  if (tablesOf(tr.before).length !== tablesOf(tr.doc).length) return true
  const back = tr.mapping.invert()
  return changedIn(tr).some(
    ({ from, to }) =>
      hasCells(tr.doc, from, to) || hasCells(tr.before, back.map(from, -1), back.map(to, 1)),
  )
}

function hasCells(doc: Node, from: number, to: number): boolean {
  const last = Math.min(doc.resolve(Math.min(to, doc.content.size)).index(0), doc.childCount - 1)
  for (let index = doc.resolve(Math.max(0, from)).index(0); index <= last; index++)
    if (isCell(doc.child(index))) return true
  return false
}

/** The line breaks of the cells that a change wrote in. */
function redrawBreaks(tr: Transaction, set: DecorationSet): DecorationSet {
  const { doc } = tr
  let next = set
  for (const { from } of changedIn(tr)) {
    const $from = doc.resolve(from)
    if ($from.depth === 0 || !isCell($from.parent)) continue
    const [start, end] = [$from.start(), $from.end()]
    const old = next.find(start, end).filter((one) => one.from < one.to && one.from >= start)
    next = next.remove(old).add(doc, breaksIn($from.parent, start))
  }
  return next
}

function draw(doc: Node, name: TableName): DecorationSet {
  const tables = tablesOf(doc)
  if (tables.length === 0) return DecorationSet.empty
  return DecorationSet.create(
    doc,
    tables.flatMap((table) => decorationsOf(doc, table, name)),
  )
}

function decorationsOf(doc: Node, table: Table, name: TableName): Decoration[] {
  const list: Decoration[] = []
  const starts = new Map<number, number>()
  let pos = blockStart(doc, table.from)
  for (let block = table.from; block < table.to; block++) {
    starts.set(block, pos)
    const cell = doc.child(block)
    list.push(...breaksIn(cell, pos + 1))
    pos += cell.nodeSize
  }
  const id = cellId(table.id, '', '')
  const label = name(table.rows.length, table.columns)
  const rowId = (row: number): string => `${id}-row-${row}`
  list.push(
    widget(starts.get(table.from) ?? 0, -30, `${id} ${label}`, () =>
      shell(
        'table-start',
        'table',
        id,
        table.rows.map((_, row) => rowId(row)),
        label,
      ),
    ),
    widget(pos, -40, `${id} end`, () => shell('table-end', 'none', '', [])),
  )
  table.rows.forEach((cells, row) => {
    const first = cells.find((one) => one !== null)
    if (typeof first !== 'number') return
    const begin = starts.get(first) ?? 0
    const rowName: unknown = doc.child(first).attrs['row']
    const ids = table.columnIds.map((col) => cellId(table.id, rowName, col))
    list.push(
      widget(begin, -20, `${rowId(row)} ${ids.join(' ')}`, () =>
        shell('row-start', 'row', rowId(row), ids),
      ),
    )
    let before = begin
    cells.forEach((block, column) => {
      if (block !== null) {
        before = (starts.get(block) ?? 0) + doc.child(block).nodeSize
        return
      }
      const cell = ids[column] ?? ''
      list.push(
        widget(before, -10 + column / 100, `${cell} hole`, (view) =>
          hole(view, cell, columnWidth(table.id, table.columnIds[column]), column),
        ),
      )
    })
  })
  return list
}

function widget(
  pos: number,
  side: number,
  name: string,
  toDOM: (view: EditorView) => HTMLElement,
): Decoration {
  return Decoration.widget(pos, toDOM, { side, key: name, ignoreSelection: true })
}

/** An element that shows nothing; it parts rows, and owns for a screen reader what it is named with. */
function shell(
  name: string,
  role: string,
  id: string,
  owns: readonly string[],
  label = '',
): HTMLElement {
  const dom = document.createElement('div')
  dom.className = name
  dom.contentEditable = 'false'
  dom.setAttribute('role', role)
  if (id !== '') dom.id = id
  if (owns.length > 0) dom.setAttribute('aria-owns', owns.join(' '))
  if (label !== '') dom.setAttribute('aria-label', label)
  return dom
}

function hole(view: EditorView, id: string, width: string, column: number): HTMLElement {
  const dom = shell('cell-hole', 'cell', id, [])
  dom.style.width = width
  dom.addEventListener('mousedown', (event) => {
    event.preventDefault()
    if (!view.editable) return
    const { doc } = view.state
    const row = cellBefore(dom)
    const place = row === null ? null : cellPlace(doc, doc.resolve(view.posAtDOM(row, 0)).index(0))
    if (place === null) return
    const tr = fillHole(view.state, place.table, place.row, column)
    if (tr !== null) view.dispatch(tr)
    view.focus()
  })
  return dom
}

/** A cell of the row that an empty place is in: the one before it, or the first behind. */
function cellBefore(dom: Element): Element | null {
  for (let at = dom.previousElementSibling; at !== null; at = at.previousElementSibling) {
    if (at.matches('[data-block="cell"]')) return at
    if (at.matches('.row-start')) break
  }
  let next = dom.nextElementSibling
  while (next !== null && !next.matches('[data-block="cell"]')) next = next.nextElementSibling
  return next
}

const known = new WeakMap<Node, readonly number[]>()

/** The line breaks of a cell whose content begins at `start`. */
function breaksIn(cell: Node, start: number): Decoration[] {
  let found = known.get(cell)
  if (found === undefined) {
    const list: number[] = []
    cell.forEach((node, offset) => {
      const text = node.text ?? ''
      for (let at = text.indexOf('\u2028'); at >= 0; at = text.indexOf('\u2028', at + 1))
        list.push(offset + at)
    })
    found = list
    known.set(cell, found)
  }
  return found.map((at) => Decoration.inline(start + at, start + at + 1, { class: 'soft-break' }))
}
