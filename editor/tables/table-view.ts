import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type Transaction } from 'prosemirror-state'
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view'
import { alignOf, columnShares, isCell, tablesOf, type Table } from '../../schema/tables'
import { changedIn } from '../view/headings'
import { blockStart, fillHole } from './table-acts'

const key = new PluginKey<DecorationSet>('tables')

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
        return touchesTables(tr) ? draw(tr.doc, name) : set.map(tr.mapping, tr.doc)
      },
    },
    props: { decorations: (state) => key.getState(state) },
  })
}

/** Whether a change may have changed how a table looks. */
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

function draw(doc: Node, name: TableName): DecorationSet {
  const tables = tablesOf(doc)
  if (tables.length === 0) return DecorationSet.empty
  return DecorationSet.create(
    doc,
    tables.flatMap((table, index) => decorationsOf(doc, table, index, name)),
  )
}

function decorationsOf(doc: Node, table: Table, index: number, name: TableName): Decoration[] {
  const list: Decoration[] = []
  const shares = columnShares(doc, table)
  const id = `table-${index}`
  const starts = new Map<number, number>()
  let pos = blockStart(doc, table.from)
  for (let block = table.from; block < table.to; block++) {
    starts.set(block, pos)
    pos += doc.child(block).nodeSize
  }
  const widthOf = (column: number): string =>
    `calc(var(--text-width) * ${(shares[column] ?? 1).toFixed(4)})`
  const label = name(table.rows.length, table.columns)
  list.push(
    widget(starts.get(table.from) ?? 0, -30, `${id} ${table.rows.length} ${label}`, () =>
      shell(
        'table-start',
        'table',
        id,
        table.rows.map((_, row) => `${id}-${row}`),
        label,
      ),
    ),
    widget(pos, -20, `${id} end`, () => shell('table-end', 'none', '', [])),
  )
  table.rows.forEach((cells, row) => {
    const first = cells.findIndex((one) => one !== null)
    const begin = starts.get(cells[first] ?? -1)
    if (begin === undefined) return
    const idOf = (column: number): string => `${id}-${row}-${column}`
    list.push(
      widget(begin, -20, `${id} ${row} ${table.columns}`, () =>
        shell(
          'row-start',
          'row',
          `${id}-${row}`,
          cells.map((_, column) => idOf(column)),
        ),
      ),
    )
    let before = begin
    cells.forEach((block, column) => {
      if (block === null) {
        const [after, order] = column < first ? [begin, -10] : [before, -10]
        list.push(
          widget(after, order + column / 100, `${idOf(column)} hole ${widthOf(column)}`, (view) =>
            hole(view, table, row, column, idOf(column), widthOf(column)),
          ),
        )
        return
      }
      const start = starts.get(block) ?? 0
      const node = doc.child(block)
      before = start + node.nodeSize
      list.push(
        Decoration.node(start, before, {
          id: idOf(column),
          role: node.attrs['head'] === true ? 'columnheader' : 'cell',
          style: `width: ${widthOf(column)}; text-align: ${alignOf(node)}`,
        }),
      )
      for (const at of breaksIn(node))
        list.push(Decoration.inline(start + 1 + at, start + 2 + at, { class: 'soft-break' }))
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

function hole(
  view: EditorView,
  table: Table,
  row: number,
  column: number,
  id: string,
  width: string,
): HTMLElement {
  const dom = shell('cell-hole', 'cell', id, [])
  dom.style.width = width
  dom.addEventListener('mousedown', (event) => {
    event.preventDefault()
    if (!view.editable) return
    const now = tablesOf(view.state.doc).find((one) => one.id === table.id)
    const tr = now === undefined ? null : fillHole(view.state, now, row, column)
    if (tr !== null) view.dispatch(tr)
    view.focus()
  })
  return dom
}

const known = new WeakMap<Node, readonly number[]>()

/** Content offsets of the line breaks of a cell. */
function breaksIn(cell: Node): readonly number[] {
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
  return found
}
