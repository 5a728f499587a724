import type { Node } from 'prosemirror-model'
import { Plugin, PluginKey, type Transaction } from 'prosemirror-state'
import type { EditorView, NodeView, ViewMutationRecord } from 'prosemirror-view'
import { numbersOf } from '../../schema/numbering'
import { changedIn } from './headings'

/** A block that opens a part. Its number is not in the text: it is an attribute that the style sheet shows. */
export class SectionView implements NodeView {
  readonly dom: HTMLElement
  readonly contentDOM: HTMLElement
  private node: Node

  constructor(node: Node) {
    this.node = node
    this.dom = document.createElement('p')
    this.dom.dataset['block'] = 'section'
    this.dom.dataset['level'] = String(node.attrs['level'])
    this.contentDOM = this.dom
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false
    this.node = node
    this.dom.dataset['level'] = String(node.attrs['level'])
    return true
  }

  /** The number is ours to write; text is ProseMirror's to read. */
  ignoreMutation(mutation: ViewMutationRecord): boolean {
    return mutation.type === 'attributes'
  }
}

/** Whether a transaction may have changed which blocks there are and what they open. */
export function changesStructure(tr: Transaction): boolean {
  if (!tr.docChanged) return false
  if (tr.before.childCount !== tr.doc.childCount) return true
  return changedIn(tr).some(({ from, to }) => {
    const last = Math.min(tr.doc.resolve(to).index(0), tr.doc.childCount - 1)
    for (let index = tr.doc.resolve(from).index(0); index <= last; index++) {
      const now = tr.doc.child(index)
      const was = tr.before.child(index)
      if (now.type !== was.type || now.attrs !== was.attrs) return true
    }
    return false
  })
}

const numberingKey = new PluginKey<number>('numbering')

/** Keeps the shown numbers of sections right; costs nothing while only text changes. */
export function numbering(): Plugin<number> {
  return new Plugin<number>({
    key: numberingKey,
    // How often the structure has changed.
    state: {
      init: () => 0,
      apply: (tr, version) => (changesStructure(tr) ? version + 1 : version),
    },
    view(view) {
      showNumbers(view)
      return {
        update(now, before) {
          if (numberingKey.getState(now.state) !== numberingKey.getState(before)) showNumbers(now)
        },
      }
    },
  })
}

function showNumbers(view: EditorView): void {
  const { doc } = view.state
  const numbers = numbersOf(doc)
  let dom = view.dom.firstElementChild
  for (let index = 0; index < doc.childCount && dom !== null; index++) {
    if (dom instanceof HTMLElement && doc.child(index).type.name === 'section') {
      const number = numbers[index] ?? ''
      if (dom.dataset['number'] !== number) dom.dataset['number'] = number
    }
    do dom = dom.nextElementSibling
    while (dom !== null && !(dom instanceof HTMLElement && dom.dataset['block'] !== undefined))
  }
}
