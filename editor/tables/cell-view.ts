import type { Node } from 'prosemirror-model'
import type { NodeView, ViewMutationRecord } from 'prosemirror-view'
import { alignOf } from '../../schema/tables'

/** A name that may stand in an id or in the name of a style's variable, whatever a peer wrote. */
function safe(id: unknown): string {
  return String(id).replaceAll(/[^A-Za-z0-9]/g, (one) => `_${one.charCodeAt(0).toString(36)}`)
}

/** The element's id of a cell, for what owns it. */
export function cellId(table: unknown, row: unknown, column: unknown): string {
  return `cell-${safe(table)}-${safe(row)}-${safe(column)}`
}

/** The variable that holds the part of the table's width that a column has, from 0 to 1. */
export function shareVariable(table: unknown, column: unknown): string {
  return `--share-${safe(table)}-${safe(column)}`
}

/** The width of a column, as a style. */
export function columnWidth(table: unknown, column: unknown): string {
  return `calc(var(--text-width) * var(${shareVariable(table, column)}, 0.2))`
}

/** A cell. All that it looks like follows from itself, so that a table of thousands costs no key anything. */
export class CellView implements NodeView {
  readonly dom: HTMLElement
  readonly contentDOM: HTMLElement
  private node: Node

  constructor(node: Node) {
    this.node = node
    this.dom = document.createElement('p')
    this.dom.dataset['block'] = 'cell'
    this.contentDOM = this.dom
    this.look()
    this.stand()
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false
    const changed = !node.sameMarkup(this.node)
    this.node = node
    if (changed) this.look()
    this.stand()
    return true
  }

  /** The attributes are ours to write; text is ProseMirror's to read. */
  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type === 'attributes'
  }

  private look(): void {
    const { table, row, col, head } = this.node.attrs
    const { dom } = this
    dom.id = cellId(table, row, col)
    dom.setAttribute('role', head === true ? 'columnheader' : 'cell')
    Object.assign(dom.dataset, { table, row, col })
    dom.toggleAttribute('data-head', head === true)
    dom.style.width = columnWidth(table, col)
  }

  private stand(): void {
    const align = alignOf(this.node)
    if (this.dom.style.textAlign !== align) this.dom.style.textAlign = align
  }
}
