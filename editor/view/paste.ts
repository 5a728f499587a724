import { Fragment, Slice, type Node } from 'prosemirror-model'
import { Plugin } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'
import { readText } from '../../schema/read-text'
import { schema } from '../../schema/schema'
import type { Environment } from '../model/environment'
import type { Figures } from '../model/figures/figures'
import { infosOf } from '../model/report'
import { readFile } from '../ui/read-file'
import { boldPassages, withBold } from './bold'

/**
 * Paste and drop. What comes from outside is read as plain text, with the same recognition
 * of headings and blanks as a template; of its formatting only bold is kept.
 * What was copied here keeps its figures.
 */
export function pasting(options: {
  readonly figures: Figures
  readonly environment: Environment
  /** Whether blanks that are recognised may become figures; else they stay the characters that they were. */
  readonly mayDefine: () => boolean
}): Plugin {
  const { figures, environment, mayDefine } = options

  const slice = (text: string, html: string): Slice => {
    const passages = html === '' ? [] : boldPassages(html)
    const read = readText(text, { idPrefix: `p${environment.newId().slice(0, 8)}-` })
    const defines = mayDefine()
    if (defines) figures.define(infosOf(read.figures))
    const blocks: Node[] = []
    read.doc.forEach((block) => {
      // A title belongs to the report, not to a passage that is put into it.
      const kept =
        block.type.name === 'title' ? schema.node('paragraph', null, block.content) : block
      blocks.push(withBold(defines ? kept : withMasks(kept), passages))
    })
    const [only] = blocks
    if (blocks.length === 1 && only?.type.name === 'paragraph') return new Slice(only.content, 0, 0)
    const open = only?.type.name === 'paragraph' ? 1 : 0
    const closed = blocks.at(-1)?.type.name === 'paragraph' ? 1 : 0
    return new Slice(Fragment.from(blocks), open, closed)
  }

  const insert = (view: EditorView, text: string, html: string, at?: number): void => {
    const { tr } = view.state
    const content = slice(text, html)
    if (at === undefined) tr.replaceSelection(content)
    else tr.replace(at, at, content)
    view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'))
  }

  return new Plugin({
    props: {
      handlePaste(view, event) {
        const data = event.clipboardData
        const html = data?.getData('text/html') ?? ''
        if (data === null || html.includes('data-pm-slice')) return false
        const text = data.getData('text/plain')
        if (text === '') return false
        insert(view, text, html)
        return true
      },
      handleDrop(view, event, _slice, moved) {
        const data = event.dataTransfer
        if (moved || data === null) return false
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
        const [file] = data.files
        if (file !== undefined) {
          if (!/\.txt$/i.test(file.name) && file.type !== 'text/plain') return false
          void readFile(file).then((text) => {
            if (text !== null && !view.isDestroyed) insert(view, text, '', at)
          })
          return true
        }
        const html = data.getData('text/html')
        if (html.includes('data-pm-slice')) return false
        const text = data.getData('text/plain')
        if (text === '') return false
        insert(view, text, html, at)
        return true
      },
    },
  })
}

/** The block with its blanks as the characters that they were written with. */
function withMasks(block: Node): Node {
  const list: Node[] = []
  block.forEach((node) => {
    const mask = node.type.name === 'placeholder' ? String(node.attrs['mask']) : ''
    list.push(mask === '' ? node : schema.text(mask, node.marks))
  })
  return block.copy(Fragment.from(list))
}
